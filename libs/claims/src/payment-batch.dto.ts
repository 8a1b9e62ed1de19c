import type { Fen } from '@app/common';
import {
  FenField,
  IdField,
  IdsField,
  InstantField,
  ItemsField,
  OneOf,
  TextField,
  WholeNumber,
} from '@app/http';
import { BATCH_STATES, type BatchState } from './payment-batch.entity';

/** Body of `POST /payment-batches`. */
export class CreatePaymentBatch {
  @IdsField({ description: 'approved claims of one programme' }) claimIds: string[];
  @TextField({
    ...{ max: 100, optional: true },
    description: '会议纪要号; required where the programme asks for documents',
  })
  minutesNumber?: string;
  @TextField({
    ...{ max: 100, optional: true },
    description: '资金下达文号; required where the programme asks for documents',
  })
  fundDocumentNumber?: string;
}

/** Body of `POST /payment-batches/{id}/confirm`. */
export class ConfirmPaymentBatch {
  @TextField({ max: 100, description: "number of the bank's or the treasury's receipt (回单)" })
  reference: string;
}

/** One line of a payment batch. */
export class PaymentBatchLine {
  @IdField() claimId: string;
  @IdField() payeeOrganisationId: string;
  @TextField() payeeNameZh: string;
  @FenField() amountFen: Fen;
}

/** A payment batch with its lines. */
export class PaymentBatchResponse {
  @IdField() id: string;
  @TextField() number: string;
  @IdField() programmeId: string;
  @FenField() totalFen: Fen;
  @OneOf(BATCH_STATES, { enumName: 'PaymentBatchState' }) state: BatchState;
  @ItemsField(() => PaymentBatchLine) claims: PaymentBatchLine[];
  @IdField() madeBy: string;
  @IdField({ nullable: true }) confirmedBy: string | null;
  @InstantField({ nullable: true }) confirmedAt: string | null;
  @TextField({ nullable: true }) reference: string | null;
  @TextField({ nullable: true, description: '会议纪要号' }) minutesNumber: string | null;
  @TextField({ nullable: true, description: '资金下达文号' }) fundDocumentNumber: string | null;
  @WholeNumber({ min: 1 }) version: number;
  @InstantField() createdAt: string;
}

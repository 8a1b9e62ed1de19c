import type { Fen } from '@app/common';
import {
  BooleanField,
  CivilDateField,
  FenField,
  IdField,
  IdsField,
  InstantField,
  ItemsField,
  OneOf,
  TextField,
} from '@app/http';
import { OBJECTION_OUTCOMES, type ObjectionOutcome } from './notice-objection.entity';

/** Body of `POST /payment-notices`. */
export class PublishPaymentNotice {
  @IdsField({ max: 1_000, description: 'approved claims of one programme' }) claimIds: string[];
}

/** Body of `POST /claims/{id}/objections`. */
export class RecordObjection {
  @TextField({ max: 100, description: 'who objects, as they call themselves' }) objector: string;
  @TextField({ max: 2000, description: 'what they say' }) statement: string;
}

/** Body of `POST /claims/{id}/objections/decide`. */
export class DecideObjection {
  @OneOf(OBJECTION_OUTCOMES, { description: 'upheld returns the claim for repair' })
  outcome: ObjectionOutcome;
  @TextField({ max: 1000, description: 'of an upheld one, for the applicant to read' })
  reason: string;
}

/** An objection to a claim on a notice. */
export class ObjectionResponse {
  @IdField() id: string;
  @TextField() objector: string;
  @TextField() statement: string;
  @IdField() recordedBy: string;
  @InstantField() createdAt: string;
  @OneOf(OBJECTION_OUTCOMES, { nullable: true, description: 'null while it waits' })
  outcome: ObjectionOutcome | null;
  @TextField({ nullable: true }) reason: string | null;
  @IdField({ nullable: true }) decidedBy: string | null;
  @InstantField({ nullable: true }) decidedAt: string | null;
}

/** A claim on a notice. */
export class PaymentNoticeLineResponse {
  @IdField() claimId: string;
  @TextField() payeeNameZh: string;
  @FenField() amountFen: Fen;
  @BooleanField({ description: 'false once the claim was returned or rejected' }) live: boolean;
  @ItemsField(() => ObjectionResponse) objections: ObjectionResponse[];
}

/** A public notice of what is to be paid. */
export class PaymentNoticeResponse {
  @IdField() id: string;
  @IdField() programmeId: string;
  @CivilDateField() startsOn: string;
  @CivilDateField({ description: 'last day; nothing on it is paid before the day after' })
  endsOn: string;
  @ItemsField(() => PaymentNoticeLineResponse) claims: PaymentNoticeLineResponse[];
  @IdField() publishedBy: string;
  @InstantField() createdAt: string;
}

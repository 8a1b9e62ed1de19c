import type { Fen } from '@app/common';
import {
  CivilDateField,
  FenField,
  IdField,
  IdsField,
  InstantField,
  ItemsField,
  ObjectField,
  OneOf,
  PageQuery,
  TextField,
  WholeNumber,
} from '@app/http';
import { CLAIM_STATES, type ClaimState } from './claim.entity';

/** An invoice of a claim. */
export class ClaimInvoiceBody {
  @TextField({
    max: 20,
    optional: true,
    description: '发票代码; left out for a fully digital invoice (数电票)',
  })
  code?: string;
  @TextField({ max: 30, description: '发票号码' }) number: string;
  @CivilDateField() issuedOn: string;
  @FenField({ min: 1, description: 'of the whole invoice, as printed' }) amountFen: Fen;
  @FenField({
    min: 1,
    nullable: true,
    description:
      'what of it is for this order; unless told, what the holder allocated to the order, else the whole invoice',
  })
  usedFen?: Fen | null;
}

/** The payment of the user organisation's own part. */
export class PaymentProofBody {
  @TextField({ max: 100, description: 'number of the payment slip or bank receipt' })
  reference: string;
  @CivilDateField() paidOn: string;
  @FenField({ min: 1 }) amountFen: Fen;
}

/** Body of `PUT /claims/{id}`: the papers, all of them anew. */
export class ClaimPapers {
  @ItemsField(() => ClaimInvoiceBody, { min: 1, max: 50 }) invoices: ClaimInvoiceBody[];
  @ObjectField(() => PaymentProofBody, {
    nullable: true,
    description: 'required where the programme pays back what was paid (reimburse)',
  })
  paymentProof?: PaymentProofBody | null;
  @IdsField({
    min: 0,
    max: 50,
    optional: true,
    description: "ids of the organisation's uploaded files",
  })
  files?: string[];
}

/** Body of `POST /claims`. */
export class SubmitClaim extends ClaimPapers {
  @IdField() orderId: string;
}

/** Body of `POST /claims/{id}/return` and `/reject`. */
export class ClaimReason {
  @TextField({ max: 1000, description: 'for the applicant to read' }) reason: string;
}

/** Query of `GET /claims`. */
export class ClaimListQuery extends PageQuery {
  @OneOf(CLAIM_STATES, { optional: true }) state?: ClaimState;
}

/** An organisation by id and name. */
export class NamedOrganisation {
  @IdField() id: string;
  @TextField() nameZh: string;
}

/** The agent (代) that prepared a claim for its payee. */
export class ClaimDrafter {
  @ObjectField(() => NamedOrganisation) organisation: NamedOrganisation;
}

/** A claim with its papers. */
export class ClaimResponse {
  @IdField() id: string;
  @IdField() orderId: string;
  @TextField() orderNumber: string;
  @IdField() programmeId: string;
  @IdField() payeeOrganisationId: string;
  @TextField() payeeNameZh: string;
  @FenField() amountFen: Fen;
  @OneOf(CLAIM_STATES, { enumName: 'ClaimState' }) state: ClaimState;
  @ItemsField(() => ClaimInvoiceBody) invoices: ClaimInvoiceBody[];
  @ObjectField(() => PaymentProofBody, { nullable: true }) paymentProof: PaymentProofBody | null;
  @IdsField({ min: 0 }) files: string[];
  @ObjectField(() => ClaimDrafter, { nullable: true, description: 'null when the payee did' })
  draftedBy: ClaimDrafter | null;
  @IdField({ description: 'who submitted it (经办)' }) makerId: string;
  @IdField({ nullable: true, description: 'who decided on it (复核)' }) reviewerId: string | null;
  @InstantField({ nullable: true }) reviewedAt: string | null;
  @TextField({ nullable: true, description: 'why it was returned or rejected' }) returnReason:
    string | null;
  @IdField({ nullable: true }) paymentBatchId: string | null;
  @WholeNumber({ min: 1 }) version: number;
  @InstantField() createdAt: string;
}

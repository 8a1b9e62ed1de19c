import type { Fen } from '@app/common';
import { CivilDateColumn, CreatedAtColumn, FenColumn, InstantColumn } from '@app/database';
import type { DateTime } from 'luxon';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { PaymentBatch } from './payment-batch.entity';

/** Life of a claim: drafted by an agent or submitted at once, reviewed, sent back for repair or rejected, paid in a batch. */
export const CLAIM_STATES = [
  /** Prepared by an agent (代), for the principal to submit or discard; moves no money. */
  'draft',
  'submitted',
  'approved',
  'returned',
  'rejected',
  'in_batch',
  'paid',
] as const;
export type ClaimState = (typeof CLAIM_STATES)[number];

/** A payee's request (兑付申请) for the voucher money its order used; the amount is never the applicant's to choose. */
@Entity('claim')
@Check('claim_state_known', `state IN (${CLAIM_STATES.map((state) => `'${state}'`).join(', ')})`)
@Check('claim_amount_not_positive', 'amount_fen > 0')
@Check('claim_reviewed_by_maker', 'reviewer_id <> maker_id')
@Check(
  'claim_decision_without_reviewer',
  `(reviewer_id IS NOT NULL AND reviewed_at IS NOT NULL) OR state IN ('draft', 'submitted')`,
)
@Check(
  'claim_draft_without_agent',
  `(drafted_by IS NULL) = (drafted_by_organisation_id IS NULL) AND (state <> 'draft' OR drafted_by IS NOT NULL)`,
)
@Check('claim_submitted_by_drafter', `state = 'draft' OR drafted_by <> maker_id`)
@Check(
  'claim_returned_without_reason',
  `return_reason IS NOT NULL OR state NOT IN ('returned', 'rejected')`,
)
@Check(
  'claim_batch_not_of_state',
  `(payment_batch_id IS NOT NULL) = (state IN ('in_batch', 'paid'))`,
)
@Check(
  'claim_proof_incomplete',
  '(proof_reference IS NULL) = (proof_paid_on IS NULL) AND (proof_reference IS NULL) = (proof_amount_fen IS NULL)',
)
@Index('claim_order_claimed_twice', ['orderId'], { unique: true, where: `state <> 'rejected'` })
@Index('claim_inbox', ['state', 'id'])
@Index('claim_of_payee', ['payeeOrganisationId', 'id'])
export class Claim {
  @PrimaryColumn('uuid') id: string;
  @ForeignKey('ServiceOrder')
  @Column('uuid', { name: 'order_id' })
  orderId: string;
  @ForeignKey('VoucherProgramme')
  @Column('uuid', { name: 'programme_id' })
  programmeId: string;
  @ForeignKey('Organisation')
  @Column('uuid', { name: 'payee_organisation_id' })
  payeeOrganisationId: string;
  /** Exactly the captured amount of the order. */
  @FenColumn({ name: 'amount_fen' }) amountFen: Fen;
  @Column('text', { default: 'submitted' }) state: ClaimState;
  /** Who prepared it for the payee, at which agent (代); null when the payee did. */
  @ForeignKey('AppUser')
  @Column('uuid', { name: 'drafted_by', nullable: true })
  draftedBy: string | null;
  @ForeignKey('Organisation')
  @Column('uuid', { name: 'drafted_by_organisation_id', nullable: true })
  draftedByOrganisationId: string | null;
  /** Who submitted it last (经办); of a draft, who prepared it. */
  @Column('uuid', { name: 'maker_id' }) makerId: string;
  /** Who decided on it last (复核). */
  @Column('uuid', { name: 'reviewer_id', nullable: true }) reviewerId: string | null;
  @InstantColumn({ name: 'reviewed_at', nullable: true }) reviewedAt: DateTime | null;
  /** Why it was returned (退回补正) or rejected (不予通过), for the applicant to read. */
  @Column('text', { name: 'return_reason', nullable: true }) returnReason: string | null;
  /** Reference of the payment slip (付款凭证) for the user's own part; always there in `reimburse` mode. */
  @Column('text', { name: 'proof_reference', nullable: true }) proofReference: string | null;
  @CivilDateColumn({ name: 'proof_paid_on', nullable: true }) proofPaidOn: string | null;
  @FenColumn({ name: 'proof_amount_fen', nullable: true }) proofAmountFen: Fen | null;
  @ForeignKey(() => PaymentBatch)
  @Index('claim_of_batch', { where: 'payment_batch_id IS NOT NULL' })
  @Column('uuid', { name: 'payment_batch_id', nullable: true })
  paymentBatchId: string | null;
  @Column('int', { default: 1 }) version: number;
  @CreatedAtColumn() createdAt: DateTime;
}

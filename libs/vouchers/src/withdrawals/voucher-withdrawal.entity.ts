import type { DateTime } from 'luxon';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Fen } from '@app/common';
import { CreatedAtColumn, FenColumn, InstantColumn } from '@app/database';

/** One person of the issuer proposes, another decides. */
export const WITHDRAWAL_STATES = ['proposed', 'approved', 'declined'] as const;
export type WithdrawalState = (typeof WITHDRAWAL_STATES)[number];

/**
 * The issuer takes back what a voucher has unused (撤券), by two persons. Approval moves the money; the ledger transfer
 * has the withdrawal's id.
 */
@Entity('voucher_withdrawal')
@Check('voucher_withdrawal_state_known', `state IN ('proposed', 'approved', 'declined')`)
@Check(
  'voucher_withdrawal_decided_by_another',
  `(state = 'proposed') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL) AND decided_by IS DISTINCT FROM proposed_by`,
)
@Check(
  'voucher_withdrawal_approved_of_nothing',
  `(state = 'approved') = (amount_fen IS NOT NULL) AND amount_fen > 0`,
)
@Check(
  'voucher_withdrawal_declined_without_reason',
  `(state = 'declined') = (decline_reason IS NOT NULL)`,
)
@Index('voucher_withdrawal_live_twice', ['voucherId'], {
  unique: true,
  where: `state <> 'declined'`,
})
export class VoucherWithdrawal {
  @PrimaryColumn('uuid') id: string;
  @Index('voucher_withdrawal_of_voucher')
  @ForeignKey('Voucher', { name: 'voucher_withdrawal_voucher_exists' })
  @Column('uuid', { name: 'voucher_id' })
  voucherId: string;
  /** Why, in the words of who proposes it; the organisation reads it. */
  @Column('text') reason: string;
  @Column('text', { default: 'proposed' }) state: WithdrawalState;
  @Column('uuid', { name: 'proposed_by' }) proposedBy: string;
  @Column('uuid', { name: 'decided_by', nullable: true }) decidedBy: string | null;
  @InstantColumn({ name: 'decided_at', nullable: true }) decidedAt: DateTime | null;
  @Column('text', { name: 'decline_reason', nullable: true }) declineReason: string | null;
  /** What was unused when it was approved. */
  @FenColumn({ name: 'amount_fen', nullable: true }) amountFen: Fen | null;
  @CreatedAtColumn() createdAt: DateTime;
}

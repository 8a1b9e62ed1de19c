import { CreatedAtColumn, FenColumn, InstantColumn } from '@app/database';
import type { Fen } from '@app/common';
import type { DateTime } from 'luxon';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** `held` ends as `captured` (使用确认) or `released`, once. */
export type HoldState = 'held' | 'captured' | 'released';

/** Voucher money set aside for one order (额度冻结); its id is that of the ledger transfer. */
@Entity('voucher_hold')
@Check('voucher_hold_amount_not_positive', 'amount_fen > 0')
@Check('voucher_hold_state_unknown', `state IN ('held', 'captured', 'released')`)
@Check(
  'voucher_hold_captured_out_of_range',
  `(captured_fen IS NOT NULL) = (state = 'captured') AND captured_fen > 0 AND captured_fen <= amount_fen`,
)
@Check(
  'voucher_hold_refund_above_capture',
  'refunded_fen >= 0 AND refunded_fen <= coalesce(captured_fen, 0)',
)
@Check('voucher_hold_resolved_without_time', `(resolved_at IS NULL) = (state = 'held')`)
// A released hold leaves room for another: an order that moves to another time is priced anew.
@Index('voucher_hold_order_held_twice', ['orderId'], {
  unique: true,
  where: `state <> 'released'`,
})
@Index('voucher_hold_of_voucher', ['voucherId'])
@Index('voucher_hold_at_provider', ['providerOrganisationId'], {
  where: 'provider_organisation_id IS NOT NULL',
})
export class VoucherHold {
  @PrimaryColumn('uuid') id: string;
  /** No foreign key: orders stand above vouchers, and write their row in the same transaction. */
  @Column('uuid', { name: 'order_id' }) orderId: string;
  @ForeignKey('Voucher')
  @Column('uuid', { name: 'voucher_id' })
  voucherId: string;
  @FenColumn({ name: 'amount_fen' }) amountFen: Fen;
  /** Version of the programme's rules that it was placed under, for good. */
  @Column('int', { name: 'rules_version', default: 1 }) rulesVersion: number;
  /** Where the service is rendered, for the cap per provider. */
  @Column('uuid', { name: 'provider_organisation_id', nullable: true })
  providerOrganisationId: string | null;
  @Column('text', { default: 'held' }) state: HoldState;
  @FenColumn({ name: 'captured_fen', nullable: true }) capturedFen: Fen | null;
  /** Given back of what was captured, when the fee was reduced afterwards. */
  @FenColumn({ name: 'refunded_fen', default: 0 }) refundedFen: Fen;
  @CreatedAtColumn() createdAt: DateTime;
  @InstantColumn({ name: 'resolved_at', nullable: true }) resolvedAt: DateTime | null;
}

import type { DateTime } from 'luxon';
import { Check, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { Fen } from '@app/common';
import { FenColumn, InstantColumn } from '@app/database';

/**
 * What one accepted order (or a cancelled one that costs) is about in money. Triggers alone open it and move its counters,
 * under its lock; the serving role may only read it.
 */
@Entity('order_account')
@Check('order_account_invoiced_beyond_fee', 'invoiced_fen BETWEEN 0 AND fee_fen')
@Check(
  'order_account_paid_beyond_fee',
  'voucher_fen >= 0 AND paid_fen >= 0 AND written_off_fen >= 0 AND refunded_fen >= 0 AND voucher_fen + paid_fen + written_off_fen <= fee_fen',
)
export class OrderAccount {
  @ForeignKey('ServiceOrder', { name: 'order_account_order_exists' })
  @PrimaryColumn('uuid', { name: 'order_id' })
  orderId: string;
  /** The actual fee after reductions and refunds: what invoices may sum to at most. */
  @FenColumn({ name: 'fee_fen' }) feeFen: Fen;
  /** The part a voucher pays to the holder itself (通兑), which the user organisation does not owe. */
  @FenColumn({ name: 'voucher_fen', default: 0 }) voucherFen: Fen;
  @FenColumn({ name: 'invoiced_fen', default: 0 }) invoicedFen: Fen;
  @FenColumn({ name: 'paid_fen', default: 0 }) paidFen: Fen;
  /** What was paid and given back; the fee is lower by it already. */
  @FenColumn({ name: 'refunded_fen', default: 0 }) refundedFen: Fen;
  @FenColumn({ name: 'written_off_fen', default: 0 }) writtenOffFen: Fen;
  @InstantColumn({ name: 'opened_at', default: () => 'app_now()' }) openedAt: DateTime;
}

import type { DateTime } from 'luxon';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Fen } from '@app/common';
import { CreatedAtColumn, FenColumn } from '@app/database';

/**
 * The part of an invoice that is for one order. A trigger adds it to the invoice and to the order's account, each under its
 * lock; afterwards it can only become less or end, when a red invoice takes some of it back. Those of a red invoice, never
 * live, say what it took back of which order.
 */
@Entity('invoice_allocation')
@Check('invoice_allocation_amount_not_positive', 'amount_fen > 0')
export class InvoiceAllocation {
  @PrimaryColumn('uuid') id: string;
  @Index('invoice_allocation_of_invoice')
  @ForeignKey('Invoice', { name: 'invoice_allocation_invoice_exists' })
  @Column('uuid', { name: 'invoice_id' })
  invoiceId: string;
  @Index('invoice_allocation_of_order')
  @ForeignKey('OrderAccount', { name: 'invoice_allocation_order_exists' })
  @Column('uuid', { name: 'order_id' })
  orderId: string;
  @FenColumn({ name: 'amount_fen' }) amountFen: Fen;
  /** False once it was taken back as a whole (红冲), with what stood last; and for those of a red invoice. */
  @Column('boolean', { default: true }) live: boolean;
  @CreatedAtColumn() createdAt: DateTime;
}

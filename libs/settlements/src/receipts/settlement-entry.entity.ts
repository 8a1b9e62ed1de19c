import type { DateTime } from 'luxon';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Fen } from '@app/common';
import { CreatedAtColumn, FenColumn } from '@app/database';

/** A receipt pays for an order, is free again, or is given back and lowers the fee. */
export const ENTRY_KINDS = ['payment', 'reopen', 'refund'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/**
 * One movement of a receipt's money to or from an order, append-only. Its insert posts it: a trigger moves the counters of
 * receipt and order, each under its lock.
 */
@Entity('settlement_entry')
@Check('settlement_entry_kind_known', `kind IN ('payment', 'reopen', 'refund')`)
@Check('settlement_entry_amount_not_positive', 'amount_fen > 0')
@Check('settlement_entry_refund_says_why', `kind <> 'refund' OR reason IS NOT NULL`)
@Index('settlement_entry_of_receipt', ['receiptId', 'orderId'])
export class SettlementEntry {
  @PrimaryColumn('uuid') id: string;
  @Column('text') kind: EntryKind;
  @ForeignKey('Receipt', { name: 'settlement_entry_receipt_exists' })
  @Column('uuid', { name: 'receipt_id' })
  receiptId: string;
  @Index('settlement_entry_of_order')
  @ForeignKey('OrderAccount', { name: 'settlement_entry_order_exists' })
  @Column('uuid', { name: 'order_id' })
  orderId: string;
  /** The invoice it was paid on: when that is taken back, the money is free again. */
  @Index('settlement_entry_of_invoice', { where: 'invoice_id IS NOT NULL' })
  @ForeignKey('Invoice', { name: 'settlement_entry_invoice_exists' })
  @Column('uuid', { name: 'invoice_id', nullable: true })
  invoiceId: string | null;
  @FenColumn({ name: 'amount_fen' }) amountFen: Fen;
  @Column('text', { nullable: true }) reason: string | null;
  @ForeignKey('AppUser', { name: 'settlement_entry_actor_exists' })
  @Column('uuid', { name: 'actor_id' })
  actorId: string;
  @CreatedAtColumn() createdAt: DateTime;
}

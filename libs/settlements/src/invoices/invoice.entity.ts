import type { DateTime } from 'luxon';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Fen } from '@app/common';
import { CivilDateColumn, CreatedAtColumn, FenColumn, InstantColumn } from '@app/database';
import type { InvoiceKind, InvoiceState, Verification } from './invoice.words';

/**
 * An invoice a holder has issued for orders. Its key, 发票代码 (empty for fully digital ones, 数电票) and 号码, is there once
 * in the whole system. A negative invoice (红字) is a row of its own that names the one it takes back, as a whole or in part.
 */
@Entity('invoice')
@Unique('invoice_recorded_twice', ['code', 'number'])
@Check('invoice_kind_known', `kind IN ('special', 'ordinary')`)
@Check('invoice_state_known', `state IN ('recorded', 'red_flushed')`)
@Check('invoice_verification_known', `verification IN ('unchecked', 'valid', 'invalid')`)
@Check('invoice_to_itself', 'seller_organisation_id <> buyer_organisation_id')
@Check('invoice_red_is_negative', 'amount_fen <> 0 AND (amount_fen < 0) = (red_of IS NOT NULL)')
@Check(
  'invoice_allocated_beyond_amount',
  'allocated_fen BETWEEN 0 AND greatest(amount_fen, 0) - flushed_fen',
)
@Check('invoice_flushed_beyond_amount', 'flushed_fen BETWEEN 0 AND greatest(amount_fen, 0)')
@Check('invoice_flushed_as_a_whole', `(state = 'red_flushed') = (flushed_fen = amount_fen)`)
@Check('invoice_flushed_holds_nothing', `state = 'recorded' OR allocated_fen = 0`)
@Index('invoice_of_statement_twice', ['statementId'], {
  unique: true,
  where: `state = 'recorded'`,
})
@Index('invoice_of_flushed', ['redOf'], { where: 'red_of IS NOT NULL' })
@Index('invoice_of_seller', ['sellerOrganisationId', 'id'])
@Index('invoice_of_buyer', ['buyerOrganisationId', 'id'])
export class Invoice {
  @PrimaryColumn('uuid') id: string;
  @Column('text', { default: '' }) code: string;
  @Column('text') number: string;
  @ForeignKey('Organisation', { name: 'invoice_seller_exists' })
  @Column('uuid', { name: 'seller_organisation_id' })
  sellerOrganisationId: string;
  @ForeignKey('Organisation', { name: 'invoice_buyer_exists' })
  @Column('uuid', { name: 'buyer_organisation_id' })
  buyerOrganisationId: string;
  @Column('text') kind: InvoiceKind;
  /** 抬头: whom it is made out to, as printed. */
  @Column('text') title: string;
  /** 税号 of the buyer. */
  @Column('text', { name: 'tax_number' }) taxNumber: string;
  @CivilDateColumn({ name: 'issued_on' }) issuedOn: string;
  /** Negative for a red one. */
  @FenColumn({ name: 'amount_fen' }) amountFen: Fen;
  /** Sum of its live allocations; moved by their trigger alone. */
  @FenColumn({ name: 'allocated_fen', default: 0 }) allocatedFen: Fen;
  /** What its red invoices take back of it together; moved by their trigger alone. */
  @FenColumn({ name: 'flushed_fen', default: 0 }) flushedFen: Fen;
  @Column('text', { default: 'unchecked' }) verification: Verification;
  @InstantColumn({ name: 'verified_at', nullable: true }) verifiedAt: DateTime | null;
  @ForeignKey('AppUser', { name: 'invoice_verifier_exists' })
  @Column('uuid', { name: 'verified_by', nullable: true })
  verifiedBy: string | null;
  @Column('text', { default: 'recorded' }) state: InvoiceState;
  @ForeignKey('Invoice', { name: 'invoice_red_of_exists' })
  @Column('uuid', { name: 'red_of', nullable: true })
  redOf: string | null;
  /** The statement that it is over as a whole; null for one that names its orders itself. */
  @ForeignKey('Statement', { name: 'invoice_statement_exists' })
  @Column('uuid', { name: 'statement_id', nullable: true })
  statementId: string | null;
  @ForeignKey('AppUser', { name: 'invoice_author_exists' })
  @Column('uuid', { name: 'recorded_by' })
  recordedBy: string;
  @Column('integer', { default: 1 }) version: number;
  @CreatedAtColumn() createdAt: DateTime;
}

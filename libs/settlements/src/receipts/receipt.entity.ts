import type { DateTime } from 'luxon';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Fen } from '@app/common';
import { CivilDateColumn, CreatedAtColumn, FenColumn } from '@app/database';

/** How a receipt came to be known: written down by hand, or from a file of the bank. */
export const RECEIPT_SOURCES = ['manual', 'file'] as const;
export type ReceiptSource = (typeof RECEIPT_SOURCES)[number];

/**
 * Money that arrived at a holder (到款). What is neither matched nor returned stays with the holder as a deposit of its
 * payer. Triggers alone move the counters.
 */
@Entity('receipt')
@Unique('receipt_recorded_twice', ['holderOrganisationId', 'reference'])
@Check('receipt_source_known', `source IN ('manual', 'file')`)
@Check(
  'receipt_matched_beyond_amount',
  'amount_fen > 0 AND matched_fen >= 0 AND returned_fen >= 0 AND matched_fen + returned_fen <= amount_fen',
)
@Check('receipt_import_is_a_file', `bank_import_id IS NULL OR source = 'file'`)
@Index('receipt_of_holder', ['holderOrganisationId', 'id'])
@Index('receipt_open_by_age', ['holderOrganisationId', 'receivedOn', 'id'], {
  where: 'matched_fen + returned_fen < amount_fen',
})
export class Receipt {
  @PrimaryColumn('uuid') id: string;
  @ForeignKey('Organisation', { name: 'receipt_holder_exists' })
  @Column('uuid', { name: 'holder_organisation_id' })
  holderOrganisationId: string;
  /** Null while it is not known who paid; with one, it pays for that organisation's orders only. */
  @ForeignKey('Organisation', { name: 'receipt_payer_exists' })
  @Column('uuid', { name: 'payer_organisation_id', nullable: true })
  payerOrganisationId: string | null;
  /** As the bank wrote it. */
  @Column('text', { name: 'payer_name' }) payerName: string;
  /** The last characters of the payer's account; more of it is not kept. */
  @Column('text', { name: 'payer_account_ending', nullable: true })
  payerAccountEnding: string | null;
  /** What the payer wrote (附言), by which it is matched. */
  @Column('text', { nullable: true }) remark: string | null;
  /** The bank's serial number (流水号), once for each holder. */
  @Column('text') reference: string;
  @CivilDateColumn({ name: 'received_on' }) receivedOn: string;
  @FenColumn({ name: 'amount_fen' }) amountFen: Fen;
  /** What orders have of it. */
  @FenColumn({ name: 'matched_fen', default: 0 }) matchedFen: Fen;
  /** What was given back. */
  @FenColumn({ name: 'returned_fen', default: 0 }) returnedFen: Fen;
  @Column('text') source: ReceiptSource;
  /** The file of the bank that told of it. */
  @Index('receipt_of_import', { where: 'bank_import_id IS NOT NULL' })
  @ForeignKey('BankImport', { name: 'receipt_import_exists' })
  @Column('uuid', { name: 'bank_import_id', nullable: true })
  bankImportId: string | null;
  @ForeignKey('AppUser', { name: 'receipt_author_exists' })
  @Column('uuid', { name: 'recorded_by' })
  recordedBy: string;
  @CreatedAtColumn() createdAt: DateTime;
}

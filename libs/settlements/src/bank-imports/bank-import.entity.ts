import type { DateTime } from 'luxon';
import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { CreatedAtColumn } from '@app/database';

/** A file of a holder's bank that was imported; the same content is taken once. */
@Entity('bank_import')
@Unique('bank_import_file_twice', ['holderOrganisationId', 'sha256'])
@Check('bank_import_counts_not_negative', 'recorded >= 0 AND known >= 0 AND debits >= 0')
export class BankImport {
  @PrimaryColumn('uuid') id: string;
  @ForeignKey('Organisation', { name: 'bank_import_holder_exists' })
  @Column('uuid', { name: 'holder_organisation_id' })
  holderOrganisationId: string;
  @Column('text', { name: 'file_name' }) fileName: string;
  /** Of its content, in hexadecimal digits. */
  @Column('text') sha256: string;
  /** Rows that became receipts. */
  @Column('integer', { default: 0 }) recorded: number;
  /** Rows whose serial number was recorded before. */
  @Column('integer', { default: 0 }) known: number;
  /** Rows of money that went out. */
  @Column('integer', { default: 0 }) debits: number;
  @ForeignKey('AppUser', { name: 'bank_import_author_exists' })
  @Column('uuid', { name: 'imported_by' })
  importedBy: string;
  @CreatedAtColumn() createdAt: DateTime;
}

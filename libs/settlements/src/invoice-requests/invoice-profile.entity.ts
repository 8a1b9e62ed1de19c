import type { DateTime } from 'luxon';
import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { InstantColumn } from '@app/database';

/** What an organisation wants on its invoices unless a request says otherwise (开票信息). */
@Entity('invoice_profile')
export class InvoiceProfile {
  /** The organisation's. */
  @ForeignKey('Organisation', { name: 'invoice_profile_organisation_exists' })
  @PrimaryColumn('uuid')
  id: string;
  @Column('text') title: string;
  @Column('text', { name: 'tax_number' }) taxNumber: string;
  @Column('text', { nullable: true }) address: string | null;
  @Column('text', { nullable: true }) phone: string | null;
  @Column('text', { name: 'bank_name', nullable: true }) bankName: string | null;
  @Column('text', { name: 'bank_account', nullable: true }) bankAccount: string | null;
  @Column('text', { nullable: true }) email: string | null;
  @ForeignKey('AppUser', { name: 'invoice_profile_author_exists' })
  @Column('uuid', { name: 'saved_by' })
  savedBy: string;
  @Column('integer', { default: 1 }) version: number;
  @InstantColumn({ name: 'saved_at', default: () => 'app_now()' }) savedAt: DateTime;
}

import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { InstantColumn } from '@app/database';

/** How many classified sets (涉密) an organisation holds: they are counted and filed offline, never entered. */
@Entity('classified_holding')
@Check('classified_holding_not_negative', 'count >= 0')
@Check('classified_holding_filed', 'count = 0 OR filing_number IS NOT NULL')
export class ClassifiedHolding {
  @ForeignKey('Organisation', { name: 'classified_holding_organisation_exists' })
  @PrimaryColumn('uuid', {
    name: 'organisation_id',
    primaryKeyConstraintName: 'classified_holding_of_organisation',
  })
  organisationId: string;
  @Column('integer') count: number;
  @Column('text', { name: 'filing_number', nullable: true }) filingNumber: string | null;
  @ForeignKey('AppUser', { name: 'classified_holding_author_exists' })
  @Column('uuid', { name: 'updated_by' })
  updatedBy: string;
  @InstantColumn({ name: 'updated_at', default: () => 'app_now()' }) updatedAt: DateTime;
  @Column('integer', { default: 1 }) version: number;
}

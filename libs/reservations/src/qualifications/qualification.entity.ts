import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CivilDateColumn, InstantColumn } from '@app/database';

/** That a laboratory lets a person use an instrument (上机资格); granting it again renews the live one. */
@Entity('qualification')
@Index('qualification_one_live', ['instrumentId', 'userId'], {
  unique: true,
  where: 'revoked_at IS NULL',
})
@Index('qualification_ending', ['validUntil'], { where: 'revoked_at IS NULL' })
export class Qualification {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_qualification' }) id: string;
  @ForeignKey('Instrument', { name: 'qualification_instrument_exists' })
  @Column('uuid', { name: 'instrument_id' })
  instrumentId: string;
  @Index('qualification_of_person')
  @ForeignKey('AppUser', { name: 'qualification_person_exists' })
  @Column('uuid', { name: 'user_id' })
  userId: string;
  @ForeignKey('AppUser', { name: 'qualification_grantor_exists' })
  @Column('uuid', { name: 'granted_by' })
  grantedBy: string;
  @InstantColumn({ name: 'granted_at', default: () => 'app_now()' }) grantedAt: DateTime;
  /** Last civil day of service that it is good for; null is without an end. */
  @CivilDateColumn({ name: 'valid_until', nullable: true }) validUntil: string | null;
  @Column('text', { nullable: true }) note: string | null;
  /** How many days before the end the last reminder went out for; null before the first. */
  @Column('integer', { name: 'reminded_days', nullable: true }) remindedDays: number | null;
  @InstantColumn({ name: 'revoked_at', nullable: true }) revokedAt: DateTime | null;
  @ForeignKey('AppUser', { name: 'qualification_revoker_exists' })
  @Column('uuid', { name: 'revoked_by', nullable: true })
  revokedBy: string | null;
}

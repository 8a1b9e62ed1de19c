import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CivilDateColumn, CreatedAtColumn } from '@app/database';
import type { BookingPolicy, FeeLine, OpeningException, WeeklyWindow } from './terms';

/** Opening hours as they were set once; the highest version is in force. */
@Entity('opening_hours')
export class OpeningHoursVersion {
  @ForeignKey('Instrument', { name: 'opening_hours_instrument_exists' })
  @PrimaryColumn('uuid', {
    name: 'instrument_id',
    primaryKeyConstraintName: 'opening_hours_version_taken',
  })
  instrumentId: string;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'opening_hours_version_taken' })
  version: number;
  @Column('jsonb') weekly: WeeklyWindow[];
  @Column('jsonb') exceptions: OpeningException[];
  @Column('text', { name: 'on_holidays' }) onHolidays: 'closed' | 'open';
  @ForeignKey('AppUser', { name: 'opening_hours_author_exists' })
  @Column('uuid', { name: 'created_by' })
  createdBy: string;
  @CreatedAtColumn() createdAt: DateTime;
}

/** A booking policy as it was set once; the highest version is in force. */
@Entity('booking_policy')
@Check('booking_policy_source_known', `source IN ('own', 'holder')`)
export class BookingPolicyVersion {
  @ForeignKey('Instrument', { name: 'booking_policy_instrument_exists' })
  @PrimaryColumn('uuid', {
    name: 'instrument_id',
    primaryKeyConstraintName: 'booking_policy_version_taken',
  })
  instrumentId: string;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'booking_policy_version_taken' })
  version: number;
  /** Every field resolved, so that a later change of the defaults changes no instrument. */
  @Column('jsonb') rules: Omit<BookingPolicy, 'version'>;
  /** Set for this instrument by hand, or following the holder’s. */
  @Column('text', { default: 'own' }) source: 'own' | 'holder';
  @ForeignKey('AppUser', { name: 'booking_policy_author_exists' })
  @Column('uuid', { name: 'created_by' })
  createdBy: string;
  @CreatedAtColumn() createdAt: DateTime;
}

/** A price list as it was published once; of those valid on a day the latest `valid_from`, then version, is in force. */
@Entity('fee_schedule')
export class FeeScheduleVersion {
  @ForeignKey('Instrument', { name: 'fee_schedule_instrument_exists' })
  @PrimaryColumn('uuid', {
    name: 'instrument_id',
    primaryKeyConstraintName: 'fee_schedule_version_taken',
  })
  instrumentId: string;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'fee_schedule_version_taken' })
  version: number;
  @CivilDateColumn({ name: 'valid_from' }) validFrom: string;
  @Column('jsonb') lines: FeeLine[];
  @ForeignKey('AppUser', { name: 'fee_schedule_author_exists' })
  @Column('uuid', { name: 'created_by' })
  createdBy: string;
  @CreatedAtColumn() createdAt: DateTime;
}

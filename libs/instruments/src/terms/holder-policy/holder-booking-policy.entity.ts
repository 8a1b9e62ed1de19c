import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn } from '@app/database';
import type { BookingPolicy } from '../terms';

/** The booking rules of a holder as they were set once, for its instruments without rules of their own. */
@Entity('holder_booking_policy')
export class HolderBookingPolicy {
  @ForeignKey('Organisation', { name: 'holder_booking_policy_holder_exists' })
  @PrimaryColumn('uuid', {
    name: 'holder_id',
    primaryKeyConstraintName: 'holder_booking_policy_version_taken',
  })
  holderId: string;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'holder_booking_policy_version_taken' })
  version: number;
  /** Every field resolved, as in the policy of an instrument. */
  @Column('jsonb') rules: Omit<BookingPolicy, 'version'>;
  @ForeignKey('AppUser', { name: 'holder_booking_policy_author_exists' })
  @Column('uuid', { name: 'created_by' })
  createdBy: string;
  @CreatedAtColumn() createdAt: DateTime;
}

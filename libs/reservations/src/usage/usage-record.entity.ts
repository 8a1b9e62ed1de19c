import {
  Check,
  Column,
  Entity,
  Exclusion,
  ForeignKey,
  Index,
  PrimaryColumn,
  Unique,
} from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, InstantColumn } from '@app/database';
import {
  USAGE_KINDS,
  USAGE_SOURCES,
  USAGE_STATES,
  type UsageKind,
  type UsageSource,
  type UsageState,
} from './usage.words';

const oneOf = (column: string, words: readonly string[]): string =>
  `${column} IN (${words.map((word) => `'${word}'`).join(', ')})`;

/** What really happened on a unit for `[startsAt, endsAt)`, necessary start-up and post-processing included. */
@Entity('usage_record')
@Unique('usage_record_one_per_reservation', ['reservationId'])
@Check('usage_record_kind_known', oneOf('kind', USAGE_KINDS))
@Check('usage_record_source_known', oneOf('source', USAGE_SOURCES))
@Check('usage_record_state_known', oneOf('state', USAGE_STATES))
@Check(
  'usage_record_period_in_order',
  'starts_at < ends_at AND isfinite(starts_at) AND isfinite(ends_at)',
)
// As long as an occupancy may be, which a record of a reservation follows.
@Check('usage_record_period_is_bounded', `ends_at - starts_at <= interval '400 days'`)
// A minute more than the period: minutes are whole, and the period need not be.
@Check(
  'usage_record_minutes_within_period',
  'machine_minutes >= 0 AND machine_minutes <= extract(epoch FROM ends_at - starts_at) / 60 + 1',
)
@Check('usage_record_samples_not_negative', 'samples >= 0')
@Check(
  'usage_record_reservation_is_source',
  `(source = 'reservation') = (reservation_id IS NOT NULL)`,
)
@Check(
  'usage_record_entered_with_evidence',
  `source = 'reservation' OR (num_nonnulls(evidence, evidence_file_id) > 0 AND recorded_by IS NOT NULL)`,
)
@Check('usage_record_decided_by_another', 'decided_by <> recorded_by')
@Check(
  'usage_record_approved_by_somebody',
  `state <> 'approved' OR source = 'reservation' OR decided_by IS NOT NULL`,
)
@Check('usage_record_rejected_with_reason', `(state = 'rejected') = (refusal IS NOT NULL)`)
@Exclusion(
  'usage_record_no_overlap',
  `USING gist (unit_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (state IN ('draft', 'approved'))`,
)
@Index('usage_record_of_instrument', ['instrumentId', 'startsAt'])
export class UsageRecord {
  @PrimaryColumn('uuid') id: string;
  @ForeignKey('Instrument', { name: 'usage_record_instrument_exists' })
  @Column('uuid', { name: 'instrument_id' })
  instrumentId: string;
  @ForeignKey('InstrumentUnit', { name: 'usage_record_unit_exists' })
  @Column('uuid', { name: 'unit_id' })
  unitId: string;
  @ForeignKey('Reservation', { name: 'usage_record_reservation_exists' })
  @Column('uuid', { name: 'reservation_id', nullable: true })
  reservationId: string | null;
  @InstantColumn({ name: 'starts_at' }) startsAt: DateTime;
  @InstantColumn({ name: 'ends_at' }) endsAt: DateTime;
  /** Effective machine time (有效机时), which a counter may show as less than the period. */
  @Column('integer', { name: 'machine_minutes' }) machineMinutes: number;
  @Column('integer', { nullable: true }) samples: number | null;
  /** The user organisation when it is registered here. */
  @Index('usage_record_of_user', { where: 'user_organisation_id IS NOT NULL' })
  @ForeignKey('Organisation', { name: 'usage_record_user_exists' })
  @Column('uuid', { name: 'user_organisation_id', nullable: true })
  userOrganisationId: string | null;
  /** The user organisation or group (课题组) as the record names it. */
  @Column('text', { name: 'user_name' }) userName: string;
  @Column('text') kind: UsageKind;
  @Column('text') source: UsageSource;
  /** Page of a log book, number of a file or of a record elsewhere. */
  @Column('text', { nullable: true }) evidence: string | null;
  @ForeignKey('StoredFile', { name: 'usage_record_evidence_exists' })
  @Column('uuid', { name: 'evidence_file_id', nullable: true })
  evidenceFileId: string | null;
  @Column('text') state: UsageState;
  @Column('text', { nullable: true }) refusal: string | null;
  /** Null for what the system made of a reservation. */
  @Index('usage_record_recorded_by', { where: 'recorded_by IS NOT NULL' })
  @ForeignKey('AppUser', { name: 'usage_record_recorder_exists' })
  @Column('uuid', { name: 'recorded_by', nullable: true })
  recordedBy: string | null;
  @ForeignKey('AppUser', { name: 'usage_record_decider_exists' })
  @Column('uuid', { name: 'decided_by', nullable: true })
  decidedBy: string | null;
  @InstantColumn({ name: 'decided_at', nullable: true }) decidedAt: DateTime | null;
  @Column('integer', { default: 1 }) version: number;
  @CreatedAtColumn() createdAt: DateTime;
}

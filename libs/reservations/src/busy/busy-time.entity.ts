import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, InstantColumn } from '@app/database';

/** How a holder's own bookings arrive: each by itself through the API, or all of them in a calendar we read. */
export const BUSY_SOURCES = ['api', 'calendar'] as const;
export type BusySource = (typeof BUSY_SOURCES)[number];

/** A booking in a holder's own system. One that was withdrawn stays, so that what arrives late cannot bring it back. */
@Entity('busy_time')
@Unique('busy_time_known_once', ['instrumentId', 'source', 'externalId'])
@Check('busy_time_source_known', `source IN (${BUSY_SOURCES.map((one) => `'${one}'`).join(', ')})`)
@Check('busy_time_period_in_order', 'starts_at < ends_at')
@Check('busy_time_has_period', 'withdrawn_at IS NOT NULL OR num_nonnulls(starts_at, ends_at) = 2')
@Index('busy_time_without_time', ['id'], {
  where: 'occupancy_id IS NULL AND withdrawn_at IS NULL',
})
@Check('busy_time_withdrawn_takes_nothing', 'withdrawn_at IS NULL OR occupancy_id IS NULL')
export class BusyTime {
  @PrimaryColumn('uuid') id: string;
  @ForeignKey('Instrument', { name: 'busy_time_instrument_exists' })
  @Column('uuid', { name: 'instrument_id' })
  instrumentId: string;
  @Column('text') source: BusySource;
  /** What the other system calls it. */
  @Column('text', { name: 'external_id' }) externalId: string;
  /** Of the other system's; null when it counts none, and what arrives last is right. */
  @Column('bigint', { nullable: true }) sequence: string | null;
  @InstantColumn({ name: 'starts_at', nullable: true }) startsAt: DateTime | null;
  @InstantColumn({ name: 'ends_at', nullable: true }) endsAt: DateTime | null;
  @Column('text', { nullable: true }) title: string | null;
  /** First row of what it takes; null while something of ours has the time. */
  @ForeignKey('Occupancy', { name: 'busy_time_occupancy_exists' })
  @Column('uuid', { name: 'occupancy_id', nullable: true })
  occupancyId: string | null;
  @InstantColumn({ name: 'withdrawn_at', nullable: true }) withdrawnAt: DateTime | null;
  @CreatedAtColumn() createdAt: DateTime;
}

/** Time that the other system and something of ours both have; kept after one of them has moved. */
@Entity('busy_clash')
@Check('busy_clash_period_in_order', 'starts_at < ends_at')
@Index('busy_clash_open_once', ['busyTimeId', 'occupancyId'], {
  unique: true,
  where: 'resolved_at IS NULL',
})
@Index('busy_clash_open_of_reservation', ['reservationId'], {
  where: 'resolved_at IS NULL AND reservation_id IS NOT NULL',
})
export class BusyClash {
  @PrimaryColumn('uuid') id: string;
  @ForeignKey('BusyTime', { name: 'busy_clash_busy_time_exists' })
  @Column('uuid', { name: 'busy_time_id' })
  busyTimeId: string;
  /** What has the time here. */
  @ForeignKey('Occupancy', { name: 'busy_clash_occupancy_exists' })
  @Column('uuid', { name: 'occupancy_id' })
  occupancyId: string;
  /** Null where it is no reservation: a downtime, a hold or another busy time. */
  @ForeignKey('Reservation', { name: 'busy_clash_reservation_exists' })
  @Column('uuid', { name: 'reservation_id', nullable: true })
  reservationId: string | null;
  /** When the other system is busy, for the user, who sees nothing else of it. */
  @InstantColumn({ name: 'starts_at' }) startsAt: DateTime;
  @InstantColumn({ name: 'ends_at' }) endsAt: DateTime;
  @CreatedAtColumn() createdAt: DateTime;
  @InstantColumn({ name: 'resolved_at', nullable: true }) resolvedAt: DateTime | null;
}

/** The calendar that a holder's own system publishes for an instrument, read every ten minutes. */
@Entity('busy_calendar')
export class BusyCalendar {
  @ForeignKey('Instrument', { name: 'busy_calendar_instrument_exists' })
  @PrimaryColumn('uuid', {
    name: 'instrument_id',
    primaryKeyConstraintName: 'busy_calendar_of_instrument',
  })
  instrumentId: string;
  @Column('text') address: string;
  @ForeignKey('AppUser', { name: 'busy_calendar_author_exists' })
  @Column('uuid', { name: 'set_by' })
  setBy: string;
  @InstantColumn({ name: 'read_at', nullable: true }) readAt: DateTime | null;
  /** Code of why the last reading failed; null after a good one. */
  @Column('text', { nullable: true }) failure: string | null;
  @Column('integer', { default: 1 }) version: number;
}

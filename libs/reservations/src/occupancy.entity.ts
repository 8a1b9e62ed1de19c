import { Check, Column, Entity, Exclusion, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import type { Interval } from '@app/common';
import { CreatedAtColumn, InstantColumn } from '@app/database';
import { period } from './period.column';
import type { OccupancyKind } from './reservation.words';

/**
 * Whatever takes a unit's time for the half-open period `during`, set-up and clean-up as in force when it was made
 * included. One constraint over this one table is why nothing can clash.
 */
@Entity('occupancy')
@Check(
  'occupancy_kind_known',
  `kind IN ('reservation', 'hold', 'maintenance', 'downtime', 'remote', 'sample')`,
)
@Check(
  'occupancy_period_is_finite',
  // A bound that is not there is NULL, which a CHECK lets through unless it asks for true.
  `(NOT isempty(during) AND isfinite(lower(during)) AND isfinite(upper(during))) IS TRUE`,
)
@Check('occupancy_period_is_half_open', `lower_inc(during) AND NOT upper_inc(during)`)
@Check('occupancy_period_is_bounded', `upper(during) - lower(during) <= interval '400 days'`)
@Check('occupancy_reservation_has_owner', `(kind = 'reservation') = (reservation_id IS NOT NULL)`)
@Check(
  'occupancy_hold_expires',
  `(kind = 'hold') = (expires_at IS NOT NULL AND held_by IS NOT NULL)`,
)
@Check(
  'occupancy_downtime_has_owner',
  `(kind IN ('maintenance', 'downtime')) = (downtime_id IS NOT NULL)`,
)
@Exclusion('occupancy_no_overlap', `USING gist (unit_id WITH =, during WITH &&) WHERE (blocking)`)
export class Occupancy {
  @PrimaryColumn('uuid') id: string;
  @ForeignKey('InstrumentUnit')
  @Column('uuid', { name: 'unit_id' })
  unitId: string;
  @Column('tstzrange', { transformer: period }) during: Interval;
  @Column('text') kind: OccupancyKind;
  /** False as soon as the time is free again; the row stays for history. */
  @Column('boolean') blocking: boolean;
  @Index('occupancy_reservation', { where: 'reservation_id IS NOT NULL' })
  // Checked at commit: the occupancy is taken first, because losing the race must cost as little as possible.
  @ForeignKey('Reservation', { deferrable: 'INITIALLY DEFERRED' })
  @Column('uuid', { name: 'reservation_id', nullable: true })
  reservationId: string | null;
  @Index('occupancy_downtime', { where: 'downtime_id IS NOT NULL' })
  @ForeignKey('Downtime')
  @Column('uuid', { name: 'downtime_id', nullable: true })
  downtimeId: string | null;
  @Index('occupancy_held_by', { where: `kind = 'hold' AND blocking` })
  @ForeignKey('AppUser')
  @Column('uuid', { name: 'held_by', nullable: true })
  heldBy: string | null;
  @InstantColumn({ name: 'expires_at', nullable: true }) expiresAt: DateTime | null;
  /** The first row of the hold, remote booking or samples whose further unit this is; null on the first one, and on others. */
  @Index('occupancy_further_unit_of_hold', { where: 'hold_id IS NOT NULL' })
  @Column('uuid', { name: 'hold_id', nullable: true })
  holdId: string | null;
  @Column('boolean', { default: false }) prolonged: boolean;
  @CreatedAtColumn() createdAt: DateTime;
}

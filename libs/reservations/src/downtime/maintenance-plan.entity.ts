import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, InstantColumn } from '@app/database';
import type { Repetition } from '../series/recurrence.rules';

/** Maintenance that repeats at the same local time; its dates are made ahead, each a downtime of its own. */
@Entity('maintenance_plan')
@Check('maintenance_plan_period_in_order', 'first_starts_at < first_ends_at')
export class MaintenancePlan {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_maintenance_plan' }) id: string;
  @Index('maintenance_plan_of_instrument')
  @ForeignKey('Instrument', { name: 'maintenance_plan_instrument_exists' })
  @Column('uuid', { name: 'instrument_id' })
  instrumentId: string;
  @Column('text') reason: string;
  @InstantColumn({ name: 'first_starts_at' }) firstStartsAt: DateTime;
  @InstantColumn({ name: 'first_ends_at' }) firstEndsAt: DateTime;
  @Column('jsonb') repeat: Repetition;
  /** Takes booked time too; otherwise a date that meets any is left out. */
  @Column('boolean') displaces: boolean;
  /** Dates that start from here on are not made any more. */
  @InstantColumn({ name: 'cancelled_from', nullable: true }) cancelledFrom: DateTime | null;
  @ForeignKey('AppUser', { name: 'maintenance_plan_author_exists' })
  @Column('uuid', { name: 'created_by' })
  createdBy: string;
  @CreatedAtColumn() createdAt: DateTime;
}

/** A date of a plan that was come to: made, or left out because somebody else had the time. */
@Entity('maintenance_date')
export class MaintenanceDate {
  @ForeignKey('MaintenancePlan', { name: 'maintenance_date_plan_exists' })
  @PrimaryColumn('uuid', { name: 'plan_id', primaryKeyConstraintName: 'maintenance_date_once' })
  planId: string;
  /** As the plan counts it out; the downtime itself may have been given another period since. */
  @InstantColumn({
    name: 'starts_at',
    primary: true,
    primaryKeyConstraintName: 'maintenance_date_once',
  })
  startsAt: DateTime;
  /** Null for a date that was left out. */
  @Index('maintenance_date_downtime', { where: 'downtime_id IS NOT NULL', unique: true })
  @ForeignKey('Downtime', { name: 'maintenance_date_downtime_exists' })
  @Column('uuid', { name: 'downtime_id', nullable: true })
  downtimeId: string | null;
}

import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, InstantColumn } from '@app/database';

/** Machine time that a laboratory has planned for an order of samples; it takes its unit like any booking. */
@Entity('sample_work')
@Check('sample_work_period_in_order', 'starts_at < ends_at')
@Unique('sample_work_occupancy_once', ['occupancyId'])
export class SampleWork {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_sample_work' }) id: string;
  @Index('sample_work_of_order')
  @ForeignKey('ServiceOrder', { name: 'sample_work_order_exists' })
  @Column('uuid', { name: 'order_id' })
  orderId: string;
  @Index('sample_work_of_instrument')
  @ForeignKey('Instrument', { name: 'sample_work_instrument_exists' })
  @Column('uuid', { name: 'instrument_id' })
  instrumentId: string;
  /** First row of what it takes. */
  @ForeignKey('Occupancy', { name: 'sample_work_occupancy_exists' })
  @Column('uuid', { name: 'occupancy_id' })
  occupancyId: string;
  @InstantColumn({ name: 'starts_at' }) startsAt: DateTime;
  @InstantColumn({ name: 'ends_at' }) endsAt: DateTime;
  @ForeignKey('AppUser', { name: 'sample_work_planner_exists' })
  @Column('uuid', { name: 'planned_by' })
  plannedBy: string;
  /** When what was left of it was given back; null while it is planned, and for what was worked through. */
  @InstantColumn({ name: 'freed_at', nullable: true }) freedAt: DateTime | null;
  @CreatedAtColumn() createdAt: DateTime;
}

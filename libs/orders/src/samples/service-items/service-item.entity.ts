import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import type { Fen } from '@app/common';
import { CreatedAtColumn, FenColumn, InstantColumn } from '@app/database';

/** One line of a laboratory's service list (检测项目): what it tests, what that costs and how long it takes. */
@Entity('service_item')
@Check(
  'service_item_work_negative',
  'unit_fen >= 0 AND machine_minutes >= 0 AND working_days BETWEEN 0 AND 250',
)
export class ServiceItem {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_service_item' }) id: string;
  @Index('service_item_of_holder')
  @ForeignKey('Organisation', { name: 'service_item_holder_exists' })
  @Column('uuid', { name: 'holder_id' })
  holderId: string;
  /** The instrument it is done with; null where that is the laboratory's matter. */
  @Index('service_item_of_instrument', { where: 'instrument_id IS NOT NULL' })
  @ForeignKey('Instrument', { name: 'service_item_instrument_exists' })
  @Column('uuid', { name: 'instrument_id', nullable: true })
  instrumentId: string | null;
  @Column('text') name: string;
  /** Such as GB/T 3923.1-2013; null for a method of the laboratory's own. */
  @Column('text', { nullable: true }) standard: string | null;
  /** Price of one test. */
  @FenColumn({ name: 'unit_fen' }) unitFen: Fen;
  /** Machine time of one test. */
  @Column('integer', { name: 'machine_minutes' }) machineMinutes: number;
  /** Working days from the last test to the report, which do not wait for the machine. */
  @Column('integer', { name: 'working_days' }) workingDays: number;
  /** Null while it is offered; orders that name it stay as they are. */
  @InstantColumn({ name: 'ended_at', nullable: true }) endedAt: DateTime | null;
  @Column('integer', { default: 1 }) version: number;
  @CreatedAtColumn() createdAt: DateTime;
}

import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn } from '@app/database';

/** A laboratory (机组) of a holder: instruments that are looked after together and may share what is allowed at once. */
@Entity('lab')
@Unique('lab_name_taken', ['holderId', 'nameZh'])
@Check('lab_serves_somebody', 'max_concurrent >= 1')
export class Lab {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_lab' }) id: string;
  @ForeignKey('Organisation', { name: 'lab_holder_exists' })
  @Column('uuid', { name: 'holder_id' })
  holderId: string;
  @Column('text', { name: 'name_zh' }) nameZh: string;
  /** How many bookings of its instruments may run at the same time, whoever made them; null is any number. */
  @Column('integer', { name: 'max_concurrent', nullable: true }) maxConcurrent: number | null;
  /** One person books no two of its instruments for the same time. */
  @Column('boolean', { name: 'one_at_a_time', default: false }) oneAtATime: boolean;
  @CreatedAtColumn() createdAt: DateTime;
}

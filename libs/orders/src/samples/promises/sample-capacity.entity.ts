import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn } from '@app/database';

/** How much of its queues of samples a holder gets done; the default holds for who has none. */
@Entity('sample_capacity')
@Check('sample_capacity_of_a_day', 'minutes_per_day BETWEEN 1 AND 14400')
export class SampleCapacity {
  /** That of the holder. */
  @ForeignKey('Organisation', { name: 'sample_capacity_holder_exists' })
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_sample_capacity' })
  id: string;
  /** Machine minutes of one queue on one working day. */
  @Column('integer', { name: 'minutes_per_day' }) minutesPerDay: number;
  @Column('integer', { default: 1 }) version: number;
  @CreatedAtColumn() createdAt: DateTime;
}

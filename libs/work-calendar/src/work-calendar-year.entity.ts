import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { InstantColumn } from '@app/database';

/** A year of the work calendar as somebody last wrote it; what the audit trail means by a change of the calendar. */
@Entity('work_calendar_year')
@Unique('work_calendar_year_once', ['year'])
@Check('work_calendar_year_in_range', 'year BETWEEN 2000 AND 2100')
export class WorkCalendarYear {
  @PrimaryColumn('uuid') id: string;
  @Column('integer') year: number;
  /** Grows with every change of its days. */
  @Column('integer', { default: 1 }) version: number;
  @InstantColumn({ name: 'updated_at', default: () => 'app_now()' }) updatedAt: DateTime;
}

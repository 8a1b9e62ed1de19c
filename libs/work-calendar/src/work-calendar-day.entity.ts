import { Check, Column, Entity, ForeignKey } from 'typeorm';
import { CivilDateColumn } from '@app/database';
import type { SpecialDay } from './special-day';

/** A date of the Chinese work calendar that differs from the plain week; a year with any row counts as published. */
@Entity('work_calendar_day')
@Check('work_calendar_day_kind_is_known', `kind IN ('holiday', 'workday')`)
export class WorkCalendarDay implements SpecialDay {
  @CivilDateColumn({ primary: true }) date: string;
  @Column('text') kind: 'holiday' | 'workday';
  @Column('text', { name: 'name_zh' }) nameZh: string;
  @ForeignKey('WorkCalendarYear', { name: 'work_calendar_day_year_exists' })
  @Column('uuid', { name: 'year_id' })
  yearId: string;
}

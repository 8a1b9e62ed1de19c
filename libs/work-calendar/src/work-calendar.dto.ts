import { ApiProperty } from '@nestjs/swagger';
import { CivilDateField, ItemsField, OneOf, TextField } from '@app/http';
import { MOST_DAYS } from './calendar-year.rules';
import type { SpecialDay } from './special-day';

const KINDS = ['holiday', 'workday'] as const;

/** A date that departs from the Monday-to-Friday week. */
export class CalendarDay implements SpecialDay {
  @CivilDateField() date: string;
  @OneOf(KINDS, { description: 'a statutory day off, or a weekend day worked in exchange' })
  kind: SpecialDay['kind'];
  @TextField({ max: 50, description: 'such as 国庆节 or 国庆节调休上班' }) nameZh: string;
}

/** Body of `PUT /work-calendar/{year}`: the whole year; an empty list makes it provisional again. */
export class PutCalendarYearRequest {
  @ItemsField(() => CalendarDay, { max: MOST_DAYS }) days: CalendarDay[];
}

/** One year of the work calendar. */
export class CalendarYearResponse {
  @ApiProperty() year: number;
  @ApiProperty({ description: 'no days off are known: only weekends count as free' })
  provisional: boolean;
  @ApiProperty({ type: [CalendarDay] }) days: CalendarDay[];
  @ApiProperty({ description: 'how many days of the year are worked' }) workdays: number;
  @ApiProperty({ description: 'also the ETag; 0 before anybody wrote the year' }) version: number;
}

/** The years that a file replaced, each as it is now. */
export class CalendarImportResponse {
  @ApiProperty({ type: [CalendarYearResponse] }) years: CalendarYearResponse[];
}

import type { FieldError } from '@app/common';
import { fieldError } from '@app/http';
import type { SpecialDay } from './special-day';

/** Years that a calendar may be written for. */
export const YEARS = { first: 2000, last: 2100 } as const;

/** Most departures from the plain week that one year can have: every day of it. */
export const MOST_DAYS = 366;

type Day = Pick<SpecialDay, 'date' | 'kind'>;

/**
 * Everything in a year's list that contradicts the year, the week or the list itself, one entry per item.
 *
 * @param pointerOf where the item of an index stands in what the caller sent
 */
export function dayFaults(
  year: number,
  days: readonly Day[],
  pointerOf = (index: number): string => `/days/${index}`,
): FieldError[] {
  const seen = new Set<string>();
  const hasHoliday = days.some(({ kind }) => kind === 'holiday');
  return days.flatMap((day, index) => {
    const repeated = seen.has(day.date);
    seen.add(day.date);
    const fault = dateFault(year, day, repeated, pointerOf(index));
    if (fault) return [fault];
    return day.kind === 'workday' && !hasHoliday ? [lonelyWorkday(day, pointerOf(index))] : [];
  });
}

function dateFault(year: number, day: Day, repeated: boolean, at: string): FieldError | undefined {
  const { date, kind } = day;
  if (!date.startsWith(`${year}-`)) {
    return fieldError(`${at}/date`, 'outside-year', date, {
      zh: `不在 ${year} 年内，请改为该年的日期，或写入其所属年份的日历`,
      en: `does not lie in ${year}; correct it or put it into the calendar of its own year`,
    });
  }
  if (repeated) {
    return fieldError(`${at}/date`, 'repeated', date, {
      zh: '重复出现，一个日期只能是节假日或调休上班之一，请删除多余的一条',
      en: 'stands in the list twice; a date is a day off or a workday, remove one of the two',
    });
  }
  if (kind === 'workday' && !isWeekend(date)) {
    return fieldError(`${at}/kind`, 'already-a-workday', date, {
      zh: '本来就是周一至周五的工作日；调休上班只能是周六或周日，请核对日期或删除',
      en: 'is worked anyway; only a Saturday or Sunday is worked in exchange, check the date or remove it',
    });
  }
  return undefined;
}

/** Nobody works a weekend in exchange for nothing: the days off were forgotten. */
const lonelyWorkday = ({ date }: Day, at: string): FieldError =>
  fieldError(`${at}/kind`, 'nothing-in-exchange', date, {
    zh: '为调休上班，但该年没有任何节假日，请同时填写放假日期',
    en: 'is worked in exchange, but the year has no day off; give the days off too',
  });

const isWeekend = (date: string): boolean => {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6;
};

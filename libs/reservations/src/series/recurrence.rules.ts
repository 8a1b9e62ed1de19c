import { DateTime } from 'luxon';
import {
  civilDateOf,
  DAY_MS,
  type FieldError,
  instantAtMillis,
  type Interval,
  millisOfCivilDate,
} from '@app/common';
import type { WorkCalendar } from '@app/work-calendar';

/** How a booking repeats, in local dates: every so many days, weeks on some weekdays, or months. */
export interface Repetition {
  every: 'day' | 'week' | 'month';
  /** 1 is each, 2 every other. */
  interval: number;
  /** Only for weeks; 1 is Monday. The weekday of the first date unless told. */
  weekdays?: readonly number[] | null;
  /** Only for months: the same date, or the same weekday of the month (the second Tuesday). */
  monthBy?: 'date' | 'weekday' | null;
  /** Last civil date, included. */
  until?: string | null;
  /** How many dates there are in all, holidays left out. */
  count?: number | null;
  /** Leaves statutory days off out. */
  skipHolidays?: boolean | null;
}

/** More than one booking a week for a year is the work of a contract, not of a series. */
export const MAXIMUM_OCCURRENCES = 60;
/** Civil days from the first date that a series may reach. */
export const MAXIMUM_DAYS = 366;

/** How far a repetition is counted out. */
interface Reach {
  occurrences: number;
  /** Civil days from the first date. */
  days: number;
}
const REACH_OF_SERIES: Reach = { occurrences: MAXIMUM_OCCURRENCES, days: MAXIMUM_DAYS };

/** What of a repetition contradicts itself or the first period; empty when it can be counted out. */
export function repetitionFaults(first: Interval, repetition: Repetition): FieldError[] {
  const { weekdays, until, count, every, monthBy } = repetition;
  const firstDate = civilDateOf(first.startsAt);
  const faults: FieldError[] = [];
  if (!until && !count) faults.push(endless());
  if (until && until < firstDate) faults.push(endsBefore(until, firstDate));
  if (weekdays && every !== 'week') faults.push(onlyFor('/repeat/weekdays', 'week', '按周'));
  if (monthBy && every !== 'month') faults.push(onlyFor('/repeat/monthBy', 'month', '按月'));
  if (every === 'week' && weekdays && !weekdays.includes(weekdayOf(firstDate)))
    faults.push(notOnWeekday(firstDate));
  return faults;
}

/**
 * The periods of a series, the first one included, earliest first: the same local time and length on each date. A month
 * without the date, or without a fifth weekday, has none. As far as a series goes, unless told.
 */
export function occurrencesOf(
  first: Interval,
  repetition: Repetition,
  calendar: Pick<WorkCalendar, 'isHoliday'>,
  reach: Reach = REACH_OF_SERIES,
): Interval[] {
  const firstDate = civilDateOf(first.startsAt);
  const most = Math.min(repetition.count ?? reach.occurrences, reach.occurrences);
  const last = lastDate(firstDate, repetition, reach.days);
  const found: Interval[] = [];
  for (const date of datesOf(firstDate, repetition)) {
    if (date > last || found.length >= most) break;
    if (repetition.skipHolidays && calendar.isHoliday(date)) continue;
    found.push(onDate(first, firstDate, date));
  }
  return found;
}

/** Two dates of the series that share time, when its periods are longer than its steps. */
export function selfOverlap(occurrences: readonly Interval[]): [Interval, Interval] | undefined {
  for (const [index, next] of occurrences.entries()) {
    const before = occurrences[index - 1];
    if (before && next.startsAt < before.endsAt) return [before, next];
  }
  return undefined;
}

/** A period moved as another one was: by the same days and local time, with the other's new length. */
export function movedLike(period: Interval, from: Interval, to: Interval): Interval {
  const startsAt = instantAtMillis(
    period.startsAt.toMillis() + to.startsAt.toMillis() - from.startsAt.toMillis(),
  );
  const length = to.endsAt.toMillis() - to.startsAt.toMillis();
  return { startsAt, endsAt: instantAtMillis(startsAt.toMillis() + length) };
}

function lastDate(firstDate: string, { until }: Repetition, days: number): string {
  const furthest = plusDays(firstDate, days);
  return until && until < furthest ? until : furthest;
}

/** All dates of a repetition, without end. */
function* datesOf(firstDate: string, repetition: Repetition): Generator<string> {
  const { every, interval } = repetition;
  if (every === 'day') {
    for (let step = 0; ; step += interval) yield plusDays(firstDate, step);
  }
  if (every === 'month') yield* monthlyDates(firstDate, repetition);
  const monday = plusDays(firstDate, 1 - weekdayOf(firstDate));
  const weekdays = [...(repetition.weekdays ?? [weekdayOf(firstDate)])].sort((a, b) => a - b);
  for (let week = 0; ; week += interval) {
    for (const weekday of weekdays) {
      const date = plusDays(monday, week * 7 + weekday - 1);
      if (date >= firstDate) yield date;
    }
  }
}

function* monthlyDates(
  firstDate: string,
  { interval, monthBy }: Repetition,
): Generator<string, never> {
  const first = civil(firstDate);
  const nth = Math.ceil(first.day / 7);
  for (let step = 0; ; step += interval) {
    const month = first.startOf('month').plus({ months: step });
    const day =
      monthBy === 'weekday'
        ? 1 + ((first.weekday - month.weekday + 7) % 7) + (nth - 1) * 7
        : first.day;
    // Nothing in a month that lacks the day: the 31st is not the 30th.
    if (day <= (month.daysInMonth ?? 0)) yield month.set({ day }).toFormat('yyyy-MM-dd');
  }
}

/** The period of the first date on another date: China has one offset, so the same minutes after midnight. */
function onDate(first: Interval, firstDate: string, date: string): Interval {
  const shift = millisOfCivilDate(date) - millisOfCivilDate(firstDate);
  return {
    startsAt: instantAtMillis(first.startsAt.toMillis() + shift),
    endsAt: instantAtMillis(first.endsAt.toMillis() + shift),
  };
}

/** Midnight UTC stands for the civil date. */
const civil = (date: string): DateTime => DateTime.fromISO(date, { zone: 'utc' });
const plusDays = (date: string, days: number): string =>
  DateTime.fromMillis(civil(date).toMillis() + days * DAY_MS, { zone: 'utc' }).toFormat(
    'yyyy-MM-dd',
  );
const weekdayOf = (date: string): number => civil(date).weekday;

const endless = (): FieldError => ({
  pointer: '/repeat',
  code: 'endless',
  message: {
    zh: '请填写结束日期（until）或次数（count）',
    en: 'give the last date (until) or how many there are (count)',
  },
});

const endsBefore = (until: string, firstDate: string): FieldError => ({
  pointer: '/repeat/until',
  code: 'ends-before-it-begins',
  message: {
    zh: `结束日期 ${until} 早于首次日期 ${firstDate}，请改为当天或之后`,
    en: `the last date ${until} lies before the first one, ${firstDate}`,
  },
});

const onlyFor = (pointer: string, every: string, zh: string): FieldError => ({
  pointer,
  code: 'other-repetition',
  message: {
    zh: `只有${zh}重复时才能填写，请去掉此项或将 every 改为 ${every}`,
    en: `is for every=${every} only; leave it out or change every`,
  },
});

const notOnWeekday = (firstDate: string): FieldError => ({
  pointer: '/repeat/weekdays',
  code: 'first-date-not-included',
  message: {
    zh: `首次日期 ${firstDate} 不在所选星期内，请调整首次日期或星期`,
    en: `the first date ${firstDate} is on none of these weekdays; change one of them`,
  },
});

import { DateTime } from 'luxon';
import { type Text } from '@app/common';

/**
 * What effective hours are divided by; several are in use, so each figure prints its own. Sources: the national
 * resource survey's tables (利用率 = 年有效机时 / 1600); rated hours (定额机时) of 7 h × 5 d × 40 w for general and
 * 4 h × 5 d × 40 w for special instruments; the average from which an instrument is full (机时饱满) in purchase reviews.
 */
export const DENOMINATORS = ['survey', 'rated', 'full'] as const;
export type Denominator = (typeof DENOMINATORS)[number];

/** Hours of a whole year for one set, by its type; an instrument whose type nobody has told is general. */
export const YEARLY_HOURS: Readonly<Record<Denominator, { general: number; special: number }>> = {
  survey: { general: 1600, special: 1600 },
  rated: { general: 1400, special: 800 },
  full: { general: 1200, special: 1200 },
};

/** How a denominator is named beside its figure. */
export const DENOMINATOR_NAMES: Readonly<Record<Denominator, Text>> = {
  survey: { zh: '1600 机时/年', en: '1600 h a year' },
  rated: {
    zh: '定额机时：通用 1400、专用 800 机时/年',
    en: 'rated: general 1400, special 800 h a year',
  },
  full: { zh: '机时饱满：1200 机时/年', en: 'full: 1200 h a year' },
};

/** Civil dates `YYYY-MM-DD`, both included. */
export interface CivilPeriod {
  from: string;
  to: string;
}

/** How many years a period of civil dates is: each day counts as its part of its own year, leap years too. */
export function yearsIn({ from, to }: CivilPeriod): number {
  const [first, last] = [utc(from), utc(to)];
  let years = 0;
  for (let year = first.year; year <= last.year; year += 1) {
    const start = DateTime.max(first, DateTime.utc(year, 1, 1));
    const end = DateTime.min(last, DateTime.utc(year, 12, 31));
    years += (end.diff(start, 'days').days + 1) / DateTime.utc(year).daysInYear;
  }
  return years;
}

/** The months that a period touches, each cut to it. */
export function monthsOf({ from, to }: CivilPeriod): (CivilPeriod & { month: string })[] {
  const months: (CivilPeriod & { month: string })[] = [];
  for (
    let start = utc(from);
    start <= utc(to);
    start = start.startOf('month').plus({ months: 1 })
  ) {
    const end = DateTime.min(start.endOf('month').startOf('day'), utc(to));
    const period = { from: start.toISODate(), to: end.toISODate() };
    months.push({ ...period, month: start.toFormat('yyyy-MM') });
  }
  return months;
}

const utc = (date: string): DateTime<true> => {
  const moment = DateTime.fromISO(date, { zone: 'utc' });
  if (!moment.isValid) throw new RangeError(`not a civil date: ${date}`);
  return moment;
};

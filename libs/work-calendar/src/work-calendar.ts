import { DateTime } from 'luxon';
import type { SpecialDay } from './special-day';

/** Longest count of working days anybody may ask for: a bound on the walk, four working years. */
const MAXIMUM_WORKDAYS = 1_000;

/** A date found by counting; `provisional` when a year on the way has no published holidays yet. */
export interface CountedDate {
  date: string;
  provisional: boolean;
}

/** Which civil dates are worked in China. Pure: built from the special days, knows no clock and no zone. */
export class WorkCalendar {
  private readonly special: ReadonlyMap<string, SpecialDay['kind']>;
  private readonly publishedYears: ReadonlySet<number>;

  constructor(days: Iterable<Pick<SpecialDay, 'date' | 'kind'>>) {
    this.special = new Map([...days].map(({ date, kind }) => [date, kind]));
    this.publishedYears = new Set([...this.special.keys()].map((date) => Number(date.slice(0, 4))));
  }

  /** True on a day people work: Monday to Friday but for days off, and the weekend days worked in exchange. */
  isWorkday(date: string): boolean {
    return this.isWorked(civil(date));
  }

  /** True on a statutory day off, its weekend days included; an ordinary weekend is none. */
  isHoliday(date: string): boolean {
    return this.special.get(isoDate(civil(date))) === 'holiday';
  }

  /** True when no holidays of the year are known, so that only its weekends count as free. */
  provisional(year: number): boolean {
    return !this.publishedYears.has(year);
  }

  /** How many days of a year are worked. */
  countWorkdays(year: number): number {
    const first = civil(`${year}-01-01`);
    return Array.from({ length: first.daysInYear }, (_, day) => first.plus({ days: day })).filter(
      (day) => this.isWorked(day),
    ).length;
  }

  /**
   * The `count`th working day after `date`; `date` itself is not counted, 0 gives it back.
   *
   * @throws RangeError for a count that is no whole number from 0 to 1000
   */
  addWorkdays(date: string, count: number): CountedDate {
    if (!Number.isInteger(count) || count < 0 || count > MAXIMUM_WORKDAYS) {
      throw new RangeError(`cannot count ${count} working days`);
    }
    let day = civil(date);
    let provisional = false;
    for (let left = count; left > 0;) {
      day = day.plus({ days: 1 });
      provisional ||= this.provisional(day.year);
      if (this.isWorked(day)) left -= 1;
    }
    return { date: isoDate(day), provisional };
  }

  private isWorked(day: DateTime<true>): boolean {
    const kind = this.special.get(isoDate(day));
    return kind ? kind === 'workday' : day.weekday <= 5;
  }
}

/** Midnight UTC stands for the civil date: no zone with changing offsets takes part in the count. */
function civil(date: string): DateTime<true> {
  const day = DateTime.fromFormat(date, 'yyyy-MM-dd', { zone: 'utc' });
  if (!day.isValid) throw new RangeError(`not a civil date: ${date}`);
  return day;
}

const isoDate = (day: DateTime<true>): string => day.toISODate();

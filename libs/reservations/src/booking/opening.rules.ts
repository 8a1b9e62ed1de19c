import {
  civilDateAtMillis,
  DAY_MS,
  instantAtMillis,
  type Interval,
  millisOfCivilDate,
} from '@app/common';
import type { OpeningHours } from '@app/instruments';
import type { WorkCalendar } from '@app/work-calendar';

/** A half-open period in epoch milliseconds: what the free-time search computes with. */
export interface Span {
  from: number;
  to: number;
}

export const spanOf = ({ startsAt, endsAt }: Interval): Span => ({
  from: startsAt.toMillis(),
  to: endsAt.toMillis(),
});

export const intervalOf = ({ from, to }: Span): Interval => ({
  startsAt: instantAtMillis(from),
  endsAt: instantAtMillis(to),
});

/** Milliseconds from midnight to a civil time `HH:mm`; `24:00` is the next midnight. */
function millisOfTime(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return (hours * 60 + minutes) * 60_000;
}

const windowAt = (midnight: number, { from, to }: { from: string; to: string }): Span => ({
  from: midnight + millisOfTime(from),
  to: midnight + millisOfTime(to),
});

/** The windows of the civil date that begins at `midnight`: its exceptions, or its weekday's hours unless a holiday. */
function windowsOn(midnight: number, hours: OpeningHours, calendar: WorkCalendar): Span[] {
  const date = civilDateAtMillis(midnight);
  const exceptions = hours.exceptions.filter((exception) => exception.date === date);
  if (exceptions.length > 0) {
    return exceptions.flatMap((exception) =>
      exception.closed ? [] : [windowAt(midnight, exception)],
    );
  }
  if (hours.onHolidays === 'closed' && calendar.isHoliday(date)) return [];
  const weekday = weekdayFor(date, calendar);
  return hours.weekly
    .filter((window) => window.weekday === weekday)
    .map((window) => windowAt(midnight, window));
}

/** Monday is 1. A make-up workday at the weekend (调休) has the hours of a Friday: it counts as a workday. */
function weekdayFor(date: string, calendar: WorkCalendar): number {
  const weekday = new Date(date).getUTCDay() || 7;
  return weekday >= 6 && calendar.isWorkday(date) ? 5 : weekday;
}

/**
 * When the instrument is open within a period, in order; adjoining windows are one, across midnight too.
 * No hours means closed.
 */
export function openSpans(
  hours: OpeningHours | null,
  calendar: WorkCalendar,
  within: Span,
): Span[] {
  if (!hours) return [];
  const windows: Span[] = [];
  // From the day before: its last window may end at this midnight and adjoin.
  let midnight = millisOfCivilDate(civilDateAtMillis(within.from)) - DAY_MS;
  for (; midnight < within.to; midnight += DAY_MS) {
    windows.push(...windowsOn(midnight, hours, calendar));
  }
  return joined(windows)
    .map((window) => intersection(window, within))
    .filter((window) => window !== null);
}

/** The opening days that lie inside a period, each from its first window's beginning to its last one's end. */
export function wholeDays(
  hours: OpeningHours | null,
  calendar: WorkCalendar,
  within: Span,
): Span[] {
  const days: Span[] = [];
  let midnight = millisOfCivilDate(civilDateAtMillis(within.from));
  for (; midnight < within.to; midnight += DAY_MS) {
    const open = openSpans(hours, calendar, { from: midnight, to: midnight + DAY_MS });
    const [first, last] = [open[0], open.at(-1)];
    if (first && last && first.from >= within.from && last.to <= within.to)
      days.push({ from: first.from, to: last.to });
  }
  return days;
}

/** {@link openSpans} for instants. */
export const openWindows = (
  hours: OpeningHours | null,
  calendar: WorkCalendar,
  within: Interval,
): Interval[] => openSpans(hours, calendar, spanOf(within)).map(intervalOf);

/** The common part of two periods, or null. */
export function intersection(left: Span, right: Span): Span | null {
  const from = Math.max(left.from, right.from);
  const to = Math.min(left.to, right.to);
  return from < to ? { from, to } : null;
}

/** Sorted periods with touching and overlapping ones made one. */
export function joined(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const { from, to } of [...spans].sort((left, right) => left.from - right.from)) {
    const last = result.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else result.push({ from, to });
  }
  return result;
}

import { DateTime } from 'luxon';
import { civilDateOf, type Interval, startOfCivilDate, ZONE } from '@app/common';
import type { OpeningHours } from '@app/instruments';
import type { WorkCalendar } from '@app/work-calendar';

/** The instant of a civil time `HH:mm` (`24:00` is the next midnight) on a date in Shanghai. */
function instantAt(date: string, time: string): DateTime {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return startOfCivilDate(date).plus({ hours, minutes });
}

/** The windows of one civil date: its exceptions, or else its weekday's hours unless it is a holiday. */
function windowsOn(date: string, hours: OpeningHours, calendar: WorkCalendar): Interval[] {
  const exceptions = hours.exceptions.filter((exception) => exception.date === date);
  if (exceptions.length > 0) {
    return exceptions.flatMap((exception) =>
      exception.closed
        ? []
        : [{ startsAt: instantAt(date, exception.from), endsAt: instantAt(date, exception.to) }],
    );
  }
  if (hours.onHolidays === 'closed' && calendar.isHoliday(date)) return [];
  const weekday = weekdayFor(date, calendar);
  return hours.weekly
    .filter((window) => window.weekday === weekday)
    .map(({ from, to }) => ({ startsAt: instantAt(date, from), endsAt: instantAt(date, to) }));
}

/** A make-up workday at the weekend (调休) has the hours of a Friday: it counts as a workday. */
function weekdayFor(date: string, calendar: WorkCalendar): number {
  const { weekday } = DateTime.fromISO(date, { zone: ZONE });
  return weekday >= 6 && calendar.isWorkday(date) ? 5 : weekday;
}

/**
 * When the instrument is open within a period, in order; adjoining windows are one, across midnight too.
 * No hours means closed.
 */
export function openWindows(
  hours: OpeningHours | null,
  calendar: WorkCalendar,
  within: Interval,
): Interval[] {
  if (!hours) return [];
  const windows: Interval[] = [];
  // From the day before: its last window may reach over midnight.
  let day = DateTime.fromISO(civilDateOf(within.startsAt), { zone: ZONE }).minus({ days: 1 });
  for (; day < within.endsAt; day = day.plus({ days: 1 })) {
    windows.push(...windowsOn(day.toISODate() ?? '', hours, calendar));
  }
  return joined(windows)
    .map((window) => intersection(window, within))
    .filter((window): window is Interval => window !== null);
}

/** The common part of two periods, or null. */
export function intersection(left: Interval, right: Interval): Interval | null {
  const startsAt = DateTime.max(left.startsAt, right.startsAt);
  const endsAt = DateTime.min(left.endsAt, right.endsAt);
  return startsAt < endsAt ? { startsAt, endsAt } : null;
}

/** Sorted periods with touching and overlapping ones made one. */
export function joined(periods: readonly Interval[]): Interval[] {
  const sorted = [...periods].sort(
    (left, right) => left.startsAt.toMillis() - right.startsAt.toMillis(),
  );
  const result: Interval[] = [];
  for (const { startsAt, endsAt } of sorted) {
    const last = result.at(-1);
    if (last && startsAt <= last.endsAt) last.endsAt = DateTime.max(last.endsAt, endsAt);
    else result.push({ startsAt, endsAt });
  }
  return result;
}

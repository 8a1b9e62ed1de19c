import type { Period } from '@/shared/problem';
import { addDays, civilDate, instantAt, startOfWeek } from '@/shared/time';

/** The three ways to narrow a search in time; undefined is any time. */
export type When = 'today' | 'week' | 'next-week';

const WEEK_DAYS = 7;
const LOOK_AHEAD_DAYS = 14;

// Rounded to five minutes: a search asked twice within them is one entry of the cache.
const ROUND_MS = 5 * 60_000;

function fromNow(now: Date): string {
  return new Date(Math.ceil(now.getTime() / ROUND_MS) * ROUND_MS).toISOString();
}

/** The period to search for free time, from now (or next Monday) on; two weeks when no time is asked for. */
export function searchPeriod(when: When | undefined, now: Date): Period {
  const today = civilDate(now);
  const nextMonday = addDays(startOfWeek(today), WEEK_DAYS);
  switch (when) {
    case 'today':
      return { startsAt: fromNow(now), endsAt: instantAt(addDays(today, 1), 0) };
    case 'week':
      return { startsAt: fromNow(now), endsAt: instantAt(nextMonday, 0) };
    case 'next-week':
      return {
        startsAt: instantAt(nextMonday, 0),
        endsAt: instantAt(addDays(nextMonday, WEEK_DAYS), 0),
      };
    case undefined:
      return { startsAt: fromNow(now), endsAt: instantAt(addDays(today, LOOK_AHEAD_DAYS), 0) };
  }
}

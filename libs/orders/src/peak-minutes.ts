import type { Interval } from '@app/common';
import { ZONE_OFFSET_MS } from '@app/common';
import type { OffPeakWindow } from '@app/instruments';

const MINUTE_MS = 60_000;
const MINUTES_PER_DAY = 1_440;
/** 1970-01-01, day 0, was a Thursday. */
const WEEKDAY_OF_DAY_ZERO = 4;

/** How much of a period falls into each window, in whole minutes; `usual` is the rest of it. */
export interface PeakMinutes {
  usual: number;
  /** In the order of the windows. */
  offPeak: number[];
}

/**
 * Tells apart the minutes of a period by windows that do not overlap, in Shanghai civil time. Both ends are rounded to
 * the minute first, so that the minutes of two adjoining periods are those of both together.
 */
export function peakMinutes(
  { startsAt, endsAt }: Interval,
  windows: readonly OffPeakWindow[],
): PeakMinutes {
  const start = civilMinuteSinceEpoch(startsAt.toMillis());
  const end = civilMinuteSinceEpoch(endsAt.toMillis());
  const offPeak = windows.map((window) => minutesWithin(window, start, end));
  const usual = end - start - offPeak.reduce((sum, minutes) => sum + minutes, 0);
  return { usual, offPeak };
}

const civilMinuteSinceEpoch = (millis: number): number =>
  Math.round((millis + ZONE_OFFSET_MS) / MINUTE_MS);

function minutesWithin({ weekday, from, to }: OffPeakWindow, start: number, end: number): number {
  const firstDay = Math.floor(start / MINUTES_PER_DAY);
  const lastDay = Math.floor((end - 1) / MINUTES_PER_DAY);
  let minutes = 0;
  for (let day = firstDay; day <= lastDay; day += 1) {
    if (weekdayOf(day) !== weekday) continue;
    const midnight = day * MINUTES_PER_DAY;
    const opens = Math.max(start, midnight + minuteOfDay(from));
    const closes = Math.min(end, midnight + minuteOfDay(to));
    minutes += Math.max(0, closes - opens);
  }
  return minutes;
}

const weekdayOf = (day: number): number => ((day + WEEKDAY_OF_DAY_ZERO - 1) % 7) + 1;

/** `24:00` is the end of the day. */
function minuteOfDay(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

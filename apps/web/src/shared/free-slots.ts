import type { Period } from './problem';
import { minutesBetween } from './time';

const MINUTE_MS = 60_000;

/** The slots of a length that fit end to end into the free periods, at most `limit`, earliest first. */
export function slotsOfLength(free: readonly Period[], minutes: number, limit: number): Period[] {
  const slots = free.flatMap(({ startsAt, endsAt }) => {
    const count = Math.floor(minutesBetween(startsAt, endsAt) / minutes);
    const start = Date.parse(startsAt);
    return Array.from({ length: count }, (_, index) => ({
      startsAt: new Date(start + index * minutes * MINUTE_MS).toISOString(),
      endsAt: new Date(start + (index + 1) * minutes * MINUTE_MS).toISOString(),
    }));
  });
  return slots.slice(0, limit);
}

import { DateTime } from 'luxon';

/** The civil time zone of everything a person reads or types; tables and code keep UTC instants. */
export const ZONE = 'Asia/Shanghai';

/** A half-open period `[startsAt, endsAt)` of UTC instants. */
export interface Interval {
  startsAt: DateTime;
  endsAt: DateTime;
}

/** Minutes from start to end; fractions are kept. */
export const minutesOf = ({ startsAt, endsAt }: Interval): number =>
  endsAt.diff(startsAt, 'minutes').minutes;

/** True when the two half-open periods share an instant; touching periods do not. */
export const overlaps = (left: Interval, right: Interval): boolean =>
  left.startsAt < right.endsAt && right.startsAt < left.endsAt;

/** The civil date (`YYYY-MM-DD`) of an instant in Shanghai. */
export const civilDateOf = (instant: DateTime): string => instant.setZone(ZONE).toISODate() ?? '';

/** The first instant of a civil date in Shanghai, as UTC. */
export const startOfCivilDate = (date: string): DateTime =>
  DateTime.fromISO(date, { zone: ZONE }).startOf('day').toUTC();

/** An instant from ISO 8601 text or a driver's `Date`, in UTC. */
export function instantOf(value: string | Date): DateTime {
  const parsed = value instanceof Date ? DateTime.fromJSDate(value) : DateTime.fromISO(value);
  if (!parsed.isValid) throw new RangeError(`not an instant: ${String(value)}`);
  return parsed.toUTC();
}

/** An instant as JSON says it: ISO 8601 with the offset of Shanghai, `2026-11-24T09:00:00.000+08:00`. */
export const isoInZone = (instant: DateTime): string => instant.setZone(ZONE).toISO() ?? '';

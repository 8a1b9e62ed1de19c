import { DateTime } from 'luxon';

/** The civil time zone of everything a person reads or types; tables and code keep UTC instants. */
export const ZONE = 'Asia/Shanghai';

/**
 * What civil time is ahead of UTC, in milliseconds: the same for every instant since China gave up daylight saving in
 * 1991 (a test compares it with the zone database). Named-zone arithmetic costs fifty times as much, and the free-time
 * search does it for every window of every instrument.
 */
export const ZONE_OFFSET_MS = 8 * 3_600_000;

/** Milliseconds of one civil day; none is shorter or longer. */
export const DAY_MS = 86_400_000;

/** A half-open period `[startsAt, endsAt)` of UTC instants. */
export interface Interval {
  startsAt: DateTime;
  endsAt: DateTime;
}

/** Minutes from start to end; fractions are kept. */
export const minutesOf = ({ startsAt, endsAt }: Interval): number =>
  (endsAt.toMillis() - startsAt.toMillis()) / 60_000;

/** True when the two half-open periods share an instant; touching periods do not. */
export const overlaps = (left: Interval, right: Interval): boolean =>
  left.startsAt < right.endsAt && right.startsAt < left.endsAt;

/** The instant of an epoch in milliseconds, in UTC. */
export const instantAtMillis = (millis: number): DateTime =>
  DateTime.fromMillis(millis, { zone: 'utc' });

/** The civil date (`YYYY-MM-DD`) of an instant in Shanghai. */
export const civilDateOf = (instant: DateTime): string => civilDateAtMillis(instant.toMillis());

/** The civil date of an epoch in milliseconds. */
export const civilDateAtMillis = (millis: number): string =>
  new Date(millis + ZONE_OFFSET_MS).toISOString().slice(0, 10);

/** Date and time of an instant as people in Shanghai say it: `2026-11-24 09:00`. */
export const civilMinuteOf = (instant: DateTime): string =>
  new Date(instant.toMillis() + ZONE_OFFSET_MS).toISOString().slice(0, 16).replace('T', ' ');

/** The first instant of a civil date in Shanghai, as UTC. */
export const startOfCivilDate = (date: string): DateTime =>
  instantAtMillis(millisOfCivilDate(date));

/** The epoch in milliseconds at which a civil date begins in Shanghai. */
export const millisOfCivilDate = (date: string): number =>
  Date.parse(`${date}T00:00:00Z`) - ZONE_OFFSET_MS;

/** An instant from ISO 8601 text or a driver's `Date`, in UTC. */
export function instantOf(value: string | Date): DateTime {
  const parsed = value instanceof Date ? instantAtMillis(value.getTime()) : DateTime.fromISO(value);
  if (!parsed.isValid) throw new RangeError(`not an instant: ${String(value)}`);
  return parsed.toUTC();
}

/** An instant as JSON says it: ISO 8601 with the offset of Shanghai, `2026-11-24T09:00:00.000+08:00`. */
export const isoInZone = (instant: DateTime): string => isoAtMillis(instant.toMillis());

/** The same of an epoch in milliseconds. */
export const isoAtMillis = (millis: number): string =>
  `${new Date(millis + ZONE_OFFSET_MS).toISOString().slice(0, -1)}+08:00`;

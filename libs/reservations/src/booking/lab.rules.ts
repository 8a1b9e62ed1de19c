import { instantAtMillis, type Interval, isoInZone } from '@app/common';
import type { BookableInstrument } from '@app/instruments';
import { type BookingReason, reason } from './booking-reason';

/** What already takes the instruments of a laboratory near a wished period. */
export interface LabUse {
  /** The wished period with its set-up and clean-up. */
  during: Interval;
  /** When as many bookings run as the laboratory allows, set-up and clean-up included. */
  full: readonly Interval[];
  /** The asker's own reservations of its other instruments at that time. */
  own: readonly Interval[];
}

/** When so many of the periods overlap that no further one fits; in order, adjoining ones as one. */
export function fullTimes(taken: readonly Interval[], maxConcurrent: number): Interval[] {
  const steps = taken
    .flatMap(({ startsAt, endsAt }) => [
      { at: startsAt.toMillis(), by: 1 },
      { at: endsAt.toMillis(), by: -1 },
    ])
    // Half-open: who goes makes room for who comes at the same instant.
    .sort((left, right) => left.at - right.at || left.by - right.by);
  const full: { from: number; to: number }[] = [];
  let [running, since] = [0, 0];
  for (const { at, by } of steps) {
    const wasFull = running >= maxConcurrent;
    running += by;
    const isFull = running >= maxConcurrent;
    if (!wasFull && isFull) since = at;
    if (wasFull && !isFull && at > since) full.push({ from: since, to: at });
  }
  return merged(full).map(({ from, to }) => ({
    startsAt: instantAtMillis(from),
    endsAt: instantAtMillis(to),
  }));
}

function merged(spans: readonly { from: number; to: number }[]): { from: number; to: number }[] {
  const result: { from: number; to: number }[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    if (last?.to === span.from) last.to = span.to;
    else result.push({ ...span });
  }
  return result;
}

/** What the laboratory of an instrument has against a booking. */
export function labReasons(
  { lab }: Pick<BookableInstrument, 'lab'>,
  use: LabUse | undefined,
): BookingReason[] {
  if (!lab || !use) return [];
  const { full, own, during } = use;
  const crowded = full.filter(
    ({ startsAt, endsAt }) => startsAt < during.endsAt && during.startsAt < endsAt,
  );
  const found: BookingReason[] = [];
  if (own.length > 0) {
    found.push(
      reason(
        'lab-one-at-a-time',
        `${lab.nameZh}的仪器同一时间每人只能预约一台，您在该时段已有预约`,
        `nobody may book two instruments of ${lab.nameZh} for the same time, and you have one then`,
        { lab: lab.nameZh, own: own.map(shown) },
      ),
    );
  }
  if (crowded.length > 0) {
    found.push(
      reason(
        'lab-full',
        `${lab.nameZh}同一时间最多 ${lab.maxConcurrent} 个预约，该时段已满`,
        `${lab.nameZh} takes ${lab.maxConcurrent} bookings at the same time and is full then`,
        { lab: lab.nameZh, maxConcurrent: lab.maxConcurrent, full: crowded.map(shown) },
      ),
    );
  }
  return found;
}

const shown = ({ startsAt, endsAt }: Interval): { startsAt: string; endsAt: string } => ({
  startsAt: isoInZone(startsAt),
  endsAt: isoInZone(endsAt),
});

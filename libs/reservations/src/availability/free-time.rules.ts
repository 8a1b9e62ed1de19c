import type { DateTime } from 'luxon';
import {
  civilDateAtMillis,
  DAY_MS,
  type Interval,
  millisOfCivilDate,
  minutesOf,
} from '@app/common';
import type { BookableInstrument, BookingPolicy } from '@app/instruments';
import type { WorkCalendar } from '@app/work-calendar';
import { earliestStart } from '../booking/notice.rules';
import {
  intersection,
  intervalOf,
  joined,
  openSpans,
  type Span,
  spanOf,
  wholeDays,
} from '../booking/opening.rules';

const MINUTE_MS = 60_000;

/** What free time is computed from. */
export interface FreeTimeFacts {
  instrument: BookableInstrument;
  calendar: WorkCalendar;
  /** Blocking occupancy by unit, buffers included. */
  busyByUnit: ReadonlyMap<string, readonly Span[]>;
  /** When laboratories take no further booking, by their id. */
  fullLabs: ReadonlyMap<string, readonly Interval[]>;
  within: Interval;
  now: DateTime;
}

/**
 * The gaps that whoever the instrument was read for can book: inside the opening hours, notice and horizon, away from other occupancy
 * by the buffers, starting on the grid and no shorter than the shortest allowed length. Gaps of equal units are listed once.
 */
export function freeTime(facts: FreeTimeFacts): Interval[] {
  const { instrument, calendar, busyByUnit } = facts;
  const { policy } = instrument;
  const { pricedFrom } = instrument;
  if (instrument.status !== 'listed' || !instrument.onlineBooking || pricedFrom === null) {
    return [];
  }
  const bookable = bookableSpan(policy, spanOf(facts.within), facts.now.toMillis(), pricedFrom);
  if (!bookable) return [];
  const windows = windowsOf(instrument, calendar, bookable);
  const busyOn = (unitIds: readonly string[]): Span[] =>
    spaced(
      unitIds.flatMap((unitId) => busyByUnit.get(unitId) ?? []),
      policy,
    );
  const full = facts.fullLabs.get(instrument.lab?.id ?? '') ?? [];
  const crowded = spaced(full.map(spanOf), policy);
  const shared = subtract(subtract(windows, crowded), busyOn(instrument.sharedUnitIds));
  const gaps = instrument.unitIds
    .flatMap((unitId) => subtract(shared, busyOn([unitId])))
    .map(({ from, to }) => ({ from: onGrid(from, policy, Math.ceil), to }))
    .filter((gap) => isUsable(gap, windows, policy));
  return withoutContained(gaps).map(intervalOf);
}

/** Where bookings may lie: the opening hours, day by day where they may not pass midnight or take whole days. */
function windowsOf(
  { openingHours, policy }: BookableInstrument,
  calendar: WorkCalendar,
  within: Span,
): Span[] {
  if (policy.wholeDay) return wholeDays(openingHours, calendar, within);
  const open = openSpans(openingHours, calendar, within);
  return policy.multiDay ? open : splitByDay(open);
}

/** Whether anything can be booked in a gap: a length that is allowed, or the whole day. */
function isUsable(gap: Span, windows: readonly Span[], policy: BookingPolicy): boolean {
  const length = gap.to - gap.from;
  if (!policy.wholeDay) return length >= shortestMinutes(policy) * MINUTE_MS;
  const isWhole = windows.some(({ from, to }) => from === gap.from && to === gap.to);
  return isWhole && isAllowedLength(policy, length / MINUTE_MS);
}

/** The shortest length that may be booked: the minimum, on the length grid. */
function shortestMinutes({ minMinutes, lengthGridMinutes }: BookingPolicy): number {
  const grid = lengthGridMinutes ?? 1;
  return Math.ceil((minMinutes ?? 1) / grid) * grid;
}

/** The length of the shortest booking in some free time, in minutes. */
export const shortestOf = (free: readonly Interval[], policy: BookingPolicy): number =>
  policy.wholeDay && free.length > 0 ? Math.min(...free.map(minutesOf)) : shortestMinutes(policy);

/** Whether a booking of this length is allowed at all; a slot of another one would only be refused. */
export function isAllowedLength(
  { minMinutes, maxMinutes, lengthGridMinutes }: BookingPolicy,
  minutes: number,
): boolean {
  return (
    minutes >= (minMinutes ?? 0) &&
    minutes <= (maxMinutes ?? Infinity) &&
    minutes % (lengthGridMinutes ?? 1) === 0
  );
}

/** Slots of a length one after the other in the free gaps, earliest first. */
export function slotsOf(
  free: readonly Interval[],
  minutes: number,
  policy: BookingPolicy,
  limit: number,
): Interval[] {
  const length = minutes * MINUTE_MS;
  if (policy.wholeDay) return free.filter((day) => minutesOf(day) >= minutes).slice(0, limit);
  const grid = gridOf(policy);
  const slots: Interval[] = [];
  for (const gap of free) {
    const { from, to } = spanOf(gap);
    // The next slot begins where the last one ended, or at the grid point after it.
    const step = Math.ceil(length / grid) * grid;
    for (let at = from; slots.length < limit && at + length <= to; at += step) {
      slots.push(intervalOf({ from: at, to: at + length }));
    }
  }
  return slots;
}

/** The allowed length nearest to a wished one, not shorter where possible, in minutes. */
export function allowedLength(policy: BookingPolicy, minutes: number): number {
  const grid = policy.lengthGridMinutes ?? 1;
  const shortest = Math.ceil((policy.minMinutes ?? 1) / grid) * grid;
  const longest = Math.floor((policy.maxMinutes ?? Infinity) / grid) * grid;
  return Math.min(Math.max(Math.ceil(minutes / grid) * grid, shortest), longest);
}

/** The slots that lie nearest to a wished period, nearest first, of the nearest allowed length: what a refusal offers. */
export function nearestSlots(
  free: readonly Interval[],
  wished: Interval,
  policy: BookingPolicy,
  limit: number,
): Interval[] {
  const minutes = allowedLength(policy, minutesOf(wished));
  const wish = wished.startsAt.toMillis();
  const distance = (slot: Interval): number => Math.abs(slot.startsAt.toMillis() - wish);
  const candidates = policy.wholeDay
    ? free
    : free.flatMap((gap) => [
        ...slotsOf([gap], minutes, policy, limit),
        ...nearestIn(gap, wish, minutes, policy),
      ]);
  const unique = new Map(candidates.map((slot) => [slot.startsAt.toMillis(), slot]));
  return [...unique.values()]
    .sort((left, right) => distance(left) - distance(right))
    .slice(0, limit);
}

/** The start in one gap that is nearest to the wish: the wish itself, or the gap's first or last start. */
function nearestIn(
  gap: Interval,
  wish: number,
  minutes: number,
  policy: BookingPolicy,
): Interval[] {
  const { from, to } = spanOf(gap);
  const length = minutes * MINUTE_MS;
  const latest = onGrid(to - length, policy, Math.floor);
  if (latest < from) return [];
  const at = Math.min(Math.max(onGrid(wish, policy, Math.floor), from), latest);
  return [intervalOf({ from: at, to: at + length })];
}

function bookableSpan(
  policy: BookingPolicy,
  within: Span,
  now: number,
  pricedFrom: string,
): Span | null {
  let from = Math.max(earliestStart(now, policy), millisOfCivilDate(pricedFrom));
  let to = within.to;
  if (policy.bookableFrom !== null) from = Math.max(from, millisOfCivilDate(policy.bookableFrom));
  if (policy.bookableUntil !== null) {
    to = Math.min(to, millisOfCivilDate(policy.bookableUntil) + DAY_MS);
  }
  if (policy.horizonDays !== null) {
    // A start on the last day is allowed; what begins then may not run into days nobody may begin on.
    const lastDay = civilDateAtMillis(now + policy.horizonDays * DAY_MS);
    to = Math.min(to, millisOfCivilDate(lastDay) + DAY_MS);
  }
  return intersection(within, { from, to });
}

function splitByDay(windows: readonly Span[]): Span[] {
  return windows.flatMap((window) => {
    const days: Span[] = [];
    let midnight = millisOfCivilDate(civilDateAtMillis(window.from));
    for (; midnight < window.to; midnight += DAY_MS) {
      const part = intersection(window, { from: midnight, to: midnight + DAY_MS });
      if (part) days.push(part);
    }
    return days;
  });
}

/** Busy periods widened so that a new booking's own buffers fit between: its set-up after them, its clean-up before. */
const spaced = (busy: readonly Span[], { setUpMinutes, cleanUpMinutes }: BookingPolicy): Span[] =>
  joined(
    busy.map(({ from, to }) => ({
      from: from - cleanUpMinutes * MINUTE_MS,
      to: to + setUpMinutes * MINUTE_MS,
    })),
  );

/** The parts of `windows` that no `taken` period touches; both sorted. */
function subtract(windows: readonly Span[], taken: readonly Span[]): Span[] {
  return windows.flatMap((window) => {
    const parts: Span[] = [];
    let { from } = window;
    for (const busy of taken) {
      if (busy.to <= from || busy.from >= window.to) continue;
      if (busy.from > from) parts.push({ from, to: busy.from });
      from = Math.max(from, busy.to);
    }
    if (from < window.to) parts.push({ from, to: window.to });
    return parts;
  });
}

const gridOf = ({ startGridMinutes }: BookingPolicy): number => (startGridMinutes ?? 1) * MINUTE_MS;

/** The next (`ceil`) or previous (`floor`) start on the grid, which begins anew each local midnight. */
function onGrid(millis: number, policy: BookingPolicy, round: (value: number) => number): number {
  const midnight = millisOfCivilDate(civilDateAtMillis(millis));
  const grid = gridOf(policy);
  return midnight + round((millis - midnight) / grid) * grid;
}

/** Sorted gaps without those that lie inside another; gaps of different units are never glued together. */
function withoutContained(gaps: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const gap of [...gaps].sort((left, right) => left.from - right.from || right.to - left.to)) {
    const last = result.at(-1);
    if (!last || gap.to > last.to) result.push(gap);
  }
  return result;
}

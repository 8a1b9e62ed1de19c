import { DateTime } from 'luxon';
import { civilDateOf, type Interval, minutesOf, startOfCivilDate, ZONE } from '@app/common';
import type { BookableInstrument, BookingPolicy } from '@app/instruments';
import type { WorkCalendar } from '@app/work-calendar';
import { intersection, joined, openWindows } from '../booking/opening.rules';

/** What free time is computed from. */
export interface FreeTimeFacts {
  instrument: BookableInstrument;
  calendar: WorkCalendar;
  /** Blocking occupancy by unit, buffers included. */
  busyByUnit: ReadonlyMap<string, readonly Interval[]>;
  within: Interval;
  now: DateTime;
}

/**
 * The gaps that can be booked by the public: inside the opening hours, notice and horizon, away from other occupancy
 * by the buffers, starting on the grid and no shorter than the minimum. Gaps of equal units are listed once.
 */
export function freeTime(facts: FreeTimeFacts): Interval[] {
  const { instrument, calendar } = facts;
  const { policy } = instrument;
  if (instrument.status !== 'listed' || !instrument.onlineBooking || !instrument.feeSchedule)
    return [];
  const bookable = bookableSpan(policy, facts.within, facts.now);
  if (!bookable) return [];
  const open = splitByDay(
    openWindows(instrument.openingHours, calendar, bookable),
    policy.multiDay,
  );
  const gaps = instrument.unitIds.flatMap((unitId) =>
    subtract(open, spaced(facts.busyByUnit.get(unitId) ?? [], policy)).map((gap) =>
      onGrid(gap, policy.startGridMinutes),
    ),
  );
  const shortest = policy.minMinutes ?? 1;
  return withoutContained(
    gaps.filter((gap): gap is Interval => gap !== null && minutesOf(gap) >= shortest),
  );
}

/** Equal-length slots at the beginning of the free gaps, earliest first: what a refusal offers instead. */
export function slotsOf(
  free: readonly Interval[],
  minutes: number,
  policy: BookingPolicy,
  limit: number,
): Interval[] {
  const step = policy.startGridMinutes ?? 15;
  const slots: Interval[] = [];
  for (const gap of free) {
    let startsAt = gap.startsAt;
    while (slots.length < limit && startsAt.plus({ minutes }) <= gap.endsAt) {
      slots.push({ startsAt, endsAt: startsAt.plus({ minutes }) });
      startsAt = startsAt.plus({ minutes: Math.ceil(minutes / step) * step });
    }
  }
  return slots;
}

/** The slots of a length that lie nearest to a wished start, in order of distance. */
export function nearestSlots(
  free: readonly Interval[],
  wished: Interval,
  policy: BookingPolicy,
  limit: number,
): Interval[] {
  const minutes = minutesOf(wished);
  const distance = (slot: Interval): number => Math.abs(+slot.startsAt - +wished.startsAt);
  const last = (gap: Interval): Interval[] => {
    // The latest start in the gap is the nearest one when the gap lies before the wish.
    const latest = onGridDown(gap.endsAt.minus({ minutes }), policy.startGridMinutes);
    return latest >= gap.startsAt ? [{ startsAt: latest, endsAt: latest.plus({ minutes }) }] : [];
  };
  const candidates = free.flatMap((gap) => [...slotsOf([gap], minutes, policy, 8), ...last(gap)]);
  const unique = new Map(candidates.map((slot) => [+slot.startsAt, slot]));
  return [...unique.values()]
    .sort((left, right) => distance(left) - distance(right))
    .slice(0, limit);
}

function bookableSpan(policy: BookingPolicy, within: Interval, now: DateTime): Interval | null {
  const earliest = now.plus({ minutes: policy.noticeMinutes });
  const from =
    policy.bookableFrom === null
      ? earliest
      : DateTime.max(earliest, startOfCivilDate(policy.bookableFrom));
  let endsAt: DateTime = within.endsAt;
  if (policy.bookableUntil !== null)
    endsAt = DateTime.min(endsAt, startOfCivilDate(policy.bookableUntil).plus({ days: 1 }));
  if (policy.horizonDays !== null) {
    // A start on the last day is allowed; what begins then may not run into days nobody may begin on.
    endsAt = DateTime.min(
      endsAt,
      startOfCivilDate(civilDateOf(now.plus({ days: policy.horizonDays }))).plus({ days: 1 }),
    );
  }
  return intersection(within, { startsAt: from, endsAt });
}

function splitByDay(windows: readonly Interval[], multiDay: boolean): Interval[] {
  if (multiDay) return [...windows];
  return windows.flatMap((window) => {
    const days: Interval[] = [];
    let day = window.startsAt.setZone(ZONE).startOf('day');
    for (; day < window.endsAt; day = day.plus({ days: 1 })) {
      const part = intersection(window, {
        startsAt: day.toUTC(),
        endsAt: day.plus({ days: 1 }).toUTC(),
      });
      if (part) days.push(part);
    }
    return days;
  });
}

/** Busy periods widened so that a new booking's own buffers fit between: its set-up after them, its clean-up before. */
const spaced = (
  busy: readonly Interval[],
  { setUpMinutes, cleanUpMinutes }: BookingPolicy,
): Interval[] =>
  joined(
    busy.map(({ startsAt, endsAt }) => ({
      startsAt: startsAt.minus({ minutes: cleanUpMinutes }),
      endsAt: endsAt.plus({ minutes: setUpMinutes }),
    })),
  );

/** The parts of `windows` that no `taken` period touches; both sorted. */
function subtract(windows: readonly Interval[], taken: readonly Interval[]): Interval[] {
  return windows.flatMap((window) => {
    const parts: Interval[] = [];
    let from = window.startsAt;
    for (const busy of taken) {
      if (busy.endsAt <= from || busy.startsAt >= window.endsAt) continue;
      if (busy.startsAt > from) parts.push({ startsAt: from, endsAt: busy.startsAt });
      from = DateTime.max(from, busy.endsAt);
    }
    if (from < window.endsAt) parts.push({ startsAt: from, endsAt: window.endsAt });
    return parts;
  });
}

/** A gap beginning at its first start on the grid, or null when none is left. */
function onGrid(gap: Interval, gridMinutes: number | null): Interval | null {
  const grid = (gridMinutes ?? 1) * 60_000;
  const midnight = +gap.startsAt.setZone(ZONE).startOf('day');
  const startsAt = DateTime.fromMillis(
    midnight + Math.ceil((+gap.startsAt - midnight) / grid) * grid,
  ).toUTC();
  return startsAt < gap.endsAt ? { startsAt, endsAt: gap.endsAt } : null;
}

function onGridDown(instant: DateTime, gridMinutes: number | null): DateTime {
  const grid = (gridMinutes ?? 1) * 60_000;
  const midnight = +instant.setZone(ZONE).startOf('day');
  return DateTime.fromMillis(midnight + Math.floor((+instant - midnight) / grid) * grid).toUTC();
}

/** Sorted gaps without those that lie inside another; gaps of different units are never glued together. */
function withoutContained(gaps: readonly Interval[]): Interval[] {
  const sorted = [...gaps].sort(
    (left, right) => +left.startsAt - +right.startsAt || +right.endsAt - +left.endsAt,
  );
  const result: Interval[] = [];
  for (const gap of sorted) {
    const last = result.at(-1);
    if (!last || gap.endsAt > last.endsAt) result.push(gap);
  }
  return result;
}

import { assert, array, constantFrom, integer, property, record } from 'fast-check';
import { type Interval, minutesOf, overlaps } from '@app/common';
import type { BookingPolicy } from '@app/instruments';
import { bookingReasons } from '../booking/booking.rules';
import { intervalOf, spanOf } from '../booking/opening.rules';
import { withBuffers } from '../occupancy.queries';
import { ALWAYS, at, bookable, CALENDAR, onDay, WORKING_HOURS } from '../testing/bookable';
import { type FreeTimeFacts, freeTime, nearestSlots, slotsOf } from './free-time.rules';

const NOW = at(0, 7);
const STEP = 15;
const DAYS = 2;

const facts = (
  policy: Partial<BookingPolicy>,
  busy: Interval[][] = [[]],
  openingHours = WORKING_HOURS,
): FreeTimeFacts => {
  const unitIds = busy.map((_, unit) => `unit-${unit}`);
  return {
    instrument: bookable(policy, { unitIds, openingHours }),
    calendar: CALENDAR,
    busyByUnit: new Map(unitIds.map((id, unit) => [id, (busy[unit] ?? []).map(spanOf)])),
    fullLabs: new Map(),
    within: { startsAt: at(0, 0), endsAt: at(DAYS, 0) },
    now: NOW,
  };
};

/** The plainest statement of the rule: a period is bookable when no rule and, on some unit, no occupancy is against it. */
function isBookable({ instrument, calendar, busyByUnit, now }: FreeTimeFacts, period: Interval) {
  const { setUpMinutes, cleanUpMinutes } = instrument.policy;
  const during = withBuffers(period, setUpMinutes, cleanUpMinutes);
  const reasons = bookingReasons({
    instrument,
    calendar,
    period,
    now,
    quotaUse: [],
    neighbours: [],
  });
  const unit = instrument.unitIds.some(
    (id) => !(busyByUnit.get(id) ?? []).some((busy) => overlaps(intervalOf(busy), during)),
  );
  return reasons.length === 0 && unit;
}

const isShown = (free: readonly Interval[], { startsAt, endsAt }: Interval) =>
  free.some((gap) => gap.startsAt <= startsAt && endsAt <= gap.endsAt);

/** Every period on the finest grid that lies in the searched days. */
function* candidates(lengths: readonly number[]): Generator<Interval> {
  for (let minute = 0; minute < DAYS * 1_440; minute += STEP) {
    for (const length of lengths) {
      const startsAt = at(0, 0, minute);
      const endsAt = startsAt.plus({ minutes: length });
      if (endsAt <= at(DAYS, 0)) yield { startsAt, endsAt };
    }
  }
}

const quarter = integer({ min: 0, max: DAYS * 96 - 1 });
const busyPeriod = record({ from: quarter, length: integer({ min: 1, max: 40 }) }).map(
  ({ from, length }) => ({
    startsAt: at(0, 0, from * STEP),
    endsAt: at(0, 0, (from + length) * STEP),
  }),
);
const anyPolicy = record({
  startGridMinutes: constantFrom(null, 15, 30, 60),
  lengthGridMinutes: constantFrom(null, 30, 60),
  minMinutes: constantFrom(null, 30, 45, 60),
  multiDay: constantFrom(true, false),
  noticeMinutes: constantFrom(0, 90, 1_440),
  horizonDays: constantFrom(null, 1, 2),
  bookableFrom: constantFrom(null, '2026-11-24'),
  bookableUntil: constantFrom(null, '2026-11-24'),
  setUpMinutes: constantFrom(0, 15),
  cleanUpMinutes: constantFrom(0, 30),
});

describe('freeTime', () => {
  it('shows exactly what may be booked, and what may be booked it shows', () => {
    assert(
      property(
        anyPolicy,
        array(array(busyPeriod, { maxLength: 6 }), { minLength: 1, maxLength: 2 }),
        constantFrom(ALWAYS, WORKING_HOURS),
        (policy, busy, hours) => {
          const given = facts(policy, busy, hours);
          const free = freeTime(given);
          for (const period of candidates([30, 60, 180])) {
            const bookableNow = isBookable(given, period);
            // A gap also holds periods that the grid or the length refuses: those are the form's to offer or not.
            if (bookableNow) expect(isShown(free, period)).toBe(true);
          }
          for (const gap of free) expect(hasBookable(given, gap)).toBe(true);
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each([
    ['that is not listed', { status: 'suspended' as const }],
    ['without online booking', { onlineBooking: false }],
    ['without a price', { pricedFrom: null, feeSchedule: null }],
    ['without hours', { openingHours: null }],
  ])('shows nothing of an instrument %s', (_what, changes) => {
    const given = facts({});
    expect(freeTime({ ...given, instrument: { ...given.instrument, ...changes } })).toEqual([]);
  });

  it('leaves out when the laboratory is full, with the buffers a booking needs beside it', () => {
    const lab = { id: 'lab', nameZh: '电镜室', maxConcurrent: 1, oneAtATime: false };
    const given = facts({ setUpMinutes: 30, cleanUpMinutes: 60 });
    const shown = freeTime({
      ...given,
      instrument: { ...given.instrument, lab },
      fullLabs: new Map([['lab', [onDay(0, 11, 12)]]]),
      within: { startsAt: at(0, 0), endsAt: at(1, 0) },
    });
    expect(shown).toEqual([onDay(0, 8, 10), onDay(0, 12.5, 18)]);
  });

  it('leaves out a gap in which no allowed length fits', () => {
    const busy = [onDay(0, 8, 9), { startsAt: at(0, 9, 30), endsAt: at(0, 18) }];
    const monday = { startsAt: at(0, 0), endsAt: at(1, 0) };
    const shown = (policy: Partial<BookingPolicy>) =>
      freeTime({ ...facts(policy, [busy]), within: monday });
    expect(shown({ lengthGridMinutes: 30 })).toHaveLength(1);
    expect(shown({ lengthGridMinutes: 60 })).toEqual([]);
    expect(shown({ lengthGridMinutes: 30, minMinutes: 45 })).toEqual([]);
  });
});

/** Whether the shortest allowed period at the gap's beginning may be booked. */
function hasBookable(given: FreeTimeFacts, { startsAt }: Interval): boolean {
  const { minMinutes, lengthGridMinutes } = given.instrument.policy;
  const grid = lengthGridMinutes ?? 1;
  const minutes = Math.ceil((minMinutes ?? 1) / grid) * grid;
  return isBookable(given, { startsAt, endsAt: startsAt.plus({ minutes }) });
}

describe('slotsOf', () => {
  it('lays equal slots on the grid, earliest first', () => {
    const policy = bookable({ startGridMinutes: 30 }).policy;
    expect(slotsOf([onDay(0, 8, 10), onDay(0, 14, 16)], 45, policy, 3)).toEqual([
      { startsAt: at(0, 8), endsAt: at(0, 8, 45) },
      { startsAt: at(0, 9), endsAt: at(0, 9, 45) },
      { startsAt: at(0, 14), endsAt: at(0, 14, 45) },
    ]);
  });
});

describe('nearestSlots', () => {
  const policy = bookable({ startGridMinutes: 30 }).policy;

  it('offers the nearest starts before and after, in order of distance', () => {
    const free = [onDay(0, 8, 9), onDay(0, 11, 18)];
    expect(nearestSlots(free, onDay(0, 9, 10), policy, 3)).toEqual([
      onDay(0, 8, 9),
      onDay(0, 11, 12),
      onDay(0, 12, 13),
    ]);
  });

  it('offers the nearest allowed length where the wished one would be refused again', () => {
    const free = [onDay(0, 8, 18)];
    const wish = onDay(0, 8, 10);
    const offered = (rules: Partial<BookingPolicy>) =>
      nearestSlots(free, wish, bookable(rules).policy, 1).map(minutesOf);
    expect(offered({ maxMinutes: 60 })).toEqual([60]);
    expect(offered({ minMinutes: 180 })).toEqual([180]);
    expect(offered({ lengthGridMinutes: 90 })).toEqual([180]);
  });
});

import { type Interval, overlaps } from '@app/common';
import type { OpeningHours } from '@app/instruments';
import { at, bookable, CALENDAR, onDay } from '../testing/bookable';
import { freeTime, nearestSlots, slotsOf } from '../availability/free-time.rules';
import { bookingReasons } from './booking.rules';
import { hoursReasons } from './hours.rules';
import { spanOf } from './opening.rules';

/** Weekdays, closed at noon; Sunday until noon only. */
const HOURS: OpeningHours = {
  version: 1,
  weekly: [
    ...[1, 2, 3, 4, 5].flatMap((weekday) => [
      { weekday, from: '08:00', to: '12:00' },
      { weekday, from: '13:00', to: '17:00' },
    ]),
    { weekday: 7, from: '08:00', to: '12:00' },
  ],
  exceptions: [{ date: '2026-11-28', closed: true }],
  onHolidays: 'closed',
};
const instrument = bookable({ wholeDay: true }, { openingHours: HOURS });

describe('a policy of whole days', () => {
  const codes = (period: Parameters<typeof onDay>) =>
    hoursReasons({ instrument, calendar: CALENDAR, period: onDay(...period) }).map(
      ({ code }) => code,
    );

  it.each<[string, Parameters<typeof onDay>, string[]]>([
    ['a whole day, over noon', [0, 8, 17], []],
    ['only the morning', [0, 8, 12], ['whole-day']],
    ['a day that begins later', [0, 9, 17], ['whole-day']],
    ['a day and a night', [0, 8, 32], ['whole-day']],
    ['two whole days', [0, 8, 24 + 17], []],
    ['Friday to Sunday, over a Saturday that is no opening day', [4, 8, 48 + 12], []],
    ['Friday to a Saturday that is closed', [4, 8, 24 + 17], ['whole-day']],
    ['a day that is closed', [5, 8, 17], ['closed']],
  ])('%s', (_what, period, expected) => {
    expect(codes(period)).toEqual(expected);
  });

  it('names the day as it is open', () => {
    const [only] = hoursReasons({ instrument, calendar: CALENDAR, period: onDay(0, 9, 10) });
    expect(only).toMatchObject({
      message: { zh: '只能按整个开放日预约，2026-11-23 为 08:00–17:00' },
    });
  });
});

const WEEK = { startsAt: at(0, 0), endsAt: at(7, 0) };

/** Every period of whole hours within a day of the week. */
function* candidates(): Generator<Interval> {
  for (let day = 0; day < 7; day += 1)
    for (let from = 0; from < 24; from += 1)
      for (let to = from + 1; to <= 24; to += 1) yield onDay(day, from, to);
}

describe('free time of whole days', () => {
  const free = (now: ReturnType<typeof at>, busy = onDay(2, 10, 11), maxMinutes?: number) => {
    const unitIds = ['unit'];
    return freeTime({
      instrument: bookable(
        { wholeDay: true, maxMinutes: maxMinutes ?? null },
        {
          ...{ openingHours: HOURS, unitIds },
        },
      ),
      calendar: CALENDAR,
      busyByUnit: new Map([['unit', [spanOf(busy)]]]),
      fullLabs: new Map(),
      within: { startsAt: at(0, 0), endsAt: at(7, 0) },
      now,
    });
  };

  it('is each day that nothing touches, from now on', () => {
    const days = [onDay(1, 8, 17), onDay(3, 8, 17), onDay(4, 8, 17), onDay(6, 8, 12)];
    expect(free(at(0, 8, 1))).toEqual(days);
    expect(free(at(0, 8))).toEqual([onDay(0, 8, 17), ...days]);
  });

  it('shows exactly the single days that may be booked, whatever the hour', () => {
    const busy = onDay(2, 10, 11);
    const policy = { ...instrument.policy, noticeMinutes: 1_440, noticeInDays: true };
    const given = { ...instrument, policy, unitIds: ['unit'] };
    for (const now of [at(0, 7), at(0, 23, 59), at(1, 0)]) {
      const shown = freeTime({
        ...{ instrument: given, calendar: CALENDAR, fullLabs: new Map(), now },
        ...{ busyByUnit: new Map([['unit', [spanOf(busy)]]]), within: WEEK },
      });
      const bookableDays = [...candidates()].filter(
        (period) =>
          bookingReasons({
            ...{ instrument: given, calendar: CALENDAR, period, now },
            ...{ quotaUse: [], neighbours: [] },
          }).length === 0 && !overlaps(period, busy),
      );
      expect(shown.length).toBeGreaterThan(2);
      expect(shown).toEqual(bookableDays);
    }
  });

  it('leaves out days that are longer than a booking may be', () => {
    expect(free(at(0, 7), undefined, 300)).toEqual([onDay(6, 8, 12)]);
  });

  it('offers whole days for a shorter wish, the nearest first', () => {
    const days = free(at(0, 7));
    expect(slotsOf(days, 60, instrument.policy, 2)).toEqual([onDay(0, 8, 17), onDay(1, 8, 17)]);
    expect(slotsOf(days, 541, instrument.policy, 2)).toEqual([]);
    expect(nearestSlots(days, onDay(3, 9, 10), instrument.policy, 2)).toEqual([
      onDay(3, 8, 17),
      onDay(4, 8, 17),
    ]);
  });
});

import { DateTime } from 'luxon';
import { ALWAYS, at, bookable, CALENDAR, onDay } from '../testing/bookable';
import { type BookingFacts, bookingReasons } from './booking.rules';

const NOW = at(0, 7);
const nineToEleven = onDay(0, 9, 11);

const facts = (
  policy: Parameters<typeof bookable>[0],
  changes: Partial<BookingFacts> = {},
): BookingFacts => ({
  instrument: bookable(policy),
  calendar: CALENDAR,
  period: nineToEleven,
  now: NOW,
  quotaUse: [],
  neighbours: [],
  ...changes,
});

const codes = (policy: Parameters<typeof bookable>[0], changes: Partial<BookingFacts> = {}) =>
  bookingReasons(facts(policy, changes)).map(({ code }) => code);

const from = (startsAt: DateTime, minutes: number) => ({
  startsAt,
  endsAt: startsAt.plus({ minutes }),
});

describe('bookingReasons', () => {
  it('has nothing against a period inside the hours of an instrument without rules', () => {
    expect(codes({})).toEqual([]);
  });

  it.each([
    ['an instrument that is not listed', { status: 'suspended' as const }],
    ['an instrument listed for information only', { onlineBooking: false }],
  ])('refuses %s', (_what, changes) => {
    expect(codes({}, { instrument: bookable({}, changes) })).toEqual(['instrument-not-bookable']);
  });

  it('says that what is not booked online is filed as an offline service', () => {
    const instrument = bookable({}, { onlineBooking: false });
    const [refused] = bookingReasons(facts({}, { instrument }));
    expect(refused).toMatchObject({ values: { orderKind: 'offline' } });
  });

  it('refuses an instrument that never published its hours', () => {
    const instrument = bookable({}, { openingHours: null });
    expect(codes({}, { instrument })).toEqual(['closed']);
  });

  it.each([
    ['start grid', { startGridMinutes: 30 }, from(at(0, 9, 30), 60), []],
    ['start grid', { startGridMinutes: 30 }, from(at(0, 9, 31), 60), ['start-grid']],
    ['start grid', { startGridMinutes: 30 }, from(at(0, 9).plus(1), 60), ['start-grid']],
    ['length grid', { lengthGridMinutes: 30 }, from(at(0, 9, 1), 90), []],
    ['length grid', { lengthGridMinutes: 30 }, from(at(0, 9), 91), ['length-grid']],
    ['shortest length', { minMinutes: 60 }, from(at(0, 9), 60), []],
    ['shortest length', { minMinutes: 60 }, from(at(0, 9), 59), ['too-short']],
    ['longest length', { maxMinutes: 60 }, from(at(0, 9), 60), []],
    ['longest length', { maxMinutes: 60 }, from(at(0, 9), 61), ['too-long']],
    ['notice', { noticeMinutes: 120 }, from(at(0, 9), 60), []],
    ['notice', { noticeMinutes: 121 }, from(at(0, 9), 60), ['too-late']],
    ['first date', { bookableFrom: '2026-11-23' }, nineToEleven, []],
    ['first date', { bookableFrom: '2026-11-24' }, nineToEleven, ['before-bookable']],
    ['last date', { bookableUntil: '2026-11-23' }, nineToEleven, []],
    ['last date', { bookableUntil: '2026-11-22' }, nineToEleven, ['after-bookable']],
    ['horizon', { horizonDays: 3 }, onDay(3, 9, 11), []],
    ['horizon', { horizonDays: 3 }, onDay(4, 9, 11), ['beyond-horizon']],
    ['opening', {}, onDay(0, 8, 18), []],
    ['opening', {}, from(at(0, 7, 59), 60), ['closed']],
    ['opening', {}, from(at(0, 17, 1), 60), ['closed']],
    ['opening', {}, onDay(6, 9, 11), ['closed']],
  ])('keeps the %s (case %#)', (_rule, policy, period, expected) => {
    expect(codes(policy, { period })).toEqual(expected);
  });

  it('refuses the past, but not this very instant', () => {
    expect(codes({}, { now: nineToEleven.startsAt })).toEqual([]);
    expect(codes({}, { now: nineToEleven.startsAt.plus(1) })).toEqual(['in-the-past']);
  });

  it('lets a period pass midnight only where that is allowed; ending at midnight is not passing it', () => {
    const always = bookable({ multiDay: false }).policy;
    const open = { openingHours: ALWAYS };
    const instrument = bookable(always, open);
    expect(codes({}, { instrument, period: onDay(0, 22, 24) })).toEqual([]);
    expect(codes({}, { instrument, period: onDay(0, 22, 25) })).toEqual(['multi-day']);
    const multiDay = bookable({ multiDay: true }, open);
    expect(codes({}, { instrument: multiDay, period: onDay(0, 22, 25) })).toEqual([]);
  });

  it('counts the last day of a period that passes midnight towards horizon and last date', () => {
    const open = { openingHours: ALWAYS };
    const period = onDay(3, 22, 25);
    const horizon = bookable({ horizonDays: 3 }, open);
    expect(codes({}, { instrument: horizon, period })).toEqual(['beyond-horizon']);
    const until = bookable({ bookableUntil: '2026-11-26' }, open);
    expect(codes({}, { instrument: until, period })).toEqual(['after-bookable']);
  });

  it('keeps the gap to the own reservations before and after, the exact gap is enough', () => {
    const policy = { minGapMinutes: 60 };
    const beside = (...neighbours: BookingFacts['neighbours'][number][]) =>
      codes(policy, { neighbours });
    expect(beside(onDay(0, 7, 8), onDay(0, 12, 13))).toEqual([]);
    expect(beside({ startsAt: at(0, 7), endsAt: at(0, 8, 1) })).toEqual(['gap-too-small']);
    expect(beside({ startsAt: at(0, 11, 59), endsAt: at(0, 13) })).toEqual(['gap-too-small']);
  });

  it('tells all reasons at once, each with words in both languages and its values', () => {
    const policy = { minMinutes: 180, startGridMinutes: 60, noticeMinutes: 1_440, horizonDays: 1 };
    const reasons = bookingReasons(facts(policy, { period: from(at(0, 9, 30), 60) }));
    expect(reasons.map(({ code }) => code)).toEqual(['start-grid', 'too-short', 'too-late']);
    for (const { message, values } of reasons) {
      expect(message.zh).toMatch(/\p{Script=Han}/u);
      expect(message.en).not.toMatch(/\p{Script=Han}/u);
      expect(Object.keys(values).length).toBeGreaterThan(0);
    }
  });
});

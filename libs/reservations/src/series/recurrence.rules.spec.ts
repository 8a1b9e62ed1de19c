import fc from 'fast-check';
import { civilDateOf, civilMinuteOf, instantOf, type Interval, minutesOf } from '@app/common';
import {
  MAXIMUM_OCCURRENCES,
  movedLike,
  occurrencesOf,
  type Repetition,
  repetitionFaults,
  selfOverlap,
} from './recurrence.rules';

const at = (date: string, from = '09:00', to = '11:00', end = date): Interval => ({
  startsAt: instantOf(`${date}T${from}:00+08:00`),
  endsAt: instantOf(`${end}T${to}:00+08:00`),
});
const NO_HOLIDAYS = { isHoliday: (_: string) => false };
const NATIONAL_DAYS = { isHoliday: (date: string) => date >= '2026-10-01' && date <= '2026-10-07' };
const datesOf = (first: Interval, repeat: Repetition, calendar = NO_HOLIDAYS): string[] =>
  occurrencesOf(first, repeat, calendar).map(({ startsAt }) => civilDateOf(startsAt));

describe('occurrencesOf', () => {
  it.each<[string, string, Repetition, string[]]>([
    [
      'each week, the last date included',
      '2026-11-24',
      { every: 'week', interval: 1, until: '2026-12-08' },
      ['2026-11-24', '2026-12-01', '2026-12-08'],
    ],
    [
      'some weekdays of every other week',
      '2026-11-25',
      { every: 'week', interval: 2, weekdays: [5, 1, 3], count: 5 },
      ['2026-11-25', '2026-11-27', '2026-12-07', '2026-12-09', '2026-12-11'],
    ],
    [
      'every third day over the end of a year',
      '2026-12-27',
      { every: 'day', interval: 3, count: 3 },
      ['2026-12-27', '2026-12-30', '2027-01-02'],
    ],
    [
      'a date that not every month has',
      '2026-12-31',
      { every: 'month', interval: 1, monthBy: 'date', count: 4 },
      ['2026-12-31', '2027-01-31', '2027-03-31', '2027-05-31'],
    ],
    [
      'the second Tuesday of each month',
      '2026-11-10',
      { every: 'month', interval: 1, monthBy: 'weekday', count: 3 },
      ['2026-11-10', '2026-12-08', '2027-01-12'],
    ],
    [
      'a fifth Monday, where there is one',
      '2026-11-30',
      { every: 'month', interval: 1, monthBy: 'weekday', count: 3 },
      ['2026-11-30', '2027-03-29', '2027-05-31'],
    ],
  ])('counts out %s', (_, first, repeat, dates) => {
    expect(datesOf(at(first), repeat)).toEqual(dates);
  });

  it('leaves statutory days off out, and counts what is left', () => {
    const repeat = { every: 'week', interval: 1, count: 3, skipHolidays: true } as const;
    expect(datesOf(at('2026-09-24'), repeat, NATIONAL_DAYS)).toEqual([
      '2026-09-24',
      '2026-10-08',
      '2026-10-15',
    ]);
    expect(datesOf(at('2026-09-24'), { ...repeat, skipHolidays: false }, NATIONAL_DAYS)).toContain(
      '2026-10-01',
    );
  });

  it('ends by itself where nobody ends it sooner', () => {
    const daily = { every: 'day', interval: 1, until: '2099-01-01' } as const;
    expect(datesOf(at('2026-11-24'), daily)).toHaveLength(MAXIMUM_OCCURRENCES);
    const yearly = { every: 'month', interval: 12, until: '2099-01-01' } as const;
    expect(datesOf(at('2026-11-24'), yearly)).toEqual(['2026-11-24', '2027-11-24']);
  });

  it('keeps local time and length on every date, in order, the first one first', () => {
    const repetition = fc.record({
      every: fc.constantFrom('day' as const, 'week' as const, 'month' as const),
      interval: fc.integer({ min: 1, max: 6 }),
      count: fc.integer({ min: 1, max: MAXIMUM_OCCURRENCES }),
      monthBy: fc.constant(null),
    });
    const first = fc
      .record({
        minute: fc.integer({ min: 0, max: 366 * 24 * 60 }),
        length: fc.integer({ min: 1, max: 3 * 24 * 60 }),
      })
      .map(({ minute, length }) => {
        const startsAt = at('2026-01-01', '00:00').startsAt.plus({ minutes: minute });
        return { startsAt, endsAt: startsAt.plus({ minutes: length }) };
      });
    fc.assert(
      fc.property(first, repetition, (period, repeat) => {
        const found = occurrencesOf(period, repeat, NO_HOLIDAYS);
        expect(found[0]).toEqual(period);
        expect(found.length).toBeLessThanOrEqual(repeat.count);
        for (const [index, one] of found.entries()) {
          expect(civilMinuteOf(one.startsAt).slice(-5)).toBe(
            civilMinuteOf(period.startsAt).slice(-5),
          );
          expect(minutesOf(one)).toBe(minutesOf(period));
          const before = found[index - 1];
          if (before) expect(one.startsAt > before.startsAt).toBe(true);
        }
      }),
    );
  });
});

describe('repetitionFaults', () => {
  it.each<[Repetition, string[]]>([
    [{ every: 'week', interval: 1 }, ['endless']],
    [{ every: 'week', interval: 1, until: '2026-11-23' }, ['ends-before-it-begins']],
    [{ every: 'week', interval: 1, until: '2026-11-24' }, []],
    [{ every: 'week', interval: 1, count: 2, weekdays: [1, 3] }, ['first-date-not-included']],
    [
      { every: 'day', interval: 1, count: 2, weekdays: [2], monthBy: 'date' },
      ['other-repetition', 'other-repetition'],
    ],
  ])('of %j are %j', (repeat, codes) => {
    expect(repetitionFaults(at('2026-11-24'), repeat).map(({ code }) => code)).toEqual(codes);
  });
});

describe('selfOverlap', () => {
  it('is found where a period is longer than its step', () => {
    const long = at('2026-11-24', '20:00', '21:00', '2026-11-25');
    const daily = (period: Interval) =>
      selfOverlap(occurrencesOf(period, { every: 'day', interval: 1, count: 3 }, NO_HOLIDAYS));
    expect(daily(long)?.map(({ startsAt }) => civilDateOf(startsAt))).toEqual([
      '2026-11-24',
      '2026-11-25',
    ]);
    expect(daily(at('2026-11-24', '20:00', '20:00', '2026-11-25'))).toBeUndefined();
  });
});

describe('movedLike', () => {
  it('moves another date by the same days and time, to the new length', () => {
    const moved = movedLike(at('2026-12-01'), at('2026-11-24'), at('2026-11-25', '14:00', '17:00'));
    expect(moved).toEqual(at('2026-12-02', '14:00', '17:00'));
  });
});

import { DateTime } from 'luxon';
import { chaseDue, type Filing, filingProblems } from './offline.rules';

const NOW = DateTime.fromISO('2026-11-24T09:00:00+08:00').toUTC();
const filing = (parts: Partial<Filing> = {}): Filing => ({
  period: { startsAt: NOW.plus({ minutes: 1 }), endsAt: NOW.plus({ days: 2 }) },
  ...{ instrumentId: null, place: '上海市浦东新区', regionCode: '310000', ...parts },
});
const codes = (parts: Partial<Filing>) =>
  filingProblems(filing(parts), NOW).map(({ pointer, code }) => `${pointer} ${code}`);

describe('filingProblems', () => {
  it('finds nothing wrong with a service that begins in a minute', () => {
    expect(codes({})).toEqual([]);
  });

  it.each([
    ['begins this very moment', { minutes: 0 }],
    ['began a minute ago', { minutes: -1 }],
  ])('refuses one that %s', (_what, begins) => {
    const period = { startsAt: NOW.plus(begins), endsAt: NOW.plus({ days: 1 }) };
    expect(codes({ period })).toEqual(['/startsAt service-begun']);
  });

  it('refuses a period without time, and one above a year', () => {
    const startsAt = NOW.plus({ days: 1 });
    expect(codes({ period: { startsAt, endsAt: startsAt } })).toEqual(['/endsAt period-empty']);
    const year = { startsAt, endsAt: startsAt.plus({ days: 366 }) };
    expect(codes({ period: year })).toEqual([]);
    const more = { startsAt, endsAt: year.endsAt.plus({ minutes: 1 }) };
    expect(codes({ period: more })).toEqual(['/endsAt period-too-long']);
  });

  it('wants place and a known region where no instrument tells them, and neither where one does', () => {
    expect(codes({ place: null, regionCode: null })).toEqual([
      '/place place-missing',
      '/regionCode unknown',
    ]);
    expect(codes({ regionCode: '310999' })).toEqual(['/regionCode unknown']);
    const instrumentId = 'one';
    expect(codes({ instrumentId, place: null, regionCode: null })).toEqual([]);
    expect(codes({ instrumentId })).toEqual([
      '/place place-of-instrument',
      '/regionCode place-of-instrument',
    ]);
  });

  it('says everything that is wrong at once', () => {
    const period = { startsAt: NOW.minus({ days: 1 }), endsAt: NOW.minus({ days: 2 }) };
    expect(codes({ period, place: null })).toEqual([
      '/startsAt service-begun',
      '/endsAt period-empty',
      '/place place-missing',
    ]);
  });
});

describe('chaseDue', () => {
  const silence = (days: number, reminders: number, isEscalated = false) =>
    chaseDue({ days, reminders, isEscalated });

  it.each([
    [2.99, 0, null],
    [3, 0, 'remind'],
    [6.99, 1, null],
    [7, 1, 'remind'],
    [9.99, 2, null],
    [10, 2, 'escalate'],
    // A worker that was away takes one step at a time.
    [30, 0, 'remind'],
    [30, 1, 'remind'],
  ] as const)('after %d days and %d reminders: %s', (days, reminders, due) => {
    expect(silence(days, reminders)).toBe(due);
  });

  it('tells the bureau once', () => {
    expect(silence(11, 2, true)).toBeNull();
  });
});

import type { Quota } from '@app/instruments';
import { at, onDay } from '../testing/bookable';
import { quotaPeriod, quotaPeriods, quotaReasons } from './quota.rules';

const NOW = at(0, 7);
const quota = (changes: Partial<Quota>): Quota => ({
  scope: 'user',
  per: 'day',
  of: 'instrument',
  ...changes,
});

describe('quotaPeriod', () => {
  it.each([
    ['day', at(2, 0), at(3, 0)],
    ['week', at(0, 0), at(7, 0)],
    ['month', at(-22, 0), at(8, 0)],
    ['year', at(-326, 0), at(39, 0)],
  ] as const)('is the local %s an instant lies in', (per, startsAt, endsAt) => {
    expect(quotaPeriod(per, at(2, 7, 30), NOW)).toEqual({ startsAt, endsAt });
  });

  it('begins a week on Monday, and a Sunday evening still belongs to the one before', () => {
    expect(quotaPeriod('week', at(6, 23, 59), NOW).startsAt).toEqual(at(0, 0));
  });

  it('of the future has no end', () => {
    expect(quotaPeriod('future', at(2, 7), NOW)).toEqual({ startsAt: NOW, endsAt: null });
  });
});

describe('quotaReasons', () => {
  const twoHours = onDay(0, 9, 11);

  it.each([
    ['a count that is reached with this one', quota({ count: 3 }), 2, 0, []],
    ['a count that is full', quota({ count: 3 }), 3, 0, ['quota-count']],
    ['minutes that are reached with this one', quota({ minutes: 240 }), 1, 120, []],
    ['minutes that it would exceed by one', quota({ minutes: 240 }), 1, 121, ['quota-minutes']],
    ['both', quota({ count: 1, minutes: 60 }), 1, 0, ['quota-count', 'quota-minutes']],
    ['a quota that is off', quota({ count: null, minutes: null }), 99, 9_999, []],
  ] as const)('%s', (_what, limit, count, minutes, codes) => {
    const reasons = quotaReasons(
      [{ quota: limit, within: quotaPeriod('day', at(0, 9), NOW), count, minutes }],
      twoHours,
    );
    expect(reasons.map(({ code }) => code)).toEqual(codes);
  });

  it('says whose quota it is, which period is full and what of it is used', () => {
    const within = quotaPeriod('day', at(0, 9), NOW);
    const limit = quota({ scope: 'organisation', count: 3 });
    expect(quotaReasons([{ quota: limit, within, count: 3, minutes: 0 }], twoHours)).toMatchObject([
      {
        message: { zh: '本单位每日最多 3 次，2026-11-23 已用 3 次' },
        values: { count: 3, used: 3, from: '2026-11-23', until: '2026-11-23' },
      },
    ]);
  });

  it.each([
    ['day', '2026-11-23 ', { from: '2026-11-23', until: '2026-11-23' }],
    ['week', '2026-11-23 起的一周', { from: '2026-11-23', until: '2026-11-29' }],
    ['month', '2026-11 ', { from: '2026-11-01', until: '2026-11-30' }],
    ['year', '2026 年', { from: '2026-01-01', until: '2026-12-31' }],
    ['future', '', {}],
  ] as const)('names a full %s', (per, name, values) => {
    const within = quotaPeriod(per, at(0, 9), NOW);
    const limit = quota({ per, minutes: 60 });
    const [only] = quotaReasons([{ quota: limit, within, count: 0, minutes: 60 }], twoHours);
    expect(only?.message.zh).toContain(`分钟，${name}已用 60 分钟`);
    expect(only?.values).toEqual({ ...limit, ...values, used: 60, asked: 120 });
  });

  it('of a booking over midnight, splits the minutes and counts it where it starts', () => {
    const night = { startsAt: at(0, 22), endsAt: at(1, 3) };
    const limit = quota({ count: 1, minutes: 150 });
    const on = (count: number, minutes: number) => ({ count, minutes, quota: limit });
    const [first, second] = quotaPeriods('day', night, NOW).map((within) => ({ within }));
    const broken = (before: ReturnType<typeof on>, after: ReturnType<typeof on>) =>
      quotaReasons(
        [
          { ...first!, ...before },
          { ...second!, ...after },
        ],
        night,
      ).map(({ code, values }) => [code, values['from'], values['asked']]);
    expect(broken(on(0, 30), on(1, 0))).toEqual([['quota-minutes', '2026-11-24', 180]]);
    expect(broken(on(1, 31), on(0, 0))).toEqual([
      ['quota-count', '2026-11-23', undefined],
      ['quota-minutes', '2026-11-23', 120],
      ['quota-minutes', '2026-11-24', 180],
    ]);
  });
});

describe('quotaPeriods', () => {
  const starts = (per: Quota['per'], days: number) =>
    quotaPeriods(per, { startsAt: at(0, 12), endsAt: at(days, 0) }, NOW).map(
      ({ startsAt }) => startsAt,
    );

  it('are all that a booking touches; one that ends at a border does not touch the next', () => {
    expect(starts('day', 3)).toEqual([at(0, 0), at(1, 0), at(2, 0)]);
    expect(starts('week', 7)).toEqual([at(0, 0)]);
    expect(starts('week', 8)).toEqual([at(0, 0), at(7, 0)]);
    expect(starts('month', 9)).toEqual([at(-22, 0), at(8, 0)]);
    expect(starts('future', 9)).toEqual([NOW]);
  });
});

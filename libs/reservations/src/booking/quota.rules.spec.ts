import type { Quota } from '@app/instruments';
import { at, onDay } from '../testing/bookable';
import { quotaPeriod, quotaReasons } from './quota.rules';

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
    const reasons = quotaReasons([{ quota: limit, count, minutes }], twoHours);
    expect(reasons.map(({ code }) => code)).toEqual(codes);
  });

  it('says whose quota it is, and what of it is used', () => {
    const uses = [{ quota: quota({ scope: 'organisation', count: 3 }), count: 3, minutes: 0 }];
    expect(quotaReasons(uses, twoHours)).toMatchObject([
      { message: { zh: '本单位每日最多 3 次，已用 3 次' }, values: { count: 3, used: 3 } },
    ]);
  });
});

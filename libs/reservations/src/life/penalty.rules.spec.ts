import { at } from '../testing/bookable';
import { banOf, type GivenPoints } from './penalty.rules';

const POLICY = { banThreshold: 3, banDays: 30 };
const given = (...days: [day: number, points: number][]): GivenPoints[] =>
  days.map(([day, points]) => ({ points, givenAt: at(day, 12) }));

describe('banOf', () => {
  it.each<[string, GivenPoints[], number, { day: number; points: number } | null]>([
    ['no points', [], 0, null],
    ['fewer than the threshold', given([0, 1], [1, 1]), 2, null],
    ['as many as the threshold', given([0, 1], [1, 1], [5, 1]), 6, { day: 35, points: 3 }],
    ['whatever their order', given([5, 1], [0, 1], [1, 1]), 6, { day: 35, points: 3 }],
    ['several at once', given([5, 4]), 6, { day: 35, points: 4 }],
    ['a ban that is over', given([0, 3]), 30, null],
    ['those of a ban, which are used up', given([0, 3], [31, 2]), 32, null],
    ['as many again', given([0, 3], [31, 2], [33, 1]), 34, { day: 63, points: 3 }],
    ['those of more than a year before', given([0, 2], [366, 1]), 367, null],
    ['those of just a year before', given([0, 2], [364, 1]), 367, { day: 394, points: 3 }],
  ])('of %s', (_what, points, today, expected) => {
    const ban = banOf(points, POLICY, at(today, 12));
    expect(ban).toEqual(expected && { until: at(expected.day, 12), points: expected.points });
  });

  it('is none where the policy has no threshold', () => {
    expect(banOf(given([0, 99]), { banThreshold: null, banDays: null }, at(1, 0))).toBeNull();
  });
});

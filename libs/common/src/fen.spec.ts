import { array, assert, double, integer, property } from 'fast-check';
import {
  addFen,
  fen,
  formatYuan,
  minFen,
  prorateHalfUp,
  shareHalfUp,
  splitFen,
  subtractFen,
  sumFen,
  yuanDecimal,
  ZERO_FEN,
} from './fen';

const amount = integer({ min: 0, max: 9_000_000_000_000 });

describe('fen', () => {
  it.each([0, 1, -1, '128000', 9_007_199_254_740_991n])('takes the whole amount %s', (value) => {
    expect(fen(value)).toBe(Number(value));
  });

  it.each([1.5, '1.5', '', ' ', '0x10', '1e3', 'x', NaN, Infinity, 2 ** 53, '9007199254740993'])(
    'refuses %j',
    (value) => {
      expect(() => fen(value)).toThrow(RangeError);
    },
  );
});

describe('sums', () => {
  it('add and subtract, and refuse what is no longer exact', () => {
    expect(sumFen([fen(1), fen(2), fen(3)])).toBe(6);
    expect(sumFen([])).toBe(ZERO_FEN);
    expect(subtractFen(fen(1), fen(3))).toBe(-2);
    expect(() => addFen(fen(Number.MAX_SAFE_INTEGER), fen(1))).toThrow(RangeError);
  });

  it('take the smallest amount, never below zero', () => {
    expect(minFen(fen(3), fen(2), fen(5))).toBe(2);
    expect(minFen(fen(3), fen(-2))).toBe(0);
  });
});

describe('prorateHalfUp', () => {
  it.each([
    [60_000, 90, 60, 90_000],
    [1, 1, 2, 1],
    [1, 1, 3, 0],
    [100, 1, 60, 2],
    [90, 1, 60, 2],
    [89, 1, 60, 1],
    [60_000, 0, 60, 0],
    [9_000_000_000_000, 59, 60, 8_850_000_000_000],
  ])('%i fen × %i / %i = %i fen', (value, quantity, per, expected) => {
    expect(prorateHalfUp(fen(value), quantity, per)).toBe(expected);
  });

  it('is the nearest whole fen, the upper one of two equally near', () => {
    assert(
      property(
        integer({ min: 0, max: 1_000_000_000 }),
        integer({ min: 0, max: 600_000 }),
        integer({ min: 1, max: 1_440 }),
        (value, quantity, per) => {
          const rounded = BigInt(prorateHalfUp(fen(value), quantity, per));
          const twiceTheError = 2n * (rounded * BigInt(per) - BigInt(value) * BigInt(quantity));
          expect(twiceTheError > -BigInt(per) && twiceTheError <= BigInt(per)).toBe(true);
        },
      ),
    );
  });

  it.each([
    [-1, 60],
    [1, 0],
    [1.5, 60],
    [1, NaN],
  ])('refuses %s / %s', (quantity, per) => {
    expect(() => prorateHalfUp(fen(1), quantity, per)).toThrow(RangeError);
  });
});

describe('shareHalfUp', () => {
  it.each([
    [120_000, 0.5, 60_000],
    [1, 0.5, 1],
    [3, 0.5, 2],
    [333, 0.3, 100],
    [335, 0.1, 34],
    [99_999, 0.3333, 33_330],
    [120_000, 0, 0],
    [120_000, 1, 120_000],
  ])('of %i fen at %f is %i fen', (value, ratio, expected) => {
    expect(shareHalfUp(fen(value), ratio)).toBe(expected);
  });

  it('is never more than the amount', () => {
    assert(
      property(amount, double({ min: 0, max: 1, noNaN: true }), (value, ratio) => {
        const share = shareHalfUp(fen(value), Math.round(ratio * 10_000) / 10_000);
        expect(share).toBeLessThanOrEqual(value);
        expect(share).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it.each([-0.0001, 1.0001])('refuses the ratio %f', (ratio) => {
    expect(() => shareHalfUp(fen(1), ratio)).toThrow(RangeError);
  });
});

describe('splitFen', () => {
  it.each([
    [100, [1, 1, 1], [34, 33, 33]],
    [5, [1, 3, 1], [1, 3, 1]],
    [7, [2, 3, 5], [1, 2, 4]],
    [-100, [1, 1, 1], [-34, -33, -33]],
    [10, [0, 1], [0, 10]],
  ])('splits %i by %j into %j', (whole, weights, parts) => {
    expect(splitFen(fen(whole), weights)).toEqual(parts);
  });

  it('loses no fen, and no part is a whole fen away from its exact one', () => {
    const weights = array(integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 6 });
    assert(
      property(amount, weights, (whole, given) => {
        const total = given.reduce((sum, one) => sum + one, 0);
        if (total === 0) return;
        const parts = splitFen(fen(whole), given);
        expect(sumFen(parts)).toBe(whole);
        parts.forEach((part, at) => {
          const off = BigInt(part) * BigInt(total) - BigInt(whole) * BigInt(given[at] ?? 0);
          expect(off > -BigInt(total) && off < BigInt(total)).toBe(true);
        });
      }),
    );
  });

  it.each([[[]], [[0, 0]], [[1, -1]], [[0.5]]])('refuses the weights %j', (weights) => {
    expect(() => splitFen(fen(1), weights)).toThrow(RangeError);
  });
});

describe('yuanDecimal', () => {
  it.each([
    [0, '0.00'],
    [5, '0.05'],
    [-5, '-0.05'],
    [128_050, '1280.50'],
    [9_000_000_000_000, '90000000000.00'],
  ])('writes %i fen as %s', (value, expected) => {
    expect(yuanDecimal(fen(value))).toBe(expected);
  });
});

describe('formatYuan', () => {
  it.each([
    [0, '¥0.00'],
    [1, '¥0.01'],
    [128_000, '¥1,280.00'],
    [-5, '-¥0.05'],
    [30_000_000, '¥300,000.00'],
    [29_999_999, '¥299,999.99'],
  ])('writes %i fen as %s', (value, expected) => {
    expect(formatYuan(fen(value))).toBe(expected);
  });
});

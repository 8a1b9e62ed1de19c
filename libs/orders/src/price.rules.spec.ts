import { fen } from '@app/common';
import type { FeeLine } from '@app/instruments';
import { captureOf, priceOf } from './price.rules';

const hour: FeeLine = { kind: 'per_hour', amountFen: fen(60_000) };
const sample: FeeLine = { kind: 'per_sample', amountFen: fen(5_000) };
const use: FeeLine = { kind: 'per_use', amountFen: fen(10_000) };
const minimum: FeeLine = { kind: 'minimum', amountFen: fen(50_000) };
const tiered: FeeLine = { kind: 'per_hour', amountFen: fen(30_000), tier: '本校' };

describe('priceOf', () => {
  it.each([
    ['nothing without lines', [], 120, 3, 0],
    ['hours by the minute', [hour], 90, 0, 90_000],
    ['half a fen up', [{ ...hour, amountFen: fen(90) }], 1, 0, 2],
    ['samples by count', [sample], 120, 3, 15_000],
    ['a use once', [use], 480, 7, 10_000],
    ['all lines together', [hour, sample, use], 120, 3, 145_000],
    ['no line of a tier', [hour, tiered], 60, 0, 60_000],
    ['the minimum when the rest is less', [sample, minimum], 60, 1, 50_000],
    [
      'the rest when it is exactly the minimum',
      [use, { ...minimum, amountFen: use.amountFen }],
      60,
      0,
      10_000,
    ],
    ['the rest when it is more than the minimum', [hour, minimum], 60, 0, 60_000],
    ['no minimum of a tier', [sample, { ...minimum, tier: '本校' }], 60, 1, 5_000],
  ] as [string, FeeLine[], number, number, number][])(
    'charges %s',
    (_what, lines, minutes, samples, expected) => {
      expect(priceOf(lines, minutes, samples).listFen).toBe(expected);
    },
  );

  it('explains itself: the lines always add up', () => {
    const { listFen, lines } = priceOf([sample, minimum], 60, 1);
    expect(lines).toEqual([
      { kind: 'per_sample', unitFen: 5_000, quantity: 1, amountFen: 5_000 },
      { kind: 'minimum', unitFen: 50_000, quantity: 1, amountFen: 45_000 },
    ]);
    expect(lines.reduce((sum, { amountFen }) => sum + amountFen, 0)).toBe(listFen);
  });
});

describe('captureOf', () => {
  it.each([
    ['nothing when nothing was held', 0, 120_000, 100_000, 0],
    ['what was held when the fee is the quoted one', 60_000, 120_000, 120_000, 60_000],
    ['not more when the fee is higher', 60_000, 120_000, 150_000, 60_000],
    ['in proportion when it is lower', 60_000, 120_000, 100_000, 50_000],
    ['half a fen up', 1, 2, 1, 1],
    ['nothing when the service was free', 60_000, 120_000, 0, 0],
  ])('takes %s', (_what, held, list, actual, expected) => {
    expect(captureOf(fen(held), fen(list), fen(actual))).toBe(expected);
  });
});

import { array, assert, integer, property, tuple } from 'fast-check';
import { fen } from '@app/common';
import {
  addShares,
  firstOf,
  monthAfter,
  monthOf,
  NO_SHARE,
  type Share,
  shareOf,
} from './income-share.rules';

const amount = integer({ min: -1_000_000, max: 9_000_000_000_000 });
const ratio = integer({ min: 0, max: 10_000 }).map((units) => units / 10_000);

describe('shareOf', () => {
  it.each([
    [10_000, 0.3, 3_000, 7_000],
    [1, 0.5, 1, 0],
    [3, 0.5, 2, 1],
    [1, 0.4999, 0, 1],
    [101, 0.3333, 34, 67],
    [-3, 0.5, -2, -1],
    [0, 0.7, 0, 0],
    [999, 0, 0, 999],
    [999, 1, 999, 0],
  ])('gives of %i fen at %f the laboratory %i and the holder %i', (received, part, lab, holder) => {
    expect(shareOf(fen(received), part)).toEqual({
      ...{ receivedFen: received, labFen: lab, holderFen: holder },
    });
  });

  it('loses no fen and is never a fen away from the exact part', () => {
    assert(
      property(amount, ratio, (received, part) => {
        const { labFen, holderFen } = shareOf(fen(received), part);
        expect(labFen + holderFen).toBe(received);
        const units = BigInt(Math.round(part * 10_000));
        const off = BigInt(labFen) * 10_000n - BigInt(received) * units;
        expect(off > -10_000n && off < 10_000n).toBe(true);
      }),
    );
  });
});

describe('monthOf', () => {
  it('shares the whole in the end, however it came in and went back', () => {
    const movements = array(tuple(integer({ min: -500, max: 500 })), { maxLength: 12 });
    assert(
      property(movements, ratio, (months, labRatio) => {
        let [received, before]: [number, Share] = [0, NO_SHARE];
        for (const [moved] of months) {
          received += moved;
          const month = monthOf({ receivedFen: fen(received), labRatio, before });
          expect(month.receivedFen).toBe(moved);
          expect(month.labFen + month.holderFen).toBe(moved);
          before = addShares(before, month);
        }
        expect(before).toEqual(shareOf(fen(received), labRatio));
      }),
    );
  });

  it('gives a laboratory that came late what it has missed', () => {
    const before = { receivedFen: fen(1_000), labFen: fen(0), holderFen: fen(1_000) };
    expect(monthOf({ receivedFen: fen(1_000), labRatio: 0.3, before })).toEqual({
      ...{ receivedFen: 0, labFen: 300, holderFen: -300 },
    });
  });
});

describe('months', () => {
  it.each([
    ['2026-01-31', '2026-01-01', '2026-02-01'],
    ['2026-12-05', '2026-12-01', '2027-01-01'],
    ['2028-02-29', '2028-02-01', '2028-03-01'],
  ])('of %s begin on %s and end before %s', (day, first, next) => {
    expect([firstOf(day), monthAfter(firstOf(day))]).toEqual([first, next]);
  });
});

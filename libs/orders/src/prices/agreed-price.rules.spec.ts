import * as fc from 'fast-check';
import { DateTime } from 'luxon';
import { fen, sumFen } from '@app/common';
import type { AgreedLine, AgreedTerms, FeeLine } from '@app/instruments';
import { type Price, priceOf } from '../price.rules';
import { agreedPriceOf, agreedPriceProblems, type ProposedTerms } from './agreed-price.rules';

const START = DateTime.fromISO('2026-11-23T10:00:00+08:00', { zone: 'utc' });
const FEES: FeeLine[] = [
  { kind: 'per_hour', amountFen: fen(60_000) },
  { kind: 'per_sample', amountFen: fen(5_000) },
];
const priceBy =
  (minutes: number, samples: number) =>
  (fees: readonly FeeLine[]): Price =>
    priceOf(fees, {
      period: { startsAt: START, endsAt: START.plus({ minutes }) },
      ...{ samples, tier: 'outside', withOperator: false },
    });
const terms = (changes: Partial<AgreedTerms>): AgreedTerms => ({
  ...{ id: '0199', percent: null, lines: null },
  ...{ validFrom: '2026-01-01', validUntil: '2026-12-31', ...changes },
});
const share = (percent: number) => terms({ percent });
const own = (...lines: AgreedLine[]) => terms({ lines });

/** Two hours and three samples: 1,350 yuan by the list. */
const agreed = (by: AgreedTerms, price = priceBy(120, 3)): Price =>
  agreedPriceOf(price(FEES), by, FEES, price);

describe('agreedPriceOf', () => {
  it.each<[string, AgreedTerms, number]>([
    ['a share of the list price', share(80), 108_000],
    ['nothing at all', share(0), 0],
    [
      'hours of its own and samples by the list',
      own({ kind: 'per_hour', amountFen: fen(50_000) }),
      115_000,
    ],
    [
      'a fee that the list does not know beside the list',
      own({ kind: 'per_use', amountFen: fen(1) }),
      135_000,
    ],
    ['never more than the list price', own({ kind: 'per_hour', amountFen: fen(70_000) }), 135_000],
  ])('makes it %s', (_what, by, listFen) => {
    expect(agreed(by).listFen).toBe(listFen);
  });

  it('says the list lines, what is taken off and by which agreement', () => {
    expect(agreed(share(80)).lines.slice(2)).toEqual([
      {
        ...{ kind: 'agreed_price', unit: 'order', unitFen: -27_000, quantity: 1 },
        ...{ amountFen: -27_000, agreedPriceId: '0199' },
        text: {
          zh: '协议价（2026-01-01 至 2026-12-31）：收费标准的 80%，减 ¥270.00',
          en: 'Agreed price (2026-01-01 to 2026-12-31): 80% of the list price, ¥270.00 off',
        },
      },
    ]);
    expect(agreed(own({ kind: 'per_hour', amountFen: fen(50_000) })).lines[2]?.text.zh).toBe(
      '协议价（2026-01-01 至 2026-12-31）：机时费 2 小时 × ¥500.00/小时；样品费 3 个 × ¥50.00/个，减 ¥200.00',
    );
  });

  it('replaces the price of every tier of a kind, so that no cheaper tier is lost nor a dearer one kept', () => {
    const fees: FeeLine[] = [
      ...FEES,
      { kind: 'per_hour', amountFen: fen(90_000), tier: 'outside' },
    ];
    const price = priceBy(60, 0);
    const by = own({ kind: 'per_hour', amountFen: fen(50_000) });
    expect(agreedPriceOf(price(fees), by, fees, price).listFen).toBe(50_000);
  });

  it('rounds a share half-up to the fen', () => {
    const price = priceBy(60, 0);
    const fees: FeeLine[] = [{ kind: 'per_hour', amountFen: fen(150) }];
    // 33 % of 1.50 yuan are 49.5 fen.
    expect(agreedPriceOf(price(fees), share(33), fees, price).listFen).toBe(50);
  });

  it('is always the sum of its lines, never negative and never above the list', () => {
    const amount = fc.integer({ min: 0, max: 1_000_000 }).map(fen);
    const by = fc.oneof(
      fc.integer({ min: 0, max: 99 }).map(share),
      fc
        .uniqueArray(fc.constantFrom('per_hour', 'per_sample', 'per_use', 'minimum'), {
          minLength: 1,
        })
        .chain((kinds) =>
          fc.tuple(...kinds.map((kind) => amount.map((one) => ({ kind, amountFen: one })))),
        )
        .map((lines) => own(...lines)),
    );
    fc.assert(
      fc.property(
        ...([amount, amount, by, fc.integer({ min: 1, max: 5_000 }), fc.nat(20)] as const),
        (hour, sample, one, minutes, samples) => {
          const fees: FeeLine[] = [
            { kind: 'per_hour', amountFen: hour },
            { kind: 'per_sample', amountFen: sample },
          ];
          const price = priceBy(minutes, samples);
          const list = price(fees);
          const { listFen, lines } = agreedPriceOf(list, one, fees, price);
          expect(listFen).toBe(sumFen(lines.map(({ amountFen }) => amountFen)));
          expect(listFen).toBeGreaterThanOrEqual(0);
          expect(listFen).toBeLessThanOrEqual(list.listFen);
          if (one.percent !== null) {
            const exact = (list.listFen * one.percent) / 100;
            expect(Math.abs(listFen - exact)).toBeLessThanOrEqual(0.5);
          }
        },
      ),
    );
  });
});

describe('agreedPriceProblems', () => {
  const right: ProposedTerms = { percent: 80, validFrom: '2026-01-01', validUntil: '2026-12-31' };
  const lines = [{ kind: 'per_hour' as const, amountFen: fen(1) }];

  it.each<[string, Partial<ProposedTerms>, string[]]>([
    ['terms that can be', {}, []],
    ['nothing agreed', { percent: null }, ['/percent']],
    ['both ways at once', { lines }, ['/percent']],
    ['a kind twice', { percent: null, lines: [...lines, ...lines] }, ['/lines/1/kind']],
    ['an end before the beginning', { validFrom: '2027-01-01' }, ['/validUntil']],
    ['an end that is over', { validFrom: '2025-01-01', validUntil: '2026-11-22' }, ['/validUntil']],
  ])('finds in %s what is wrong', (_what, changes, pointers) => {
    const problems = agreedPriceProblems({ ...right, ...changes }, '2026-11-23');
    expect(problems.map(({ pointer }) => pointer)).toEqual(pointers);
  });
});

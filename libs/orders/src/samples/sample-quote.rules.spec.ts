import * as fc from 'fast-check';
import { fen } from '@app/common';
import type { AgreedTerms } from '@app/instruments';
import { type PriceList, priceQuote, quoteProblems } from './sample-quote.rules';

const ITEM = '0199-item';
const PRICES: PriceList = {
  fees: [
    { kind: 'per_sample' as const, amountFen: fen(30_000) },
    { kind: 'per_sample' as const, amountFen: fen(20_000), tier: 'jiaxing' as const },
  ],
  tier: 'jiaxing',
  items: new Map([[ITEM, { unitFen: fen(12_000), machineMinutes: 30, workingDays: 2 }]]),
  agreed: null,
};
const agreedOn = (terms: Partial<AgreedTerms>): PriceList => ({
  ...PRICES,
  agreed: {
    ...{
      id: '0199',
      percent: null,
      lines: null,
      validFrom: '2026-01-01',
      validUntil: '2026-12-31',
    },
    ...terms,
  },
});
const LINE = { text: '断裂强力', quantity: 3 };

describe('quoteProblems', () => {
  it.each([
    ['the fee schedule', { feeKind: 'per_sample' as const }],
    ['the service list', { serviceItemId: ITEM }],
    ['the lab with a reason', { unitFen: 5_000, reason: '非标方法' }],
    ['the lab, for nothing', { unitFen: 0, reason: '首次合作免费' }],
  ])('takes a price of %s', (_, line) => {
    expect(quoteProblems([{ ...LINE, ...line }], PRICES)).toEqual([]);
  });

  it.each([
    ['/lines/1/unitFen', 'priced-twice', { feeKind: 'per_sample' as const, unitFen: 1 }],
    ['/lines/1/unitFen', 'priced-twice', { serviceItemId: ITEM, unitFen: 1 }],
    ['/lines/1/serviceItemId', 'item-not-offered', { serviceItemId: '0199-other' }],
    ['/lines/1/feeKind', 'no-such-price', { feeKind: 'per_use' as const }],
    ['/lines/1/unitFen', 'price-missing', { reason: '非标方法' }],
    ['/lines/1/reason', 'reason-missing', { unitFen: 5_000 }],
  ])('names %s for %s', (pointer, code, line) => {
    const good = { ...LINE, feeKind: 'per_sample' as const };
    expect(quoteProblems([good, { ...LINE, ...line }], PRICES)).toMatchObject([{ pointer, code }]);
  });
});

describe('priceQuote', () => {
  it('takes the price of the user organisation’s tier and adds the lines up', () => {
    const own = { ...LINE, quantity: 2, unitFen: 5_000, reason: '非标方法' };
    expect(priceQuote([{ ...LINE, feeKind: 'per_sample' }, own], PRICES)).toEqual({
      listFen: 70_000,
      lines: [
        {
          ...{ ...LINE, unitFen: 20_000, amountFen: 60_000, feeKind: 'per_sample' },
          ...{ serviceItemId: null, reason: null },
        },
        { ...own, amountFen: 10_000, feeKind: null, serviceItemId: null },
      ],
      work: { machineMinutes: 0, workingDays: 0 },
    });
  });

  it('takes price and work of a test out of the service list', () => {
    expect(priceQuote([{ ...LINE, serviceItemId: ITEM }], PRICES)).toMatchObject({
      ...{ listFen: 36_000, work: { machineMinutes: 90, workingDays: 2 } },
    });
  });

  it('takes an agreed share off what is of a list, and nothing off a price of its own', () => {
    const own = { ...LINE, quantity: 1, unitFen: 5_000, reason: '非标方法' };
    const quote = priceQuote([{ ...LINE, serviceItemId: ITEM }, own], agreedOn({ percent: 80 }));
    expect(quote.listFen).toBe(33_800);
    expect(quote.lines[2]).toMatchObject({
      ...{ quantity: 1, amountFen: -7_200 },
      text: '协议价（2026-01-01 至 2026-12-31）：收费标准的 80%，减 ¥72.00',
    });
  });

  it('takes agreed prices of a kind where they are lower, and says which', () => {
    const lines = [{ kind: 'per_sample' as const, amountFen: fen(15_000) }];
    const line = { ...LINE, feeKind: 'per_sample' as const };
    const quote = priceQuote([line], agreedOn({ lines }));
    expect(quote.listFen).toBe(45_000);
    expect(quote.lines[1]?.text).toBe(
      '协议价（2026-01-01 至 2026-12-31）：样品费 3 个 × ¥150.00/个，减 ¥150.00',
    );
    const dearer = [{ kind: 'per_sample' as const, amountFen: fen(25_000) }];
    expect(priceQuote([line], agreedOn({ lines: dearer })).lines).toHaveLength(1);
  });

  it('is always the sum of its lines, and below nothing never', () => {
    const amount = fc.integer({ min: 0, max: 1_000_000 });
    const quoted = fc.record({
      text: fc.constant('x'),
      quantity: fc.integer({ min: 1, max: 500 }),
    });
    const by = fc.oneof(
      fc.constant({ feeKind: 'per_sample' as const }),
      fc.constant({ serviceItemId: ITEM }),
      amount.map((unitFen) => ({ unitFen, reason: 'x' })),
    );
    const terms = fc.oneof(
      fc.integer({ min: 0, max: 99 }).map((percent) => ({ percent })),
      amount.map((one) => ({ lines: [{ kind: 'per_sample' as const, amountFen: fen(one) }] })),
    );
    const lines = fc.array(
      fc.tuple(quoted, by).map(([line, price]) => ({ ...line, ...price })),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(lines, terms, (given, one) => {
        const quote = priceQuote(given, agreedOn(one));
        const sum = quote.lines.reduce((total, { amountFen }) => total + amountFen, 0);
        expect(quote.listFen).toBe(sum);
        expect(quote.listFen).toBeGreaterThanOrEqual(0);
        expect(quote.listFen).toBeLessThanOrEqual(priceQuote(given, PRICES).listFen);
      }),
    );
  });
});

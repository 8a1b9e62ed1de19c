import { fen } from '@app/common';
import { priceQuote, quoteProblems } from './sample-quote.rules';

const PRICES = {
  fees: [
    { kind: 'per_sample' as const, amountFen: fen(30_000) },
    { kind: 'per_sample' as const, amountFen: fen(20_000), tier: 'jiaxing' as const },
  ],
  tier: 'jiaxing' as const,
};
const LINE = { text: '断裂强力', quantity: 3 };

describe('quoteProblems', () => {
  it.each([
    ['the fee schedule', { feeKind: 'per_sample' as const }],
    ['the lab with a reason', { unitFen: 5_000, reason: '非标方法' }],
    ['the lab, for nothing', { unitFen: 0, reason: '首次合作免费' }],
  ])('takes a price of %s', (_, line) => {
    expect(quoteProblems([{ ...LINE, ...line }], PRICES)).toEqual([]);
  });

  it.each([
    ['/lines/1/unitFen', 'priced-twice', { feeKind: 'per_sample' as const, unitFen: 1 }],
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
        { ...LINE, unitFen: 20_000, amountFen: 60_000, feeKind: 'per_sample', reason: null },
        { ...own, amountFen: 10_000, feeKind: null },
      ],
    });
  });
});

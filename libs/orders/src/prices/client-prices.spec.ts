import { CreateQuoteRequest } from '../order.dto';
import { CreateOrderRequest } from '../samples/sample.dto';
import { pointersOf, QUOTE_BODY, SAMPLE_BODY } from '../testing/request-bodies';

const PRICES = {
  ...{ listFen: 1, ownFen: 1, voucherFen: 0, unitFen: 1, lines: [] },
  agreedPriceId: '0199a000-0000-7000-8000-000000000000',
};

describe('what a client sends as a price', () => {
  it.each([
    ['a quote', QUOTE_BODY, CreateQuoteRequest],
    ['an order of samples', SAMPLE_BODY, CreateOrderRequest],
  ] as const)('is refused in %s, field by field', async (_what, body, metatype) => {
    expect(await pointersOf(body, metatype)).toEqual([]);
    const pointers = Object.keys(PRICES).map((field) => `/${field}`);
    expect(await pointersOf({ ...body, ...PRICES }, metatype)).toEqual(pointers.sort());
  });

  it('is refused also in a test that is asked for', async () => {
    const items = [{ name: '断裂强力', quantity: 1, unitFen: 1 }];
    expect(await pointersOf({ ...SAMPLE_BODY, items }, CreateOrderRequest)).toEqual([
      '/items/0/unitFen',
    ]);
  });
});

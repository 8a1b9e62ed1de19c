import { type InvalidRequest, RequestValidationPipe } from '@app/http';
import { CreateQuoteRequest } from '../order.dto';
import { CreateOrderRequest } from '../samples/sample.dto';

const ID = '0199a000-0000-7000-8000-000000000000';
const PRICES = { listFen: 1, ownFen: 1, voucherFen: 0, unitFen: 1, agreedPriceId: ID, lines: [] };
const QUOTE = {
  ...{ instrumentId: ID, purpose: 'testing' },
  ...{ startsAt: '2026-12-01T09:00:00+08:00', endsAt: '2026-12-01T11:00:00+08:00' },
};
const ORDER = {
  ...{ kind: 'sample', providerOrganisationId: ID, purpose: 'testing', urgency: 'normal' },
  ...{ reportKind: 'none', leftOver: 'return', samples: [{ name: '机织物', quantity: 1 }] },
  items: [{ name: '断裂强力', quantity: 1 }],
};

const read = (body: object, metatype: new () => object): Promise<unknown> =>
  new RequestValidationPipe().transform(body, { type: 'body', metatype });
const pointersOf = async (body: object, metatype: new () => object): Promise<string[]> =>
  read(body, metatype).then(
    () => [],
    (error: InvalidRequest) => {
      const { errors } = error.members as { errors: { pointer: string }[] };
      return errors.map(({ pointer }) => pointer).sort();
    },
  );

describe('what a client sends as a price', () => {
  it.each([
    ['a quote', QUOTE, CreateQuoteRequest],
    ['an order of samples', ORDER, CreateOrderRequest],
  ] as const)('is refused in %s, field by field', async (_what, body, metatype) => {
    expect(await pointersOf(body, metatype)).toEqual([]);
    const pointers = Object.keys(PRICES).map((field) => `/${field}`);
    expect(await pointersOf({ ...body, ...PRICES }, metatype)).toEqual(pointers.sort());
  });

  it('is refused also in a test that is asked for', async () => {
    const items = [{ name: '断裂强力', quantity: 1, unitFen: 1 }];
    expect(await pointersOf({ ...ORDER, items }, CreateOrderRequest)).toEqual(['/items/0/unitFen']);
  });
});

import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { OrderNotFound } from './order.errors';
import type { PlacingRule } from './orders.service';
import { OrderDesk } from './testing/order-desk';
import { SampleDesk } from './testing/sample-desk';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

describe('OrdersService.addPlacingRule', () => {
  it('lets another lib refuse an order by its two sides, of which nothing is left then', async () => {
    const desk = new OrderDesk(database.dataSource);
    const lab = new SampleDesk(desk);
    const sides = await desk.buildSides();
    const asked: Parameters<PlacingRule>[1][] = [];
    desk.orders.addPlacingRule((_, parties) => {
      asked.push(parties);
      return asked.length > 1 ? Promise.reject(new OrderNotFound()) : Promise.resolve();
    });
    const create = () => lab.samples.create(sides.person, lab.request(sides), {});
    const first = await create();
    await expect(create()).rejects.toThrow(OrderNotFound);
    expect(asked).toMatchObject([
      {
        userOrganisationId: sides.person.organisationId,
        providerOrganisationId: sides.manager.organisationId,
      },
      {},
    ]);
    const { items } = await desk.orders.list(sides.person, {});
    expect(items.map(({ id }) => id)).toEqual([first.id]);
  });
});

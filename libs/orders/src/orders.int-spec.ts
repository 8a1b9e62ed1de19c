import { DateTime } from 'luxon';
import { inTransaction } from '@app/database';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { orderNumber } from './order-number';
import { OrderDesk, type OrderSides } from './testing/order-desk';

let database: TestDatabase;
let desk: OrderDesk;
let sides: OrderSides;

beforeAll(async () => {
  database = await createTestDatabase();
  desk = new OrderDesk(database.dataSource);
  sides = await desk.buildSides();
});
afterAll(() => database.drop());

const complete = (orderId: string) =>
  inTransaction(desk.db, (tx) => desk.orders.complete(tx, sides.manager, orderId, 80_000));

describe('the history of an order', () => {
  it('tells every step with who took it, for whom and when', async () => {
    const id = await desk.buildOrder(sides);
    await complete(id);
    await desk.orders.accept(sides.leader, id, {});
    const { items } = await desk.orders.history(id);
    expect(items.map(({ action, fromState, toState }) => [action, fromState, toState])).toEqual([
      ['open', null, 'open'],
      ['complete', 'open', 'completed'],
      ['accept', 'completed', 'accepted'],
    ]);
    expect(items[1]).toMatchObject({
      by: { displayName: '王晓', organisationNameZh: '测试单位' },
      detail: { actualFen: 80_000, capturedFen: 0 },
    });
    const moments = items.map(({ at }) => DateTime.fromISO(at).toMillis());
    expect(moments).toEqual([...moments].sort((one, other) => one - other));
  });

  it('names nobody when silence accepted, and calls it so', async () => {
    const id = await desk.buildOrder(sides);
    await complete(id);
    await desk.db.query(
      `UPDATE service_order SET completed_at = app_now() - interval '8 days' WHERE id = $1`,
      [id],
    );
    await inTransaction(desk.db, (tx) => desk.orders.acceptSilent(tx, 7));
    const { items } = await desk.orders.history(id);
    expect(items.at(-1)).toMatchObject({ action: 'accept-silent', toState: 'accepted', by: null });
  });

  it('is written together with the step or not at all', async () => {
    const id = await desk.buildOrder(sides);
    const failing = inTransaction(desk.db, async (tx) => {
      await desk.orders.complete(tx, sides.manager, id);
      throw new Error('afterwards');
    });
    await expect(failing).rejects.toThrow('afterwards');
    expect((await desk.orders.history(id)).items).toHaveLength(1);
  });
});

describe('GET /orders', () => {
  it('shows what each side may open, newest first, by kind, state, side and number', async () => {
    const own = await desk.buildSides();
    const first = await desk.buildOrder(own);
    const second = await desk.buildOrder(own, { kind: 'sample', state: 'completed' });
    const visiting = await desk.buildOrder({ ...sides, person: own.manager });
    await desk.buildOrder(sides);
    const found = async (...[actor, query]: Parameters<typeof desk.orders.list>) =>
      (await desk.orders.list(actor, query)).items.map(({ id }) => id);
    expect(await found(own.leader, {})).toEqual([second, first]);
    expect(await found(own.manager, {})).toEqual([visiting, second, first]);
    expect(await found(own.manager, { side: 'user' })).toEqual([visiting]);
    expect(await found(own.manager, { side: 'provider' })).toEqual([second, first]);
    expect(await found(own.leader, { kind: 'sample' })).toEqual([second]);
    expect(await found(own.leader, { state: 'open' })).toEqual([first]);
    const { number } = await desk.get(own.leader, first);
    expect(await found(own.leader, { number: ` ${number.toLowerCase()} ` })).toEqual([first]);
    expect(await found(sides.leader, { number })).toEqual([]);
    expect(await found(sides.office, { number })).toEqual([first]);
    expect((await desk.orders.list(own.leader, { kind: 'sample' })).items[0]).toMatchObject({
      ...{ userOrganisationNameZh: '测试单位', providerNameZh: '测试单位' },
      ...{ instrumentNameZh: null, allowedActions: ['accept', 'dispute'] },
    });
  });

  it('pages without losing or repeating an order', async () => {
    const own = await desk.buildSides();
    const built: string[] = [];
    for (let index = 0; index < 5; index += 1) built.push(await desk.buildOrder(own));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await desk.orders.list(own.person, { limit: 2, cursor });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen).toEqual(built.reverse());
  });

  it('names the slip in a number whose check character does not hold', async () => {
    const number = orderNumber(2026, 123).replace('000123', '000132');
    await expect(desk.orders.list(sides.leader, { number })).rejects.toMatchObject({
      members: { errors: [{ pointer: '/number', code: 'order-number' }] },
    });
  });
});

describe('the table of orders', () => {
  it.each(['slot', 'sample', 'offline'] as const)(
    'refuses a state that %s does not know',
    async (kind) => {
      const id = await desk.buildOrder(sides, { kind });
      const forced = desk.db.query(`UPDATE service_order SET state = 'lost' WHERE id = $1`, [id]);
      await expect(forced).rejects.toThrow(`service_order_${kind}_state_known`);
    },
  );
});

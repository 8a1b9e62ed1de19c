import { inTransaction } from '@app/database';
import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { OrderStateConflict } from './order.errors';
import { ORDER_KINDS, type OrderKind, type OrderState } from './order.words';
import { OrderDesk, type OrderSides } from './testing/order-desk';
import { SampleDesk } from './testing/sample-desk';

const ROUNDS = 20;

let database: TestDatabase;
let desk: OrderDesk;
let lab: SampleDesk;
let sides: OrderSides;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 16 });
  desk = new OrderDesk(database.dataSource);
  lab = new SampleDesk(desk);
  sides = await desk.buildSides();
});
afterEach(async () => {
  expect((await desk.invariants.check()).violations).toEqual([]);
});
afterAll(() => database.drop());

type Attempt = (id: string) => Promise<unknown>;

const accept =
  (actor: Actor): Attempt =>
  (id) =>
    desk.orders.accept(actor, id, {});
const dispute =
  (actor: Actor): Attempt =>
  (id) =>
    desk.disputes.open(actor, id, '数据缺失', {});
const cancel =
  (actor: Actor): Attempt =>
  (id) =>
    inTransaction(desk.db, (tx) => desk.orders.cancel(tx, actor, id));
const complete =
  (actor: Actor): Attempt =>
  (id) =>
    inTransaction(desk.db, (tx) => desk.orders.complete(tx, actor, id));

/** Everything that the two do to one order at once, another one first in every round. @returns how many came through */
async function rush(id: string, attempts: readonly Attempt[], round: number): Promise<number> {
  const first = round % attempts.length;
  const rivals = [...attempts.slice(first), ...attempts.slice(0, first)];
  const outcomes = await Promise.allSettled(rivals.map((attempt) => attempt(id)));
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(OrderStateConflict);
  return outcomes.filter(({ status }) => status === 'fulfilled').length;
}

/** The steps an order has taken, and how often the trail tells of one. */
async function findSteps(id: string): Promise<{ from: string; to: string; told: string }[]> {
  return desk.db.query(
    `SELECT from_state AS "from", to_state AS "to", (SELECT count(*) FROM audit_entry e
              WHERE e.object_id = h.order_id AND e.action = 'order.' || h.action) AS told
       FROM order_history h WHERE order_id = $1 ORDER BY id`,
    [id],
  );
}

/** Half of the orders have a voucher behind them, whose money may go one way only. */
const voucherOf = (round: number) => (round % 2 === 0 ? { voucherFen: 50_000 } : {});

const build = (kind: OrderKind, state: OrderState, round: number): Promise<string> =>
  desk.buildOrder(sides, { kind, state, ...voucherOf(round) });

describe.each(ORDER_KINDS)('two people at one order of kind %s', (kind) => {
  it('accept, dispute and cancel what is completed: one outcome, told once', async () => {
    const { person, leader } = sides;
    const rivals = [person, leader].flatMap((actor) => [
      ...[accept(actor), dispute(actor), cancel(actor)],
    ]);
    const ends = new Set<string>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const id = await build(kind, 'completed', round);
      expect(await rush(id, rivals, round)).toBe(1);
      const { state } = await desk.get(person, id);
      expect(['accepted', 'disputed']).toContain(state);
      expect(await findSteps(id)).toEqual([{ from: 'completed', to: state, told: '1' }]);
      ends.add(state);
    }
    // Who comes first differs from round to round, or nothing was raced.
    expect(ends.size).toBe(2);
  });

  it('cancel it while the lab completes it: served or called off, never both', async () => {
    const { person, leader, manager, operator } = sides;
    const rivals = [
      ...[complete(manager), cancel(person), complete(operator), cancel(leader)],
      ...[accept(person), dispute(leader)],
    ];
    for (let round = 0; round < ROUNDS; round += 1) {
      const id = await build(kind, 'open', round);
      const count = await rush(id, rivals, round);
      const steps = await findSteps(id);
      expect(steps).toHaveLength(count);
      const [first, answer] = steps.map(({ to }) => to);
      expect(['completed', 'cancelled']).toContain(first);
      // What was completed may be answered in the same moment; what was cancelled is over.
      expect(count).toBeLessThanOrEqual(first === 'cancelled' ? 1 : 2);
      expect((await desk.get(person, id)).state).toBe(answer ?? first);
    }
  });
});

describe('two people at one order of samples', () => {
  it('call it off while the lab receives and begins: the samples are there or it is over', async () => {
    const { person, leader, manager } = sides;
    const rivals: Attempt[] = [
      (id) => lab.course.cancel(person, id, null, {}),
      (id) => lab.course.receive(manager, id, {}),
      (id) => lab.course.cancel(leader, id, null, {}),
      (id) => lab.course.start(manager, id, {}),
    ];
    for (let round = 0; round < ROUNDS; round += 1) {
      const id = await lab.build(sides, 'sent');
      const before = (await findSteps(id)).length;
      const count = await rush(id, rivals, round);
      const steps = (await findSteps(id)).slice(before);
      expect(steps).toHaveLength(count);
      const { state } = await desk.get(person, id);
      expect(['cancelled', 'received', 'running']).toContain(state);
      for (const [at, { from }] of steps.entries()) expect(from).toBe(steps[at - 1]?.to ?? 'sent');
      expect(steps.at(-1)?.to).toBe(state);
    }
  });

  it('accept a quote while others withdraw and decline it: bound once, or not at all', async () => {
    const { person, leader, manager } = sides;
    const voucherId = await desk.issueTo(person);
    const before = await desk.availableOf(voucherId);
    const rivals: Attempt[] = [
      (id) => lab.quotes.accept(person, id, {}),
      (id) => lab.quotes.withdraw(leader, id, {}),
      (id) => lab.quotes.reject(manager, id, '设备停用', {}),
      (id) => lab.quotes.accept(leader, id, {}),
    ];
    let heldFen = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const id = await lab.build(sides, 'priced', { voucherId });
      expect(await rush(id, rivals, round)).toBe(1);
      heldFen += (await desk.get(person, id)).quote.voucherFen;
    }
    expect(before - (await desk.availableOf(voucherId))).toBe(heldFen);
    expect(heldFen).toBeGreaterThan(0);
  });
});

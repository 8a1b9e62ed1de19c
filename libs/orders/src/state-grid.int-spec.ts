import { fen } from '@app/common';
import { inTransaction } from '@app/database';
import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { ORDER_LIVES, statesOf } from './order.life';
import { type OrderAction, type OrderState } from './order.words';
import { OrderDesk, type OrderSides } from './testing/order-desk';

type Side = keyof OrderSides;

let database: TestDatabase;
let desk: OrderDesk;
let sides: OrderSides;

beforeAll(async () => {
  database = await createTestDatabase();
  desk = new OrderDesk(database.dataSource);
  sides = await desk.buildSides();
});
afterAll(() => database.drop());

const QUOTE = { listFen: fen(100_000), voucherFen: fen(0), ownFen: fen(100_000) };

/** Every command on a slot order; the first three are the reservation's, inside its transaction. */
const COMMANDS: Partial<Record<OrderAction, (actor: Actor, id: string) => Promise<unknown>>> = {
  complete: (actor, id) => inTransaction(desk.db, (tx) => desk.orders.complete(tx, actor, id)),
  cancel: (actor, id) => inTransaction(desk.db, (tx) => desk.orders.cancel(tx, actor, id)),
  move: (actor, id) =>
    inTransaction(desk.db, (tx) =>
      desk.orders.reprice(tx, actor, id, () => Promise.resolve(QUOTE)),
    ),
  accept: (actor, id) => desk.orders.accept(actor, id, {}),
  dispute: (actor, id) => desk.orders.dispute(actor, id, '数据缺失', {}),
};

/** What each state lets happen, and what of it each side is offered: written by hand, beside the code and not from it. */
const STARTS: Record<OrderState, OrderAction[]> = {
  open: ['complete', 'move', 'cancel'],
  completed: ['accept', 'dispute'],
  accepted: [],
  disputed: [],
  cancelled: [],
};
const USERS: Partial<typeof STARTS> = { completed: ['accept', 'dispute'] };
const OFFERED: Record<Side, typeof USERS> = {
  ...{ person: USERS, leader: USERS },
  ...{ manager: {}, operator: {}, office: {} },
};

const GRID = (Object.keys(OFFERED) as Side[]).flatMap((side) =>
  statesOf('slot').map((state): [Side, OrderState] => [side, state]),
);

describe('state × action of a slot order', () => {
  it('covers every state and every command', () => {
    expect(Object.keys(STARTS).sort()).toEqual(statesOf('slot').sort());
    expect(Object.keys(COMMANDS).sort()).toEqual(Object.keys(ORDER_LIVES.slot.steps).sort());
  });

  it.each(GRID)('%s, %s: what is allowed succeeds, all else answers 409', async (side, state) => {
    const actor = sides[side];
    const offered = OFFERED[side][state] ?? [];
    for (const [action, command] of Object.entries(COMMANDS)) {
      const id = await desk.buildOrder(sides, { state });
      expect((await desk.get(actor, id)).allowedActions).toEqual(offered);
      const outcome = await command(actor, id).then(
        () => 'done',
        (error: unknown) => error,
      );
      if (STARTS[state].includes(action as OrderAction)) {
        expect([action, outcome]).toEqual([action, 'done']);
        continue;
      }
      expect(outcome).toMatchObject({
        ...{ kind: 'conflict', code: 'order-state' },
        members: { state, action, allowedActions: offered },
      });
      expect(await desk.get(actor, id)).toMatchObject({ state, version: 1 });
    }
  });
});

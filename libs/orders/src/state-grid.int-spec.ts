import { fen, newId } from '@app/common';
import { inTransaction } from '@app/database';
import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import type { OpenChange } from './change-orders/change-order.words';
import { OrderStateConflict } from './order.errors';
import { ORDER_LIVES, statesOf } from './order.life';
import { ORDER_ACTIONS, type OrderAction, type OrderState } from './order.words';
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
const COMMANDS: Partial<
  Record<OrderAction, (actor: Actor, id: string, changeId: string) => Promise<unknown>>
> = {
  complete: (actor, id) => inTransaction(desk.db, (tx) => desk.orders.complete(tx, actor, id)),
  cancel: (actor, id) => inTransaction(desk.db, (tx) => desk.orders.cancel(tx, actor, id)),
  move: (actor, id) =>
    inTransaction(desk.db, (tx) =>
      desk.orders.reprice(tx, actor, id, () => Promise.resolve(QUOTE)),
    ),
  'propose-change': (actor, id) =>
    desk.changes.propose(actor, id, { lines: [MINUTES], reason: '加测' }, {}),
  'approve-change': (actor, _, changeId) => desk.changes.approve(actor, changeId, {}),
  'accept-change': (actor, _, changeId) => desk.changes.accept(actor, changeId, {}),
  'decline-change': (actor, _, changeId) => desk.changes.decline(actor, changeId, '不需要', {}),
  'withdraw-change': (actor, _, changeId) => desk.changes.withdraw(actor, changeId, {}),
  accept: (actor, id) => desk.orders.accept(actor, id, {}),
  dispute: (actor, id) => desk.orders.dispute(actor, id, '数据缺失', {}),
};

const MINUTES = { kind: 'extra_time', text: '延长使用', quantity: 30, amountFen: 30_000 } as const;
const CHEAPER = { kind: 'reduction', text: '长期合作', amountFen: 10_000 } as const;

/** How the change order of a cell's order stands. */
const CHANGES = ['none', 'proposed', 'offered'] as const satisfies OpenChange[];

/** What may start where, whoever asks: written by hand, beside the code and not from it. */
const STARTS: Record<OrderState, Record<OpenChange, OrderAction[]>> = {
  open: {
    none: ['complete', 'move', 'cancel', 'propose-change'],
    proposed: ['move', 'cancel', 'approve-change', 'withdraw-change'],
    offered: ['move', 'cancel', 'accept-change', 'decline-change', 'withdraw-change'],
  },
  completed: { none: ['accept', 'dispute'], proposed: [], offered: [] },
  accepted: { none: [], proposed: [], offered: [] },
  disputed: { none: [], proposed: [], offered: [] },
  cancelled: { none: [], proposed: [], offered: [] },
};

/** What of it each side is offered. */
const USERS: OrderAction[] = ['accept-change', 'decline-change', 'accept', 'dispute'];
const OPERATORS: OrderAction[] = ['propose-change', 'withdraw-change'];
const OFFERED: Record<Side, OrderAction[]> = {
  ...{ person: USERS, leader: USERS, office: [] },
  ...{ operator: OPERATORS, manager: [...OPERATORS, 'approve-change'] },
};

/** Every cell; a change order is open on an open order only. */
const GRID = (Object.keys(OFFERED) as Side[]).flatMap((side) =>
  statesOf('slot').flatMap((state) =>
    CHANGES.filter((change) => state === 'open' || change === 'none').map(
      (change): [Side, OrderState, OpenChange] => [side, state, change],
    ),
  ),
);

/** An order in a state with a change order that the operator proposed. */
async function buildCell(state: OrderState, change: OpenChange): Promise<[string, string]> {
  const id = await desk.buildOrder(sides, { state });
  if (change === 'none') return [id, newId()];
  const lines = [change === 'proposed' ? CHEAPER : MINUTES];
  const proposed = await desk.changes.propose(sides.operator, id, { lines, reason: '加测' }, {});
  expect(proposed.state).toBe(change);
  return [id, proposed.id];
}

describe('state × action of a slot order', () => {
  it('covers every state and every command', () => {
    expect(Object.keys(STARTS).sort()).toEqual(statesOf('slot').sort());
    expect(Object.keys(COMMANDS).sort()).toEqual(Object.keys(ORDER_LIVES.slot.steps).sort());
  });

  it.each(GRID)('%s, %s, change %s: all else answers 409', async (side, state, change) => {
    const actor = sides[side];
    const starts = STARTS[state][change];
    const offered = ORDER_ACTIONS.filter(
      (action) => starts.includes(action) && OFFERED[side].includes(action),
    );
    for (const [action, command] of Object.entries(COMMANDS)) {
      const [id, changeId] = await buildCell(state, change);
      const before = await desk.get(actor, id);
      expect(before.allowedActions).toEqual(offered);
      const outcome = await command(actor, id, changeId).then(
        () => 'done',
        (error: unknown) => error,
      );
      // The operator proposed, and does not approve.
      const isMaker = side === 'operator' && action === 'approve-change' && change === 'proposed';
      if (starts.includes(action as OrderAction) && !isMaker) {
        expect([action, outcome]).toEqual([action, 'done']);
        continue;
      }
      const isOnChange = /^(approve|accept|decline|withdraw)-change$/.test(action);
      expect([action, outcome]).toMatchObject([action, refusalOf({ isMaker, isOnChange, change })]);
      if (outcome instanceof OrderStateConflict)
        expect(outcome).toMatchObject({ members: { state, action, allowedActions: offered } });
      expect(await desk.get(actor, id)).toEqual(before);
    }
  });
});

/** What answers an illegal command; a change order that is not there is found by nobody. */
function refusalOf({
  isMaker,
  isOnChange,
  change,
}: {
  isMaker: boolean;
  isOnChange: boolean;
  change: OpenChange;
}): object {
  if (isMaker) return { kind: 'forbidden', code: 'second-person-required' };
  if (isOnChange && change === 'none') return { kind: 'not-found' };
  return { kind: 'conflict', code: 'order-state' };
}

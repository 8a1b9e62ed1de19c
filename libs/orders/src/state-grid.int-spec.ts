import { fen, newId } from '@app/common';
import { inTransaction } from '@app/database';
import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { OrderStateConflict } from './order.errors';
import type { OpenChange } from './change-orders/change-order.words';
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

const QUOTE = { listFen: fen(100_000), voucherFen: fen(0), ownFen: fen(100_000), lines: [] };

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
  dispute: (actor, id) => desk.disputes.open(actor, id, '数据缺失', {}),
  'propose-adjustment': (actor, id) => desk.disputes.offer(actor, id, LESS, {}),
  'accept-adjustment': (actor, id) => desk.disputes.acceptOffer(actor, id, LESS.feeFen, {}),
  'withdraw-dispute': (actor, id) => desk.disputes.withdraw(actor, id, {}),
  'decide-dispute': (actor, id) => desk.disputes.decide(actor, id, UPHELD, {}),
};

const MINUTES = { kind: 'extra_time', text: '延长使用', quantity: 30, amountFen: 30_000 } as const;
const LESS = { feeFen: 60_000, reason: '部分数据缺失' };
const UPHELD = { decision: 'upheld', reason: '数据完整' } as const;
const CHEAPER = {
  ...({ kind: 'reduction', cause: 'partnership', text: '长期合作', amountFen: 10_000 } as const),
};

/** What beside its state a cell's order is in: a change order, or a dispute that the lab has offered to settle. */
type Situation = OpenChange | 'adjusted';
const MET: Partial<Record<OrderState, readonly Situation[]>> = {
  open: ['none', 'proposed', 'offered'],
  ...{ completed: ['none'], accepted: ['none'], cancelled: ['none'] },
  disputed: ['none', 'adjusted'],
};
const SETTLING: OrderAction[] = ['propose-adjustment', 'withdraw-dispute', 'decide-dispute'];

/** What may start where, whoever asks: written by hand, beside the code and not from it. */
const STARTS: Partial<Record<OrderState, Partial<Record<Situation, OrderAction[]>>>> = {
  open: {
    none: ['complete', 'move', 'cancel', 'propose-change'],
    proposed: ['move', 'cancel', 'approve-change', 'withdraw-change'],
    offered: ['move', 'cancel', 'accept-change', 'decline-change', 'withdraw-change'],
  },
  completed: { none: ['accept', 'dispute'] },
  accepted: {},
  disputed: { none: SETTLING, adjusted: [...SETTLING, 'accept-adjustment'] },
  cancelled: {},
};

/** What of it each side is offered. */
const USERS: OrderAction[] = [
  ...(['accept-change', 'decline-change', 'accept', 'dispute'] as const),
  ...(['accept-adjustment', 'withdraw-dispute'] as const),
];
const OPERATORS: OrderAction[] = ['propose-change', 'withdraw-change'];
const OFFERED: Record<Side, OrderAction[]> = {
  ...{ person: USERS, leader: USERS, office: ['decide-dispute'] },
  ...{ operator: OPERATORS, manager: [...OPERATORS, 'approve-change', 'propose-adjustment'] },
};

/** Every cell. */
const GRID = (Object.keys(OFFERED) as Side[]).flatMap((side) =>
  statesOf('slot').flatMap((state) =>
    (MET[state] ?? []).map((situation): [Side, OrderState, Situation] => [side, state, situation]),
  ),
);

/** An order in a state and situation; whatever the lab proposed or offered, the operator did. */
async function buildCell(state: OrderState, situation: Situation): Promise<[string, string]> {
  const id = await desk.buildOrder(sides, { state });
  if (situation === 'adjusted') await desk.disputes.offer(sides.operator, id, LESS, {});
  if (situation === 'none' || situation === 'adjusted') return [id, newId()];
  const lines = [situation === 'proposed' ? CHEAPER : MINUTES];
  const proposed = await desk.changes.propose(sides.operator, id, { lines, reason: '加测' }, {});
  expect(proposed.state).toBe(situation);
  return [id, proposed.id];
}

describe('state × action of a slot order', () => {
  it('covers every state and every command', () => {
    expect(Object.keys(STARTS).sort()).toEqual(statesOf('slot').sort());
    expect(Object.keys(COMMANDS).sort()).toEqual(Object.keys(ORDER_LIVES.slot.steps).sort());
  });

  it.each(GRID)('%s, %s, %s: what is not allowed answers 409', async (side, state, situation) => {
    const actor = sides[side];
    const starts = STARTS[state]?.[situation] ?? [];
    const offered = ORDER_ACTIONS.filter(
      (action) => starts.includes(action) && OFFERED[side].includes(action),
    );
    for (const [action, command] of Object.entries(COMMANDS)) {
      const [id, changeId] = await buildCell(state, situation);
      const before = await desk.get(actor, id);
      expect(before.allowedActions).toEqual(offered);
      const outcome = await command(actor, id, changeId).then(
        () => 'done',
        (error: unknown) => error,
      );
      const isBarred = isBarredFrom(side, action as OrderAction);
      if (starts.includes(action as OrderAction) && !isBarred) {
        expect([action, outcome]).toEqual([action, 'done']);
        continue;
      }
      const starting = starts.includes(action as OrderAction);
      expect([action, outcome]).toMatchObject([action, refusalOf(action, starting, situation)]);
      if (outcome instanceof OrderStateConflict)
        expect(outcome).toMatchObject({ members: { state, action, allowedActions: offered } });
      expect(await desk.get(actor, id)).toEqual(before);
    }
  });
});

/** Maker and checker: the operator proposed and offered, and nobody of a side decides a dispute. */
const isBarredFrom = (side: Side, action: OrderAction): boolean =>
  (side === 'operator' && ['approve-change', 'accept-adjustment'].includes(action)) ||
  (side !== 'office' && action === 'decide-dispute');

/** What answers a command that is not allowed; a change order that is not there is found by nobody. */
function refusalOf(action: string, starting: boolean, situation: Situation): object {
  if (starting) return { kind: 'forbidden', code: 'second-person-required' };
  const isOnChange = /^(approve|accept|decline|withdraw)-change$/.test(action);
  const hasChange = situation === 'proposed' || situation === 'offered';
  if (isOnChange && !hasChange) return { kind: 'not-found' };
  return { kind: 'conflict', code: 'order-state' };
}

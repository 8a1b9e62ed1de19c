import { inTransaction } from '@app/database';
import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { OrderStateConflict } from '../order.errors';
import { ORDER_LIVES, statesOf } from '../order.life';
import type { OrderAction, OrderState } from '../order.words';
import { OrderDesk, type OrderSides } from '../testing/order-desk';
import { REPORT, SampleDesk } from '../testing/sample-desk';

type Side = keyof OrderSides;
type OwnAction = (typeof OWN)[number];

/** What samples alone know; the grid of slots has changes and the ending of every kind. */
const OWN = [
  ...(['price', 'accept-quote', 'reject', 'withdraw', 'send', 'receive'] as const),
  ...(['start', 're-promise', 'complete', 'cancel', 'accept', 'dispute'] as const),
] satisfies OrderAction[];

let database: TestDatabase;
let desk: OrderDesk;
let lab: SampleDesk;
let sides: OrderSides;

beforeAll(async () => {
  database = await createTestDatabase();
  desk = new OrderDesk(database.dataSource);
  lab = new SampleDesk(desk);
  sides = await desk.buildSides();
});
afterAll(() => database.drop());

const COMMANDS: Record<OwnAction, (actor: Actor, id: string) => Promise<unknown>> = {
  price: (actor, id) => lab.quotes.price(actor, id, lab.quote({ reason: '加测' }), {}),
  're-promise': (actor, id) =>
    lab.promises.change(actor, id, { promisedOn: '2099-07-31', reason: '设备检修' }, {}),
  'accept-quote': (actor, id) => lab.quotes.accept(actor, id, {}),
  reject: (actor, id) => lab.quotes.reject(actor, id, '设备停用', {}),
  withdraw: (actor, id) => lab.quotes.withdraw(actor, id, {}),
  send: (actor, id) => lab.course.send(actor, id, { carrier: '顺丰' }, {}),
  receive: (actor, id) => lab.course.receive(actor, id, {}),
  start: (actor, id) => lab.course.start(actor, id, {}),
  complete: (actor, id) => lab.course.complete(actor, id, REPORT, {}),
  cancel: (actor, id) => lab.course.cancel(actor, id, null, {}),
  accept: (actor, id) => desk.orders.accept(actor, id, {}),
  dispute: (actor, id) => desk.disputes.open(actor, id, '数据缺失', {}),
};

/** Where each may start, whoever asks: written by hand, beside the code and not from it. */
const STARTS: Partial<Record<OrderState, OwnAction[]>> = {
  submitted: ['price', 'reject', 'withdraw'],
  priced: ['price', 'accept-quote', 'reject', 'withdraw'],
  open: ['send', 'receive', 're-promise', 'cancel'],
  sent: ['receive', 're-promise', 'cancel'],
  received: ['start', 're-promise', 'cancel'],
  running: ['re-promise', 'complete'],
  completed: ['accept', 'dispute'],
};

const USERS: OwnAction[] = ['accept-quote', 'withdraw', 'send', 'cancel', 'accept', 'dispute'];
const LAB: OwnAction[] = [
  ...(['price', 'reject', 'receive', 'start', 're-promise', 'complete', 'cancel'] as const),
];
/** What of it each side is offered. */
const OFFERED: Record<Side, OwnAction[]> = {
  ...{ person: USERS, leader: USERS, office: [], operator: LAB, manager: LAB },
};

const GRID = (Object.keys(OFFERED) as Side[]).flatMap((side) =>
  statesOf('sample').map((state): [Side, OrderState] => [side, state]),
);
const isOwn = (action: OrderAction): action is OwnAction => action in COMMANDS;

describe('state × action of an order of samples', () => {
  it('covers every command of the kind; quotes run out by the clock alone', () => {
    const known = Object.keys(ORDER_LIVES.sample.steps) as OrderAction[];
    const elsewhere = known.filter((action) => /change|adjustment|-dispute|expire/.test(action));
    expect([...OWN, ...elsewhere].sort()).toEqual(known.sort());
    expect(statesOf('sample')).toHaveLength(13);
  });

  it.each(GRID)('%s, %s: all else answers 409', async (side, state) => {
    const actor = sides[side];
    const starts = STARTS[state] ?? [];
    let id = await lab.build(sides, state);
    for (const action of OWN) {
      const before = await desk.get(actor, id);
      expect(before.allowedActions.filter(isOwn)).toEqual(
        OWN.filter((one) => starts.includes(one) && OFFERED[side].includes(one)),
      );
      const outcome = await COMMANDS[action](actor, id).then(
        () => 'done',
        (error: unknown) => error,
      );
      if (starts.includes(action)) {
        expect([action, outcome]).toEqual([action, 'done']);
        id = await lab.build(sides, state);
        continue;
      }
      expect([action, outcome]).toEqual([action, expect.any(OrderStateConflict)]);
      expect(outcome).toMatchObject({
        members: { state, action, allowedActions: before.allowedActions },
      });
      expect(await desk.get(actor, id)).toEqual(before);
    }
  });

  it('leaves an order whose quote has not run out alone', async () => {
    const id = await lab.build(sides, 'priced');
    await inTransaction(desk.db, (tx) => lab.quotes.expire(tx));
    expect(await desk.get(sides.person, id)).toMatchObject({ state: 'priced' });
  });
});

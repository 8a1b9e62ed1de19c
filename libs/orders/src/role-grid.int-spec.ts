import { newId } from '@app/common';
import { DirectoryStorage } from '@app/files';
import { ApiDesk } from '../../../test/support/api-desk';
import type { TestBrowser } from '../../identity/src/testing/test-browser';
import type { OrderResponse } from './order.dto';
import { ORDER_LIVES, statesOf } from './order.life';
import type { OrderAction, OrderKind } from './order.words';
import { OfflineDesk } from './testing/offline-desk';
import { OrderDesk, type OrderSides } from './testing/order-desk';
import {
  type Asker,
  CALLS,
  type Cell,
  CELLS,
  EVERYBODY,
  isAsked,
  isBarred,
  KINDS,
  LESS,
  offeredTo,
  type OrderCall,
  partsOf,
  startsIn,
  type Target,
} from './testing/order-grid';
import { SampleDesk } from './testing/sample-desk';

const LONG_MS = 120_000;

let api: ApiDesk;
let desk: OrderDesk;
let lab: SampleDesk;
let office: OfflineDesk;
let sides: OrderSides;
let paperId: string;

beforeAll(async () => {
  api = await ApiDesk.open();
  desk = new OrderDesk(api.db);
  lab = new SampleDesk(desk);
  office = new OfflineDesk(desk, new DirectoryStorage(api.settings.dataDirectory));
  const built = await desk.buildSides();
  const placer = await api.build(['enterprise_member'], built.person.organisationId);
  sides = { ...built, person: { ...built.person, ...placer } };
  paperId = await office.buildFile(sides.person);
});
afterAll(() => api.close());

const people = new Map<string, TestBrowser>();

/** Somebody of a role on a side, with a session. */
async function personOf([side, role]: Asker): Promise<TestBrowser> {
  const key = `${side} ${role}`;
  const known = people.get(key);
  if (known) return known;
  const organisationId = {
    ...{ user: sides.person.organisationId, provider: sides.manager.organisationId },
    ...{ placer: undefined, elsewhere: undefined },
  }[side];
  const { userId } = side === 'placer' ? sides.person : await api.build([role], organisationId);
  const browser = await api.signIn(userId);
  people.set(key, browser);
  return browser;
}

/** A change order that is over, for commands by its id. */
async function plantOver(orderId: string): Promise<string> {
  const id = newId();
  await api.db.query(
    `INSERT INTO change_order (id, order_id, state, lines, amount_fen, fee_before_fen, fee_after_fen, is_reduction, reason, proposed_by)
     VALUES ($1, $2, 'withdrawn', '[]', 0, 100000, 100000, false, '加测', $3)`,
    [id, orderId, sides.operator.userId],
  );
  return id;
}

const CHEAPER = {
  kind: 'reduction',
  cause: 'partnership',
  text: '合作',
  amountFen: 10_000,
} as const;
const MORE = { kind: 'other', text: '加急', amountFen: 10_000 } as const;

/** An order in a cell, by the commands that lead there; what the lab proposes, a person of its own does. */
async function build(kind: OrderKind, cell: Cell): Promise<Target> {
  const [state, situation] = partsOf(cell);
  const orderId = await {
    slot: () => desk.buildOrder(sides, { kind, state }),
    sample: () => lab.build(sides, state),
    offline: () => office.build(sides, state),
  }[kind]();
  if (kind === 'offline') await office.makeOld(orderId);
  if (situation === 'adjusted') await desk.disputes.offer(sides.manager, orderId, LESS, {});
  if (situation === 'evidence')
    await office.evidence.provide(sides.leader, orderId, await evidenceOf(), {});
  if (situation !== 'proposed' && situation !== 'offered')
    return { orderId, changeId: await plantOver(orderId), paperId };
  const lines = [situation === 'proposed' ? CHEAPER : MORE];
  const change = await desk.changes.propose(sides.operator, orderId, { lines, reason: '加测' }, {});
  expect(change.state).toBe(situation);
  return { orderId, changeId: change.id, paperId };
}

const evidenceOf = async () => ({
  ...{ fileId: await office.buildFile(sides.leader), reason: '未回复' },
});

interface Refusal {
  code: string;
  allowedActions?: OrderAction[];
}

/** Gives a command over HTTP. */
async function give(asker: Asker, { method, path, body }: OrderCall, target: Target) {
  const sent = typeof body === 'function' ? body(target, asker[0]) : body;
  const request = sent === undefined ? {} : { body: sent };
  return (await personOf(asker)).call<Refusal>(method ?? 'POST', path(target), request);
}

const see = async (asker: Asker, { orderId }: Target) =>
  (await personOf(asker)).call<OrderResponse>('GET', `/orders/${orderId}`);
const kept = ({ orderId }: Target) => desk.get(sides.person, orderId);

const GRID = KINDS.flatMap((kind) => CELLS[kind].map((cell): [OrderKind, Cell] => [kind, cell]));

describe('state × action × role of an order, asked over HTTP', () => {
  it.each(KINDS)('knows every state and every command of kind %s', (kind) => {
    const states = new Set(CELLS[kind].map((cell) => partsOf(cell)[0]));
    expect([...states].sort()).toEqual(statesOf(kind).sort());
    const known = Object.entries(ORDER_LIVES[kind].steps).filter(([, { by }]) => by !== null);
    const called = CALLS.filter(({ starts }) => starts[kind]).map(({ action }) => action);
    expect(called.sort()).toEqual(known.map(([action]) => action).sort());
  });

  it.each(GRID)(
    '%s, %s: what does not start is answered 409 with what is allowed',
    async (kind, cell) => {
      const [state] = partsOf(cell);
      const target = await build(kind, cell);
      const before = await kept(target);
      for (const call of CALLS.filter((one) => !startsIn(one, kind, cell)))
        for (const asker of EVERYBODY.filter((one) => isAsked(call, one))) {
          const { status, body } = await give(asker, call, target);
          const isOver = /-change$/.test(call.action) && body.code === 'change-order-state';
          expect([asker, call.action, status, body]).toMatchObject([
            ...[asker, call.action, 409],
            {
              ...(isOver ? { state: 'withdrawn' } : { code: 'order-state', state }),
              allowedActions: offeredTo(asker, kind, cell),
            },
          ]);
        }
      expect(await kept(target)).toEqual(before);
    },
    LONG_MS,
  );

  it.each(GRID)(
    '%s, %s: nobody but who is asked may start anything, and nobody else is offered it',
    async (kind, cell) => {
      const target = await build(kind, cell);
      const before = await kept(target);
      const wrong: unknown[] = [];
      for (const asker of EVERYBODY) {
        const { status, body } = await see(asker, target);
        const offered = offeredTo(asker, kind, cell);
        if (status === 200) expect([asker, body.allowedActions]).toEqual([asker, offered]);
        else expect([asker, [403, 404].includes(status), offered]).toEqual([asker, true, []]);
        const calls = CALLS.filter((one) => startsIn(one, kind, cell) && !isAsked(one, asker));
        for (const call of calls) {
          const { status: answer } = await give(asker, call, target);
          if (answer !== 403 && answer !== 404) wrong.push([asker, call.action, answer]);
        }
      }
      expect(wrong).toEqual([]);
      expect(await kept(target)).toEqual(before);
    },
    LONG_MS,
  );

  it.each(GRID)(
    '%s, %s: what is offered is done for whoever it is offered to',
    async (kind, cell) => {
      const [state] = partsOf(cell);
      for (const call of CALLS.filter((one) => startsIn(one, kind, cell)))
        for (const asker of EVERYBODY.filter((one) => isAsked(call, one))) {
          const target = await build(kind, cell);
          const { status, body } = await give(asker, call, target);
          const told = [asker, call.action, status, body];
          const after = await kept(target);
          if (isBarred(call, asker)) {
            const { code } = body;
            expect([...told, code]).toEqual([
              ...[asker, call.action, 403, body, 'second-person-required'],
            ]);
            expect(after.state).toBe(state);
          } else {
            expect([...told, status < 300]).toEqual([...told, true]);
            expect(after.state).toBe(call.to ?? state);
          }
        }
    },
    LONG_MS,
  );

  it.each(KINDS)(
    'of kind %s: commands of every kind are refused to whom they do not concern',
    async (kind) => {
      const target = await build(kind, 'completed');
      const before = await kept(target);
      const wrong: unknown[] = [];
      for (const call of CALLS)
        for (const asker of EVERYBODY.filter((one) => !isAsked(call, one))) {
          const { status } = await give(asker, call, target);
          if (status !== 403 && status !== 404) wrong.push([asker, call.action, status]);
        }
      expect(wrong).toEqual([]);
      expect(await kept(target)).toEqual(before);
    },
    LONG_MS,
  );
});

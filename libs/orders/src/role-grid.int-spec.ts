import { ROLES, type Role } from '@app/identity';
import { ApiDesk } from '../../../test/support/api-desk';
import type { TestBrowser } from '../../identity/src/testing/test-browser';
import type { OrderResponse } from './order.dto';
import { statesOf } from './order.life';
import type { OrderAction, OrderKind, OrderState } from './order.words';
import { OrderDesk, type OrderSides } from './testing/order-desk';

/** Who asks: one person of every role on either side and at an organisation that has no part in the order. */
type Asker = 'user' | 'provider' | 'elsewhere';

let api: ApiDesk;
let desk: OrderDesk;
let sides: OrderSides;

beforeAll(async () => {
  api = await ApiDesk.open();
  desk = new OrderDesk(api.db);
  sides = await desk.buildSides();
});
afterAll(() => api.close());

interface Command {
  path: (id: string) => string;
  body?: object;
  /** Where it starts, by kind. Written by hand, beside the code and not from it. */
  starts: Partial<Record<OrderKind, readonly OrderState[]>>;
  /** Who is asked at all, by the side on which they stand. */
  who: Partial<Record<Asker, readonly Role[]>>;
}

const BOOKING: readonly Role[] = ['enterprise_admin', 'lab_manager'];
const LAB: readonly Role[] = ['lab_manager', 'instrument_operator'];
const REVIEWER: Partial<Record<Asker, readonly Role[]>> = {
  ...{ user: ['bureau_reviewer'], provider: ['bureau_reviewer'], elsewhere: ['bureau_reviewer'] },
};
const BOTH = { user: BOOKING, provider: LAB };
const at =
  (action: string, base = 'orders') =>
  (id: string) =>
    `/${base}/${id}/${action}`;
const own = (action: string) => at(action, 'offline-orders');
const REASON = { reason: '资料不全' };
const LINES = [{ kind: 'extra_time', text: '延长使用', quantity: 30, amountFen: 30_000 }];
const EVERY: readonly OrderKind[] = ['slot', 'sample', 'offline'];
const ofEvery = (...states: OrderState[]) =>
  Object.fromEntries(EVERY.map((kind) => [kind, states])) as Command['starts'];

const COMMANDS: Readonly<Record<string, Command>> = {
  price: {
    ...{ path: at('price'), who: { provider: LAB } },
    starts: { sample: ['submitted', 'priced'] },
    body: { lines: [{ text: '断裂强力', quantity: 1, unitFen: 100, reason: '协议' }] },
  },
  'accept-quote': {
    ...{ path: at('accept-quote'), body: {}, who: { user: BOOKING } },
    starts: { sample: ['priced'] },
  },
  reject: {
    ...{ path: at('reject'), body: REASON, who: { provider: LAB } },
    starts: { sample: ['submitted', 'priced'] },
  },
  withdraw: {
    ...{ path: at('withdraw'), who: { user: BOOKING } },
    starts: { sample: ['submitted', 'priced'] },
  },
  send: {
    ...{ path: at('send'), body: { carrier: '顺丰' }, who: { user: BOOKING } },
    starts: { sample: ['open'] },
  },
  receive: {
    ...{ path: at('receive'), who: { provider: LAB } },
    starts: { sample: ['open', 'sent'] },
  },
  start: { path: at('start'), who: { provider: LAB }, starts: { sample: ['received'] } },
  complete: {
    ...{ path: at('complete'), body: {}, who: { provider: LAB } },
    starts: { sample: ['running'] },
  },
  cancel: {
    ...{ path: at('cancel'), body: {}, who: BOTH },
    starts: { sample: ['open', 'sent', 'received'] },
  },
  'offline confirm': {
    ...{ path: own('confirm'), who: { provider: LAB }, starts: { offline: ['submitted'] } },
  },
  'offline withdraw': {
    ...{ path: own('withdraw'), who: { user: BOOKING }, starts: { offline: ['submitted'] } },
  },
  'offline cancel': {
    ...{ path: own('cancel'), body: {}, who: BOTH, starts: { offline: ['open'] } },
  },
  'propose-change': {
    path: at('change-orders'),
    ...{ body: { lines: LINES, reason: '加测' }, who: { provider: LAB } },
    starts: {
      ...{ slot: ['open'], offline: ['open'] },
      sample: ['open', 'sent', 'received', 'running'],
    },
  },
  accept: { path: at('accept'), who: { user: BOOKING }, starts: ofEvery('completed') },
  dispute: {
    ...{ path: at('dispute'), body: REASON, who: { user: BOOKING } },
    starts: ofEvery('completed'),
  },
  'propose-adjustment': {
    path: at('adjustment'),
    ...{ body: { feeFen: 60_000, reason: '补偿' }, who: { provider: ['lab_manager'] } },
    starts: ofEvery('disputed'),
  },
  'accept-adjustment': {
    path: at('accept-adjustment'),
    ...{ body: { feeFen: 60_000 }, who: { user: BOOKING }, starts: {} },
  },
  'withdraw-dispute': {
    ...{ path: at('withdraw-dispute'), who: { user: BOOKING }, starts: ofEvery('disputed') },
  },
  'decide-dispute': {
    path: at('decide-dispute'),
    ...{ body: { decision: 'upheld', reason: '数据完整' }, who: REVIEWER },
    starts: ofEvery('disputed'),
  },
};

const GRID = EVERY.flatMap((kind) =>
  statesOf(kind).map((state): [OrderKind, OrderState] => [kind, state]),
);
const people = new Map<string, TestBrowser>();

/** Somebody of a role on a side, with a session. */
async function personOf(asker: Asker, role: Role): Promise<TestBrowser> {
  const key = `${asker} ${role}`;
  const known = people.get(key);
  if (known) return known;
  const organisationId = {
    ...{ user: sides.person.organisationId, provider: sides.manager.organisationId },
    elsewhere: undefined,
  }[asker];
  const browser = await api.signIn((await api.build([role], organisationId)).userId);
  people.set(key, browser);
  return browser;
}

const ASKERS: readonly Asker[] = ['user', 'provider', 'elsewhere'];
const EVERYBODY = ASKERS.flatMap((asker) => ROLES.map((role): [Asker, Role] => [asker, role]));

interface Refusal {
  code: string;
  allowedActions?: OrderAction[];
}

/** Gives a command over HTTP. */
const give = async (who: [Asker, Role], { path, body }: Command, id: string) =>
  (await personOf(...who)).call<Refusal>('POST', path(id), body === undefined ? {} : { body });

describe('state × action of an order, asked over HTTP', () => {
  it.each(GRID)(
    '%s, %s: whoever may be asked hears 409 with what is allowed',
    async (kind, state) => {
      const id = await desk.buildOrder(sides, { kind, state });
      const before = await desk.get(sides.person, id);
      for (const [name, command] of Object.entries(COMMANDS)) {
        if (command.starts[kind]?.includes(state)) continue;
        for (const who of EVERYBODY.filter(([asker, role]) => command.who[asker]?.includes(role))) {
          const { status, body } = await give(who, command, id);
          const seen = await (await personOf(...who)).call<OrderResponse>('GET', `/orders/${id}`);
          const { allowedActions } = seen.body;
          expect([who, name, status, body]).toMatchObject([
            ...[who, name, 409, { code: 'order-state', state, allowedActions }],
          ]);
        }
      }
      expect(await desk.get(sides.person, id)).toEqual(before);
    },
  );

  it.each(EVERY)(
    'of kind %s: every other role of either side and elsewhere may not at all',
    async (kind) => {
      const id = await desk.buildOrder(sides, { kind, state: 'completed' });
      const before = await desk.get(sides.person, id);
      const wrong: unknown[] = [];
      for (const [name, command] of Object.entries(COMMANDS))
        for (const who of EVERYBODY.filter(
          ([asker, role]) => !command.who[asker]?.includes(role),
        )) {
          const { status } = await give(who, command, id);
          if (status !== 403 && status !== 404) wrong.push([...who, name, status]);
        }
      expect(wrong).toEqual([]);
      expect(await desk.get(sides.person, id)).toEqual(before);
    },
    60_000,
  );
});

import { ROLES, type Role } from '@app/identity';
import { ORDER_ACTIONS, type OrderAction, type OrderKind, type OrderState } from '../order.words';
import { REPORT } from './sample-desk';

/** Who asks: who placed the order, somebody of either side, somebody of an organisation that has no part in it. */
type Side = 'placer' | 'user' | 'provider' | 'elsewhere';
export type Asker = readonly [side: Side, role: Role];

/** What beside its state an order is in: an open change order, an offer to settle its dispute, evidence that waits. */
export type Situation = 'proposed' | 'offered' | 'adjusted' | 'evidence';
export type Cell = OrderState | `${OrderState}/${Situation}`;

/** The state and the situation of a cell. */
export const partsOf = (cell: Cell): [state: OrderState, situation?: Situation] =>
  cell.split('/') as [OrderState, Situation?];

/** What a command over HTTP is about. */
export interface Target {
  orderId: string;
  /** The open change order, or one that is over. */
  changeId: string;
  /** A file of the user organisation. */
  paperId: string;
}

/** One command of an order, as a client gives it; all of it written by hand, beside the code and not from it. */
export interface OrderCall {
  action: OrderAction;
  method?: 'PUT';
  path: (target: Target) => string;
  body?: object | ((target: Target, side: Side) => object);
  /** Where it starts, by kind. */
  starts: Partial<Record<OrderKind, readonly Cell[]>>;
  /** The state stays without one. */
  to?: OrderState;
  /** Who is asked at all; everybody else may not, wherever the order stands. */
  who: Partial<Record<Side, readonly Role[]>>;
  /** Asked, but as one of a side not the one to decide: refused where it starts, and never offered. */
  isForOthers?: true;
}

export const KINDS: readonly OrderKind[] = ['slot', 'sample', 'offline'];
const WORKING = ['open', 'sent', 'received', 'running'] as const;
const withChanges = (...states: readonly OrderState[]): Cell[] =>
  states.flatMap((state): Cell[] => [state, `${state}/proposed`, `${state}/offered`]);
const only = (situation: Situation, ...states: readonly OrderState[]): Cell[] =>
  states.map((state): Cell => `${state}/${situation}`);
const ofEvery = (...cells: readonly Cell[]): OrderCall['starts'] =>
  Object.fromEntries(KINDS.map((kind) => [kind, cells]));
const changing = (cells: (...states: readonly OrderState[]) => Cell[]): OrderCall['starts'] => ({
  ...{ slot: cells('open'), offline: cells('open'), sample: cells(...WORKING) },
});

const ENDED: readonly Cell[] = ['completed', 'accepted', 'disputed', 'disputed/adjusted'];
/** Every cell of each kind. */
export const CELLS: Readonly<Record<OrderKind, readonly Cell[]>> = {
  slot: [...withChanges('open'), ...ENDED, 'cancelled'],
  sample: [
    ...(['submitted', 'priced'] as const),
    ...withChanges(...WORKING),
    ...ENDED,
    ...(['cancelled', 'rejected', 'withdrawn', 'expired'] as const),
  ],
  offline: [
    ...(['submitted', 'submitted/evidence'] as const),
    ...withChanges('open'),
    ...ENDED,
    ...(['cancelled', 'rejected', 'withdrawn'] as const),
  ],
};

const LEADERS: readonly Role[] = ['enterprise_admin', 'lab_manager'];
const BOOKING: OrderCall['who'] = { placer: ['enterprise_member'], user: LEADERS };
const LAB: OrderCall['who'] = { provider: ['lab_manager', 'instrument_operator'] };
const BOTH: OrderCall['who'] = { ...BOOKING, ...LAB };
const REVIEWER: Pick<OrderCall, 'who' | 'isForOthers'> = {
  who: { user: ['bureau_reviewer'], provider: ['bureau_reviewer'], elsewhere: ['bureau_reviewer'] },
  isForOthers: true,
};

const on =
  (path: string, base = 'orders') =>
  ({ orderId }: Target) =>
    `/${base}/${orderId}/${path}`;
const filed = (path: string) => on(path, 'offline-orders');
const change =
  (path: string) =>
  ({ changeId }: Target) =>
    `/change-orders/${changeId}/${path}`;
const REASON = { reason: '资料不全' };
const MINUTES = { kind: 'extra_time', text: '延长使用', quantity: 30, amountFen: 30_000 } as const;
/** What the lab offers to settle a dispute. */
export const LESS = { feeFen: 60_000, reason: '部分数据缺失' };
const ASKED: readonly Cell[] = ['submitted', 'priced'];
const FILED: readonly Cell[] = ['submitted', 'submitted/evidence'];

const OF_SAMPLES: readonly OrderCall[] = [
  {
    ...{ action: 'price', path: on('price'), who: LAB, starts: { sample: ASKED }, to: 'priced' },
    body: { lines: [{ text: '断裂强力', quantity: 1, unitFen: 100, reason: '协议' }], ...REASON },
  },
  {
    ...{ action: 'accept-quote', path: on('accept-quote'), body: {}, who: BOOKING },
    ...{ starts: { sample: ['priced'] }, to: 'open' },
  },
  {
    ...{ action: 'reject', path: on('reject'), body: REASON, who: LAB },
    ...{ starts: { sample: ASKED }, to: 'rejected' },
  },
  {
    ...{ action: 'withdraw', path: on('withdraw'), who: BOOKING },
    ...{ starts: { sample: ASKED }, to: 'withdrawn' },
  },
  {
    ...{ action: 'send', path: on('send'), body: { carrier: '顺丰' }, who: BOOKING },
    ...{ starts: { sample: withChanges('open') }, to: 'sent' },
  },
  {
    ...{ action: 'receive', path: on('receive'), who: LAB },
    ...{ starts: { sample: withChanges('open', 'sent') }, to: 'received' },
  },
  {
    ...{ action: 'start', path: on('start'), who: LAB },
    ...{ starts: { sample: withChanges('received') }, to: 'running' },
  },
  {
    ...{ action: 're-promise', path: on('promise'), who: LAB },
    ...{ starts: { sample: withChanges(...WORKING) } },
    body: { promisedOn: '2099-07-31', reason: '设备检修' },
  },
  {
    ...{ action: 'complete', path: on('complete'), body: REPORT, who: LAB },
    ...{ starts: { sample: ['running'] }, to: 'completed' },
  },
  {
    ...{ action: 'cancel', path: on('cancel'), body: {}, who: BOTH },
    ...{ starts: { sample: withChanges('open', 'sent', 'received') }, to: 'cancelled' },
  },
];

const OF_FILED: readonly OrderCall[] = [
  {
    ...{ action: 'confirm', path: filed('confirm'), who: LAB },
    ...{ starts: { offline: FILED }, to: 'open' },
  },
  {
    ...{ action: 'reject', path: filed('reject'), body: REASON, who: LAB },
    ...{ starts: { offline: FILED }, to: 'rejected' },
  },
  {
    ...{ action: 'withdraw', path: filed('withdraw'), who: BOOKING },
    ...{ starts: { offline: FILED }, to: 'withdrawn' },
  },
  {
    ...{ action: 'provide-evidence', path: filed('evidence'), who: BOOKING },
    ...{ starts: { offline: ['submitted'] } },
    body: ({ paperId: fileId }) => ({ fileId, reason: '未回复' }),
  },
  {
    ...{ action: 'accept-evidence', path: filed('evidence/accept'), ...REVIEWER },
    ...{ starts: { offline: ['submitted/evidence'] }, to: 'open' },
  },
  {
    ...{ action: 'return-evidence', path: filed('evidence/return'), body: REASON, ...REVIEWER },
    ...{ starts: { offline: ['submitted/evidence'] } },
  },
  {
    ...{ action: 'complete', path: filed('complete'), who: BOTH },
    // The user organisation shows a report of its own.
    body: ({ paperId }, side) => (side === 'provider' ? {} : { reportFileId: paperId }),
    ...{ starts: { offline: ['open'] }, to: 'completed' },
  },
  {
    ...{ action: 'cancel', path: filed('cancel'), body: {}, who: BOTH },
    ...{ starts: { offline: withChanges('open') }, to: 'cancelled' },
  },
  {
    ...{ action: 'keep-papers', method: 'PUT', path: filed('papers'), who: BOOKING },
    body: ({ paperId }) => ({ contractFileId: paperId }),
    starts: { offline: [...FILED, ...withChanges('open'), ...ENDED] },
  },
];

const OF_CHANGES: readonly OrderCall[] = [
  {
    ...{ action: 'propose-change', path: on('change-orders'), who: LAB },
    ...{ body: { lines: [MINUTES], reason: '加测' }, starts: changing((...states) => [...states]) },
  },
  {
    ...{ action: 'approve-change', path: change('approve') },
    // Somebody else proposed it: maker and checker are two.
    who: { provider: ['lab_manager', 'holder_admin'] },
    starts: changing((...states) => only('proposed', ...states)),
  },
  {
    ...{ action: 'accept-change', path: change('accept'), who: BOOKING },
    starts: changing((...states) => only('offered', ...states)),
  },
  {
    ...{ action: 'decline-change', path: change('decline'), body: REASON, who: BOOKING },
    starts: changing((...states) => only('offered', ...states)),
  },
  {
    ...{ action: 'withdraw-change', path: change('withdraw'), who: LAB },
    starts: changing((...states) => [
      ...only('proposed', ...states),
      ...only('offered', ...states),
    ]),
  },
];

const DISPUTED: readonly Cell[] = ['disputed', 'disputed/adjusted'];
const OF_ENDINGS: readonly OrderCall[] = [
  {
    ...{ action: 'accept', path: on('accept'), who: BOOKING },
    ...{ starts: ofEvery('completed'), to: 'accepted' },
  },
  {
    ...{ action: 'dispute', path: on('dispute'), body: REASON, who: BOOKING },
    ...{ starts: ofEvery('completed'), to: 'disputed' },
  },
  {
    ...{ action: 'propose-adjustment', path: on('adjustment'), body: LESS },
    ...{ who: { provider: ['lab_manager'] }, starts: ofEvery(...DISPUTED) },
  },
  {
    ...{ action: 'accept-adjustment', path: on('accept-adjustment'), who: BOOKING },
    ...{ body: { feeFen: LESS.feeFen }, starts: ofEvery('disputed/adjusted'), to: 'accepted' },
  },
  {
    ...{ action: 'withdraw-dispute', path: on('withdraw-dispute'), who: BOOKING },
    ...{ starts: ofEvery(...DISPUTED), to: 'accepted' },
  },
  {
    ...{ action: 'decide-dispute', path: on('decide-dispute'), ...REVIEWER },
    body: { decision: 'upheld', reason: '数据完整' },
    ...{ starts: ofEvery(...DISPUTED), to: 'accepted' },
  },
];

/** Every command on orders; machine time is completed, moved and cancelled by its reservation, which has a grid of its own. */
export const CALLS: readonly OrderCall[] = [
  ...[...OF_SAMPLES, ...OF_FILED, ...OF_CHANGES, ...OF_ENDINGS],
];

const SIDES: readonly Side[] = ['user', 'provider', 'elsewhere'];
/** One person of every role on either side and elsewhere, and who placed the order. */
export const EVERYBODY: readonly Asker[] = [
  ['placer', 'enterprise_member'],
  ...SIDES.flatMap((side) => ROLES.map((role): Asker => [side, role])),
];

/** Whether a command starts where the order is. */
export const startsIn = ({ starts }: OrderCall, kind: OrderKind, cell: Cell): boolean =>
  starts[kind]?.includes(cell) ?? false;

/** Whether somebody is asked at all. */
export const isAsked = ({ who }: OrderCall, [side, role]: Asker): boolean =>
  who[side]?.includes(role) ?? false;

/** Whether somebody of a side would decide about it. */
export const isBarred = ({ isForOthers }: OrderCall, [side]: Asker): boolean =>
  isForOthers === true && side !== 'elsewhere';

/** What somebody is offered, in the order of the answers. */
export function offeredTo(asker: Asker, kind: OrderKind, cell: Cell): OrderAction[] {
  const offered = CALLS.filter(
    (call) => startsIn(call, kind, cell) && isAsked(call, asker) && !isBarred(call, asker),
  ).map(({ action }) => action);
  return ORDER_ACTIONS.filter((action) => offered.includes(action));
}

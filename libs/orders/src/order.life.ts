import type { ObjectOperation } from '@app/identity';
import type { OpenChange } from './change-orders/change-order.words';
import type { OrderAction, OrderKind, OrderState } from './order.words';

/** One action on an order: from which states it starts, where it leads and whose it is. */
export interface OrderStep {
  from: readonly OrderState[];
  /** The state stays without one. */
  to?: OrderState;
  /** The operation whose row of the access policy says which side takes it; null inside another object's command or a job. */
  by: ObjectOperation | null;
  /** How an open change order must stand; any way unless told. */
  change?: readonly OpenChange[];
  /** Only once the lab has offered a fee to settle the dispute. */
  needsOffer?: true;
  /** Whether substitute evidence waits for a reviewer; any way unless told. */
  evidence?: 'none' | 'pending';
}

/** All that can happen to orders of one kind; an action without a row never does. */
export interface OrderLife {
  /** The state an order of the kind is made in. */
  first: OrderState;
  steps: Readonly<Partial<Record<OrderAction, OrderStep>>>;
}

/** How every service ends once it is completed, whatever its kind. */
export const ENDING = {
  accept: { from: ['completed'], to: 'accepted', by: 'orders.accept' },
  dispute: { from: ['completed'], to: 'disputed', by: 'orders.dispute' },
  'propose-adjustment': { from: ['disputed'], by: 'disputes.offer' },
  'accept-adjustment': {
    ...{ from: ['disputed'], to: 'accepted' },
    ...{ by: 'disputes.acceptOffer', needsOffer: true },
  },
  'withdraw-dispute': { from: ['disputed'], to: 'accepted', by: 'disputes.withdraw' },
  'decide-dispute': { from: ['disputed'], to: 'accepted', by: 'disputes.decide' },
} as const satisfies OrderLife['steps'];

/** What the lab wants to charge more or less, as long as the order is in one of these states. */
export const changesIn = (...from: OrderState[]) =>
  ({
    'propose-change': { from, by: 'changeOrders.propose', change: ['none'] },
    'approve-change': { from, by: 'changeOrders.approve', change: ['proposed'] },
    'accept-change': { from, by: 'changeOrders.accept', change: ['offered'] },
    'decline-change': { from, by: 'changeOrders.decline', change: ['offered'] },
    'withdraw-change': { from, by: 'changeOrders.withdraw', change: ['proposed', 'offered'] },
  }) as const satisfies OrderLife['steps'];

/** Machine time: the commands of its reservation move, complete and cancel the order inside their transactions. */
const SLOT: OrderLife = {
  first: 'open',
  steps: {
    move: { from: ['open'], by: null },
    complete: { from: ['open'], to: 'completed', by: null, change: ['none'] },
    cancel: { from: ['open'], to: 'cancelled', by: null },
    ...changesIn('open'),
    ...ENDING,
  },
};

/** Samples sent in: priced on request, binding (`open`) once the quote is accepted, called off until the work begins. */
const SAMPLE: OrderLife = {
  first: 'submitted',
  steps: {
    price: { from: ['submitted', 'priced'], to: 'priced', by: 'sampleOrders.price' },
    'accept-quote': { from: ['priced'], to: 'open', by: 'sampleOrders.acceptQuote' },
    reject: { from: ['submitted', 'priced'], to: 'rejected', by: 'sampleOrders.reject' },
    withdraw: { from: ['submitted', 'priced'], to: 'withdrawn', by: 'sampleOrders.withdraw' },
    expire: { from: ['priced'], to: 'expired', by: null },
    send: { from: ['open'], to: 'sent', by: 'sampleOrders.send' },
    receive: { from: ['open', 'sent'], to: 'received', by: 'sampleOrders.receive' },
    start: { from: ['received'], to: 'running', by: 'sampleOrders.start' },
    're-promise': {
      ...{ from: ['open', 'sent', 'received', 'running'], by: 'samplePromises.change' },
    },
    complete: {
      ...{ from: ['running'], to: 'completed' },
      ...{ by: 'sampleOrders.complete', change: ['none'] },
    },
    cancel: { from: ['open', 'sent', 'received'], to: 'cancelled', by: 'sampleOrders.cancel' },
    ...changesIn('open', 'sent', 'received', 'running'),
    ...ENDING,
  },
};

/** Arranged by phone or mail: filed, binding (`open`) once the provider confirms or a reviewer takes evidence in its place. */
const OFFLINE: OrderLife = {
  first: 'submitted',
  steps: {
    confirm: { from: ['submitted'], to: 'open', by: 'offlineOrders.confirm' },
    reject: { from: ['submitted'], to: 'rejected', by: 'offlineOrders.reject' },
    withdraw: { from: ['submitted'], to: 'withdrawn', by: 'offlineOrders.withdraw' },
    'provide-evidence': {
      ...{ from: ['submitted'], by: 'offlineEvidence.provide' },
      evidence: 'none',
    },
    'accept-evidence': {
      ...{ from: ['submitted'], to: 'open', by: 'offlineEvidence.accept' },
      evidence: 'pending',
    },
    'return-evidence': {
      ...{ from: ['submitted'], by: 'offlineEvidence.sendBack' },
      evidence: 'pending',
    },
    complete: {
      ...{ from: ['open'], to: 'completed' },
      ...{ by: 'offlineOrders.complete', change: ['none'] },
    },
    cancel: { from: ['open'], to: 'cancelled', by: 'offlineOrders.cancel' },
    'keep-papers': {
      from: ['submitted', 'open', 'completed', 'accepted', 'disputed'],
      by: 'offlineOrders.keepPapers',
    },
    ...changesIn('open'),
    ...ENDING,
  },
};

/** The life of each kind of order, as data: the commands, the buttons and the table's checks all read it here. */
export const ORDER_LIVES: Readonly<Record<OrderKind, OrderLife>> = {
  slot: SLOT,
  sample: SAMPLE,
  offline: OFFLINE,
};

/** The step an action takes on orders of a kind; undefined for one that they do not know. */
export const stepOf = (kind: OrderKind, action: OrderAction): OrderStep | undefined =>
  ORDER_LIVES[kind].steps[action];

/** Every state that an order of the kind can be in. */
export function statesOf(kind: OrderKind): OrderState[] {
  const { first, steps } = ORDER_LIVES[kind];
  const met = Object.values(steps).flatMap(({ from, to }) => [...from, ...(to ? [to] : [])]);
  return [...new Set([first, ...met])];
}

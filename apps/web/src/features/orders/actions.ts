import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, bodyOf } from '@/shared/api/client';
import type { Order } from './api';
import type { Action } from './next-actions';

/** One action that needs no more than a press or a reason. */
interface Simple {
  /** What the reader is asked before it goes out. */
  asks: 'nothing' | 'reason' | 'reason-if-any';
  send: (order: Order, reason: string) => Promise<unknown>;
}

const orderPath = ({ id }: Order) => ({ path: { id } });
const reasonIfAny = (reason: string) => (reason ? { reason } : {});

/** The change order that waits for somebody; only then is anybody offered an answer to it. */
function changePath({ changeOrders }: Order) {
  const open = changeOrders.find(({ state }) => state === 'proposed' || state === 'offered');
  if (!open) throw new Error('an answer to a change order needs one that waits');
  return { path: { id: open.id } };
}

/** How samples sent in and filed services are called off: each kind at its own address. */
const CALL_OFF = {
  reject: {
    asks: 'reason',
    send: (order, reason) => {
      const options = { params: orderPath(order), body: { reason } };
      return order.kind === 'offline'
        ? bodyOf(api.POST('/api/v1/offline-orders/{id}/reject', options))
        : bodyOf(api.POST('/api/v1/orders/{id}/reject', options));
    },
  },
  withdraw: {
    asks: 'nothing',
    send: (order) => {
      const options = { params: orderPath(order) };
      return order.kind === 'offline'
        ? bodyOf(api.POST('/api/v1/offline-orders/{id}/withdraw', options))
        : bodyOf(api.POST('/api/v1/orders/{id}/withdraw', options));
    },
  },
  cancel: {
    asks: 'reason-if-any',
    send: (order, reason) => {
      const options = { params: orderPath(order), body: reasonIfAny(reason) };
      return order.kind === 'offline'
        ? bodyOf(api.POST('/api/v1/offline-orders/{id}/cancel', options))
        : bodyOf(api.POST('/api/v1/orders/{id}/cancel', options));
    },
  },
} satisfies Partial<Record<Action, Simple>>;

const CHANGES = {
  'approve-change': {
    asks: 'nothing',
    send: (order) =>
      bodyOf(api.POST('/api/v1/change-orders/{id}/approve', { params: changePath(order) })),
  },
  'accept-change': {
    asks: 'nothing',
    send: (order) =>
      bodyOf(api.POST('/api/v1/change-orders/{id}/accept', { params: changePath(order) })),
  },
  'decline-change': {
    asks: 'reason-if-any',
    send: (order, reason) => {
      const options = { params: changePath(order), body: reasonIfAny(reason) };
      return bodyOf(api.POST('/api/v1/change-orders/{id}/decline', options));
    },
  },
  'withdraw-change': {
    asks: 'nothing',
    send: (order) =>
      bodyOf(api.POST('/api/v1/change-orders/{id}/withdraw', { params: changePath(order) })),
  },
} satisfies Partial<Record<Action, Simple>>;

const COURSE = {
  'accept-quote': {
    asks: 'nothing',
    send: (order) => {
      // The quote that was read, so that no other is accepted in its place.
      const quoteVersion = order.sampleOrder?.quoteVersion;
      const body = quoteVersion === undefined ? {} : { quoteVersion };
      return bodyOf(
        api.POST('/api/v1/orders/{id}/accept-quote', { params: orderPath(order), body }),
      );
    },
  },
  confirm: {
    asks: 'nothing',
    send: (order) =>
      bodyOf(api.POST('/api/v1/offline-orders/{id}/confirm', { params: orderPath(order) })),
  },
  'accept-evidence': {
    asks: 'nothing',
    send: (order) =>
      bodyOf(api.POST('/api/v1/offline-orders/{id}/evidence/accept', { params: orderPath(order) })),
  },
  'return-evidence': {
    asks: 'reason',
    send: (order, reason) => {
      const options = { params: orderPath(order), body: { reason } };
      return bodyOf(api.POST('/api/v1/offline-orders/{id}/evidence/return', options));
    },
  },
  receive: {
    asks: 'nothing',
    send: (order) => bodyOf(api.POST('/api/v1/orders/{id}/receive', { params: orderPath(order) })),
  },
  start: {
    asks: 'nothing',
    send: (order) => bodyOf(api.POST('/api/v1/orders/{id}/start', { params: orderPath(order) })),
  },
} satisfies Partial<Record<Action, Simple>>;

const ENDING = {
  'accept-adjustment': {
    asks: 'nothing',
    send: (order) => {
      // The sum that was read, so that no other is accepted in its place.
      const options = {
        params: orderPath(order),
        body: { feeFen: order.dispute?.offeredFen ?? 0 },
      };
      return bodyOf(api.POST('/api/v1/orders/{id}/accept-adjustment', options));
    },
  },
  accept: {
    asks: 'nothing',
    send: (order) => bodyOf(api.POST('/api/v1/orders/{id}/accept', { params: orderPath(order) })),
  },
  dispute: {
    asks: 'reason',
    send: (order, reason) => {
      const options = { params: orderPath(order), body: { reason } };
      return bodyOf(api.POST('/api/v1/orders/{id}/dispute', options));
    },
  },
  'withdraw-dispute': {
    asks: 'nothing',
    send: (order) =>
      bodyOf(api.POST('/api/v1/orders/{id}/withdraw-dispute', { params: orderPath(order) })),
  },
} satisfies Partial<Record<Action, Simple>>;

/** What this page does, in the order of its buttons; what needs a form of its own is not among them. */
const ACTIONS = { ...COURSE, ...ENDING, ...CHANGES, ...CALL_OFF };

/** An action that this page takes. */
export type SimpleAction = keyof typeof ACTIONS;

const NAMES = Object.keys(ACTIONS) as SimpleAction[];
const isSimple = (action: Action): action is SimpleAction => action in ACTIONS;

/** What the reader is asked before the action goes out. */
export const asksFor = (action: SimpleAction): Simple['asks'] => ACTIONS[action].asks;

/** What may be done to an order: here, in the order of the buttons, and by a form that this page does not have. */
export const sortActions = (allowed: readonly Action[]) => ({
  here: NAMES.filter((action) => allowed.includes(action)),
  elsewhere: allowed.filter((action) => !isSimple(action)),
});

/** Sends one action on an order, tells that it is done, and reloads all that shows the order. */
export function useOrderAction(order: Order, tellDone: (action: SimpleAction) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ action, reason = '' }: { action: SimpleAction; reason?: string }) => {
      const simple: Simple = ACTIONS[action];
      return simple.send(order, reason);
    },
    // Told here: whoever pressed may be gone once the order is loaded anew.
    onSuccess: (_, { action }) => tellDone(action),
    onSettled: () =>
      Promise.all(
        ['orders', 'reservations', 'vouchers'].map((key) =>
          client.invalidateQueries({ queryKey: [key] }),
        ),
      ),
  });
}

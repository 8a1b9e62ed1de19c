import type { Change } from '../reservation-news/news.rules';

/** What an address may be told: that a reservation or an order was made or changed, or the state it came to. */
export const WEBHOOK_EVENTS = [
  'reservation.created',
  'reservation.changed',
  'reservation.requested',
  'reservation.confirmed',
  'reservation.in_use',
  'reservation.used',
  'reservation.completed',
  'reservation.rejected',
  'reservation.cancelled',
  'reservation.expired',
  'reservation.no_show',
  'reservation.displaced',
  'order.changed',
  'order.submitted',
  'order.priced',
  'order.open',
  'order.sent',
  'order.received',
  'order.running',
  'order.completed',
  'order.accepted',
  'order.disputed',
  'order.cancelled',
  'order.rejected',
  'order.withdrawn',
  'order.expired',
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** Sent when somebody tries an address. */
export const TEST_EVENT = 'webhook.test';

/** The event that a step in the life of a reservation is. */
export function eventOf({ from, to }: Pick<Change, 'from' | 'to'>): WebhookEvent {
  if (from === null) return 'reservation.created';
  if (from === to) return 'reservation.changed';
  const event = WEBHOOK_EVENTS.find((one) => one === `reservation.${to}`);
  if (!event) throw new Error(`no event tells that a reservation is ${to}`);
  return event;
}

/** The event that a step in the life of an order is; what is placed comes to its first state. */
export function orderEventOf({ from, to }: Pick<Change, 'from' | 'to'>): WebhookEvent {
  if (from === to) return 'order.changed';
  const event = WEBHOOK_EVENTS.find((one) => one === `order.${to}`);
  if (!event) throw new Error(`no event tells that an order is ${to}`);
  return event;
}

/**
 * Seconds to wait after each failed try before the next one: 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 hours. Source:
 * Standard Webhooks, "Deliverability and reliability".
 */
const WAITS = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;

/** How long to wait after so many failed tries; undefined when there is no next one. */
export const waitAfter = (attempts: number): number | undefined => WAITS[attempts - 1];

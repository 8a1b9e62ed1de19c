import type { AccessRow } from '../access-row';
import { ANSWER_BOOKING, READ_BOOKING } from './bookings';

/** Orders of every kind: both sides stand to an order as to the booking it came with. */
export const ORDERS_POLICY = {
  'orders.list': { who: 'signed-in' },
  'orders.get': { object: 'order', who: READ_BOOKING },
  'orders.history': { object: 'order', who: READ_BOOKING },
  'orders.accept': { object: 'order', who: ANSWER_BOOKING },
  'orders.dispute': { object: 'order', who: ANSWER_BOOKING },
} satisfies Record<string, AccessRow>;

import type { Order } from './api';

/** States of an order under the names that tags have for them. */
const TAGS = {
  submitted: 'awaiting_answer',
  priced: 'priced',
  open: 'in_force',
  sent: 'samples_sent',
  received: 'samples_received',
  running: 'in_test',
  completed: 'to_accept',
  accepted: 'accepted',
  disputed: 'disputed',
  cancelled: 'cancelled',
  rejected: 'declined',
  withdrawn: 'withdrawn',
  expired: 'expired',
} as const satisfies Record<Order['state'], string>;

/** The tag that shows an order's state. */
export const orderTag = (state: Order['state']): (typeof TAGS)[Order['state']] => TAGS[state];

import { DateTime } from 'luxon';
import type { Tables } from '../../../apps/launcher/src/seed/rows';
import type { Ids } from './ids';
import { STANDINGS } from './standings';

const LONG_AGO = DateTime.utc().minus({ days: 20 });
/** Names of all orders there are, without what they are. */
const ORDERS = [...STANDINGS.keys()]
  .filter((name) => name.startsWith('order:'))
  .map((name) => name.slice('order:'.length));

/** One message and one file on every order, whoever its sides are; orders come before. */
export const conversationTables = (ids: Ids): Tables => [
  [
    'order_message',
    ORDERS.map((name) => ({
      ...{ id: ids.of(`order-message:${name}`), order_id: ids.of(`order:${name}`), side: 'user' },
      ...{ author_id: ids.person('enterprise.first'), text: '样品何时寄出？' },
      ...{ organisation_id: ids.organisation('enterprise'), created_at: LONG_AGO },
    })),
  ],
  [
    'order_message_mark',
    ORDERS.map((name) => ({
      ...{ id: ids.of(`order-message-mark:${name}`), order_id: ids.of(`order:${name}`) },
      side: 'provider',
    })),
  ],
  [
    'order_attachment',
    ORDERS.map((name) => ({
      ...{ id: ids.of(`order-attachment:${name}`), order_id: ids.of(`order:${name}`) },
      // Another content than that of any upload, so that each may still be attached.
      ...{ file_id: ids.of('file:enterprise'), kind: 'requirement', sha256: '0'.repeat(64) },
      ...{ attached_by: ids.person('enterprise.first'), created_at: LONG_AGO },
      organisation_id: ids.organisation('enterprise'),
    })),
  ],
];

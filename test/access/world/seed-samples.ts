import type { Tables } from '../../../apps/launcher/src/seed/rows';
import type { Ids } from './ids';
import { BOOKING_NAMES } from './standings';

/** Samples of every order, under their labels: whoever may open the order may read them. */
export const sampleTables = (ids: Ids): Tables => [
  [
    'sample_order',
    BOOKING_NAMES.map((name) => ({
      order_id: ids.of(`order:${name}`),
      items: [{ name: '断裂强力', standard: null, conditions: null, quantity: 1 }],
      ...{ urgency: 'normal', report_kind: 'none', left_over: 'return' },
    })),
  ],
  [
    'order_sample',
    BOOKING_NAMES.map((name) => ({
      ...{ id: ids.of(`order-sample:${name}`), order_id: ids.of(`order:${name}`) },
      ...{ position: 1, name: '机织物', quantity: 1, label_code: name },
    })),
  ],
];

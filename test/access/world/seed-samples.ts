import type { Tables } from '../../../apps/launcher/src/seed/rows';
import type { Ids } from './ids';
import { BOOKING_NAMES } from './standings';

const HOLDERS = ['university', 'shanghai'] as const;

/** A test as a laboratory offers it, in the words of a request. */
export const SERVICE_ITEM = {
  ...{ name: '断裂强力', unitFen: 12_000, machineMinutes: 60, workingDays: 2 },
};

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
  [
    'service_item',
    HOLDERS.map((holder) => ({
      id: ids.of(`service-item:${holder}`),
      holder_id: ids.organisation(holder),
      ...{ name: '断裂强力', unit_fen: 12_000, machine_minutes: 60, working_days: 2 },
    })),
  ],
];

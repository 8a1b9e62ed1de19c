import type { Tables } from '../../../apps/launcher/src/seed/rows';
import type { Ids } from './ids';
import { dayAhead } from './days';
import { BOOKING_NAMES } from './standings';

const HOLDERS = ['university', 'shanghai'] as const;

/** Orders with a course of samples; one of them is nothing else. */
const ORDERED = [...BOOKING_NAMES, 'enterprise.sampled'] as const;

/** A test as a laboratory offers it, in the words of a request. */
export const SERVICE_ITEM = {
  ...{ name: '断裂强力', unitFen: 12_000, machineMinutes: 60, workingDays: 2 },
};

/** Samples of every order, under their labels: whoever may open the order may read them. */
export const sampleTables = (ids: Ids): Tables => [
  [
    'service_order',
    [
      {
        ...{ id: ids.of('order:enterprise.sampled'), number: 'enterprise.sampled' },
        ...{ kind: 'sample', state: 'received', purpose: 'testing' },
        user_organisation_id: ids.organisation('enterprise'),
        provider_organisation_id: ids.organisation('university'),
        placed_by: ids.person('enterprise.first'),
        ...{ list_fen: 100, voucher_fen: 0, own_fen: 100 },
      },
    ],
  ],
  [
    'sample_order',
    ORDERED.map((name) => ({
      order_id: ids.of(`order:${name}`),
      ...{ quote_lines: [], promised_on: '2099-01-01', quote_valid_until: '2099-01-01' },
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
    'sample_quote',
    ORDERED.map((name) => ({
      ...{ order_id: ids.of(`order:${name}`), version: 1, lines: [], list_fen: 0 },
      ...{ promised_on: '2099-01-01', valid_until: '2099-01-01' },
      priced_by: ids.person('university.first'),
    })),
  ],
  [
    'sample_promise',
    BOOKING_NAMES.map((name) => ({
      ...{ id: ids.of(`sample-promise:${name}`), order_id: ids.of(`order:${name}`) },
      ...{ promised_on: '2099-01-01', previous_on: '2098-01-01', reason: '设备检修' },
      made_by: ids.person('university.first'),
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
  [
    'occupancy',
    BOOKING_NAMES.map((name, index) => ({
      ...{ id: ids.of(`occupancy:${name}.samples`), unit_id: ids.of('unit:university.listed') },
      during: `[${planned(index, 0)},${planned(index, 1)})`,
      ...{ kind: 'sample', blocking: true },
    })),
  ],
  [
    'sample_work',
    BOOKING_NAMES.map((name, index) => ({
      ...{ id: ids.of(`sample-work:${name}`), order_id: ids.of(`order:${name}`) },
      instrument_id: ids.of('instrument:university.listed'),
      occupancy_id: ids.of(`occupancy:${name}.samples`),
      ...{ starts_at: planned(index, 0), ends_at: planned(index, 1) },
      planned_by: ids.person('university.first'),
    })),
  ],
];

/** Hours of a day that nothing else in this world takes. */
function planned(index: number, hours: number): string {
  return dayAhead(390)
    .plus({ hours: index * 2 + hours })
    .toISO();
}

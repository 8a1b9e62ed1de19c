import { DateTime } from 'luxon';
import type { Row, Tables } from '../../../apps/launcher/src/seed/rows';
import type { Ids } from './ids';
import { dayAhead } from './seed-bookings';

const HOLDERS = ['university', 'shanghai'] as const;

const longAgo = DateTime.utc().minus({ days: 30 });

/** What was done with the listed instruments without a reservation. */
export function usageTables(ids: Ids): Tables {
  return [
    [
      'usage_record',
      HOLDERS.map((holder): Row => ({
        id: ids.of(`usage-record:${holder}`),
        instrument_id: ids.of(`instrument:${holder}.listed`),
        unit_id: ids.of(`unit:${holder}.listed`),
        starts_at: dayAhead(-10),
        ends_at: dayAhead(-9),
        machine_minutes: 1440,
        ...{ user_name: '分析中心', kind: 'internal', source: 'log_book', evidence: '第 12 页' },
        ...{ state: 'draft', recorded_by: ids.person(`${holder}.first`), version: 1 },
        created_at: longAgo,
      })),
    ],
  ];
}

import { DateTime } from 'luxon';
import type { Row, Tables } from '../../../apps/launcher/src/seed/rows';
import type { Ids } from './ids';
import { dayAhead } from './days';
import { objectsOf } from './standings';

type Holder = 'university' | 'shanghai';
const HOLDERS: readonly Holder[] = ['university', 'shanghai'];

const longAgo = DateTime.utc().minus({ days: 30 });

/** What the holders' own systems say of their listed instruments, in the way of a downtime each. */
export function busyTables(ids: Ids): Tables {
  const each = (rowOf: (holder: Holder) => Row): Row[] => HOLDERS.map(rowOf);
  const period = { starts_at: dayAhead(15), ends_at: dayAhead(16), created_at: longAgo };
  return [
    [
      'busy_time',
      each((holder) => ({
        id: ids.of(`busy-time:${holder}`),
        instrument_id: ids.of(`instrument:${holder}.listed`),
        ...{ source: 'api', external_id: 'A-1', ...period },
      })),
    ],
    [
      'busy_clash',
      each((holder) => ({
        id: ids.of(`busy-clash:${holder}`),
        busy_time_id: ids.of(`busy-time:${holder}`),
        occupancy_id: ids.of(`occupancy:${holder}.down`),
        ...period,
      })),
    ],
    [
      'busy_calendar',
      objectsOf('instrument').map((name) => ({
        instrument_id: ids.of(name),
        address: 'https://calendar.example.org/secret.ics',
        ...{ set_by: ids.person('university.first'), version: 1 },
      })),
    ],
  ];
}

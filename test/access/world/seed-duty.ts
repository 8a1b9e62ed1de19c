import { DateTime } from 'luxon';
import type { Row, Tables } from '../../../apps/launcher/src/seed/rows';
import type { Ids } from './ids';

type Holder = 'university' | 'shanghai';
const HOLDERS: readonly Holder[] = ['university', 'shanghai'];

const longAgo = DateTime.utc().minus({ days: 30 });

/** What hangs on the duty to share: exemptions that wait, numbers elsewhere, sensors, decisions, what is only counted. */
export function dutyTables(ids: Ids): Tables {
  const each = (rowOf: (holder: Holder) => Row): Row[] => HOLDERS.map(rowOf);
  const listed = (holder: Holder): string => ids.of(`instrument:${holder}.listed`);
  return [
    [
      'duty_exemption',
      each((holder) => ({
        id: ids.of(`exemption:${holder}`),
        instrument_id: ids.of(`instrument:${holder}.draft`),
        state: 'requested',
        reason: '承担专项任务',
        starts_on: '2026-01-05',
        // One of those who asked has moved to the office since.
        requested_by: ids.person(holder === 'shanghai' ? 'bureau.second' : `${holder}.second`),
        created_at: longAgo,
        version: 1,
      })),
    ],
    [
      'instrument_external_id',
      each((holder) => ({
        ...{ instrument_id: listed(holder), scheme: 'regional', number: `R-${holder}` },
        verified_on: '2026-01-05',
      })),
    ],
    [
      'instrument_connection',
      each((holder) => ({
        instrument_id: listed(holder),
        ...{ joined_on: '2026-01-05', sensor_due_on: '2026-02-24', sensor_due_provisional: false },
      })),
    ],
    [
      'use_decision',
      each((holder) => ({
        id: ids.of(`use-decision:${holder}`),
        instrument_id: listed(holder),
        ...{ obliged: false, reason: '不纳入', decided_by: ids.person('bureau.second') },
        created_at: longAgo,
      })),
    ],
    [
      'classified_holding',
      each((holder) => ({
        organisation_id: ids.organisation(holder),
        ...{ count: 1, filing_number: '嘉密备 1', updated_by: ids.person(`${holder}.second`) },
        ...{ updated_at: longAgo, version: 1 },
      })),
    ],
  ];
}

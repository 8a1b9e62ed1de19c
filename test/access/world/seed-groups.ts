import { DateTime } from 'luxon';
import type { Row, Tables } from '../../../apps/launcher/src/seed/rows';
import type { Ids } from './ids';

type Holder = 'university' | 'shanghai';
const HOLDERS: readonly Holder[] = ['university', 'shanghai'];

const longAgo = DateTime.utc().minus({ days: 30 });

/** Whom each holder treats better than the public, and whom its laboratory has trained. */
export function groupTables(ids: Ids): Tables {
  return [
    ['user_group', HOLDERS.map((holder) => groupRow(ids, holder))],
    ['user_group_member', HOLDERS.map((holder) => memberRow(ids, holder))],
    ['qualification', HOLDERS.map((holder) => qualificationRow(ids, holder))],
  ];
}

const groupRow = (ids: Ids, holder: Holder): Row => ({
  id: ids.of(`user-group:${holder}`),
  holder_id: ids.organisation(holder),
  name_zh: '长期合作单位',
  horizon_days: 180,
  created_at: longAgo,
});

const memberRow = (ids: Ids, holder: Holder): Row => ({
  id: ids.of(`group-member:${holder}`),
  group_id: ids.of(`user-group:${holder}`),
  holder_id: ids.organisation(holder),
  organisation_id: ids.organisation('agent'),
  created_at: longAgo,
});

/** Each laboratory has trained somebody of another organisation. */
const qualificationRow = (ids: Ids, holder: Holder): Row => ({
  id: ids.of(`qualification:${holder}`),
  instrument_id: ids.of(`instrument:${holder}.listed`),
  user_id: ids.person(holder === 'university' ? 'enterprise.first' : 'enterprise2.first'),
  granted_by: ids.person(`${holder}.second`),
  granted_at: longAgo,
});

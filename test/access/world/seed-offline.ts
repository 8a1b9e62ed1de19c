import { DateTime } from 'luxon';
import { orderNumber } from '@app/orders';
import type { Row, Tables } from '../../../apps/launcher/src/seed/rows';
import { employerOf, type OrganisationName } from './cast';
import type { Ids } from './ids';
import { FILED_NAMES, type FiledName, STANDINGS } from './standings';

const FEE_FEN = 10_000;
const filedAt = DateTime.utc().minus({ days: 30 });
const endedAt = DateTime.utc().minus({ days: 1 });

/** The person who filed a service. */
function filerOf(name: FiledName) {
  const person = STANDINGS.get(`order:${name}`)?.own;
  if (!person) throw new Error(`nobody filed ${name}`);
  return person;
}

/** Filed services of a holder in Shanghai: two that wait for it, one of them with evidence, and one that it confirmed. */
export const offlineTables = (ids: Ids): Tables => [
  ['service_order', FILED_NAMES.map((name, index) => orderRow(ids, name, index))],
  [
    'offline_order',
    FILED_NAMES.map((name) => ({
      order_id: ids.of(`order:${name}`),
      ...{ description: '透射电镜观察', place: '浦东新区', region_code: '310000' },
      ...{ starts_at: filedAt.plus({ days: 10 }), ends_at: endedAt },
      contact_email: 'provider@provider.example',
      confirmed_how: name === 'enterprise.arranged' ? 'evidence' : null,
    })),
  ],
  [
    'offline_evidence',
    [
      evidenceRow(ids, 'enterprise2.filed', {}),
      evidenceRow(ids, 'enterprise.arranged', {
        ...{ decision: 'accepted', decided_at: endedAt },
        decided_by: ids.person('bureau.second'),
      }),
    ],
  ],
];

const orderRow = (ids: Ids, name: FiledName, index: number): Row => ({
  ...{ id: ids.of(`order:${name}`), serial: 7_000 + index },
  ...{ number: orderNumber(2026, 7_000 + index), kind: 'offline', purpose: 'testing' },
  user_organisation_id: ids.organisation(employerOf(filerOf(name))),
  provider_organisation_id: ids.organisation('shanghai'),
  placed_by: ids.person(filerOf(name)),
  state: name === 'enterprise.arranged' ? 'open' : 'submitted',
  ...{ list_fen: FEE_FEN, voucher_fen: 0, own_fen: FEE_FEN, created_at: filedAt },
});

const evidenceRow = (ids: Ids, name: FiledName, decision: Row): Row => ({
  ...{ id: ids.of(`offline-evidence:${name}`), order_id: ids.of(`order:${name}`) },
  file_id: ids.of(`file:${name.split('.')[0] as OrganisationName}`),
  ...{ reason: '多次联系未回复', provided_by: ids.person(filerOf(name)), ...decision },
});

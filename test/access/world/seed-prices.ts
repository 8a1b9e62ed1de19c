import { DateTime } from 'luxon';
import type { Row, Tables } from '../../../apps/launcher/src/seed/rows';
import type { Ids } from './ids';

const longAgo = DateTime.utc().minus({ days: 20 });
/** Long after every service of this world, whose prices stay as they are. */
const TERMS = {
  ...{ percent: 80, valid_from: '2099-01-01', valid_until: '2099-12-31', reason: '年度合作协议' },
};

/** What holders have agreed on with customers: one is in force, the other still waits for a second person. */
export const priceTables = (ids: Ids): Tables => [
  [
    'agreed_price',
    [
      {
        ...agreement(ids, 'university', 'enterprise'),
        ...{
          state: 'approved',
          approved_by: ids.person('university.second'),
          approved_at: longAgo,
        },
      },
    ],
  ],
  ['agreed_price', [{ ...agreement(ids, 'shanghai', 'enterprise2'), state: 'proposed' }]],
];

const agreement = (
  ids: Ids,
  holder: 'university' | 'shanghai',
  customer: 'enterprise' | 'enterprise2',
): Row => ({
  id: ids.of(`agreed-price:${holder}`),
  holder_id: ids.organisation(holder),
  customer_organisation_id: ids.organisation(customer),
  proposed_by: ids.person(`${holder}.first`),
  ...{ ...TERMS, created_at: longAgo },
});

import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';
import type { Row, Tables } from '../../../apps/launcher/src/seed/rows';
import type { Ids } from './ids';

const TEXT = '大型科研仪器设施开放共享服务合同';
const SIGNED_AT = DateTime.utc().minus({ days: 20 });

/** SHA-256 of every contract of the world, in hexadecimal. */
export const CONTRACT_HASH = createHash('sha256').update(TEXT).digest('hex');

const SIGNED = ['enterprise.confirmed', 'enterprise2.confirmed'] as const;

/** Contracts of two orders, which both sides accepted. */
export function contractTables(ids: Ids): Tables {
  return [
    [
      'order_contract',
      SIGNED.map((order): Row => ({
        id: ids.of(`contract:${order}`),
        order_id: ids.of(`order:${order}`),
        ...{ version: 1, template_source: 'built_in', template_version: 0, text: TEXT },
        facts: { user: {}, provider: {}, values: {} },
        sha256: `\\x${CONTRACT_HASH}`,
        user_accepted_by: ids.person('enterprise.first'),
        user_accepted_at: SIGNED_AT,
        provider_accepted_by: ids.person('university.first'),
        provider_accepted_at: SIGNED_AT,
        created_at: SIGNED_AT,
      })),
    ],
  ];
}

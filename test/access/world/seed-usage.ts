import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';
import type { Row, Tables } from '../../../apps/launcher/src/seed/rows';
import { employerOf } from './cast';
import type { Ids } from './ids';
import { dayAhead } from './days';

const HOLDERS = ['university', 'shanghai'] as const;

const longAgo = DateTime.utc().minus({ days: 30 });

const TOLD = ['enterprise', 'university'] as const;

/**
 * Feeds of two persons, what was done with the listed instruments without a reservation, and addresses that are told
 * what happens, with a message each.
 */
export function usageTables(ids: Ids): Tables {
  return [
    [
      'webhook_endpoint',
      TOLD.map((organisation): Row => ({
        id: ids.of(`webhook:${organisation}`),
        organisation_id: ids.organisation(organisation),
        ...{ url: 'https://example.test/hook', events: [], state: 'active', secret: '-' },
        created_by: ids.person(`${organisation}.first`),
        created_at: longAgo,
      })),
    ],
    [
      'webhook_delivery',
      TOLD.map((organisation): Row => ({
        id: ids.of(`webhook-delivery:${organisation}`),
        endpoint_id: ids.of(`webhook:${organisation}`),
        ...{ event: 'webhook.test', state: 'failed', attempts: 10 },
        change_id: ids.of(`webhook-delivery:${organisation}`),
        ...{ occurred_at: longAgo, created_at: longAgo },
      })),
    ],
    [
      'calendar_feed',
      (['enterprise.first', 'university.first'] as const).map((person): Row => ({
        id: ids.of(`calendar-feed:${person}`),
        token_hash: createHash('sha256').update(person).digest(),
        kind: 'person',
        user_id: ids.person(person),
        organisation_id: ids.organisation(employerOf(person)),
        created_at: longAgo,
      })),
    ],
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

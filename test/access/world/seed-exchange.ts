import { DateTime } from 'luxon';
import type { Tables } from '../../../apps/launcher/src/seed/rows';
import type { Ids } from './ids';

const HOLDERS = ['university', 'shanghai'] as const;
const longAgo = DateTime.utc().minus({ days: 30 });

/** What came in as a ledger and what went out to the regional platform. */
export const exchangeTables = (ids: Ids): Tables => [...importTables(ids), ...syncTables(ids)];

const importTables = (ids: Ids): Tables => [
  [
    'import_run',
    HOLDERS.map((holder) => ({
      id: ids.of(`import-run:${holder}`),
      organisation_id: ids.organisation(holder),
      requested_by: ids.person(`${holder}.first`),
      file_id: ids.of(`file:${holder}`),
      file_name: '台账.xlsx',
      state: 'finished',
      total: 1,
      accepted: 1,
      warned: 0,
      refused: 0,
      created_at: longAgo,
      finished_at: longAgo,
    })),
  ],
  [
    'import_row',
    HOLDERS.map((holder) => ({
      run_id: ids.of(`import-run:${holder}`),
      row_number: 2,
      verdict: 'accepted',
      instrument_id: ids.of(`instrument:${holder}.draft`),
      asset_number: `${holder}.draft`,
      name_zh: '场发射扫描电子显微镜',
      messages: [],
    })),
  ],
  [
    'import_mapping',
    HOLDERS.map((holder) => ({
      organisation_id: ids.organisation(holder),
      fingerprint: '0'.repeat(64),
      mapping: { columns: [], amountUnit: 'yuan', fixed: {} },
    })),
  ],
];

const syncTables = (ids: Ids): Tables => [
  [
    'sync_run',
    [
      {
        id: ids.of('sync-run:nightly'),
        scope: 'all',
        trigger: 'nightly',
        civil_date: '2026-01-05',
        state: 'finished',
        mapping_version: 1,
        total: 1,
        sent: 1,
        accepted: 0,
        refused: 1,
        failed: 0,
        created_at: longAgo,
        finished_at: longAgo,
      },
    ],
  ],
  [
    'sync_item',
    [
      {
        id: ids.of('sync-item:refused'),
        target: 'http-json',
        record_kind: 'instrument',
        record_id: ids.of('instrument:university.listed'),
        state: 'refused',
        sent_version: 1,
        attempts: 1,
        last_run_id: ids.of('sync-run:nightly'),
        created_at: longAgo,
      },
    ],
  ],
];

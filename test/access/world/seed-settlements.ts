import { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { insertRows, type Row, type Tables } from '../../../apps/launcher/src/seed/rows';
import type { Ids } from './ids';

const longAgo = DateTime.utc().minus({ days: 20 });
const INVOICES = ['university', 'shanghai'] as const;
const AMOUNT_FEN = 10_000;

/** Invoices of two holders to one enterprise; of the first has an order a part. */
export async function insertSettlements(tx: EntityManager, ids: Ids): Promise<void> {
  for (const [table, rows] of settlementTables(ids)) await insertRows(tx, table, rows);
}

const settlementTables = (ids: Ids): Tables => [
  [
    'invoice',
    INVOICES.map((holder): Row => ({
      id: ids.of(`invoice:${holder}`),
      code: '',
      number: ids.of(`invoice:${holder}`),
      seller_organisation_id: ids.organisation(holder),
      buyer_organisation_id: ids.organisation('enterprise'),
      ...{ kind: 'ordinary', title: '测试企业', tax_number: '9133' },
      ...{ issued_on: '2026-01-05', amount_fen: AMOUNT_FEN, allocated_fen: 0 },
      ...{ verification: 'unchecked', state: 'recorded', version: 1 },
      recorded_by: ids.person(`${holder}.first`),
      created_at: longAgo,
    })),
  ],
  [
    'invoice_allocation',
    [
      {
        id: ids.of('invoice-allocation:shanghai'),
        invoice_id: ids.of('invoice:shanghai'),
        order_id: ids.of('order:enterprise.claimable'),
        ...{ amount_fen: 1, live: true, created_at: longAgo },
      },
    ],
  ],
];

import { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { orderNumber } from '@app/orders';
import { insertRows, type Row, type Tables } from '../../../apps/launcher/src/seed/rows';
import type { Ids } from './ids';

const longAgo = DateTime.utc().minus({ days: 20 });
const HOLDERS = ['university', 'shanghai'] as const;
const AMOUNT_FEN = 10_000;
/** What every card of the world says beside its number, and what a body that changes one says. */
export const CARD = {
  ...{ number: 'K-2026-001', title: '纤维表面改性', validUntil: '2099-12-31' },
  budgetFen: AMOUNT_FEN,
};

/** Invoices and receipts of two holders; an order of one has a part of each, and something of it is to be given up. */
export async function insertSettlements(tx: EntityManager, ids: Ids): Promise<void> {
  for (const [table, rows] of settlementTables(ids)) await insertRows(tx, table, rows);
}

/** An order that the university served to itself: no invoice and no receipt will come for it. */
const servedInHouse = (ids: Ids): Row => ({
  id: ids.of('order:university.served'),
  serial: 3_000,
  number: orderNumber(2026, 3_000),
  ...{ kind: 'sample', purpose: 'testing', state: 'accepted' },
  user_organisation_id: ids.organisation('university'),
  provider_organisation_id: ids.organisation('university'),
  placed_by: ids.person('university.first'),
  ...{ list_fen: AMOUNT_FEN, voucher_fen: 0, own_fen: AMOUNT_FEN, actual_fen: AMOUNT_FEN },
  ...{ captured_fen: 0, version: 1, completed_at: longAgo, created_at: longAgo },
});

/** A closed month of the university, which had a fen of what it served to itself. */
const incomeTables = (ids: Ids): Tables => {
  const ofMonth = { holder_organisation_id: ids.organisation('university'), month: '2020-01-01' };
  return [
    [
      'income_share_rule',
      HOLDERS.map((holder): Row => ({
        id: ids.of(`income-share-rule:${holder}`),
        holder_organisation_id: ids.organisation(holder),
        lab_id: ids.of(`lab:${holder}`),
        ...{ version: 1, valid_from: '2020-01-01', lab_ratio: 0.3, created_at: longAgo },
        set_by: ids.person(`${holder}.first`),
      })),
    ],
    [
      'income_month',
      [{ ...ofMonth, closed_by: ids.person('university.first'), closed_at: longAgo }],
    ],
    [
      'income_share',
      [
        {
          ...ofMonth,
          order_id: ids.of('order:university.served'),
          ...{ received_fen: 1, lab_fen: 0, holder_fen: 1 },
        },
      ],
    ],
  ];
};

const settlementTables = (ids: Ids): Tables => [
  [
    'invoice',
    HOLDERS.map((holder): Row => ({
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
  [
    'receipt',
    HOLDERS.map((holder): Row => ({
      id: ids.of(`receipt:${holder}`),
      holder_organisation_id: ids.organisation(holder),
      ...{ payer_name: '测试企业', reference: '1', received_on: '2026-01-10', source: 'manual' },
      ...{ amount_fen: AMOUNT_FEN, matched_fen: 0, returned_fen: 0, created_at: longAgo },
      recorded_by: ids.person(`${holder}.first`),
    })),
  ],
  [
    'statement',
    HOLDERS.map((holder, at): Row => ({
      id: ids.of(`statement:${holder}`),
      serial: at + 1,
      number: `JS26-00000${at + 1}-0`,
      holder_organisation_id: ids.organisation(holder),
      customer_organisation_id: ids.organisation('enterprise'),
      ...{ month: '2026-01-01', state: 'draft', sent_at: longAgo, version: 1, created_at: longAgo },
      drafted_by: ids.person(`${holder}.first`),
    })),
  ],
  [
    'statement_line',
    (['claimable', 'submitted'] as const).map((order): Row => ({
      statement_id: ids.of('statement:shanghai'),
      order_id: ids.of(`order:enterprise.${order}`),
      live: true,
    })),
  ],
  [
    'settlement_terms',
    HOLDERS.map((holder): Row => ({
      id: ids.of(`settlement-terms:${holder}`),
      holder_organisation_id: ids.organisation(holder),
      customer_organisation_id: ids.organisation('enterprise'),
      ...{ version: 1, withdrawn: false, mode: 'monthly', days_to_pay: 30 },
      ...{ report_after_payment: false, created_at: longAgo },
      set_by: ids.person(`${holder}.first`),
    })),
  ],
  [
    'bank_import',
    HOLDERS.map((holder): Row => ({
      id: ids.of(`bank-import:${holder}`),
      holder_organisation_id: ids.organisation(holder),
      ...{ file_name: '明细.csv', sha256: '0', created_at: longAgo },
      imported_by: ids.person(`${holder}.first`),
    })),
  ],
  [
    'invoice_request',
    HOLDERS.map((holder): Row => ({
      id: ids.of(`invoice-request:${holder}`),
      holder_organisation_id: ids.organisation(holder),
      user_organisation_id: ids.organisation('enterprise'),
      ...{ state: 'requested', kind: 'ordinary', title: '测试企业', tax_number: '9133' },
      ...{ amount_fen: 1, version: 1, created_at: longAgo },
      requested_by: ids.person('enterprise.first'),
    })),
  ],
  [
    'invoice_request_part',
    [
      {
        id: ids.of('invoice-request-part:shanghai'),
        request_id: ids.of('invoice-request:shanghai'),
        order_id: ids.of('order:enterprise.claimable'),
        ...{ amount_fen: 1, live: true },
      },
    ],
  ],
  [
    'invoice_profile',
    [
      {
        id: ids.organisation('enterprise'),
        ...{ title: '测试企业', tax_number: '9133', version: 1, saved_at: longAgo },
        saved_by: ids.person('enterprise.first'),
      },
    ],
  ],
  [
    'settlement_entry',
    [
      {
        id: ids.of('settlement-entry:shanghai'),
        receipt_id: ids.of('receipt:shanghai'),
        order_id: ids.of('order:enterprise.claimable'),
        actor_id: ids.person('shanghai.first'),
        ...{ kind: 'payment', amount_fen: 1, created_at: longAgo },
      },
    ],
  ],
  ['service_order', [servedInHouse(ids)]],
  [
    'project_card',
    HOLDERS.map((holder): Row => ({
      id: ids.of(`project-card:${holder}`),
      organisation_id: ids.organisation(holder),
      ...{ number: CARD.number, title: CARD.title, valid_until: CARD.validUntil },
      ...{ budget_fen: CARD.budgetFen, spent_fen: 0, version: 1, created_at: longAgo },
      owner_id: ids.person(`${holder}.first`),
    })),
  ],
  [
    'project_card_charger',
    HOLDERS.map((holder): Row => ({
      card_id: ids.of(`project-card:${holder}`),
      user_id: ids.person(`${holder}.second`),
    })),
  ],
  [
    'card_transfer',
    [
      {
        id: ids.of('card-transfer:university'),
        card_id: ids.of('project-card:university'),
        order_id: ids.of('order:university.served'),
        actor_id: ids.person('university.first'),
        ...{ kind: 'charge', amount_fen: 1, created_at: longAgo },
      },
    ],
  ],
  ...incomeTables(ids),
  [
    'write_off',
    [
      {
        id: ids.of('write-off:shanghai'),
        order_id: ids.of('order:enterprise.submitted'),
        proposed_by: ids.person('shanghai.first'),
        ...{ amount_fen: 1, reason: '尾差', state: 'proposed', created_at: longAgo },
      },
    ],
  ],
];

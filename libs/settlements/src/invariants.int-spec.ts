import { Client } from 'pg';
import { findBroken } from '../../../test/support/broken-invariants';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { adminUrl } from '../../../test/support/test-server';
import { SETTLEMENT_INVARIANTS } from './invariants.sql';
import { CardDesk } from './testing/card-desk';
import { InvoiceDesk } from './testing/invoice-desk';
import { SettlementDesk } from './testing/settlement-desk';
import { StatementDesk } from './testing/statement-desk';

let database: TestDatabase;
let superuser: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  const desk = new SettlementDesk(database.dataSource);
  const sides = await desk.buildSides();
  const orderId = await desk.buildOrder(sides);
  const { id } = await desk.invoice(sides, { [orderId]: 10_000 });
  await desk.flush(sides.holder, id, { [orderId]: 4_000 });
  await desk.flush(sides.holder, id);
  const invoice = await desk.invoice(sides, { [orderId]: 5_000 });
  const receipt = await desk.receipt(sides, 8_000);
  await desk.match(sides, receipt.id, { invoiceId: invoice.id }, 3_000);
  await desk.match(sides, receipt.id, { orderId }, 4_000);
  await desk.refund(sides, receipt.id, orderId, 1_000);
  await desk.writeOff(sides, orderId, 10);
  await new InvoiceDesk(database.dataSource).ask(sides, { [orderId]: 100 });
  await new StatementDesk(database.dataSource).stated(sides);
  await new CardDesk(desk).buildTransfers();
  superuser = new Client({ connectionString: adminUrl(database.name) });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await database.drop();
});

const brokenBy = (damage: readonly string[]): Promise<string[]> =>
  findBroken(superuser, SETTLEMENT_INVARIANTS, damage);

const PLANTED: Record<string, string[]> = {
  'income-shared': [
    `INSERT INTO income_share (holder_organisation_id, month, order_id, received_fen, lab_fen, holder_fen)
     SELECT gen_random_uuid(), '2026-01-01', gen_random_uuid(), 100, 1, 99`,
  ],
  'card-spent': ['UPDATE project_card SET spent_fen = spent_fen - 1'],
  'card-in-house': ['UPDATE project_card SET organisation_id = gen_random_uuid()'],
  'card-reversal': [`UPDATE card_transfer SET amount_fen = amount_fen + 1 WHERE kind = 'reversal'`],
  'order-fee': ['UPDATE order_account SET fee_fen = fee_fen + 1'],
  'invoice-allocations': [`UPDATE invoice SET allocated_fen = 4999 WHERE allocated_fen > 0`],
  'order-invoiced': [
    'UPDATE order_account SET invoiced_fen = invoiced_fen - 1 WHERE invoiced_fen > 0',
  ],
  'invoice-flushed': ['UPDATE invoice SET amount_fen = amount_fen - 1 WHERE amount_fen < 0'],
  'invoice-red-parts': [
    `UPDATE invoice_allocation SET amount_fen = amount_fen + 1 WHERE invoice_id IN (SELECT id FROM invoice WHERE amount_fen < 0)`,
  ],
  'receipt-between-two': [
    'UPDATE service_order SET user_organisation_id = provider_organisation_id',
  ],
  'order-balance': ['UPDATE order_account SET paid_fen = paid_fen - 1'],
  'receipt-matched': ['UPDATE receipt SET matched_fen = matched_fen - 1'],
  'receipt-order': [`UPDATE settlement_entry SET amount_fen = 4001 WHERE kind = 'refund'`],
  'invoice-paid': ['UPDATE invoice_allocation SET amount_fen = 2999 WHERE live'],
  'statement-total': ['UPDATE statement SET own_fen = own_fen - 1'],
  'statement-orders': ['UPDATE statement SET customer_organisation_id = gen_random_uuid()'],
  'invoice-request-parts': ['UPDATE invoice_request SET amount_fen = amount_fen + 1'],
  'write-off-two-persons': [
    'ALTER TABLE write_off DROP CONSTRAINT write_off_decided_by_another',
    'UPDATE write_off SET decided_by = proposed_by',
  ],
  'invoice-parties': [`UPDATE invoice SET buyer_organisation_id = gen_random_uuid()`],
};

describe('the settlement invariants', () => {
  it('hold on sound books', async () => {
    expect(await brokenBy([])).toEqual([]);
  });

  it.each(SETTLEMENT_INVARIANTS.map(({ id }) => id))(
    '%s names the rows of a planted fault',
    async (id) => {
      expect(await brokenBy(PLANTED[id] ?? [])).toContain(id);
    },
  );

  it('order-balance notices a write-off that nobody counted', async () => {
    expect(await brokenBy(['UPDATE write_off SET amount_fen = amount_fen + 1'])).toEqual([
      'order-balance',
    ]);
  });

  it('statement-orders notices a void statement that keeps its orders', async () => {
    expect(await brokenBy([`UPDATE statement SET state = 'void', reason = ''`])).toEqual([
      'statement-orders',
    ]);
  });

  it('order-fee notices an accepted order without an account', async () => {
    expect(
      await brokenBy(['DELETE FROM invoice_allocation', 'DELETE FROM order_account']),
    ).toContain('order-fee');
  });
});

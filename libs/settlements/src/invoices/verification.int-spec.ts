import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { fen } from '@app/common';
import { attempts } from '../testing/attempts';
import { SettlementDesk, type Sides } from '../testing/settlement-desk';

let database: TestDatabase;
let desk: SettlementDesk;
let sides: Sides;
let orderId: string;
let invoiceId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  desk = new SettlementDesk(database.dataSource);
});
afterAll(() => database.drop());
beforeEach(async () => {
  sides = await desk.buildSides();
  orderId = await desk.buildOrder(sides);
  ({ id: invoiceId } = await desk.invoice(sides, { [orderId]: 4_000 }, { amountFen: fen(9_000) }));
});
afterEach(async () => {
  expect(await desk.violations()).toEqual([]);
});

const verify = (result: 'valid' | 'invalid') =>
  desk.invoices.verify(sides.holder, invoiceId, { result }, {});

const allocate = () =>
  desk.invoices.allocate(sides.holder, invoiceId, { orderId, amountFen: fen(1_000) }, {});

const REFUSED = { code: 'invoice-found-invalid' };

describe('an invoice that 查验 found invalid', () => {
  it('says who looked and when, and takes no new part, payment or claim until it is found valid', async () => {
    const { id } = await desk.receipt(sides, 5_000);
    await desk.match(sides, id, { invoiceId }, 1_000);
    const found = await verify('invalid');
    expect(found).toMatchObject({ verification: 'invalid', verifiedBy: sides.holder.userId });
    expect(found.verifiedAt).not.toBeNull();

    await expect(allocate()).rejects.toMatchObject(REFUSED);
    await expect(desk.match(sides, id, { invoiceId }, 1_000)).rejects.toMatchObject(REFUSED);
    const { number } = found;
    await expect(
      desk.db.query(
        `INSERT INTO claim_invoice (id, claim_id, code, number, issued_on, amount_fen)
         VALUES (gen_random_uuid(), gen_random_uuid(), '', $1, '2026-01-05', 9000)`,
        [number],
      ),
    ).rejects.toThrow('invoice_found_invalid');
    expect(await desk.suggestions.list(id)).not.toContainEqual(
      expect.objectContaining({ kind: 'invoice' }),
    );

    await verify('valid');
    await allocate();
    await desk.match(sides, id, { invoiceId }, 1_000);
  });

  it('leaves what was done before, and is freed and taken back as any other', async () => {
    const { id } = await desk.receipt(sides, 5_000);
    await desk.match(sides, id, { invoiceId }, 1_000);
    await verify('invalid');
    await desk.match(sides, id, { orderId }, 500);
    await desk.receipts.reopen(sides.holder, id, { orderId }, {});
    await desk.flush(sides.holder, invoiceId);
    expect(await desk.balance(orderId)).toMatchObject({ invoicedFen: 0, paidFen: 0 });
  });

  it('found so while eight clients use it, is used before or not at all', async () => {
    const { id } = await desk.receipt(sides, 8_000);
    const codes = await attempts(8, (at) => {
      if (at === 4) return verify('invalid');
      return at % 2 ? allocate() : desk.match(sides, id, { invoiceId }, 500);
    });
    expect(new Set(codes)).toEqual(
      codes.includes('invoice-found-invalid')
        ? new Set(['done', 'invoice-found-invalid'])
        : new Set(['done']),
    );
    await expect(allocate()).rejects.toMatchObject(REFUSED);
  });
});

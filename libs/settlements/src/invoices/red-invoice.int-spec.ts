import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { newId } from '@app/common';
import { attempts } from '../testing/attempts';
import { invoiceNumber, SettlementDesk, type Sides } from '../testing/settlement-desk';

let database: TestDatabase;
let desk: SettlementDesk;
let sides: Sides;
let first: string;
let second: string;
let invoiceId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  desk = new SettlementDesk(database.dataSource);
});
afterAll(() => database.drop());
beforeEach(async () => {
  sides = await desk.buildSides();
  first = await desk.buildOrder(sides);
  second = await desk.buildOrder(sides);
  ({ id: invoiceId } = await desk.invoice(sides, { [first]: 10_000, [second]: 6_000 }));
});
afterEach(async () => {
  expect(await desk.violations()).toEqual([]);
});

const flush = (parts?: Readonly<Record<string, number>>) =>
  desk.flush(sides.holder, invoiceId, parts);

describe('a red invoice over a part', () => {
  it('opens that part alone, and the last one ends the invoice', async () => {
    const partly = await flush({ [first]: 4_000 });
    expect(partly).toMatchObject({
      ...{ state: 'recorded', amountFen: 16_000, allocatedFen: 12_000, flushedFen: 4_000 },
      flushedBy: null,
    });
    expect(partly.allocations).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ orderId: first, amountFen: 6_000, live: true }),
        expect.objectContaining({ orderId: second, amountFen: 6_000, live: true }),
      ]),
    );
    const [redId = ''] = partly.redInvoiceIds;
    expect(await desk.invoices.get(redId)).toMatchObject({
      ...{ amountFen: -4_000, redOf: invoiceId },
      allocations: [{ orderId: first, amountFen: -4_000 }],
    });
    expect(await desk.balance(first)).toMatchObject({ invoicedFen: 6_000, uninvoicedFen: 4_000 });
    await desk.invoice(sides, { [first]: 4_000 });

    const whole = await flush();
    expect(whole).toMatchObject({ state: 'red_flushed', allocatedFen: 0, flushedFen: 16_000 });
    expect(whole.redInvoiceIds).toEqual([redId, whole.flushedBy]);
    expect(await desk.invoices.get(whole.flushedBy ?? '')).toMatchObject({ amountFen: -12_000 });
  });

  it('ends the invoice with its last fen, and leaves what nobody was allocated to the whole', async () => {
    await flush({ [first]: 10_000 });
    expect(await flush({ [second]: 6_000 })).toMatchObject({ state: 'red_flushed' });
    const { id } = await desk.invoice(sides, { [first]: 1_000 }, { amountFen: 3_000 as never });
    const standing = await desk.flush(sides.holder, id, { [first]: 1_000 });
    expect(standing).toMatchObject({ state: 'recorded', allocatedFen: 0, flushedFen: 1_000 });
    expect(await desk.flush(sides.holder, id)).toMatchObject({ flushedFen: 3_000 });
  });

  it('gives the room it took to no other order', async () => {
    await flush({ [first]: 4_000 });
    const part = { orderId: second, amountFen: 1 as never };
    await expect(desk.invoices.allocate(sides.holder, invoiceId, part, {})).rejects.toMatchObject({
      code: 'invoice-exhausted',
      members: { availableFen: 0 },
    });
  });

  it('names the order that has nothing of the invoice, and what an order has left', async () => {
    const stranger = await desk.buildOrder(sides);
    await expect(flush({ [first]: 1, [stranger]: 1 })).rejects.toMatchObject({
      members: { errors: [{ pointer: '/parts/1/orderId', code: 'order-unknown' }] },
    });
    await flush({ [first]: 4_000 });
    await expect(flush({ [first]: 6_001 })).rejects.toMatchObject({
      code: 'invoice-flushed-beyond-amount',
      members: { objectId: first, availableFen: 6_000, askedFen: 6_001 },
    });
  });

  it('frees what was paid on what is taken back, the youngest receipt first, and keeps the rest paid', async () => {
    const older = await desk.receipt(sides, 5_000);
    const younger = await desk.receipt(sides, 5_000);
    for (const { id } of [older, younger]) await desk.match(sides, id, { invoiceId }, 4_000);
    await flush({ [first]: 1_000 });
    expect(await desk.balance(first)).toMatchObject({ paidFen: 8_000 });
    await flush({ [first]: 4_000 });
    expect(await desk.balance(first)).toMatchObject({ paidFen: 5_000, openFen: 5_000 });
    expect(await desk.receipts.get(older.id)).toMatchObject({ openFen: 1_000 });
    expect(await desk.receipts.get(younger.id)).toMatchObject({ openFen: 4_000 });
  });

  it('is possible while the order is in dispute and after 查验 found the invoice invalid', async () => {
    await desk.db.query(`UPDATE service_order SET state = 'disputed' WHERE id = $1`, [first]);
    await desk.invoices.verify(sides.holder, invoiceId, { result: 'invalid' }, {});
    expect(await flush({ [first]: 1 })).toMatchObject({ flushedFen: 1, verification: 'invalid' });
    await desk.db.query(`UPDATE service_order SET state = 'accepted' WHERE id = $1`, [first]);
  });
});

describe('eight clients at once', () => {
  it('take back no more than an order has of the invoice', async () => {
    const codes = await attempts(8, () => flush({ [first]: 3_000 }));
    expect(codes).toEqual([
      ...Array<string>(3).fill('done'),
      ...Array<string>(5).fill('invoice-flushed-beyond-amount'),
    ]);
    expect(await desk.invoices.get(invoiceId)).toMatchObject({ flushedFen: 9_000 });
  });

  it('pay no more of a part than what red invoices leave of it', async () => {
    const receipt = await desk.receipt(sides, 100_000);
    await attempts(8, (at) =>
      at % 2 ? flush({ [first]: 2_000 }) : desk.match(sides, receipt.id, { invoiceId }, 2_500),
    );
    const { allocations } = await desk.invoices.get(invoiceId);
    const stands = allocations.find(({ orderId }) => orderId === first)?.amountFen;
    expect(stands).toBe(2_000);
    expect((await desk.balance(first)).paidFen).toBeLessThanOrEqual(2_000);
  });
});

describe('the database itself', () => {
  const insertRed = (amountFen: number, red = { seller: sides.holder }): Promise<unknown> =>
    desk.db.query(
      `INSERT INTO invoice (id, number, seller_organisation_id, buyer_organisation_id, kind, title, tax_number, issued_on,
                            amount_fen, red_of, recorded_by)
       SELECT $1, $2, $3, buyer_organisation_id, kind, title, tax_number, issued_on, $4, id, recorded_by
         FROM invoice WHERE id = $5`,
      [newId(), invoiceNumber(), red.seller.organisationId, -amountFen, invoiceId],
    );

  it('lets red invoices come to no more than what they take back, whoever writes them', async () => {
    await desk.db.query('UPDATE invoice_allocation SET live = false WHERE invoice_id = $1', [
      invoiceId,
    ]);
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => insertRed(4_000)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
    expect(await desk.invoices.get(invoiceId)).toMatchObject({
      ...{ state: 'red_flushed', flushedFen: 16_000 },
    });
  });

  it('refuses one over what still stands, and one of another seller', async () => {
    await expect(insertRed(1)).rejects.toThrow('invoice_flushed_beyond_amount');
    const { holder } = await desk.buildSides();
    await expect(insertRed(1, { seller: holder })).rejects.toThrow('invoice_flush_of_strangers');
  });

  it('lowers no part below what was paid on it, and raises none', async () => {
    const receipt = await desk.receipt(sides, 5_000);
    await desk.match(sides, receipt.id, { invoiceId }, 5_000);
    const set = (amountFen: number) =>
      desk.db.query('UPDATE invoice_allocation SET amount_fen = $2 WHERE order_id = $1 AND live', [
        first,
        amountFen,
      ]);
    await expect(set(4_999)).rejects.toThrow('settlement_entry_beyond_invoice');
    await expect(set(10_001)).rejects.toThrow('invoice_allocation_changed');
  });
});

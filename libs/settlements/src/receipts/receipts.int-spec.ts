import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { fen, newId } from '@app/common';
import { attempts } from '../testing/attempts';
import { SettlementDesk, type Sides } from '../testing/settlement-desk';

let database: TestDatabase;
let desk: SettlementDesk;
let sides: Sides;
let orderId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  desk = new SettlementDesk(database.dataSource);
});
afterAll(() => database.drop());
beforeEach(async () => {
  sides = await desk.buildSides();
  orderId = await desk.buildOrder(sides);
});
afterEach(async () => {
  expect(await desk.violations()).toEqual([]);
});

describe('ReceiptsService.record', () => {
  it('takes a bank serial number once for each holder', async () => {
    const reference = newId();
    const receipt = await desk.receipt(sides, 5_000, { reference });
    expect(receipt).toMatchObject({ amountFen: 5_000, openFen: 5_000, source: 'manual' });
    await expect(desk.receipt(sides, 5_000, { reference })).rejects.toMatchObject({
      code: 'receipt-recorded-twice',
    });
    await desk.receipt(await desk.buildSides(), 5_000, { reference });
  });

  it('refuses a day that is not yet and a payer nobody knows', async () => {
    for (const [change, code] of [
      [{ receivedOn: '2199-01-01' }, 'date-in-future'],
      [{ payerOrganisationId: newId() }, 'payer-unknown'],
    ] as const) {
      await expect(desk.receipt(sides, 1, change)).rejects.toMatchObject({
        members: { errors: [{ code }] },
      });
    }
  });
});

describe('ReceiptsService.match', () => {
  it('pays orders in parts, and leaves the rest as a deposit', async () => {
    const { id } = await desk.receipt(sides, 15_000);
    await desk.match(sides, id, { orderId }, 4_000);
    await desk.match(sides, id, { orderId }, 6_000);
    const second = await desk.buildOrder(sides);
    const matched = await desk.match(sides, id, { orderId: second }, 3_000);
    expect(matched).toMatchObject({ matchedFen: 13_000, openFen: 2_000 });
    expect(await desk.balance(orderId)).toMatchObject({ paidFen: 10_000, openFen: 0 });
    expect(await desk.balance(second)).toMatchObject({ paidFen: 3_000, openFen: 7_000 });
  });

  it('pays the orders of an invoice one after the other, and no more than its parts', async () => {
    const second = await desk.buildOrder(sides);
    const invoice = await desk.invoice(sides, { [orderId]: 6_000, [second]: 4_000 });
    const { id } = await desk.receipt(sides, 20_000);
    await desk.match(sides, id, { invoiceId: invoice.id }, 7_000);
    const parts = invoice.allocations.map((part) => part.orderId);
    expect(await desk.balance(parts[0] ?? '')).toMatchObject({
      paidFen: invoice.allocations[0]?.amountFen,
    });
    await expect(desk.match(sides, id, { invoiceId: invoice.id }, 3_001)).rejects.toMatchObject({
      code: 'invoice-paid',
      members: { availableFen: 3_000, askedFen: 3_001 },
    });
    await desk.match(sides, id, { invoiceId: invoice.id }, 3_000);
    expect(await desk.balance(orderId)).toMatchObject({ paidFen: 6_000, openFen: 4_000 });
    expect(await desk.balance(second)).toMatchObject({ paidFen: 4_000, openFen: 6_000 });
  });

  it('refuses what the receipt or the order has not, and orders and invoices of others', async () => {
    const { id } = await desk.receipt(sides, 12_000);
    await expect(desk.match(sides, id, { orderId }, 10_001)).rejects.toMatchObject({
      code: 'order-paid-beyond-fee',
      members: { objectId: orderId, availableFen: 10_000, askedFen: 10_001 },
    });
    await expect(desk.match(sides, id, { orderId }, 12_001)).rejects.toMatchObject({
      code: 'receipt-exhausted',
      members: { objectId: id, availableFen: 12_000 },
    });
    const others = await desk.buildSides();
    const foreign = await desk.buildOrder(others);
    const paper = await desk.invoice(others, { [foreign]: 1 });
    for (const [to, code] of [
      [{ orderId: foreign }, 'order-unknown'],
      [{ invoiceId: paper.id }, 'invoice-unknown'],
      [{ orderId, invoiceId: paper.id }, 'one-of-two'],
    ] as const) {
      await expect(desk.match(sides, id, to, 1)).rejects.toMatchObject({
        members: { errors: [{ code }] },
      });
    }
    await expect(desk.match(others, id, { orderId: foreign }, 1)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('refuses an order that is not accepted yet', async () => {
    const { id } = await desk.receipt(sides, 100);
    const unaccepted = await desk.buildOrder(sides, { state: 'completed' });
    await expect(desk.match(sides, id, { orderId: unaccepted }, 100)).rejects.toMatchObject({
      code: 'order-not-billable',
    });
  });

  it('pays with the money of a known payer that payer’s orders only', async () => {
    const elsewhere = { ...sides, user: await desk.buildActor('enterprise_admin') };
    const other = await desk.buildOrder(elsewhere);
    const { id } = await desk.receipt(sides, 100, {
      payerOrganisationId: sides.user.organisationId,
    });
    await desk.match(sides, id, { orderId }, 50);
    await expect(desk.match(sides, id, { orderId: other }, 50)).rejects.toMatchObject({
      members: { errors: [{ code: 'order-of-another-payer' }] },
    });
  });

  it('eight clients take no more of a receipt than arrived, and pay no order twice', async () => {
    const orders = await Promise.all(Array.from({ length: 8 }, () => desk.buildOrder(sides)));
    const { id } = await desk.receipt(sides, 10_000);
    expect(
      await attempts(8, (at) => desk.match(sides, id, { orderId: orders[at] ?? '' }, 3_000)),
    ).toEqual([...Array<string>(3).fill('done'), ...Array<string>(5).fill('receipt-exhausted')]);
    const slips = await Promise.all(Array.from({ length: 8 }, () => desk.receipt(sides, 4_000)));
    expect(
      await attempts(8, (at) => desk.match(sides, slips[at]?.id ?? '', { orderId }, 4_000)),
    ).toEqual(['done', 'done', ...Array<string>(6).fill('order-paid-beyond-fee')]);
  });
});

describe('taking an invoice back', () => {
  it('frees what was paid on it, and leaves what was paid on the order itself', async () => {
    const invoice = await desk.invoice(sides, { [orderId]: 6_000 });
    const { id } = await desk.receipt(sides, 9_000);
    await desk.match(sides, id, { invoiceId: invoice.id }, 5_000);
    await desk.match(sides, id, { orderId }, 1_000);
    await desk.flush(sides.holder, invoice.id);
    expect(await desk.receipts.get(id)).toMatchObject({ matchedFen: 1_000, openFen: 8_000 });
    expect(await desk.balance(orderId)).toMatchObject({
      ...{ invoicedFen: 0, paidFen: 1_000, openFen: 9_000 },
    });
  });

  it('while eight clients pay on it leaves nothing paid on it', async () => {
    const invoice = await desk.invoice(sides, { [orderId]: 10_000 });
    const { id } = await desk.receipt(sides, 10_000);
    await attempts(8, (at) =>
      at === 3
        ? desk.flush(sides.holder, invoice.id)
        : desk.match(sides, id, { invoiceId: invoice.id }, 1_000),
    );
    expect(await desk.balance(orderId)).toMatchObject({ invoicedFen: 0, paidFen: 0 });
    expect(await desk.receipts.get(id)).toMatchObject({ openFen: 10_000 });
  });
});

describe('ReceiptsService.refund and reopen', () => {
  it('gives money back and lowers the fee by it', async () => {
    const { id } = await desk.receipt(sides, 10_000);
    await desk.match(sides, id, { orderId }, 10_000);
    const refunded = await desk.refund(sides, id, orderId, 2_500);
    expect(refunded).toMatchObject({ matchedFen: 7_500, returnedFen: 2_500, openFen: 0 });
    expect(await desk.balance(orderId)).toMatchObject({
      ...{ feeFen: 7_500, billedFen: 7_500, paidFen: 7_500, refundedFen: 2_500, openFen: 0 },
    });
  });

  it('gives nothing back that is still invoiced, or that the receipt has not paid', async () => {
    const { id } = await desk.receipt(sides, 10_000);
    await desk.match(sides, id, { orderId }, 8_000);
    await desk.invoice(sides, { [orderId]: 10_000 });
    await expect(desk.refund(sides, id, orderId, 1)).rejects.toMatchObject({
      code: 'order-refund-invoiced',
    });
    await expect(desk.refund(sides, id, orderId, 8_001)).rejects.toMatchObject({
      code: 'receipt-not-matched',
      members: { availableFen: 8_000, askedFen: 8_001 },
    });
  });

  it('eight clients give back no more than was paid', async () => {
    const { id } = await desk.receipt(sides, 10_000);
    await desk.match(sides, id, { orderId }, 10_000);
    const codes = await attempts(8, () => desk.refund(sides, id, orderId, 4_000));
    expect(codes).toEqual(['done', 'done', ...Array<string>(6).fill('receipt-not-matched')]);
  });

  it('frees what was matched by mistake, once', async () => {
    const { id } = await desk.receipt(sides, 10_000);
    await desk.match(sides, id, { orderId }, 4_000);
    const reopened = await desk.receipts.reopen(sides.holder, id, { orderId }, {});
    expect(reopened).toMatchObject({ matchedFen: 0, openFen: 10_000 });
    await expect(desk.receipts.reopen(sides.holder, id, { orderId }, {})).rejects.toMatchObject({
      code: 'receipt-not-matched',
    });
  });
});

describe('write-offs', () => {
  it('give up what is open when another person agrees', async () => {
    const { id } = await desk.receipt(sides, 9_950);
    await desk.match(sides, id, { orderId }, 9_950);
    await desk.writeOff(sides, orderId, 50);
    expect(await desk.balance(orderId)).toMatchObject({
      ...{ billedFen: 10_000, paidFen: 9_950, writtenOffFen: 50, openFen: 0 },
    });
    expect((await desk.writeOffs.list(orderId, {})).items).toMatchObject([
      { amountFen: 50, reason: '尾差', state: 'approved' },
    ]);
  });

  it('are not decided by who proposed them, nor twice, nor two at once', async () => {
    const input = { amountFen: fen(50), reason: '尾差' };
    const second = await desk.buildActor('holder_admin', sides.holder.organisationId);
    await desk.writeOffs.propose(sides.holder, orderId, input, {});
    await expect(desk.writeOffs.propose(second, orderId, input, {})).rejects.toMatchObject({
      code: 'write-off-state',
    });
    for (const decide of ['approve', 'reject'] as const)
      await expect(desk.writeOffs[decide](sides.holder, orderId, {})).rejects.toMatchObject({
        code: 'second-person-required',
      });
    expect(await attempts(8, () => desk.writeOffs.approve(second, orderId, {}))).toEqual([
      'done',
      ...Array<string>(7).fill('write-off-state'),
    ]);
    await desk.writeOffs.propose(sides.holder, orderId, input, {});
    await desk.writeOffs.reject(second, orderId, {});
    expect(await desk.balance(orderId)).toMatchObject({ writtenOffFen: 50, openFen: 9_950 });
  });

  it('give up no more than is open, when proposed and when decided', async () => {
    await expect(desk.writeOff(sides, orderId, 10_001)).rejects.toMatchObject({
      code: 'order-paid-beyond-fee',
    });
    const input = { amountFen: fen(5_000), reason: '坏账' };
    await desk.writeOffs.propose(sides.holder, orderId, input, {});
    const { id } = await desk.receipt(sides, 8_000);
    await desk.match(sides, id, { orderId }, 8_000);
    const second = await desk.buildActor('holder_admin', sides.holder.organisationId);
    await expect(desk.writeOffs.approve(second, orderId, {})).rejects.toMatchObject({
      code: 'order-paid-beyond-fee',
      members: { availableFen: 2_000, askedFen: 5_000 },
    });
  });
});

describe('an in-house order', () => {
  it('is not paid by receipts, whoever writes them', async () => {
    const inHouse = await desk.buildOrder({ ...sides, user: sides.holder });
    const { id } = await desk.receipt(sides, 1_000);
    expect(await attempts(4, () => desk.match(sides, id, { orderId: inHouse }, 100))).toEqual(
      Array<string>(4).fill('order-in-house'),
    );
    await expect(
      desk.db.query(
        `INSERT INTO settlement_entry (id, kind, receipt_id, order_id, amount_fen, actor_id)
         VALUES (gen_random_uuid(), 'payment', $1, $2, 1, $3)`,
        [id, inHouse, sides.holder.userId],
      ),
    ).rejects.toThrow('settlement_entry_in_house');
    expect(await desk.balance(inHouse)).toMatchObject({ paidFen: 0 });
  });
});

describe('the entries', () => {
  it('are append-only, and their counters not the serving role’s to write', async () => {
    for (const statement of [
      'UPDATE settlement_entry SET amount_fen = 1',
      'DELETE FROM settlement_entry',
      'UPDATE receipt SET matched_fen = 0',
      'UPDATE write_off SET amount_fen = 1',
    ])
      await expect(desk.db.query(statement)).rejects.toThrow('permission denied');
  });
});

import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { fen } from '@app/common';
import { attempts } from '../testing/attempts';
import { invoiceNumber, SettlementDesk, type Sides } from '../testing/settlement-desk';

let database: TestDatabase;
let desk: SettlementDesk;
let sides: Sides;

beforeAll(async () => {
  database = await createTestDatabase();
  desk = new SettlementDesk(database.dataSource);
});
afterAll(() => database.drop());
beforeEach(async () => {
  sides = await desk.buildSides();
});
afterEach(async () => {
  expect(await desk.violations()).toEqual([]);
});

async function buildClaim(orderId: string): Promise<string> {
  const voucherOrder = await desk.buildOrder(sides, { voucher: 'reimburse' });
  const [claim]: { id: string }[] = await desk.db.query(
    `INSERT INTO claim (id, order_id, programme_id, payee_organisation_id, amount_fen, state, maker_id)
     SELECT gen_random_uuid(), $1, v.programme_id, $2, 1, 'submitted', $3
       FROM service_order o JOIN voucher v ON v.id = o.voucher_id WHERE o.id = $4 RETURNING id`,
    [orderId, sides.user.organisationId, sides.user.userId, voucherOrder],
  );
  return claim?.id ?? '';
}

const present = (claimId: string, number: string, amountFen = 10_000): Promise<unknown> =>
  desk.db.query(
    `INSERT INTO claim_invoice (id, claim_id, number, issued_on, amount_fen) VALUES (gen_random_uuid(), $1, $2, '2026-01-05', $3)`,
    [claimId, number, amountFen],
  );

describe('InvoicesService.record', () => {
  it('lets one invoice be for many orders and several for one', async () => {
    const [first, second] = [await desk.buildOrder(sides), await desk.buildOrder(sides)];
    const invoice = await desk.invoice(sides, { [first]: 10_000, [second]: 4_000 });
    await desk.invoice(sides, { [second]: 6_000 }, { kind: 'special' });
    expect(invoice).toMatchObject({
      sellerOrganisationId: sides.holder.organisationId,
      buyerOrganisationId: sides.user.organisationId,
      amountFen: 14_000,
      allocatedFen: 14_000,
      verification: 'unchecked',
      state: 'recorded',
    });
    for (const orderId of [first, second])
      expect(await desk.balance(orderId)).toMatchObject({ invoicedFen: 10_000, uninvoicedFen: 0 });
  });

  it('takes a code and number once in the whole system, however they are written', async () => {
    const number = invoiceNumber();
    const [own, other] = [await desk.buildOrder(sides), await desk.buildSides()];
    await desk.invoice(sides, { [own]: 1_000 }, { code: '033002200111', number });
    const again = desk.invoice(
      other,
      { [await desk.buildOrder(other)]: 1_000 },
      { code: '0330 0220 0111', number: ` ${number} ` },
    );
    await expect(again).rejects.toMatchObject({ code: 'invoice-recorded-twice' });
    await desk.invoice(sides, { [own]: 1_000 }, { number });
  });

  it('refuses orders that are not the holder’s, not one buyer’s, or not accepted', async () => {
    const mine = await desk.buildOrder(sides);
    const foreign = await desk.buildOrder(await desk.buildSides());
    const elsewhere = { ...sides, user: await desk.buildActor('enterprise_admin') };
    const otherBuyers = await desk.buildOrder(elsewhere);
    const inHouse = await desk.buildOrder({ ...sides, user: sides.holder });
    for (const [parts, problem] of [
      [{ [foreign]: 1 }, { pointer: '/allocations/0/orderId', code: 'order-unknown' }],
      [
        { [mine]: 1, [otherBuyers]: 1 },
        { pointer: '/allocations/1/orderId', code: 'order-of-another-buyer' },
      ],
    ] as const) {
      await expect(desk.invoice(sides, parts)).rejects.toMatchObject({
        code: 'fields-refused',
        members: { errors: [problem] },
      });
    }
    await expect(
      desk.invoice({ ...sides, user: sides.holder }, { [inHouse]: 1 }),
    ).rejects.toMatchObject({ members: { errors: [{ code: 'order-of-own-house' }] } });
    await expect(
      desk.invoice(sides, { [mine]: 1 }, { taxNumber: '91330400000000000X' }),
    ).rejects.toMatchObject({ members: { errors: [{ code: 'tax-number-of-another' }] } });
    await expect(
      desk.invoice(sides, { [mine]: 1 }, { issuedOn: '2199-01-01' }),
    ).rejects.toMatchObject({ members: { errors: [{ code: 'date-in-future' }] } });
    for (const state of ['completed', 'disputed'] as const) {
      const orderId = await desk.buildOrder(sides, { state });
      await expect(desk.invoice(sides, { [orderId]: 1 })).rejects.toMatchObject({
        code: 'order-not-billable',
        members: { orderId },
      });
    }
  });

  it('refuses what an order that went into dispute after its acceptance would take', async () => {
    const orderId = await desk.buildOrder(sides);
    await desk.db.query(`UPDATE service_order SET state = 'disputed' WHERE id = $1`, [orderId]);
    await expect(desk.invoice(sides, { [orderId]: 1 })).rejects.toMatchObject({
      code: 'order-not-billable',
    });
    await desk.db.query(`UPDATE service_order SET state = 'accepted' WHERE id = $1`, [orderId]);
  });

  it('says what a claim of the buyer says of the same number, and what is recorded now', async () => {
    const orderId = await desk.buildOrder(sides);
    const claimId = await buildClaim(orderId);
    const number = invoiceNumber();
    await present(claimId, number, 9_000);
    await expect(desk.invoice(sides, { [orderId]: 10_000 }, { number })).rejects.toMatchObject({
      code: 'invoice-claimed-otherwise',
      members: {
        claimed: { amountFen: 9_000, issuedOn: '2026-01-05' },
        recorded: { amountFen: 10_000, issuedOn: '2026-01-05' },
      },
    });
    await desk.invoice(sides, { [orderId]: 9_000 }, { number });
  });

  it('invoices what cancelling late costs', async () => {
    const orderId = await desk.buildOrder(sides, { state: 'cancelled', feeFen: 500 });
    await desk.invoice(sides, { [orderId]: 500 });
    expect(await desk.balance(orderId)).toMatchObject({ billedFen: 500, openFen: 500 });
  });

  it('says what is left when an order or an invoice is asked for more', async () => {
    const orderId = await desk.buildOrder(sides);
    await desk.invoice(sides, { [orderId]: 7_000 });
    await expect(desk.invoice(sides, { [orderId]: 3_001 })).rejects.toMatchObject({
      code: 'order-invoiced-beyond-fee',
      members: { objectId: orderId, availableFen: 3_000, askedFen: 3_001 },
    });
    await expect(
      desk.invoice(sides, { [orderId]: 2_000 }, { amountFen: fen(1_999) }),
    ).rejects.toMatchObject({
      code: 'invoice-exhausted',
      members: { availableFen: 1_999, askedFen: 2_000 },
    });
  });
});

describe('a fee and its voucher', () => {
  it.each([
    ['reimburse', 10_000],
    ['deduct', 5_000],
  ] as const)('%s: the user organisation owes %i of 10000 fen', async (voucher, billedFen) => {
    const orderId = await desk.buildOrder(sides, { voucher });
    expect(await desk.balance(orderId)).toMatchObject({
      feeFen: 10_000,
      billedFen,
      openFen: billedFen,
    });
    // The invoice is of the whole service, whoever pays.
    await desk.invoice(sides, { [orderId]: 10_000 });
  });
});

describe('eight clients at once', () => {
  it('allocate no invoice beyond its amount', async () => {
    const orders = [];
    for (let at = 0; at < 9; at += 1) orders.push(await desk.buildOrder(sides));
    const [first = '', ...others] = orders;
    const { id } = await desk.invoice(sides, { [first]: 1_000 }, { amountFen: fen(10_000) });
    const codes = await attempts(8, (at) =>
      desk.invoices.allocate(
        sides.holder,
        id,
        { orderId: others[at] ?? '', amountFen: fen(3_000) },
        {},
      ),
    );
    expect(codes).toEqual([
      ...Array<string>(3).fill('done'),
      ...Array<string>(5).fill('invoice-exhausted'),
    ]);
    expect(await desk.invoices.get(id)).toMatchObject({ allocatedFen: 10_000 });
  });

  it('invoice no order beyond its fee, and no number twice', async () => {
    const orderId = await desk.buildOrder(sides);
    const codes = await attempts(8, () => desk.invoice(sides, { [orderId]: 4_000 }));
    expect(codes).toEqual(['done', 'done', ...Array<string>(6).fill('order-invoiced-beyond-fee')]);
    const number = invoiceNumber();
    const next = await desk.buildOrder(sides);
    expect(await attempts(8, () => desk.invoice(sides, { [next]: 1 }, { number }))).toEqual([
      'done',
      ...Array<string>(7).fill('invoice-recorded-twice'),
    ]);
  });

  it('take an invoice back once', async () => {
    const orderId = await desk.buildOrder(sides);
    const { id } = await desk.invoice(sides, { [orderId]: 10_000 });
    expect(await attempts(8, () => desk.flush(sides.holder, id))).toEqual([
      'done',
      ...Array<string>(7).fill('invoice-state'),
    ]);
  });
});

describe('InvoicesService.flush', () => {
  it('opens what the invoice was for, names the negative one and leaves nothing to allocate', async () => {
    const [first, second] = [await desk.buildOrder(sides), await desk.buildOrder(sides)];
    const { id } = await desk.invoice(sides, { [first]: 10_000, [second]: 10_000 });
    const flushed = await desk.flush(sides.holder, id);
    expect(flushed).toMatchObject({ state: 'red_flushed', allocatedFen: 0 });
    expect(flushed.allocations.map(({ live }) => live)).toEqual([false, false]);
    const red = await desk.invoices.get(flushed.flushedBy ?? '');
    expect(red).toMatchObject({
      ...{ amountFen: -20_000, redOf: id },
      allocations: [{ amountFen: -10_000, live: false }, { amountFen: -10_000 }],
    });
    for (const orderId of [first, second]) {
      expect(await desk.balance(orderId)).toMatchObject({ invoicedFen: 0 });
      await desk.invoice(sides, { [orderId]: 10_000 });
    }
    const part = { orderId: first, amountFen: fen(1) };
    for (const paper of [id, red.id])
      await expect(desk.invoices.allocate(sides.holder, paper, part, {})).rejects.toMatchObject({
        code: 'invoice-state',
      });
  });

  it('does not take from a claim what it rests on, nor lets one rest on what is not its order’s', async () => {
    const orderId = await desk.buildOrder(sides);
    const other = await desk.buildOrder(sides);
    const claimId = await buildClaim(orderId);
    const { id, number } = await desk.invoice(sides, { [orderId]: 10_000 });
    const foreign = await desk.invoice(sides, { [other]: 10_000 });
    await expect(present(claimId, foreign.number)).rejects.toThrow('claim_invoice_not_of_order');
    await expect(present(claimId, number, 9_999)).rejects.toThrow('claim_invoice_not_of_order');
    await present(claimId, number);
    await expect(desk.flush(sides.holder, id)).rejects.toMatchObject({ code: 'invoice-claimed' });
    await desk.db.query('UPDATE claim_invoice SET live = false WHERE claim_id = $1', [claimId]);
    await desk.flush(sides.holder, id);
    await expect(present(claimId, number)).rejects.toThrow('claim_invoice_not_of_order');
  });
});

describe('InvoicesService.verify', () => {
  it('keeps the last answer of the tax bureau’s platform', async () => {
    const { id } = await desk.invoice(sides, { [await desk.buildOrder(sides)]: 1 });
    await desk.invoices.verify(sides.holder, id, { result: 'invalid' }, {});
    const verified = await desk.invoices.verify(sides.holder, id, { result: 'valid' }, {});
    expect(verified).toMatchObject({ verification: 'valid', version: 3 });
    expect(verified.verifiedAt).not.toBeNull();
  });
});

describe('the counters', () => {
  it('are not the serving role’s to write', async () => {
    const orderId = await desk.buildOrder(sides);
    await expect(
      desk.db.query('UPDATE order_account SET fee_fen = 0 WHERE order_id = $1', [orderId]),
    ).rejects.toThrow('permission denied');
    await expect(desk.db.query('UPDATE invoice SET allocated_fen = 0')).rejects.toThrow(
      'permission denied',
    );
    await expect(desk.db.query('UPDATE invoice SET flushed_fen = 0')).rejects.toThrow(
      'permission denied',
    );
    await expect(desk.db.query('UPDATE invoice_allocation SET order_id = id')).rejects.toThrow(
      'permission denied',
    );
  });
});

import { newId } from '@app/common';
import { OrderNotFound } from '@app/orders';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { OrderDesk, type OrderSides } from '../../../orders/src/testing/order-desk';
import { SettlementDesk, type Sides } from '../testing/settlement-desk';

let database: TestDatabase;
let desk: SettlementDesk;
let orders: OrderDesk;
let people: OrderSides;
let sides: Sides;

beforeAll(async () => {
  database = await createTestDatabase();
  desk = new SettlementDesk(database.dataSource);
  orders = new OrderDesk(database.dataSource);
});
beforeEach(async () => {
  people = await orders.buildSides();
  sides = { holder: people.manager, user: people.person };
});
afterAll(() => database.drop());

const tell = (orderId: string) => desk.balances.tell(orderId);
const pay = (amountFen: number) =>
  desk.receipt(sides, amountFen, { payerOrganisationId: sides.user.organisationId });
const NOTHING_BILLED = {
  ...{ isBillable: false, feeFen: 0, voucherFen: 0, billedFen: 0, invoicedFen: 0 },
  ...{ uninvoicedFen: 0, paidFen: 0, refundedFen: 0, writtenOffFen: 0, openFen: 0 },
};

describe('an order in money', () => {
  it('tells what is agreed before there is anything to bill', async () => {
    const id = await orders.buildOrder(people);
    await desk.db.query(
      'UPDATE service_order SET change_fen = -20000, voucher_fen = 30000, own_fen = 50000 WHERE id = $1',
      [id],
    );
    expect(await tell(id)).toMatchObject({
      ...{ orderId: id, ...NOTHING_BILLED, cover: null, reportWithheld: null },
      agreed: { feeFen: 80_000, voucherFen: 30_000, ownFen: 50_000 },
    });
  });

  it('tells what was charged and captured once it is completed, and its account once accepted', async () => {
    const waiting = await desk.buildOrder(sides, { state: 'completed', voucher: 'deduct' });
    const agreed = { feeFen: 10_000, voucherFen: 5_000, ownFen: 5_000 };
    expect(await tell(waiting)).toMatchObject({ ...NOTHING_BILLED, agreed });
    const accepted = await desk.buildOrder(sides, { voucher: 'deduct' });
    expect(await tell(accepted)).toMatchObject({
      ...{ ...(await desk.balance(accepted)), isBillable: true, agreed },
      ...{ billedFen: 5_000, openFen: 5_000, cover: null },
    });
  });

  it.each(['prepaid', 'deposit'] as const)(
    'tells under %s terms what must be there before the work, and what is',
    async (mode) => {
      await desk.agree(sides, { mode });
      const id = await orders.buildOrder(people);
      const waiting = ['work'];
      expect(await tell(id)).toMatchObject({
        cover: { waiting, dueFen: 100_000, thereFen: 0, missingFen: 100_000 },
        reportWithheld: null,
      });
      await pay(60_000);
      const part = { waiting, dueFen: 100_000, thereFen: 60_000, missingFen: 40_000 };
      expect(await tell(id)).toMatchObject({ cover: part });
      await pay(900_000);
      // What the customer has beyond the order's need stays untold.
      const whole = { waiting, dueFen: 100_000, thereFen: 100_000, missingFen: 0 };
      expect(await tell(id)).toMatchObject({ cover: whole });
    },
  );

  it('tells why the report waits, with the way out, until the money is there', async () => {
    await desk.agree(sides, { reportAfterPayment: true });
    const id = await orders.buildOrder(people, { state: 'accepted' });
    expect(await tell(id)).toMatchObject({
      cover: { waiting: ['report'], missingFen: 100_000 },
      reportWithheld: {
        code: 'report-withheld',
        detail: { zh: expect.stringMatching(/¥1,000\.00.*补足/) as unknown },
      },
    });
    const { id: receipt } = await pay(100_000);
    expect(await tell(id)).toMatchObject({ reportWithheld: null });
    await desk.match(sides, receipt, { orderId: id }, 100_000);
    expect(await tell(id)).toMatchObject({
      ...{ paidFen: 100_000, openFen: 0, reportWithheld: null },
      cover: { dueFen: 0, thereFen: 0, missingFen: 0 },
    });
  });

  it('needs no money once it is called off, and is nowhere to be found by a wrong id', async () => {
    await desk.agree(sides, { mode: 'prepaid' });
    const id = await orders.buildOrder(people, { state: 'cancelled' });
    expect(await tell(id)).toMatchObject({ ...NOTHING_BILLED, cover: null, reportWithheld: null });
    await expect(tell(newId())).rejects.toBeInstanceOf(OrderNotFound);
  });
});

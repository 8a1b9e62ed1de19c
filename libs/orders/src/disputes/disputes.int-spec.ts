import { DateTime } from 'luxon';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { inTransaction } from '@app/database';
import { OrderStateConflict } from '../order.errors';
import { LIST_FEN, OrderDesk, type OrderSides } from '../testing/order-desk';
import { OfferChanged, SettlementFeeRefused } from './dispute.errors';

let database: TestDatabase;
let desk: OrderDesk;
let sides: OrderSides;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 20 });
  desk = new OrderDesk(database.dataSource);
  sides = await desk.buildSides();
});
afterAll(() => database.drop());
afterEach(() => setDatabaseTime(database, null));

const VOUCHER_FEN = 50_000;

/** An order of a thousand yuan, half of it captured, that the user organisation disputes. */
async function buildDisputed(): Promise<string> {
  const id = await desk.buildOrder(sides, { state: 'completed', voucherFen: VOUCHER_FEN });
  await desk.disputes.open(sides.person, id, '部分数据缺失', {});
  return id;
}
const offer = (id: string, feeFen: number) =>
  desk.disputes.offer(sides.manager, id, { feeFen, reason: '补偿缺失的数据' }, {});
const accept = (id: string, feeFen: number) =>
  desk.disputes.acceptOffer(sides.leader, id, feeFen, {});

/** What is claimable for an order, and what its voucher may spend again. */
async function moneyOf(id: string): Promise<{ claimableFen: number; backFen: number }> {
  const capture = await desk.vouchers.findCapture(desk.db.manager, id);
  const { voucherId } = await desk.get(sides.person, id);
  const spentFen = 10 * LIST_FEN - (await desk.availableOf(voucherId ?? ''));
  return { claimableFen: capture?.amountFen ?? 0, backFen: VOUCHER_FEN - spentFen };
}

const soundBooks = async () =>
  expect(await desk.invariants.check()).toMatchObject({ violations: [] });

describe('a dispute', () => {
  it('ends by an offer that is accepted: the fee is reduced and the voucher gets its part back', async () => {
    const id = await buildDisputed();
    await offer(id, 60_000);
    expect(await accept(id, 60_000)).toMatchObject({
      ...{ state: 'accepted', actualFen: 60_000, capturedFen: 30_000 },
      acceptedAt: expect.any(String) as string,
    });
    expect(await moneyOf(id)).toEqual({ claimableFen: 30_000, backFen: 20_000 });
    expect(await desk.disputes.findFor(id)).toMatchObject({
      ...{ decision: 'reduced', feeBeforeFen: LIST_FEN, offeredFen: 60_000, feeAfterFen: 60_000 },
    });
    const { items } = await desk.orders.history(id);
    expect(items.map(({ action }) => action)).toEqual([
      ...['open', 'dispute', 'propose-adjustment', 'accept-adjustment'],
    ]);
    await soundBooks();
  });

  it('ends with nothing owed when all of the fee is waived: nothing is left to claim', async () => {
    const id = await buildDisputed();
    await offer(id, 0);
    expect(await accept(id, 0)).toMatchObject({ state: 'accepted', actualFen: 0, capturedFen: 0 });
    expect(await moneyOf(id)).toEqual({ claimableFen: 0, backFen: VOUCHER_FEN });
    expect(await desk.disputes.findFor(id)).toMatchObject({ decision: 'cancelled' });
    await soundBooks();
  });

  it('leaves fee and voucher as they were when it is withdrawn', async () => {
    const id = await buildDisputed();
    expect(await desk.disputes.withdraw(sides.person, id, {})).toMatchObject({
      ...{ state: 'accepted', actualFen: LIST_FEN, capturedFen: VOUCHER_FEN },
    });
    expect(await moneyOf(id)).toEqual({ claimableFen: VOUCHER_FEN, backFen: 0 });
    await soundBooks();
  });

  it.each([
    ['upheld', undefined, LIST_FEN, VOUCHER_FEN],
    ['reduced', 33_333, 33_333, 16_667],
    ['cancelled', undefined, 0, 0],
  ] as const)('is decided by the office: %s', async (decision, feeFen, actualFen, claimableFen) => {
    const id = await buildDisputed();
    const decided = { decision, feeFen, reason: '经核查' };
    expect(await desk.disputes.decide(sides.office, id, decided, {})).toMatchObject({
      ...{ state: 'accepted', actualFen, capturedFen: claimableFen },
    });
    expect(await moneyOf(id)).toEqual({ claimableFen, backFen: VOUCHER_FEN - claimableFen });
    expect(await desk.disputes.findFor(id)).toMatchObject({ decision, decisionReason: '经核查' });
    await soundBooks();
  });

  it('gives what an expired voucher gets back to the budget', async () => {
    const id = await buildDisputed();
    await setDatabaseTime(database, DateTime.fromISO('2100-01-02T00:00Z') as DateTime<true>);
    await offer(id, 60_000);
    await accept(id, 60_000);
    expect(await moneyOf(id)).toEqual({ claimableFen: 30_000, backFen: 0 });
    await soundBooks();
  });

  it('is not accepted by silence while it stands', async () => {
    const id = await buildDisputed();
    await desk.db.query(
      `UPDATE service_order SET completed_at = app_now() - interval '80 days' WHERE id = $1`,
      [id],
    );
    await inTransaction(desk.db, (tx) => desk.orders.acceptSilent(tx, 7));
    expect(await desk.get(sides.person, id)).toMatchObject({ state: 'disputed' });
  });

  it('refuses an offer that is no reduction, and a decision without its fee', async () => {
    const id = await buildDisputed();
    await expect(offer(id, LIST_FEN)).rejects.toBeInstanceOf(SettlementFeeRefused);
    for (const decided of [
      { decision: 'reduced' },
      { decision: 'reduced', feeFen: 0 },
      { decision: 'upheld', feeFen: 1 },
    ] as const) {
      const attempt = desk.disputes.decide(sides.office, id, { ...decided, reason: '核查' }, {});
      await expect(attempt).rejects.toMatchObject({
        members: { errors: [{ pointer: '/feeFen' }] },
      });
    }
  });

  it('lets nobody accept an offer that has become another one', async () => {
    const id = await buildDisputed();
    await offer(id, 60_000);
    await offer(id, 80_000);
    await expect(accept(id, 60_000)).rejects.toBeInstanceOf(OfferChanged);
    expect(await accept(id, 80_000)).toMatchObject({ actualFen: 80_000 });
  });
});

describe('at once', () => {
  it('two users accepting, disputing and cancelling one order have one outcome', async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < 8; round += 1) {
      const state = round % 2 === 0 ? 'completed' : 'open';
      const id = await desk.buildOrder(sides, { state, voucherFen: VOUCHER_FEN });
      const attempts = [
        () => desk.orders.accept(sides.leader, id, {}),
        () => desk.disputes.open(sides.person, id, '数据缺失', {}),
        () => inTransaction(desk.db, (tx) => desk.orders.cancel(tx, sides.person, id)),
        () => inTransaction(desk.db, (tx) => desk.orders.cancel(tx, sides.leader, id)),
        () => desk.orders.accept(sides.person, id, {}),
      ];
      const turned = [...attempts.slice(round % 5), ...attempts.slice(0, round % 5)];
      const settled = await Promise.allSettled(turned.map((attempt) => attempt()));
      const lost = settled.flatMap((one) =>
        one.status === 'rejected' ? [one.reason as Error] : [],
      );
      expect(lost).toHaveLength(attempts.length - 1);
      for (const refusal of lost) expect(refusal).toBeInstanceOf(OrderStateConflict);
      const { items } = await desk.orders.history(id);
      expect(items).toHaveLength(2);
      const order = await desk.get(sides.person, id);
      expect(order.state).toBe(items[1]?.toState);
      outcomes.add(order.state);
    }
    expect(outcomes.size).toBeGreaterThan(1);
    await soundBooks();
  });

  it('a dispute is settled once, and the voucher gets its part back once', async () => {
    for (let round = 0; round < 4; round += 1) {
      const id = await buildDisputed();
      await offer(id, 60_000);
      const settled = await Promise.allSettled([
        accept(id, 60_000),
        desk.disputes.acceptOffer(sides.person, id, 60_000, {}),
        desk.disputes.withdraw(sides.person, id, {}),
        desk.disputes.decide(sides.office, id, { decision: 'cancelled', reason: '核查' }, {}),
      ]);
      expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const { actualFen, capturedFen } = await desk.get(sides.person, id);
      expect(capturedFen).toBe((actualFen ?? 0) / 2);
      expect((await moneyOf(id)).claimableFen).toBe(capturedFen);
    }
    await soundBooks();
  });

  it('the database stops a refund above the capture, and a dispute opened twice', async () => {
    const id = await buildDisputed();
    const refund = desk.db.query(
      'UPDATE voucher_hold SET refunded_fen = captured_fen + 1 WHERE order_id = $1',
      [id],
    );
    await expect(refund).rejects.toThrow('voucher_hold_refund_above_capture');
    const again = desk.db.query(
      `INSERT INTO order_dispute (id, order_id, opened_by, fee_before_fen)
       SELECT gen_random_uuid(), order_id, opened_by, fee_before_fen FROM order_dispute WHERE order_id = $1`,
      [id],
    );
    await expect(again).rejects.toThrow('order_dispute_opened_twice');
  });
});

import { DateTime } from 'luxon';
import { inTransaction } from '@app/database';
import { fen } from '@app/common';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { FeeAboveQuote, OrderStateConflict } from '../order.errors';
import { LIST_FEN, OrderDesk, type OrderSides } from '../testing/order-desk';
import { ChangeOrderStateConflict, ChangeRefused } from './change-order.errors';
import type { ProposedLine } from './change-order.rules';

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

const MINUTES: ProposedLine = { kind: 'extra_time', text: '延长', quantity: 30, amountFen: 30_000 };
const CHEAPER: ProposedLine = {
  ...{ kind: 'reduction', cause: 'partnership', text: '长期合作', amountFen: 20_000 },
};

const propose = (orderId: string, line: ProposedLine = MINUTES) =>
  desk.changes.propose(sides.operator, orderId, { lines: [line], reason: '加测' }, {});
const complete = (orderId: string, actualFen?: number) =>
  inTransaction(desk.db, (tx) => desk.orders.complete(tx, sides.manager, orderId, actualFen));

/** A change that the user organisation has accepted, approved first where it must be. */
async function agree(orderId: string, line: ProposedLine): Promise<void> {
  const { id, isReduction } = await propose(orderId, line);
  if (isReduction) await desk.changes.approve(sides.manager, id, {});
  await desk.changes.accept(sides.leader, id, {});
}

describe('a change order', () => {
  it('lets completion charge what was added, and no fen more', async () => {
    const id = await desk.buildOrder(sides);
    await expect(complete(id, LIST_FEN + 1)).rejects.toBeInstanceOf(FeeAboveQuote);
    await agree(id, MINUTES);
    await expect(complete(id, LIST_FEN + 30_001)).rejects.toBeInstanceOf(FeeAboveQuote);
    expect((await complete(id)).actualFen).toBe(LIST_FEN + 30_000);
  });

  it('explains every line and what it made of the fee', async () => {
    const id = await desk.buildOrder(sides);
    await agree(id, MINUTES);
    await agree(id, CHEAPER);
    const order = await desk.get(sides.person, id);
    expect(order).toMatchObject({ feeFen: 110_000, quote: { changeFen: 10_000 } });
    expect(await desk.changes.findFor(id)).toMatchObject([
      { lines: [{ changeFen: 30_000 }], feeBeforeFen: 100_000, feeAfterFen: 130_000 },
      {
        lines: [{ changeFen: -20_000, cause: 'partnership' }],
        feeBeforeFen: 130_000,
        feeAfterFen: 110_000,
      },
    ]);
    const { items } = await desk.orders.history(id);
    expect(items.map(({ action }) => action)).toEqual([
      ...['open', 'propose-change', 'accept-change'],
      ...['propose-change', 'approve-change', 'accept-change'],
    ]);
  });

  it('changes nothing while it waits, is declined or withdrawn', async () => {
    const id = await desk.buildOrder(sides);
    const declined = await propose(id);
    expect(await desk.get(sides.person, id)).toMatchObject({ feeFen: LIST_FEN });
    await desk.changes.decline(sides.person, declined.id, '不需要', {});
    const withdrawn = await propose(id);
    await desk.changes.withdraw(sides.manager, withdrawn.id, {});
    expect(await desk.get(sides.person, id)).toMatchObject({ feeFen: LIST_FEN });
    expect(await desk.changes.findFor(id)).toMatchObject([
      { state: 'declined', answerReason: '不需要' },
      { state: 'withdrawn' },
    ]);
    await expect(desk.changes.accept(sides.leader, declined.id, {})).rejects.toMatchObject({
      members: { state: 'declined' },
    });
  });

  it('keeps the order from being completed, and says the way out', async () => {
    const id = await desk.buildOrder(sides);
    await propose(id);
    await expect(complete(id)).rejects.toMatchObject({
      detail: { zh: expect.stringContaining('待处理的变更单') as string },
      members: { action: 'complete', allowedActions: ['withdraw-change'] },
    });
  });

  it('lapses with an order that is cancelled', async () => {
    const id = await desk.buildOrder(sides);
    const change = await propose(id);
    await inTransaction(desk.db, (tx) => desk.orders.cancel(tx, sides.person, id));
    expect(await desk.changes.findFor(id)).toMatchObject([{ id: change.id, state: 'lapsed' }]);
  });

  it('that takes something off waits for another person of the lab', async () => {
    const id = await desk.buildOrder(sides);
    const lines = [CHEAPER];
    const own = await desk.changes.propose(sides.manager, id, { lines, reason: '减免' }, {});
    expect(own.state).toBe('proposed');
    await expect(desk.changes.accept(sides.leader, own.id, {})).rejects.toBeInstanceOf(
      OrderStateConflict,
    );
    await expect(desk.changes.approve(sides.manager, own.id, {})).rejects.toMatchObject({
      code: 'second-person-required',
    });
    expect((await desk.get(sides.manager, id)).allowedActions).toEqual(['withdraw-change']);
    const other = await desk.buildActor('lab_manager', sides.manager.organisationId);
    expect((await desk.get(other, id)).allowedActions).toContain('approve-change');
    expect(await desk.changes.approve(other, own.id, {})).toMatchObject({
      ...{ state: 'offered', approvedBy: other.userId },
    });
  });

  it('is refused with every line that makes no sense', async () => {
    const id = await desk.buildOrder(sides);
    const attempt = propose(id, { ...CHEAPER, amountFen: LIST_FEN + 1 });
    await expect(attempt).rejects.toBeInstanceOf(ChangeRefused);
  });

  it('makes an agreed price the whole fee even when the list price has moved meanwhile', async () => {
    const id = await desk.buildOrder(sides);
    const { id: changeId } = await propose(id, {
      ...{ kind: 'agreed_price', text: '协议价', amountFen: 70_000 },
    });
    const quote = { listFen: fen(150_000), voucherFen: fen(0), ownFen: fen(150_000), lines: [] };
    await inTransaction(desk.db, (tx) =>
      desk.orders.reprice(tx, sides.person, id, () => Promise.resolve(quote)),
    );
    await desk.changes.approve(sides.manager, changeId, {});
    await desk.changes.accept(sides.leader, changeId, {});
    expect(await desk.get(sides.person, id)).toMatchObject({
      ...{ feeFen: 70_000, quote: { listFen: 150_000, changeFen: -80_000, ownFen: 70_000 } },
    });
  });

  it('stays agreed when the time moves, a reduction never below nothing', async () => {
    const id = await desk.buildOrder(sides);
    await agree(id, CHEAPER);
    const quote = { listFen: fen(15_000), voucherFen: fen(0), ownFen: fen(15_000), lines: [] };
    await inTransaction(desk.db, (tx) =>
      desk.orders.reprice(tx, sides.person, id, () => Promise.resolve(quote)),
    );
    expect(await desk.get(sides.person, id)).toMatchObject({ feeFen: 0 });
  });
});

describe('the voucher of a changed order', () => {
  const heldOf = async (orderId: string): Promise<number> => {
    const [row]: { amount_fen: string }[] = await desk.db.query(
      `SELECT amount_fen FROM voucher_hold WHERE order_id = $1 AND state = 'held'`,
      [orderId],
    );
    return Number(row?.amount_fen ?? 0);
  };

  it('counts on the fee after changes: more is set aside, or less', async () => {
    const id = await desk.buildOrder(sides, { voucherFen: 50_000 });
    await agree(id, MINUTES);
    expect(await heldOf(id)).toBe(65_000);
    await agree(id, { ...CHEAPER, amountFen: 90_000 });
    expect(await heldOf(id)).toBe(20_000);
    const order = await desk.get(sides.person, id);
    expect(order.quote).toMatchObject({ voucherFen: 20_000, ownFen: 20_000 });
    expect(await complete(id)).toMatchObject({ actualFen: 40_000, capturedFen: 20_000 });
    expect(await desk.availableOf(order.voucherId ?? '')).toBe(10 * LIST_FEN - 20_000);
    expect(await desk.invariants.check()).toMatchObject({ violations: [] });
  });

  it('keeps what it has set aside once it has expired, and captures no more than the fee carries', async () => {
    const id = await desk.buildOrder(sides, { voucherFen: 50_000 });
    await setDatabaseTime(database, DateTime.fromISO('2100-01-02T00:00Z') as DateTime<true>);
    await agree(id, MINUTES);
    expect(await heldOf(id)).toBe(50_000);
    await agree(id, { ...CHEAPER, amountFen: 65_000 });
    expect(await heldOf(id)).toBe(50_000);
    expect(await complete(id)).toMatchObject({ actualFen: 65_000, capturedFen: 25_000 });
    expect(await desk.invariants.check()).toMatchObject({ violations: [] });
  });
});

describe('change orders at once', () => {
  const outcomes = async (attempts: Promise<unknown>[]) => {
    const settled = await Promise.allSettled(attempts);
    return {
      done: settled.filter(({ status }) => status === 'fulfilled').length,
      refusals: settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : [])),
    };
  };

  it('one of eight proposals is made', async () => {
    const id = await desk.buildOrder(sides);
    const { done, refusals } = await outcomes(Array.from({ length: 8 }, () => propose(id)));
    expect(done).toBe(1);
    for (const refusal of refusals) expect(refusal).toBeInstanceOf(OrderStateConflict);
    expect(await desk.changes.findFor(id)).toHaveLength(1);
  });

  it('accepting, declining, withdrawing and completing have one outcome', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await desk.buildOrder(sides, { voucherFen: 50_000 });
      const change = await propose(id);
      const { refusals, done } = await outcomes([
        desk.changes.accept(sides.leader, change.id, {}),
        desk.changes.accept(sides.person, change.id, {}),
        desk.changes.decline(sides.person, change.id, undefined, {}),
        desk.changes.withdraw(sides.manager, change.id, {}),
      ]);
      expect(done).toBe(1);
      for (const refusal of refusals)
        expect([OrderStateConflict, ChangeOrderStateConflict]).toContain(refusal.constructor);
      const [only] = await desk.changes.findFor(id);
      const feeFen = only?.state === 'accepted' ? LIST_FEN + 30_000 : LIST_FEN;
      expect(await desk.get(sides.person, id)).toMatchObject({ feeFen });
    }
    expect(await desk.invariants.check()).toMatchObject({ violations: [] });
  });

  it('are stopped by the database when something else opens a second one', async () => {
    const id = await desk.buildOrder(sides);
    await propose(id);
    const forced = desk.db.query(
      `INSERT INTO change_order (id, order_id, state, lines, amount_fen, fee_before_fen, fee_after_fen, is_reduction, reason, proposed_by)
       SELECT gen_random_uuid(), order_id, state, lines, amount_fen, fee_before_fen, fee_after_fen, is_reduction, reason, proposed_by
         FROM change_order WHERE order_id = $1`,
      [id],
    );
    await expect(forced).rejects.toThrow('change_order_open_twice');
  });
});

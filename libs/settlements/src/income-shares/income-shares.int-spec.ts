import { DateTime } from 'luxon';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { AuditService } from '@app/audit';
import { fen, newId } from '@app/common';
import { LabsService } from '../../../instruments/src/labs/labs.service';
import { TestRegister } from '../../../instruments/src/testing/register';
import { postEntries } from '../receipts/settlement-entries';
import { attempts } from '../testing/attempts';
import { CardDesk } from '../testing/card-desk';
import { SettlementDesk, type Sides } from '../testing/settlement-desk';
import { IncomeShareRules } from './income-share-rules.service';
import { IncomeShares } from './income-shares.service';

let database: TestDatabase;
let desk: SettlementDesk;
let register: TestRegister;
let labs: LabsService;
let shares: IncomeShares;
let rules: IncomeShareRules;
let sides: Sides;
let labId: string;
let instrumentId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  desk = new SettlementDesk(database.dataSource);
  register = new TestRegister(database.dataSource);
  const audit = new AuditService();
  labs = new LabsService(database.dataSource, audit);
  shares = new IncomeShares(database.dataSource, audit);
  rules = new IncomeShareRules(database.dataSource, audit);
});
afterAll(() => database.drop());
beforeEach(async () => {
  await at('2026-02-10');
  sides = await desk.buildSides();
  ({ id: instrumentId } = await register.buildDraft(sides.holder));
  ({ id: labId } = await labs.create(sides.holder, { nameZh: '电镜室' }));
  await labs.assign({ actor: sides.holder, instrumentId }, labId);
});
afterEach(async () => {
  expect(await desk.violations()).toEqual([]);
  await setDatabaseTime(database, null);
});

const at = (day: string): Promise<void> =>
  setDatabaseTime(database, DateTime.fromISO(`${day}T12:00:00+08:00`) as DateTime<true>);

const statement = (month: string) => shares.statement(sides.holder, { month: `${month}-15` });
const close = (month: string) => shares.close(sides.holder, { month: `${month}-15` }, {});
const rule = (labRatio: number, validFrom = '2026-01-01', lab: string | null = null) =>
  rules.set(sides.holder, { labId: lab, validFrom, labRatio }, {});

/** An order of the laboratory's instrument, served today. */
async function buildOrder(of = sides, feeFen = 10_000): Promise<string> {
  const orderId = await desk.buildOrder(of, { feeFen });
  await desk.db.query('UPDATE service_order SET instrument_id = $2 WHERE id = $1', [
    ...[orderId, instrumentId],
  ]);
  return orderId;
}

/** Somebody pays for the order. @returns the receipt's id */
async function pay(orderId: string, amountFen: number): Promise<string> {
  const { id } = await desk.receipt(sides, amountFen);
  await desk.match(sides, id, { orderId }, amountFen);
  return id;
}

const total = (receivedFen: number, labFen: number, holderFen: number) => ({
  total: { receivedFen, labFen, holderFen },
});

describe('the statement of a month', () => {
  it('has nothing while nothing came in', async () => {
    expect(await statement('2026-02')).toEqual({
      ...{ month: '2026-02-01', closedAt: null, labs: [], ...total(0, 0, 0) },
    });
  });

  it('shares receipts less refunds, card transfers and paid vouchers, whatever was billed', async () => {
    await rule(0.3);
    const orderId = await buildOrder();
    const receiptId = await pay(orderId, 6_001);
    await desk.refund(sides, receiptId, orderId, 1_000);
    const house = { holder: sides.holder, user: sides.holder };
    const cards = new CardDesk(desk);
    await cards.join(sides.holder);
    const inHouse = await buildOrder(house);
    const { id: cardId } = await cards.buildCard(house);
    await cards.charge(house, cardId, inHouse, 2_000);
    const { id: mistaken } = await cards.charge(house, cardId, inHouse, 500);
    await cards.reverse(house, cardId, mistaken);
    expect(await statement('2026-02')).toMatchObject({
      labs: [{ labId, labNameZh: '电镜室', orderCount: 2, receivedFen: 7_001, labFen: 2_100 }],
      ...total(7_001, 2_100, 4_901),
    });
    const { items } = await shares.list(sides.holder, { month: '2026-02-01', limit: 1 });
    expect(items).toMatchObject([{ orderId, receivedFen: 5_001, labFen: 1_500, holderFen: 3_501 }]);
    const { items: ofOther } = await shares.list(sides.holder, {
      ...{ month: '2026-02-01', labId: newId() },
    });
    expect(ofOther).toEqual([]);
  });

  it('counts what a voucher has paid to the holder, once the batch is confirmed', async () => {
    await rule(0.5);
    const orderId = await desk.buildOrder(sides, { voucher: 'deduct' });
    await desk.db.query('UPDATE service_order SET instrument_id = $2 WHERE id = $1', [
      ...[orderId, instrumentId],
    ]);
    const batchId = newId();
    await desk.db.query(
      `INSERT INTO payment_batch (id, number, programme_id, total_fen, made_by)
       SELECT $1::uuid, $1::uuid::text, v.programme_id, 5000, $3 FROM service_order o JOIN voucher v ON v.id = o.voucher_id WHERE o.id = $2`,
      [batchId, orderId, sides.user.userId],
    );
    await desk.db.query(
      `INSERT INTO claim (id, order_id, programme_id, payee_organisation_id, amount_fen, state, maker_id, reviewer_id, reviewed_at, payment_batch_id)
       SELECT gen_random_uuid(), $1, programme_id, $2, 5000, 'in_batch', $3, $4, app_now(), id FROM payment_batch WHERE id = $5`,
      [...[orderId, sides.holder.organisationId, sides.holder.userId, sides.user.userId], batchId],
    );
    expect(await statement('2026-02')).toMatchObject(total(0, 0, 0));
    await desk.db.query(
      `UPDATE payment_batch SET state = 'confirmed', confirmed_by = $2, confirmed_at = app_now(), reference = $1::uuid::text WHERE id = $1::uuid`,
      [batchId, sides.holder.userId],
    );
    await desk.db.query(`UPDATE claim SET state = 'paid' WHERE payment_batch_id = $1`, [batchId]);
    expect(await statement('2026-02')).toMatchObject(total(5_000, 2_500, 2_500));
  });

  it('takes the rule of the day of service: the laboratory’s own, the latest, the last version of it', async () => {
    const orderId = await buildOrder();
    await pay(orderId, 1_000);
    expect(await statement('2026-02')).toMatchObject(total(1_000, 0, 1_000));
    for (const [set, labFen] of [
      [() => rule(0.1, '2026-01-01'), 100],
      [() => rule(0.9, '2026-02-11'), 100],
      [() => rule(0.2, '2026-02-10'), 200],
      [() => rule(0.3, '2026-02-10'), 300],
      [() => rule(0.4, '2025-01-01', labId), 400],
    ] as const) {
      await set();
      expect(await statement('2026-02')).toMatchObject(total(1_000, labFen, 1_000 - labFen));
    }
    const { items } = await rules.list(sides.holder, {});
    expect(items.map(({ version, labRatio }) => [version, labRatio])).toEqual([
      ...[
        [5, 0.4],
        [4, 0.3],
        [3, 0.2],
        [2, 0.9],
        [1, 0.1],
      ],
    ]);
    await expect(desk.db.query('UPDATE income_share_rule SET lab_ratio = 1')).rejects.toThrow(
      'permission denied',
    );
  });

  it('leaves what no laboratory earned to the holder', async () => {
    await rule(0.3);
    await labs.assign({ actor: sides.holder, instrumentId }, null);
    await pay(await buildOrder(), 1_000);
    expect(await statement('2026-02')).toMatchObject({
      labs: [{ labId: null, labNameZh: null, orderCount: 1 }],
      ...total(1_000, 0, 1_000),
    });
  });
});

describe('closing a month', () => {
  it('freezes it; what changes later falls into the next, at the rate and laboratory it had', async () => {
    await rule(0.3);
    const orderId = await buildOrder();
    const receiptId = await pay(orderId, 1_001);
    await at('2026-03-01');
    const closed = await close('2026-02');
    expect(closed).toMatchObject({ month: '2026-02-01', ...total(1_001, 300, 701) });
    expect(closed.closedAt).not.toBeNull();
    // Neither a new rule nor a move of the instrument changes what is frozen, nor how it is taken back.
    await rule(0.9, '2026-01-01');
    const { id: other } = await labs.create(sides.holder, { nameZh: '纺织室' });
    await labs.assign({ actor: sides.holder, instrumentId }, other);
    expect(await statement('2026-03')).toMatchObject({ labs: [], ...total(0, 0, 0) });
    await desk.refund(sides, receiptId, orderId, 1_001);
    expect(await statement('2026-02')).toEqual(closed);
    expect(await statement('2026-03')).toMatchObject({
      labs: [{ labId, labFen: -300 }],
      ...total(-1_001, -300, -701),
    });
  });

  it('shows open months as they will be closed, and closes those before as well', async () => {
    await rule(0.5);
    const orderId = await buildOrder();
    await pay(orderId, 1);
    await at('2026-03-10');
    await pay(orderId, 1);
    await at('2026-04-10');
    await pay(orderId, 1);
    const open = await Promise.all(['2026-02', '2026-03', '2026-04'].map(statement));
    expect(open.map((one) => one.total.labFen)).toEqual([1, 0, 1]);
    await at('2026-05-01');
    await close('2026-04');
    const closed = await Promise.all(['2026-02', '2026-03', '2026-04'].map(statement));
    expect(closed.map((one) => one.total)).toEqual(open.map((one) => one.total));
    expect(closed.every((one) => one.closedAt !== null)).toBe(true);
  });

  it('gives a laboratory or a rule that came late its part in the next month', async () => {
    await labs.assign({ actor: sides.holder, instrumentId }, null);
    await pay(await buildOrder(), 1_000);
    await at('2026-03-10');
    expect(await close('2026-02')).toMatchObject(total(1_000, 0, 1_000));
    await rule(0.3);
    await labs.assign({ actor: sides.holder, instrumentId }, labId);
    expect(await statement('2026-03')).toMatchObject({
      labs: [{ labId, receivedFen: 0, labFen: 300, holderFen: -300 }],
    });
    await at('2026-04-01');
    await close('2026-03');
    expect(await statement('2026-04')).toMatchObject(total(0, 0, 0));
  });

  it('gives the next month what was posted before its end and seen after it was closed', async () => {
    await rule(0.3);
    const orderId = await buildOrder();
    const { id: receiptId } = await desk.receipt(sides, 1_000);
    const slow = desk.db.createQueryRunner();
    await slow.startTransaction();
    const entry = { receiptId, orderId, invoiceId: null, amountFen: fen(1_000) };
    await postEntries(slow.manager, sides.holder, [{ kind: 'payment', ...entry }]);
    await at('2026-03-01');
    expect(await close('2026-02')).toMatchObject(total(0, 0, 0));
    await slow.commitTransaction();
    await slow.release();
    expect(await statement('2026-02')).toMatchObject(total(0, 0, 0));
    expect(await statement('2026-03')).toMatchObject(total(1_000, 300, 700));
  });

  it('waits until the month is over in Shanghai', async () => {
    await setDatabaseTime(
      database,
      DateTime.fromISO('2026-02-28T23:59:59.999+08:00') as DateTime<true>,
    );
    await expect(close('2026-02')).rejects.toMatchObject({
      members: { errors: [{ pointer: '/month', code: 'month-not-over' }] },
    });
    await setDatabaseTime(database, DateTime.fromISO('2026-03-01T00:00+08:00') as DateTime<true>);
    await close('2026-02');
  });

  it('happens once, also when eight ask at once, and never backwards', async () => {
    await rule(0.3);
    await pay(await buildOrder(), 1_000);
    await at('2026-04-01');
    const outcomes = await attempts(8, (one) => close(one % 2 === 0 ? '2026-02' : '2026-03'));
    const done = outcomes.filter((code) => code === 'done').length;
    expect(done).toBeGreaterThanOrEqual(1);
    expect(done).toBeLessThanOrEqual(2);
    expect(outcomes.filter((code) => code === 'income-month-closed')).toHaveLength(8 - done);
    await expect(close('2026-01')).rejects.toMatchObject({ code: 'income-month-closed' });
    expect(await statement('2026-02')).toMatchObject(total(1_000, 300, 700));
  });

  it('keeps what is closed from the serving role, and its laboratory with it', async () => {
    await rule(0.3);
    await pay(await buildOrder(), 1_000);
    await at('2026-03-01');
    await close('2026-02');
    for (const statementOf of ['UPDATE income_share SET lab_fen = 0', 'DELETE FROM income_month'])
      await expect(desk.db.query(statementOf)).rejects.toThrow('permission denied');
    await labs.assign({ actor: sides.holder, instrumentId }, null);
    await expect(labs.remove({ actor: sides.holder, labId })).rejects.toMatchObject({
      code: 'lab-has-income',
    });
  });
});

describe('IncomeShareRules.set', () => {
  it('knows the holder’s own laboratories only', async () => {
    const other = await desk.buildSides();
    const { id: foreign } = await labs.create(other.holder, { nameZh: '电镜室' });
    for (const one of [foreign, newId()]) {
      await expect(rule(0.3, '2026-01-01', one)).rejects.toMatchObject({
        members: { errors: [{ pointer: '/labId', code: 'lab-unknown' }] },
      });
    }
  });

  it('numbers the versions of eight who set one at once', async () => {
    expect(await attempts(8, () => rule(0.3))).toEqual(Array.from({ length: 8 }, () => 'done'));
    const { items } = await rules.list(sides.holder, {});
    expect(items.map(({ version }) => version)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
  });
});

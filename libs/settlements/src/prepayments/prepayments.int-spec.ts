import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inTransaction } from '@app/database';
import { DirectoryStorage } from '@app/files';
import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { OfflineDesk } from '../../../orders/src/testing/offline-desk';
import { OrderDesk, type OrderSides } from '../../../orders/src/testing/order-desk';
import { plantReservation } from '../../../orders/src/testing/planted-reservation';
import { SAMPLE_FEN, SampleDesk } from '../../../orders/src/testing/sample-desk';
import type { PutSettlementTerms } from '../terms/settlement-terms.dto';
import { attempts } from '../testing/attempts';
import { SettlementDesk, type Sides } from '../testing/settlement-desk';
import { Prepayments } from './prepayments.service';

let database: TestDatabase;
let desk: SettlementDesk;
let orders: OrderDesk;
let lab: SampleDesk;
const prepayments = new Prepayments();
let people: OrderSides;
let sides: Sides;
const directory = mkdtempSync(join(tmpdir(), 'jiayi-prepayments-'));

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 8 });
  desk = new SettlementDesk(database.dataSource);
  orders = new OrderDesk(database.dataSource);
  orders.orders.addStartingRule((tx, orderId) => prepayments.requireCovered(tx, orderId));
  lab = new SampleDesk(orders);
});
beforeEach(async () => {
  people = await orders.buildSides();
  sides = { holder: people.manager, user: people.person };
});
afterAll(async () => {
  await database.drop();
  rmSync(directory, { recursive: true });
});

const agree = (terms: Partial<PutSettlementTerms> = { mode: 'prepaid' }) =>
  desk.agree(sides, terms);
/** Money of the user organisation that arrived at the holder. @returns the receipt's id */
const pay = async (amountFen: number, { organisationId } = people.person): Promise<string> =>
  (await desk.receipt(sides, amountFen, { payerOrganisationId: organisationId })).id;
const received = () => lab.build(people, 'received');
const start = (id: string) => lab.course.start(people.manager, id, {});
const missing = (missingFen: number) => ({ code: 'prepayment-missing', members: { missingFen } });
const reportFor = (orderId: string, side: 'user' | 'provider' | 'office' = 'user') =>
  inTransaction(desk.db, (tx) =>
    prepayments.findWithheld(tx, { orderId, kind: 'report', side, isOwn: false }),
  );

describe('work that is paid in advance', () => {
  it.each(['prepaid', 'deposit'] as const)('begins (%s) once all of it is there', async (mode) => {
    await agree({ mode });
    const id = await received();
    await expect(start(id)).rejects.toMatchObject({
      ...{ kind: 'rule', code: 'prepayment-missing' },
      members: { dueFen: SAMPLE_FEN, coverFen: 0, missingFen: SAMPLE_FEN },
      detail: { zh: expect.stringMatching(/¥1,000\.00.*¥0\.00.*补足/) as unknown },
    });
    await pay(SAMPLE_FEN - 1);
    await expect(start(id)).rejects.toMatchObject(missing(1));
    await pay(1);
    expect(await start(id)).toMatchObject({ state: 'running' });
  });

  it('counts only this payer’s money, and none that is on an order or was given back', async () => {
    await agree();
    const id = await received();
    await pay(SAMPLE_FEN, people.office);
    await desk.receipt(sides, SAMPLE_FEN);
    const receipt = await pay(SAMPLE_FEN);
    const paid = await orders.buildOrder(people, { state: 'accepted' });
    await desk.match(sides, receipt, { orderId: paid }, SAMPLE_FEN);
    await expect(start(id)).rejects.toMatchObject(missing(SAMPLE_FEN));
    await desk.refund(sides, receipt, paid, SAMPLE_FEN);
    await expect(start(id)).rejects.toMatchObject(missing(SAMPLE_FEN));
  });

  it('asks nothing unless the terms the order was placed under say so', async () => {
    const untold = await received();
    await agree({ mode: 'monthly' });
    const monthly = await received();
    await agree();
    for (const id of [untold, monthly]) expect(await start(id)).toMatchObject({ state: 'running' });
    const prepaid = await received();
    await agree({ mode: 'after_service' });
    await expect(start(prepaid)).rejects.toMatchObject(missing(SAMPLE_FEN));
  });

  it('keeps its money while it runs, and after acceptance until it is matched', async () => {
    await agree();
    const [first, second] = [await received(), await received()];
    const receipt = await pay(SAMPLE_FEN);
    await start(first);
    await expect(start(second)).rejects.toMatchObject(missing(SAMPLE_FEN));
    for (const state of ['completed', 'accepted']) {
      await desk.db.query(
        'UPDATE service_order SET state = $2, actual_fen = list_fen, completed_at = app_now() WHERE id = $1',
        [first, state],
      );
      await expect(start(second)).rejects.toMatchObject(missing(SAMPLE_FEN));
    }
    await desk.match(sides, receipt, { orderId: first }, SAMPLE_FEN);
    await expect(start(second)).rejects.toMatchObject(missing(SAMPLE_FEN));
    await pay(SAMPLE_FEN);
    expect(await start(second)).toMatchObject({ state: 'running' });
  });

  it('counts machine time from the check-in on', async () => {
    await agree();
    const [slot, samples] = [await orders.buildOrder(people), await received()];
    await pay(SAMPLE_FEN);
    await plantReservation(desk.db, people, slot, '2026-01-04T08:00Z', 'confirmed');
    await expectCovered(samples);
    await desk.db.query(`UPDATE reservation SET state = 'in_use' WHERE order_id = $1`, [slot]);
    await expect(start(samples)).rejects.toMatchObject(missing(SAMPLE_FEN));
  });

  it('is free for an order without a part of its own, and within one house', async () => {
    await agree();
    const free = await orders.buildOrder(people);
    await desk.db.query('UPDATE service_order SET list_fen = 0, own_fen = 0 WHERE id = $1', [free]);
    await expectCovered(free);
    await desk.agree(sides, { customerOrganisationId: null, mode: 'prepaid' });
    const own = await orders.buildOrder({ ...people, person: people.operator });
    await expectCovered(own);
  });

  it('needs no money for what a voucher pays to the holder, unless that pays it back later', async () => {
    await agree();
    for (const [voucher, dueFen] of [
      ['deduct', 5_000],
      ['reimburse', 10_000],
    ] as const) {
      const id = await desk.buildOrder(sides, { state: 'completed', voucher });
      await expect(cover(id)).rejects.toMatchObject(missing(dueFen));
      await desk.db.query(
        `UPDATE service_order SET state = 'open', actual_fen = NULL, captured_fen = 0, completed_at = NULL WHERE id = $1`,
        [id],
      );
      await expect(cover(id)).rejects.toMatchObject(missing(dueFen));
    }
  });

  it('begins for one order alone on money for one, however many begin at once', async () => {
    await agree();
    const ids = await Promise.all(Array.from({ length: 6 }, received));
    await pay(SAMPLE_FEN);
    const outcomes = await attempts(ids.length, (at) => start(ids[at] ?? ''));
    expect(outcomes).toEqual(['done', ...Array<string>(5).fill('prepayment-missing')]);
  });
});

describe('a report that waits for payment', () => {
  it('is there for the user organisation once it is covered or paid, for the others always', async () => {
    await agree({ mode: 'after_service', reportAfterPayment: true });
    const id = await orders.buildOrder(people, { state: 'completed' });
    expect(await reportFor(id)).toMatchObject({
      ...{ kind: 'conflict', code: 'report-withheld' },
      members: { dueFen: SAMPLE_FEN, coverFen: 0, missingFen: SAMPLE_FEN },
    });
    expect([await reportFor(id, 'provider'), await reportFor(id, 'office')]).toEqual([null, null]);
    const receipt = await pay(SAMPLE_FEN);
    expect(await reportFor(id)).toBeNull();
    await desk.db.query(`UPDATE service_order SET state = 'accepted' WHERE id = $1`, [id]);
    await desk.match(sides, receipt, { orderId: id }, 40_000);
    expect(await reportFor(id)).toBeNull();
    await desk.match(sides, receipt, { orderId: id }, 60_000);
    expect(await reportFor(id)).toBeNull();
    await desk.refund(sides, receipt, id, 60_000);
    expect(await reportFor(id)).toBeNull();
  });

  it('is not given out for two orders on money for one', async () => {
    await agree({ mode: 'after_service', reportAfterPayment: true });
    const one = await orders.buildOrder(people, { state: 'accepted' });
    const other = await orders.buildOrder(people, { state: 'completed' });
    const receipt = await pay(SAMPLE_FEN);
    for (const id of [one, other])
      expect(await reportFor(id)).toMatchObject({ code: 'report-withheld' });
    await desk.match(sides, receipt, { orderId: one }, SAMPLE_FEN);
    expect(await reportFor(one)).toBeNull();
    expect(await reportFor(other)).toMatchObject({ members: { missingFen: SAMPLE_FEN } });
  });

  it('is held back of a filed service too, from its user organisation alone', async () => {
    const office = new OfflineDesk(orders, new DirectoryStorage(directory));
    office.releases.addCondition((tx, download) => prepayments.findWithheld(tx, download));
    await agree({ mode: 'after_service', reportAfterPayment: true });
    const open = (actor: Actor, id: string) => office.course.openPaper(actor, id, 'report');
    const complete = async (report: { reportFileId?: string }): Promise<string> => {
      const id = await office.build(people, 'open');
      await office.course.complete(people.manager, id, report, {});
      return id;
    };
    const id = await complete({ reportFileId: await office.buildFile(people.manager) });
    await expect(open(people.person, id)).rejects.toMatchObject({ code: 'report-withheld' });
    expect((await open(people.manager, id)).content.toString()).toBe('%PDF');
    const own = await complete({});
    const reportFileId = await office.buildFile(people.person);
    await office.course.keepPapers(people.person, own, { reportFileId }, {});
    expect((await open(people.person, own)).content.toString()).toBe('%PDF');
    await pay(SAMPLE_FEN * 10);
    expect((await open(people.person, id)).content.toString()).toBe('%PDF');
  });

  it('waits for nothing where the terms do not say so, and other papers never wait', async () => {
    await agree({ reportAfterPayment: false });
    const id = await orders.buildOrder(people, { state: 'completed' });
    expect(await reportFor(id)).toBeNull();
    await agree({ reportAfterPayment: true });
    expect(await reportFor(id)).toBeNull();
    const held = await orders.buildOrder(people, { state: 'completed' });
    expect(await reportFor(held)).not.toBeNull();
    const raw = { orderId: held, kind: 'raw-data', side: 'user', isOwn: false } as const;
    expect(await prepayments.findWithheld(desk.db.manager, raw)).toBeNull();
  });
});

/** What a start would ask of an order of any kind. */
const cover = (orderId: string) =>
  inTransaction(desk.db, (tx) => prepayments.requireCovered(tx, orderId));
const expectCovered = async (orderId: string): Promise<void> => {
  await expect(cover(orderId)).resolves.toBeUndefined();
};

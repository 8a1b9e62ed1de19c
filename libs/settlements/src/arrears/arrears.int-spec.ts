import { DateTime } from 'luxon';
import { fen } from '@app/common';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import type { Sides } from '../testing/settlement-desk';
import { StatementDesk } from '../testing/statement-desk';
import { Arrears } from './arrears.service';

let database: TestDatabase;
let desk: StatementDesk;
let arrears: Arrears;
let sides: Sides;

beforeAll(async () => {
  database = await createTestDatabase();
  desk = new StatementDesk(database.dataSource);
  arrears = new Arrears(database.dataSource);
});
beforeEach(async () => {
  sides = await desk.buildSides();
  await at('2026-03-10');
});
afterAll(() => database.drop());

/** Makes it ten in the morning of a day in Shanghai. */
const at = (day: string): Promise<void> =>
  setDatabaseTime(
    database,
    DateTime.fromISO(`${day}T10:00`, { zone: 'Asia/Shanghai' }) as DateTime<true>,
  );
const overdue = async ({ holder }: Sides = sides): Promise<unknown[]> =>
  (await arrears.list(holder)).items.map((one) => [one.overdueFen, one.oldestDueOn, one.days]);
const require = ({ holder, user }: Sides = sides): Promise<void> =>
  arrears.requireWithin(desk.db.manager, holder.organisationId, user.organisationId);

describe('what is overdue', () => {
  it('is what is open the day after it was due, counted from acceptance', async () => {
    await desk.agree(sides, { daysToPay: 20 });
    const orderId = await desk.buildOrder(sides);
    await at('2026-03-30');
    expect(await overdue()).toEqual([]);
    await at('2026-03-31');
    expect(await overdue()).toEqual([[10_000, '2026-03-30', 1]]);
    const receipt = await desk.receipt(sides, 10_000);
    await desk.match(sides, receipt.id, { orderId }, 4_000);
    expect(await overdue()).toEqual([[6_000, '2026-03-30', 1]]);
    await desk.match(sides, receipt.id, { orderId }, 6_000);
    expect(await overdue()).toEqual([]);
  });

  it('is due by the invoice where there is one, and as before when that is taken back', async () => {
    await desk.agree(sides, { daysToPay: 20 });
    const orderId = await desk.buildOrder(sides);
    const { id } = await desk.invoice(sides, { [orderId]: 10_000 }, { issuedOn: '2026-02-01' });
    expect(await overdue()).toEqual([[10_000, '2026-02-21', 17]]);
    await desk.flush(sides.holder, id);
    expect(await overdue()).toEqual([]);
  });

  it('is due by the statement once it was sent, and on no day while it is disputed', async () => {
    await desk.agree(sides, { mode: 'monthly', daysToPay: 5 });
    await desk.buildOrder(sides);
    await at('2026-12-31');
    expect(await overdue()).toEqual([]);
    const { id } = await desk.draft(sides, -9);
    await desk.statements.send(sides.holder, id, {});
    await at('2027-01-06');
    expect(await overdue()).toEqual([[10_000, '2027-01-05', 1]]);
    await desk.statements.dispute(sides.user, id, { reason: '数量不符' }, {});
    expect(await overdue()).toEqual([]);
  });

  it('keeps to the terms an order was placed under', async () => {
    const before = await desk.buildOrder(sides);
    await at('2026-03-11');
    await desk.agree(sides, { daysToPay: 50 });
    await desk.buildOrder(sides, { feeFen: 700 });
    await at('2026-03-12');
    await desk.agree(sides, { daysToPay: 1 });
    await at('2026-04-20');
    expect(await overdue()).toEqual([]);
    await at('2026-05-01');
    expect(await overdue()).toEqual([[700, '2026-04-30', 1]]);
    expect(await desk.balance(before)).toMatchObject({ openFen: 10_000 });
  });

  it('is without what a voucher pays and what was given up', async () => {
    await desk.agree(sides, { daysToPay: 0 });
    await desk.buildOrder(sides, { voucher: 'deduct' });
    const small = await desk.buildOrder(sides, { feeFen: 90 });
    await desk.writeOff(sides, small, 90);
    await at('2026-03-12');
    expect(await overdue()).toEqual([[5_000, '2026-03-10', 2]]);
    expect(await overdue({ ...sides, holder: sides.user })).toEqual([[5_000, '2026-03-10', 2]]);
  });
});

describe('Arrears.requireWithin', () => {
  it('refuses above the limit in force now, by amount or by days', async () => {
    await desk.agree(sides, { daysToPay: 0 });
    await desk.buildOrder(sides);
    await at('2026-03-15');
    await require();
    await desk.agree(sides, { arrearsLimitFen: fen(9_999) });
    await expect(require()).rejects.toMatchObject({
      code: 'arrears-limit',
      members: { reasons: [{ values: { overdueFen: 10_000, limitFen: 9_999, days: 5 } }] },
    });
    await desk.agree(sides, { arrearsLimitFen: fen(10_000), arrearsLimitDays: 4 });
    await expect(require()).rejects.toMatchObject({ code: 'arrears-limit' });
    const { items } = await arrears.list(sides.holder);
    expect(items).toMatchObject([{ overLimit: true, orders: 1 }]);
    await desk.agree(sides, { arrearsLimitDays: 5 });
    await require();
  });

  it('lets one user organisation go on under terms of its own, and the audit names who allowed it', async () => {
    const other = { ...sides, user: await desk.buildActor('enterprise_admin') };
    const strict = { customerOrganisationId: null, daysToPay: 0, arrearsLimitFen: fen(0) };
    await desk.agree(sides, strict);
    for (const each of [sides, other]) await desk.buildOrder(each);
    await at('2026-03-15');
    for (const each of [sides, other])
      await expect(require(each)).rejects.toMatchObject({ code: 'arrears-limit' });
    const own = await desk.agree(sides, { daysToPay: 0, arrearsLimitFen: fen(10_000) });
    await require();
    await expect(require(other)).rejects.toMatchObject({ code: 'arrears-limit' });
    const told: { actor_id: string }[] = await desk.db.query(
      `SELECT actor_id FROM audit_entry WHERE action = 'settlement-terms.set' AND detail->>'customerId' = $1`,
      [own.customerOrganisationId],
    );
    expect(told).toEqual([{ actor_id: sides.holder.userId }]);
    const { organisationId: customerOrganisationId } = sides.user;
    await desk.terms.withdraw(sides.holder, { customerOrganisationId }, {});
    await expect(require()).rejects.toMatchObject({ code: 'arrears-limit' });
  });

  it('asks nothing of other user organisations, nor of the own house', async () => {
    await desk.agree(sides, {
      customerOrganisationId: null,
      daysToPay: 0,
      arrearsLimitFen: fen(0),
    });
    await desk.buildOrder(sides);
    await at('2026-03-15');
    await expect(require()).rejects.toMatchObject({ code: 'arrears-limit' });
    await require({ ...sides, user: await desk.buildActor('enterprise_admin') });
    await require({ ...sides, user: sides.holder });
  });
});

describe('limits_arrears', () => {
  it('says for each user organisation whether its arrears have to be looked at', async () => {
    const other = { ...sides, user: await desk.buildActor('enterprise_admin') };
    const limited = async ({ holder, user }: Sides): Promise<boolean | undefined> => {
      const [row]: { limited: boolean }[] = await desk.db.query(
        'SELECT limits_arrears($1, $2) AS limited',
        [holder.organisationId, user.organisationId],
      );
      return row?.limited;
    };
    await desk.agree(sides);
    expect([await limited(sides), await limited(other)]).toEqual([false, false]);
    await desk.agree(sides, { arrearsLimitDays: 3 });
    expect([await limited(sides), await limited(other)]).toEqual([true, false]);
    await desk.agree(sides, { customerOrganisationId: null, arrearsLimitFen: fen(1) });
    expect(await limited(other)).toBe(true);
  });
});

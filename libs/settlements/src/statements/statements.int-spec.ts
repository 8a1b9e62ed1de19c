import { DateTime } from 'luxon';
import { fen } from '@app/common';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { attempts } from '../testing/attempts';
import type { Sides } from '../testing/settlement-desk';
import { StatementDesk } from '../testing/statement-desk';
import { DraftMonthlyStatementsProcessor } from './draft-monthly-statements.processor';
import type { StatementResponse } from './statement.dto';

let database: TestDatabase;
let desk: StatementDesk;
let sides: Sides;

beforeAll(async () => {
  database = await createTestDatabase();
  desk = new StatementDesk(database.dataSource);
});
beforeEach(async () => {
  sides = await desk.buildSides();
});
afterEach(() => setDatabaseTime(database, null));
afterAll(async () => {
  expect(await desk.violations()).toEqual([]);
  await database.drop();
});

const shanghai = (text: string): DateTime<true> =>
  DateTime.fromISO(text, { zone: 'Asia/Shanghai' }) as DateTime<true>;
const ordersOf = ({ lines }: StatementResponse): string[] =>
  lines.filter(({ live }) => live).map(({ orderId }) => orderId);

describe('StatementsService.draft', () => {
  it('takes every accepted order of the month with what the user organisation pays itself', async () => {
    const plain = await desk.buildOrder(sides);
    const deducted = await desk.buildOrder(sides, { feeFen: 8_000, voucher: 'deduct' });
    await desk.buildOrder(sides, { state: 'completed' });
    await desk.buildOrder(sides, { state: 'disputed' });
    await desk.buildOrder({ ...sides, user: await desk.buildActor('enterprise_admin') });
    const cancelled = await desk.buildOrder(sides, { feeFen: 500, state: 'cancelled' });
    const drafted = await desk.draft(sides);
    expect(drafted).toMatchObject({ state: 'draft', feeFen: 18_500, ownFen: 14_500, dueOn: null });
    expect(drafted.number).toMatch(/^JS\d\d-\d{6,}-[\dX]$/);
    expect(ordersOf(drafted)).toEqual([plain, deducted, cancelled]);
  });

  it('begins and ends a month at midnight in Shanghai', async () => {
    const made: string[] = [];
    for (const moment of [
      '2026-02-28T23:59',
      '2026-03-01T00:00',
      '2026-03-31T23:59',
      '2026-04-01T00:00',
    ]) {
      await setDatabaseTime(database, shanghai(moment));
      made.push(await desk.buildOrder(sides));
    }
    expect(ordersOf(await desk.draft(sides, -1))).toEqual([made[1], made[2]]);
  });

  it('states no order twice, whoever drafts at once', async () => {
    const orders = new Set<string>();
    for (let at = 0; at < 5; at += 1) orders.add(await desk.buildOrder(sides));
    const outcomes = await attempts(8, () => desk.draft(sides));
    expect(outcomes.filter((code) => code === 'done')).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set(['done', 'statement-empty']));
    const { items } = await desk.statements.list({}, sides.holder);
    expect(items.map(ordersOf)).toEqual([[...orders]]);
    const twice = desk.db.query(
      `INSERT INTO statement_line (statement_id, order_id)
       SELECT s.id, $1 FROM statement s WHERE s.holder_organisation_id = $2`,
      [await desk.buildOrder(await desk.buildSides()), sides.holder.organisationId],
    );
    await expect(twice).rejects.toThrow('statement_line_of_strangers');
  });

  it('refuses the own house and an unknown user organisation', async () => {
    const { holder } = sides;
    const wish = { year: 2026, month: 1 };
    for (const [customerOrganisationId, code] of [
      [holder.organisationId, 'customer-of-own-house'],
      [holder.userId, 'customer-unknown'],
    ] as const) {
      const drafted = desk.statements.draft(holder, { ...wish, customerOrganisationId });
      await expect(drafted).rejects.toMatchObject({ members: { errors: [{ code }] } });
    }
  });
});

describe('sending and confirming', () => {
  it('sets the day on which payment is due by the longest terms of its orders', async () => {
    await setDatabaseTime(database, shanghai('2026-03-05T10:00'));
    await desk.agree(sides, { daysToPay: 60 });
    await desk.buildOrder(sides);
    await setDatabaseTime(database, shanghai('2026-03-20T10:00'));
    await desk.agree(sides, { daysToPay: 10, mode: 'monthly' });
    await desk.buildOrder(sides);
    expect(await desk.send(sides)).toMatchObject({ state: 'sent', dueOn: '2026-05-19' });
  });

  it('is due on no day without terms', async () => {
    await desk.buildOrder(sides);
    expect(await desk.send(sides)).toMatchObject({ state: 'sent', dueOn: null });
  });

  it('freezes what the orders come to, whatever happens to them later', async () => {
    const orderId = await desk.buildOrder(sides);
    await desk.buildOrder(sides, { feeFen: 2_000, voucher: 'deduct' });
    const confirmed = await desk.stated(sides);
    expect(confirmed).toMatchObject({ state: 'confirmed', feeFen: 12_000, ownFen: 11_000 });
    const receipt = await desk.receipt(sides, 10_000);
    await desk.match(sides, receipt.id, { orderId }, 10_000);
    await desk.refund(sides, receipt.id, orderId, 4_000);
    const later = await desk.statements.get(confirmed.id);
    expect(later).toMatchObject({ feeFen: 12_000, ownFen: 11_000, openFen: 1_000 });
    expect(later.lines).toEqual(confirmed.lines);
    for (const change of ['fee_fen = 1', 'own_fen = 1'])
      for (const table of ['statement', 'statement_line'])
        await expect(desk.db.query(`UPDATE ${table} SET ${change}`)).rejects.toThrow(
          'permission denied',
        );
  });

  it('does not confirm an amount that has changed since it was read', async () => {
    const orderId = await desk.buildOrder(sides);
    const sent = await desk.send(sides);
    const receipt = await desk.receipt(sides, 10_000);
    await desk.match(sides, receipt.id, { orderId }, 5_000);
    await desk.refund(sides, receipt.id, orderId, 1);
    await expect(desk.confirm(sides, sent)).rejects.toMatchObject({
      code: 'statement-changed',
      members: { seenFen: 10_000, ownFen: 9_999 },
    });
    const again = await desk.statements.get(sent.id);
    expect(again).toMatchObject({ state: 'sent', ownFen: 9_999 });
    expect(await desk.confirm(sides, again)).toMatchObject({ state: 'confirmed' });
  });

  it('has one outcome when it is confirmed and disputed at once', async () => {
    await desk.buildOrder(sides);
    const sent = await desk.send(sides);
    const reason = { reason: '金额不符' };
    const outcomes = await attempts(8, (at) =>
      at % 2 === 0
        ? desk.confirm(sides, sent)
        : desk.statements.dispute(sides.user, sent.id, reason, {}),
    );
    expect(outcomes).toEqual(['done', ...Array<string>(7).fill('statement-state')]);
  });

  it('answers every action that the state does not allow with those it does', async () => {
    await desk.buildOrder(sides);
    const { id } = await desk.draft(sides);
    const confirm = desk.statements.confirm(sides.user, id, { ownFen: fen(1) }, {});
    await expect(confirm).rejects.toMatchObject({
      code: 'statement-state',
      members: { state: 'draft', allowedActions: ['send', 'correct', 'void'] },
    });
    const stale = desk.statements.send(sides.holder, id, { ifMatch: '"9"' });
    await expect(stale).rejects.toMatchObject({ code: 'version-conflict' });
  });
});

describe('a dispute', () => {
  it('is corrected by leaving orders out, which another statement takes', async () => {
    const [kept, wrong] = [await desk.buildOrder(sides), await desk.buildOrder(sides)];
    const { id } = await desk.send(sides);
    const disputed = await desk.statements.dispute(sides.user, id, { reason: '第二单有误' }, {});
    expect(disputed).toMatchObject({ state: 'disputed', reason: '第二单有误', dueOn: null });
    const stranger = desk.statements.correct(sides.holder, id, { leaveOut: [id] }, {});
    await expect(stranger).rejects.toMatchObject({
      members: { errors: [{ pointer: '/leaveOut/0', code: 'order-not-on-statement' }] },
    });
    const all = desk.statements.correct(sides.holder, id, { leaveOut: [kept, wrong] }, {});
    await expect(all).rejects.toMatchObject({ code: 'statement-empty' });
    const corrected = await desk.statements.correct(sides.holder, id, { leaveOut: [wrong] }, {});
    expect(corrected).toMatchObject({ state: 'draft', ownFen: 10_000 });
    expect(ordersOf(corrected)).toEqual([kept]);
    expect(ordersOf(await desk.draft(sides))).toEqual([wrong]);
    const sent = await desk.statements.send(sides.holder, id, {});
    expect(await desk.confirm(sides, sent)).toMatchObject({ state: 'confirmed', reason: null });
  });
});

describe('an invoice over a statement', () => {
  it('has all its orders in one step, and another one follows a 红冲', async () => {
    const orders = [];
    for (let at = 0; at < 20; at += 1) orders.push(await desk.buildOrder(sides));
    const stated = await desk.stated(sides);
    const invoiced = await desk.invoiceOver(sides, stated);
    const first = await desk.invoices.get(invoiced.invoiceId ?? '');
    expect(first).toMatchObject({ amountFen: 200_000, allocatedFen: 200_000 });
    expect(first).toMatchObject({ statementId: stated.id });
    expect(first.allocations).toHaveLength(20);
    await expect(desk.invoiceOver(sides, stated)).rejects.toMatchObject({
      code: 'statement-invoiced',
    });
    await desk.flush(sides.holder, first.id);
    expect(await desk.statements.get(stated.id)).toMatchObject({ invoiceId: null });
    const again = await desk.invoiceOver(sides, stated);
    expect(again.invoiceId).not.toBe(first.id);
    expect(await desk.balance(orders[0] ?? '')).toMatchObject({ invoicedFen: 10_000 });
  });

  it('is of the fees or of the own part, and of nothing else', async () => {
    await desk.buildOrder(sides, { voucher: 'deduct' });
    const stated = await desk.stated(sides);
    await expect(desk.invoiceOver(sides, stated, 7_000)).rejects.toMatchObject({
      members: { errors: [{ pointer: '/amountFen', code: 'amount-not-of-statement' }] },
    });
    const { invoiceId } = await desk.invoiceOver(sides, stated, stated.ownFen);
    expect(await desk.invoices.get(invoiceId ?? '')).toMatchObject({ amountFen: 5_000 });
  });

  it('leaves out what single invoices have already', async () => {
    const [half, whole] = [await desk.buildOrder(sides), await desk.buildOrder(sides)];
    await desk.invoice(sides, { [half]: 4_000, [whole]: 10_000 });
    const stated = await desk.stated(sides);
    const { invoiceId } = await desk.invoiceOver(sides, stated, 6_000);
    const { allocations } = await desk.invoices.get(invoiceId ?? '');
    expect(allocations).toMatchObject([{ orderId: half, amountFen: 6_000 }]);
  });

  it('stands once, however many record it, and keeps the statement from being voided', async () => {
    await desk.buildOrder(sides);
    const stated = await desk.stated(sides);
    const outcomes = await attempts(6, () => desk.invoiceOver(sides, stated));
    expect(outcomes).toEqual(['done', ...Array(5).fill('statement-invoiced')].sort());
    const reason = { reason: '重开' };
    const early = desk.statements.void(sides.holder, stated.id, reason, {});
    await expect(early).rejects.toMatchObject({ code: 'statement-invoiced' });
    const { invoiceId } = await desk.statements.get(stated.id);
    await desk.flush(sides.holder, invoiceId ?? '');
    await desk.statements.void(sides.holder, stated.id, reason, {});
    expect(ordersOf(await desk.draft(sides))).toHaveLength(1);
  });

  it('needs a confirmed statement, also past the service', async () => {
    await desk.buildOrder(sides);
    const sent = await desk.send(sides);
    await expect(desk.invoiceOver(sides, sent)).rejects.toMatchObject({ code: 'statement-state' });
    const insert = desk.db.query(
      `INSERT INTO invoice (id, number, seller_organisation_id, buyer_organisation_id, kind, title, tax_number, issued_on,
                            amount_fen, recorded_by, statement_id)
       VALUES (gen_random_uuid(), 'x', $1, $2, 'special', 't', 't', '2026-01-01', 1, $3, $4)`,
      [sides.holder.organisationId, sides.user.organisationId, sides.holder.userId, sent.id],
    );
    await expect(insert).rejects.toThrow('invoice_of_other_statement');
  });
});

describe('the worker', () => {
  const run = () =>
    new DraftMonthlyStatementsProcessor(database.dataSource, desk.statements).process();

  it('drafts the last month for whoever settles by month, once', async () => {
    const others = await desk.buildSides();
    await setDatabaseTime(database, shanghai('2027-03-10T10:00'));
    await desk.agree(sides, { mode: 'monthly' });
    await desk.agree(others, { mode: 'after_service' });
    const orderId = await desk.buildOrder(sides);
    await desk.buildOrder(others);
    await setDatabaseTime(database, shanghai('2027-04-01T04:30'));
    await Promise.all([run(), run(), run()]);
    const { items } = await desk.statements.list({}, sides.holder);
    expect(items).toMatchObject([{ year: 2027, month: 3, state: 'draft' }]);
    expect(items.map(ordersOf)).toEqual([[orderId]]);
    expect((await desk.statements.list({}, others.holder)).items).toEqual([]);
    await desk.statements.void(sides.holder, items[0]?.id ?? '', { reason: '手工重做' }, {});
    await run();
    expect((await desk.statements.list({}, sides.holder)).items).toHaveLength(1);
  });
});

describe('reading', () => {
  it('shows the user organisation what was sent, and no draft', async () => {
    await desk.buildOrder(sides);
    const { id } = await desk.draft(sides);
    expect((await desk.statements.list({}, sides.user)).items).toEqual([]);
    await desk.statements.send(sides.holder, id, {});
    const { items } = await desk.statements.list({ state: 'sent' }, sides.user);
    expect(items.map((one) => one.id)).toEqual([id]);
  });
});

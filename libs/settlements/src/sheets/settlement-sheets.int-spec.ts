import { buffer, text } from 'node:stream/consumers';
import { read, utils } from '@e965/xlsx';
import { parse } from 'csv-parse/sync';
import { DateTime } from 'luxon';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { AuditService } from '@app/audit';
import { inCallContext, type Language, newId } from '@app/common';
import type { Actor } from '@app/identity';
import { LabsService } from '../../../instruments/src/labs/labs.service';
import { TestRegister } from '../../../instruments/src/testing/register';
import { IncomeShareRules } from '../income-shares/income-share-rules.service';
import { CardDesk } from '../testing/card-desk';
import { SettlementDesk, type Sides } from '../testing/settlement-desk';
import { SettlementSheets } from './settlement-sheets.service';
import type { SettlementSheetQuery } from './sheet.dto';

let database: TestDatabase;
let desk: SettlementDesk;
let sheets: SettlementSheets;
let sides: Sides;

beforeAll(async () => {
  database = await createTestDatabase();
  desk = new SettlementDesk(database.dataSource);
  sheets = new SettlementSheets(database.dataSource, new AuditService());
});
afterAll(() => database.drop());
beforeEach(async () => {
  await at('2026-02-10');
  sides = await desk.buildSides();
});
afterEach(() => setDatabaseTime(database, null));

const at = (day: string): Promise<void> =>
  setDatabaseTime(database, DateTime.fromISO(`${day}T12:00:00+08:00`) as DateTime<true>);

const FEBRUARY: SettlementSheetQuery = { from: '2026-02-01', to: '2026-02-28' };
type Side = 'holder' | 'user';
type Row = Record<string, string | number | undefined>;

/** The rows of a sheet by their headings, the last of them the totals. */
async function rowsOf(
  actor: Actor,
  side: Side,
  query = FEBRUARY,
  language: Language = 'zh',
): Promise<Row[]> {
  const { stream } = await sheets.write(actor, side, query, language);
  const sheet = read(await buffer(stream)).Sheets.Sheet1 ?? {};
  return utils.sheet_to_json<Row>(sheet);
}

/** What the tables say, summed by the database, in yuan. */
async function sumsOf(column: 'provider' | 'user', organisationId: string): Promise<Row> {
  const [row]: Row[] = await desk.db.query(
    `SELECT sum(account.fee_fen)::float8 / 100 AS fee, sum(account.voucher_fen)::float8 / 100 AS voucher,
            sum(account.invoiced_fen)::float8 / 100 AS invoiced, sum(account.paid_fen)::float8 / 100 AS paid,
            sum(account.written_off_fen)::float8 / 100 AS "writtenOff", sum(account.refunded_fen)::float8 / 100 AS refunded,
            sum(account.fee_fen - account.voucher_fen - account.paid_fen - account.written_off_fen)::float8 / 100 AS open
       FROM order_account account JOIN service_order o ON o.id = account.order_id
      WHERE CASE $1 WHEN 'provider' THEN o.provider_organisation_id ELSE o.user_organisation_id END = $2`,
    [column, organisationId],
  );
  return row ?? {};
}

/** Orders of every kind of course: paid in part, given back, given up, by voucher, by card, reduced. */
async function buildCourses(): Promise<void> {
  const whole = await desk.buildOrder(sides, { feeFen: 12_345 });
  await desk.invoice(sides, { [whole]: 12_000 });
  const { id } = await desk.receipt(sides, 10_000);
  await desk.match(sides, id, { orderId: whole }, 10_000);
  await desk.refund(sides, id, whole, 345);
  await desk.writeOff(sides, whole, 45);
  const reduced = await desk.buildOrder(sides, { feeFen: 10_000 });
  await desk.db.query('UPDATE service_order SET actual_fen = 9001 WHERE id = $1', [reduced]);
  await desk.buildOrder(sides, { voucher: 'deduct' });
  await desk.buildOrder(sides, { voucher: 'reimburse' });
  const house = { holder: sides.holder, user: sides.holder };
  const cards = new CardDesk(desk);
  await cards.join(sides.holder);
  const card = await cards.buildCard(house);
  await cards.charge(house, card.id, await desk.buildOrder(house), 2_500);
}

describe('the sheet of a holder’s income', () => {
  it('has a row for each order and below them what the database sums up to', async () => {
    await buildCourses();
    const rows = await rowsOf(sides.holder, 'holder');
    expect(rows).toHaveLength(6);
    const sums = await sumsOf('provider', sides.holder.organisationId);
    expect(rows.at(-1)).toMatchObject({
      订单编号: '合计',
      '实际费用（元）': sums.fee,
      '退款（元）': sums.refunded,
      '创新券支付（元）': sums.voucher,
      '已开票（元）': sums.invoiced,
      '已收（元）': sums.paid,
      '其中经费卡转账（元）': 25,
      '未收（元）': sums.open,
      '核销（元）': sums.writtenOff,
    });
    for (const row of rows) {
      const yuan = (name: string): number => Math.round(Number(row[`${name}（元）`]) * 100);
      expect(yuan('报价') + yuan('变更与减免') - yuan('退款')).toBe(yuan('实际费用'));
      expect(yuan('实际费用') - yuan('创新券支付')).toBe(yuan('用户自付'));
      expect(yuan('已收') + yuan('未收') + yuan('核销')).toBe(yuan('用户自付'));
    }
    expect(rows.find((row) => row['报价（元）'] === 123.45)).toMatchObject({
      ...{ 用户单位: '测试单位', '退款（元）': 3.45, '已收（元）': 96.55, '核销（元）': 0.45 },
    });
  });

  it('tells what the laboratory has of what came in', async () => {
    const register = new TestRegister(desk.db);
    const labs = new LabsService(desk.db, new AuditService());
    const { id: instrumentId } = await register.buildDraft(sides.holder);
    const { id: labId } = await labs.create(sides.holder, { nameZh: '电镜室' });
    await labs.assign({ actor: sides.holder, instrumentId }, labId);
    const rule = { validFrom: '2026-01-01', labRatio: 0.3 };
    await new IncomeShareRules(desk.db, new AuditService()).set(sides.holder, rule, {});
    const orderId = await desk.buildOrder(sides);
    await desk.db.query('UPDATE service_order SET instrument_id = $2 WHERE id = $1', [
      ...[orderId, instrumentId],
    ]);
    const { id } = await desk.receipt(sides, 1_005);
    await desk.match(sides, id, { orderId }, 1_005);
    expect(await rowsOf(sides.holder, 'holder')).toMatchObject([
      { 机组: '电镜室', 仪器: '场发射扫描电子显微镜', '机组分成（元）': 3.02 },
      { 订单编号: '合计', '机组分成（元）': 3.02 },
    ]);
  });

  it('holds the orders of its period, by the day in Shanghai on which they became owed', async () => {
    for (const moment of ['2026-01-31T23:59:59.999', '2026-02-01T00:00', '2026-02-28T23:59']) {
      const instant = DateTime.fromISO(`${moment}+08:00`) as DateTime<true>;
      await setDatabaseTime(database, instant);
      await desk.buildOrder(sides);
    }
    await at('2026-03-01');
    await desk.buildOrder(sides);
    const rows = await rowsOf(sides.holder, 'holder');
    expect(rows).toHaveLength(3);
    expect(rows.at(-1)).toMatchObject({ '实际费用（元）': 200 });
    const backwards = sheets.write(
      sides.holder,
      'holder',
      { from: '2026-02-02', to: '2026-02-01' },
      'zh',
    );
    await expect(backwards).rejects.toMatchObject({
      members: { errors: [{ pointer: '/to', code: 'period-reversed' }] },
    });
  });

  it('of an empty period has headings and zero totals', async () => {
    const [total, ...more] = await rowsOf(sides.holder, 'holder');
    expect(more).toEqual([]);
    expect(total).toMatchObject({ 订单编号: '合计', '实际费用（元）': 0, '机组分成（元）': 0 });
  });

  it('goes on beyond one page, in the name of who asked, wherever it is read', async () => {
    await desk.db.query(
      `INSERT INTO service_order (id, number, kind, user_organisation_id, provider_organisation_id, placed_by, purpose, state,
         list_fen, voucher_fen, own_fen, actual_fen, completed_at)
       SELECT gen_random_uuid(), 'P' || $1::uuid || at, 'slot', $1::uuid, $2, $3, 'testing', 'accepted', 101, 0, 101, 101, app_now()
         FROM generate_series(1, 1200) at`,
      [sides.user.organisationId, sides.holder.organisationId, sides.user.userId],
    );
    const scoped = (scope: string) => ({ requestId: newId(), scope });
    const { organisationId } = sides.holder;
    const { stream } = await inCallContext(scoped(organisationId), () =>
      sheets.write(sides.holder, 'holder', { ...FEBRUARY, format: 'csv' }, 'en'),
    );
    const written = await inCallContext(scoped(sides.user.userId), () => text(stream));
    const lines: Row[] = parse(written, { bom: true, columns: true });
    expect(lines).toHaveLength(1_201);
    expect(lines.at(-1)).toMatchObject({ Order: 'Total', 'Fee (yuan)': '1212' });
  });

  it('#25 never starts a formula with what somebody called itself', async () => {
    await desk.buildOrder(sides);
    await desk.db.query(`UPDATE organisation SET name_zh = '=1+1' WHERE id = $1`, [
      sides.user.organisationId,
    ]);
    const { stream } = await sheets.write(sides.holder, 'holder', FEBRUARY, 'zh');
    const cells = read(await buffer(stream), { cellFormula: true, dense: true }).Sheets.Sheet1;
    const all = (cells?.['!data'] ?? []).flat();
    expect(all.filter((cell) => cell.f !== undefined)).toEqual([]);
    expect(all.some((cell) => cell.v === '=1+1')).toBe(true);
  });

  it('is an entry of the audit trail', async () => {
    await rowsOf(sides.holder, 'holder');
    const rows: object[] = await desk.db.query(
      `SELECT action, detail FROM audit_entry WHERE actor_id = $1 AND action LIKE 'settlement.export%'`,
      [sides.holder.userId],
    );
    expect(rows).toEqual([
      { action: 'settlement.export-income', detail: { ...FEBRUARY, format: 'xlsx' } },
    ]);
  });
});

describe('the sheet of a user organisation’s spending', () => {
  it('is the same orders from the other side, and nobody else’s', async () => {
    await buildCourses();
    await desk.buildOrder(await desk.buildSides());
    const rows = await rowsOf(sides.user, 'user');
    expect(rows).toHaveLength(5);
    const sums = await sumsOf('user', sides.user.organisationId);
    expect(rows.at(-1)).toMatchObject({
      ...{ 订单编号: '合计', '实际费用（元）': sums.fee, '创新券抵扣（元）': sums.voucher },
      ...{ '其中创新券可报销（元）': 50, '已付（元）': sums.paid, '未付（元）': sums.open },
      ...{ '已开票（元）': sums.invoiced, '核销（元）': sums.writtenOff },
    });
    expect(Object.keys(rows[0] ?? {})).not.toContain('机组分成（元）');
  });
});

import { read, utils } from '@e965/xlsx';
import { DateTime } from 'luxon';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { type Language, newId } from '@app/common';
import { pdfWords } from '../../../files/src/testing/pdf-words';
import { creditCodeOf, type Sides } from '../testing/settlement-desk';
import { StatementDesk } from '../testing/statement-desk';
import { StatementPapers } from './statement-papers.service';

let database: TestDatabase;
let desk: StatementDesk;
let papers: StatementPapers;
let sides: Sides;

beforeAll(async () => {
  database = await createTestDatabase();
  desk = new StatementDesk(database.dataSource);
  papers = new StatementPapers(database.dataSource);
});
afterAll(() => database.drop());
beforeEach(async () => {
  const moment = DateTime.fromISO('2026-03-05T10:00', { zone: 'Asia/Shanghai' });
  await setDatabaseTime(database, moment as DateTime<true>);
  sides = await desk.buildSides();
});
afterEach(() => setDatabaseTime(database, null));

type Row = Record<string, string | number | undefined>;

async function rowsOf(id: string, language: Language): Promise<Row[]> {
  const { content } = await papers.write(id, 'xlsx', language);
  return utils.sheet_to_json<Row>(read(content).Sheets.Sheet1 ?? {});
}

describe('the sheet of a statement', () => {
  it('has a line for each order and below them the sums that the statement tells', async () => {
    const plain = await desk.buildOrder(sides, { feeFen: 12_345 });
    const deducted = await desk.buildOrder(sides, { feeFen: 8_000, voucher: 'deduct' });
    const left = await desk.buildOrder(sides, { feeFen: 700 });
    const { id } = await desk.draft(sides);
    const stated = await desk.statements.correct(sides.holder, id, { leaveOut: [left] }, {});
    const [first, second, total, ...more] = await rowsOf(id, 'zh');
    expect(more).toEqual([]);
    expect(first).toMatchObject({
      ...{ 结算单编号: stated.number, 结算月份: '2026-03', 订单编号: plain, 服务: '上机服务' },
      ...{ '费用（元）': 123.45, '创新券抵扣（元）': 0, '应付（元）': 123.45 },
    });
    expect(second).toMatchObject({ 订单编号: deducted, '费用（元）': 80 });
    expect(total).toMatchObject({
      结算单编号: '合计',
      '费用（元）': stated.feeFen / 100,
      '创新券抵扣（元）': (stated.feeFen - stated.ownFen) / 100,
      '应付（元）': stated.ownFen / 100,
    });
  });

  it('of a void statement holds no order: another one takes them', async () => {
    await desk.buildOrder(sides);
    const { id } = await desk.send(sides);
    await desk.statements.void(sides.holder, id, { reason: '订单有误' }, {});
    expect(await rowsOf(id, 'en')).toEqual([
      { Statement: 'Total', 'Fee (yuan)': 0, 'Deducted by voucher (yuan)': 0, 'To pay (yuan)': 0 },
    ]);
    const { words } = await pdfWords((await papers.write(id, 'pdf', 'zh')).content);
    expect(words).toContain('状态：已作废，其中订单另行结算原因：订单有误');
    expect(words).toContain('合计0笔¥0.00¥0.00¥0.00');
  });
});

describe('the PDF of a statement', () => {
  it('names both sides, every order and the sums, and has lines to sign on', async () => {
    const orderId = await desk.buildOrder(sides, { feeFen: 123_456 });
    const { id, number } = await desk.send(sides);
    const { name, mediaType, content } = await papers.write(id, 'pdf', 'zh');
    expect({ name, mediaType }).toEqual({
      ...{ name: `结算单-${number}.pdf`, mediaType: 'application/pdf' },
    });
    expect(content.toString('latin1')).toMatch(/\/FontFile2 /);
    const { words, footers } = await pdfWords(content);
    for (const party of [sides.holder, sides.user])
      expect(words).toContain(`（${creditCodeOf(party.organisationId)}）`);
    expect(words).toContain(`编号：${number}结算月份：2026-03`);
    expect(words).toContain('状态：待用户单位确认');
    expect(words.replaceAll('-', '')).toContain(orderId.replaceAll('-', ''));
    expect(words).toContain('合计1笔¥1,234.56¥0.00¥1,234.56');
    expect(words.match(/（签字盖章）日期：/g)).toHaveLength(2);
    expect(footers).toEqual([`${number}第1页，共1页`]);
  });

  it('tells when it was confirmed, and stays the same file from then on', async () => {
    const orderId = await desk.buildOrder(sides);
    const { id } = await desk.stated(sides);
    const { content } = await papers.write(id, 'pdf', 'zh');
    expect((await pdfWords(content)).words).toContain('已于2026-03-0510:00在系统中确认');
    const receipt = await desk.receipt(sides, 10_000);
    await desk.match(sides, receipt.id, { orderId }, 10_000);
    expect((await papers.write(id, 'pdf', 'zh')).content.equals(content)).toBe(true);
    const english = await pdfWords((await papers.write(id, 'pdf', 'en')).content);
    expect(english.words).toContain('Confirmedinthesystemat2026-03-0510:00');
  });

  it('goes on over pages without losing an order', async () => {
    const orders = await Promise.all(Array.from({ length: 60 }, () => desk.buildOrder(sides)));
    const { id } = await desk.send(sides);
    const { words, footers } = await pdfWords((await papers.write(id, 'pdf', 'zh')).content);
    expect(footers.length).toBeGreaterThan(1);
    const bare = words.replaceAll('-', '');
    expect(orders.filter((order) => !bare.includes(order.replaceAll('-', '')))).toEqual([]);
    expect(words).toContain('合计60笔¥6,000.00');
  });

  it('is of no statement that there is not', async () => {
    await expect(papers.write(newId(), 'pdf', 'zh')).rejects.toMatchObject({ code: 'not-found' });
  });
});

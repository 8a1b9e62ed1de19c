import { DateTime } from 'luxon';
import { AuditService } from '@app/audit';
import type { Actor } from '@app/identity';
import { NewsDesk } from '../libs/notifications/src/testing/news-desk';
import type { ProposedLine } from '../libs/orders/src/change-orders/change-order.rules';
import { NoteLateOrdersProcessor } from '../libs/orders/src/late-orders/note-late-orders.processor';
import { OrderMessages } from '../libs/orders/src/messages/order-messages.service';
import { OrderDesk, type OrderSides } from '../libs/orders/src/testing/order-desk';
import { REPORT, SampleDesk } from '../libs/orders/src/testing/sample-desk';
import { createTestDatabase, setDatabaseTime, type TestDatabase } from './support/database';

let database: TestDatabase;
let desk: OrderDesk;
let lab: SampleDesk;
let news: NewsDesk;
let sides: OrderSides;

beforeAll(async () => {
  database = await createTestDatabase();
  desk = new OrderDesk(database.dataSource);
  lab = new SampleDesk(desk);
  news = new NewsDesk(desk.db);
});
afterAll(async () => {
  await setDatabaseTime(database, null);
  await database.drop();
});
beforeEach(async () => {
  await setDatabaseTime(database, null);
  sides = await desk.buildSides();
  await employ(sides.person, 'user', 'enterprise_member');
  await employ(sides.leader, 'leader', 'enterprise_admin');
  await employ(sides.manager, 'lab', 'lab_manager');
  await employ(sides.operator, 'operator', 'instrument_operator');
});

/** Makes somebody part of their organisation, with an address named after what they do. */
async function employ({ userId, organisationId }: Actor, name: string, role: string) {
  await desk.db.query('UPDATE app_user SET email = $2 WHERE id = $1', [
    userId,
    `${name}@example.test`,
  ]);
  await desk.db.query(
    'INSERT INTO membership (user_id, organisation_id, role) VALUES ($1, $2, $3)',
    [userId, organisationId, role],
  );
}

/** `recipient: what` of the mails that the work leads to, in the order of recipients. */
async function told(work: () => Promise<unknown>): Promise<string[]> {
  const mails = await news.after(work);
  return mails
    .map(({ to, subject, text }) => {
      const [, number = '', what = ''] =
        /^嘉仪 Jiayi · 订单 (JX\d\d-\d{6}-[\dX]) (\S+)/.exec(subject) ?? [];
      // Both languages name the order and its other side.
      expect(text.split(number)).toHaveLength(3);
      expect(text.split('测试单位')).toHaveLength(3);
      expect(text).toContain('https://jiayi.example.test/');
      return `${to.replace('@example.test', '')}: ${what}`;
    })
    .sort();
}

it('every step of an order of samples is told to the side that did not take it', async () => {
  const { person, manager, operator, leader } = sides;
  let id = '';
  const place = async () => ({ id } = await lab.samples.create(person, lab.request(sides), {}));
  expect(await told(place)).toEqual(['lab: 有新的送样委托，待报价']);
  const { quotes, course } = lab;
  const steps: [() => Promise<unknown>, string[]][] = [
    [() => quotes.price(operator, id, lab.quote(), {}), ['user: 已报价，待您确认']],
    [() => quotes.accept(leader, id, {}), ['lab: 报价已被接受']],
    [() => course.send(person, id, { carrier: '顺丰' }, {}), ['lab: 样品已寄出']],
    [() => course.receive(manager, id, {}), ['user: 样品已收到']],
    [() => course.start(manager, id, {}), []],
    [() => lab.attachReport(manager, id), []],
    [() => course.complete(manager, id, REPORT, {}), ['user: 服务已完成，待确认']],
    [() => desk.disputes.open(person, id, '数据缺失', {}), ['lab: 用户单位提出异议']],
    [
      () => desk.disputes.offer(manager, id, { feeFen: 50_000, reason: '折让' }, {}),
      ['user: 实验室提出调整方案'],
    ],
    [() => desk.disputes.acceptOffer(person, id, 50_000, {}), ['lab: 异议已解决']],
  ];
  for (const [step, mails] of steps) expect(await told(step)).toEqual(mails);
});

it.each<[string, (id: string) => Promise<unknown>, string[]]>([
  ['rejected', (id) => lab.quotes.reject(sides.manager, id, '停用', {}), ['user: 委托未被接受']],
  ['withdrawn', (id) => lab.quotes.withdraw(sides.person, id, {}), ['lab: 委托已撤回']],
])('a request that is %s is told to the other side', async (_how, end, mails) => {
  const id = await lab.build(sides, 'submitted');
  expect(await told(() => end(id))).toEqual(mails);
});

it('what the clock does is told to both sides', async () => {
  const quoted = await lab.build(sides, 'priced');
  await desk.db.query(
    `UPDATE sample_order SET quote_valid_until = '2020-01-01' WHERE order_id = $1`,
    [quoted],
  );
  const expire = () => desk.db.transaction((tx) => lab.quotes.expire(tx));
  expect(await told(expire)).toEqual(['lab: 报价已过期', 'user: 报价已过期']);
  await lab.build(sides, 'completed');
  const accept = async () => {
    await setDatabaseTime(database, DateTime.utc().plus({ days: 8 }));
    await desk.db.transaction((tx) => desk.orders.acceptSilent(tx, 7));
  };
  expect(await told(accept)).toEqual(
    ['lab', 'user'].map((side) => `${side}: 逾期未答复，已视为确认`),
  );
});

it('an order past its promised date is noted and told once for each date, and not once it is done', async () => {
  const id = await lab.build(sides, 'running');
  const note = () => new NoteLateOrdersProcessor(desk.db, new AuditService()).process();
  const on = (date: string) =>
    setDatabaseTime(database, DateTime.fromISO(`${date}T08:00:00+08:00`) as DateTime<true>);
  const late = ['lab: 已超过承诺日期', 'user: 已超过承诺日期'];
  await on('2099-06-30');
  expect(await told(note)).toEqual([]);
  await on('2099-07-01');
  expect(await told(() => Promise.all([note(), note()]))).toEqual(late);
  await on('2099-07-02');
  expect(await told(note)).toEqual([]);
  await desk.db.query(`UPDATE sample_order SET promised_on = '2099-07-01' WHERE order_id = $1`, [
    id,
  ]);
  expect(await told(note)).toEqual(late);
  await lab.course.complete(sides.manager, id, REPORT, {});
  await desk.db.query(`UPDATE sample_order SET promised_on = '2099-06-01' WHERE order_id = $1`, [
    id,
  ]);
  expect(await told(note)).toEqual([]);
});

const MORE: ProposedLine = { kind: 'extra_tests', text: '加测', quantity: 1, amountFen: 10_000 };
const LESS: ProposedLine = {
  ...{ kind: 'reduction', cause: 'partnership', text: '长期合作', amountFen: 10_000 },
};

it('a change of the fee is told to who answers next, a reduction first to another person of the lab', async () => {
  const { person, manager, operator } = sides;
  const second = await desk.buildActor('lab_manager', manager.organisationId);
  await employ(second, 'second', 'lab_manager');
  const id = await desk.buildOrder(sides);
  const propose = (line: ProposedLine) =>
    desk.changes.propose(operator, id, { lines: [line], reason: '双方约定' }, {});
  let changeId = '';
  const more = async () => void ({ id: changeId } = await propose(MORE));
  expect(await told(more)).toEqual(['user: 费用变更待您答复']);
  expect(await told(() => desk.changes.decline(person, changeId, undefined, {}))).toEqual([
    ...['lab: 费用变更被谢绝', 'second: 费用变更被谢绝'],
  ]);
  const less = async () => void ({ id: changeId } = await propose(LESS));
  expect(await told(less)).toEqual(['lab: 减免或协议价待复核', 'second: 减免或协议价待复核']);
  expect(await told(() => desk.changes.approve(manager, changeId, {}))).toEqual([
    'user: 费用变更待您答复',
  ]);
  expect(await told(() => desk.changes.accept(person, changeId, {}))).toEqual([
    ...['lab: 费用变更已被接受', 'second: 费用变更已被接受'],
  ]);
});

it('who has left hears nothing more: those who lead there do', async () => {
  const id = await lab.build(sides, 'submitted');
  await desk.db.query('DELETE FROM membership WHERE user_id = $1', [sides.person.userId]);
  expect(await told(() => lab.quotes.price(sides.manager, id, lab.quote(), {}))).toEqual([
    'leader: 已报价，待您确认',
  ]);
});

it('machine time tells of its end, and of no move and no cancelling, which its reservation tells', async () => {
  const id = await desk.buildOrder(sides);
  const complete = () => desk.db.transaction((tx) => desk.orders.complete(tx, sides.manager, id));
  expect(await told(complete)).toEqual(['user: 服务已完成，待确认']);
  expect(await told(() => desk.orders.accept(sides.person, id, {}))).toEqual(['lab: 服务已被确认']);
  const other = await desk.buildOrder(sides);
  const cancel = () => desk.db.transaction((tx) => desk.orders.cancel(tx, sides.person, other));
  expect(await told(cancel)).toEqual([]);
});

it('what is no longer so is not told any more', async () => {
  const id = await desk.buildOrder(sides, { state: 'disputed' });
  const both = async () => {
    await desk.disputes.offer(sides.manager, id, { feeFen: 50_000, reason: '折让' }, {});
    await desk.disputes.withdraw(sides.person, id, {});
  };
  expect(await told(both)).toEqual(['lab: 异议已解决']);
});

it('what the office decides is told to both sides', async () => {
  const id = await desk.buildOrder(sides, { state: 'disputed' });
  const decide = () =>
    desk.disputes.decide(sides.office, id, { decision: 'upheld', reason: '数据完整' }, {});
  expect(await told(decide)).toEqual(['lab: 争议已裁定', 'user: 争议已裁定']);
});

it('messages are told once to the side that has not read them, without what they say', async () => {
  const messages = new OrderMessages(desk.db, new AuditService());
  const id = await desk.buildOrder(sides);
  const send = async () => {
    await messages.send(sides.person, id, '样品含机密配方', {});
    await messages.send(sides.person, id, '请保密', {});
  };
  const [mail, ...more] = await news.after(send);
  expect(more).toEqual([]);
  expect(mail).toMatchObject({
    to: 'lab@example.test',
    subject: expect.stringMatching(/有 2 条未读留言 unread messages$/) as string,
  });
  expect(mail?.text).not.toContain('机密');
  const [last] = (await messages.list(id, {})).items;
  await messages.read(sides.operator, id, last?.id ?? '');
  expect(await news.mails()).toEqual([]);
});

it('every mail about an order leads each of its sides to the page of the order', async () => {
  const pagesAfter = async (work: () => Promise<unknown>): Promise<string[]> =>
    (await news.after(work))
      .map(
        ({ to, text }) =>
          `${to.replace('@example.test', '')} ${/https:..jiayi.example.test(\S+)/.exec(text)?.[1] ?? ''}`,
      )
      .sort();
  const id = await desk.buildOrder(sides);
  const propose = () =>
    desk.changes.propose(sides.manager, id, { lines: [MORE], reason: '加测' }, {});
  expect(await pagesAfter(propose)).toEqual([`user /orders/${id}`]);
  const [offered] = await desk.changes.findFor(id);
  const accept = () => desk.changes.accept(sides.person, offered?.id ?? '', {});
  expect(await pagesAfter(accept)).toEqual([`lab /orders/${id}`]);

  let samples = '';
  const place = async () =>
    ({ id: samples } = await lab.samples.create(sides.person, lab.request(sides), {}));
  const placed = await pagesAfter(place);
  expect(placed).toEqual([`lab /orders/${samples}`]);
  const price = () => lab.quotes.price(sides.manager, samples, lab.quote(), {});
  expect(await pagesAfter(price)).toEqual([`user /orders/${samples}`]);
});

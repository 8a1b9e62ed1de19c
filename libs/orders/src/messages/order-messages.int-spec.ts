import { DateTime } from 'luxon';
import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import type { Actor } from '@app/identity';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { OrderDesk, type OrderSides } from '../testing/order-desk';
import { OrderMessages } from './order-messages.service';

let database: TestDatabase;
let desk: OrderDesk;
let messages: OrderMessages;
let sides: OrderSides;
let orderId: string;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 8 });
  desk = new OrderDesk(database.dataSource);
  messages = new OrderMessages(desk.db, new AuditService());
});
afterAll(async () => {
  await setDatabaseTime(database, null);
  await database.drop();
});
beforeEach(async () => {
  await setDatabaseTime(database, null);
  sides = await desk.buildSides();
  orderId = await desk.buildOrder(sides);
});

const send = (actor: Actor, text = '样品何时可以寄出？') => messages.send(actor, orderId, text, {});
const unreadOf = async (actor: Actor) => (await messages.unread(actor, orderId)).unread;

/** The notices planned for the order, by side, each with the minutes from the first message on. */
async function notices(): Promise<{ side: string; at: DateTime }[]> {
  const rows: { side: string; at: Date }[] = await desk.db.query(
    `SELECT k.side, m.next_at AS at FROM outbox_message m JOIN order_message_mark k ON k.id = (m.payload->>'objectId')::uuid
      WHERE m.job = 'send-mail' AND m.payload->>'mail' = 'order-messages' AND k.order_id = $1 ORDER BY m.id`,
    [orderId],
  );
  return rows.map(({ side, at }) => ({ side, at: DateTime.fromJSDate(at) }));
}

describe('messages on an order', () => {
  it('are kept with who wrote them for which side, the newest first, page by page', async () => {
    const first = await send(sides.person, '第一条\n第二行');
    expect(first).toMatchObject({
      ...{ side: 'user', text: '第一条\n第二行', isRead: false },
      ...{ authorName: '王晓', organisationNameZh: '测试单位' },
    });
    await send(sides.operator, '第二条');
    await send(sides.leader, '第三条');
    const page = await messages.list(orderId, { limit: 2 });
    expect(page.items.map(({ side, text }) => [side, text])).toEqual([
      ['user', '第三条'],
      ['provider', '第二条'],
    ]);
    const rest = await messages.list(orderId, { limit: 2, cursor: page.next });
    expect([rest.items, rest.next]).toEqual([[first], undefined]);
  });

  it('are unread by the other side until it has read them, and by nobody of one’s own', async () => {
    const asked = await send(sides.person);
    const again = await send(sides.person, '另：共 3 件');
    expect([await unreadOf(sides.leader), await unreadOf(sides.operator)]).toEqual([0, 2]);
    expect(await messages.read(sides.manager, orderId, asked.id)).toEqual({ unread: 1 });
    expect((await messages.list(orderId, {})).items.map(({ isRead }) => isRead)).toEqual([
      ...[false, true],
    ]);
    await messages.read(sides.operator, orderId, again.id);
    // Who reads backwards has not forgotten what came after.
    expect(await messages.read(sides.manager, orderId, asked.id)).toEqual({ unread: 0 });
    await send(sides.manager, '周五前');
    expect([await unreadOf(sides.person), await unreadOf(sides.manager)]).toEqual([1, 0]);
  });

  it('of another order, or of none, are not read here', async () => {
    const other = await desk.buildOrder(sides);
    const { id } = await messages.send(sides.person, other, '别的订单', {});
    for (const untilId of [id, newId()])
      await expect(messages.read(sides.manager, orderId, untilId)).rejects.toMatchObject({
        members: { errors: [{ pointer: '/untilId', code: 'message-unknown' }] },
      });
    await expect(messages.list(newId(), {})).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('are written by the office while the order is disputed, for both sides to read', async () => {
    await expect(send(sides.office)).rejects.toMatchObject({ code: 'office-writes-in-disputes' });
    orderId = await desk.buildOrder(sides, { state: 'disputed' });
    expect(await send(sides.office, '请双方补充说明')).toMatchObject({ side: 'office' });
    expect([await unreadOf(sides.person), await unreadOf(sides.manager)]).toEqual([1, 1]);
    expect(await unreadOf(sides.office)).toBe(0);
    expect((await notices()).map(({ side }) => side).sort()).toEqual(['provider', 'user']);
  });

  it('of a laboratory with itself are between who placed the order and the laboratory', async () => {
    orderId = await desk.buildOrder({ ...sides, person: sides.manager });
    expect(await send(sides.manager)).toMatchObject({ side: 'user' });
    expect(await send(sides.operator)).toMatchObject({ side: 'provider' });
  });
});

describe('the notice of messages', () => {
  const START = DateTime.fromISO('2026-12-01T09:00:00+08:00') as DateTime<true>;
  const at = (minutes: number) => setDatabaseTime(database, START.plus({ minutes }));
  const minutes = async () =>
    (await notices()).map((one) => Math.round(one.at.diff(START).as('minutes')));

  it('is one for what comes within five minutes, however much that is', async () => {
    await at(0);
    await send(sides.person);
    await at(1);
    await send(sides.person, '补充');
    await at(4);
    await send(sides.leader, '再补充');
    expect(await minutes()).toEqual([5]);
    await at(6);
    await send(sides.person, '又及');
    expect(await minutes()).toEqual([5, 11]);
    expect((await notices()).map(({ side }) => side)).toEqual(['provider', 'provider']);
  });

  it('is one also when many write at once', async () => {
    await at(0);
    await Promise.all(
      Array.from({ length: 8 }, (_, index) => send(sides.person, `第 ${index} 条`)),
    );
    expect(await minutes()).toEqual([5]);
    expect(await unreadOf(sides.manager)).toBe(8);
  });
});

describe('the database', () => {
  it('takes no message that is empty, too long or of nobody’s side', async () => {
    const insert = (side: string, text: string) =>
      desk.db.query(
        `INSERT INTO order_message (id, order_id, side, author_id, organisation_id, text) VALUES ($1, $2, $3, $4, $5, $6)`,
        [newId(), orderId, side, sides.person.userId, sides.person.organisationId, text],
      );
    for (const [side, text, constraint] of [
      ['user', '', 'order_message_text_length'],
      ['user', '长'.repeat(2_001), 'order_message_text_length'],
      ['stranger', '你好', 'order_message_side_known'],
    ] as const)
      await expect(insert(side, text)).rejects.toMatchObject({ driverError: { constraint } });
  });
});

import { DateTime } from 'luxon';
import type { Actor, Role } from '@app/identity';
import {
  ahead,
  isoOf,
  TestCalendar,
  type TestInstrument,
} from '../libs/reservations/src/testing/calendar';
import { NewsDesk } from '../libs/notifications/src/testing/news-desk';
import { createTestDatabase, setDatabaseTime, type TestDatabase } from './support/database';

let database: TestDatabase;
let calendar: TestCalendar;
let user: Actor;
let asking: TestInstrument;

beforeAll(async () => {
  database = await createTestDatabase();
  calendar = await TestCalendar.start(database.url);
  user = await buildReader('enterprise_member', 'user@example.test');
  const lab = await buildReader('lab_manager', 'lab@example.test');
  asking = await calendar.buildInstrument({ policy: { approval: 'each' }, lab });
});
afterAll(async () => {
  await calendar.stop();
  await database.drop();
});

async function buildReader(role: Role, email: string, organisationId?: string) {
  const actor = await calendar.buildActor(role, organisationId);
  await calendar.db.query('UPDATE app_user SET email = $2 WHERE id = $1', [actor.userId, email]);
  return actor;
}

/** `recipient: subject` of each mail that the work leads to. */
async function mailsAfter(work: () => Promise<unknown>): Promise<string[]> {
  const mails = await new NewsDesk(calendar.db).after(work);
  return mails.map(({ to, subject, text }) => {
    expect(text).toContain('Sigma 300');
    return `${to}: ${subject.replace('嘉仪 Jiayi · ', '')}`;
  });
}

it('every step of a reservation is told to who has to know, by whatever way it came', async () => {
  let id = '';
  const book = async () => {
    ({ id } = await calendar.book(user, asking.id, ahead(3, 2, 4)));
  };
  expect(await mailsAfter(book)).toEqual(['lab@example.test: 测试单位 的预约待审核 to approve']);
  expect(await mailsAfter(() => calendar.life.approve(asking.lab, id, {}))).toEqual([
    expect.stringMatching(/^user@example.test: 预约已确认/),
  ]);
  expect(await mailsAfter(() => calendar.move(asking.lab, id, ahead(3, 5, 7)))).toEqual([
    expect.stringMatching(/^user@example.test: 预约时间已调整/),
  ]);
  expect(await mailsAfter(() => calendar.life.cancel(user, id, '样品未到', {}))).toEqual([
    'lab@example.test: 测试单位 取消了预约 cancelled',
  ]);
});

it('what two sides approve is told to each when it is its turn, reminded of, and its person hears of both', async () => {
  const rules = { approval: 'each', secondApproval: 'holder', responseMinutes: 480 } as const;
  const { id: instrumentId, lab } = await calendar.buildInstrument({
    ...{ policy: rules, lab: asking.lab },
  });
  const assets = await buildReader('holder_admin', 'assets@example.test', lab.organisationId);
  await buildReader('holder_admin', 'stranger@example.test');
  let id = '';
  const book = async () => {
    ({ id } = await calendar.book(user, instrumentId, ahead(7, 2, 4)));
  };
  expect(await mailsAfter(book)).toEqual(['lab@example.test: 测试单位 的预约待审核 to approve']);
  const later = async (hours: number) => {
    const time = DateTime.utc().plus({ hours });
    await setDatabaseTime(database, time);
    return calendar.reminders.sweep();
  };
  expect(await mailsAfter(() => later(5))).toEqual([
    expect.stringMatching(/^lab@example.test: 测试单位 的预约待答复，将于 .* 过期/),
  ]);
  const passed = await mailsAfter(() => calendar.life.approve(lab, id, {}));
  expect(passed.sort()).toEqual([
    'assets@example.test: 测试单位 的预约待复核 to decide second',
    expect.stringMatching(/^user@example.test: 预约已通过初审，待复核/),
  ]);
  expect(await mailsAfter(() => later(10))).toEqual([
    expect.stringMatching(/^assets@example.test: 测试单位 的预约待答复/),
  ]);
  expect(await mailsAfter(() => calendar.life.approveSecond(assets, id, {}))).toEqual([
    expect.stringMatching(/^user@example.test: 预约已确认/),
  ]);
  await setDatabaseTime(database, null);
});

it('what is no longer so is not told any more', async () => {
  const mails = await mailsAfter(async () => {
    const { id } = await calendar.book(user, asking.id, ahead(4, 2, 4));
    await calendar.life.reject(asking.lab, id, '不具备条件', {});
  });
  expect(mails).toEqual([expect.stringMatching(/^user@example.test: 预约未通过审核/)]);
});

it('what is written down long after it happened is no news', async () => {
  const { id } = await calendar.book(user, asking.id, ahead(5, 2, 4));
  const writeDown = (age: string) => () =>
    calendar.db.query(
      `INSERT INTO reservation_history (id, reservation_id, at, action, to_state, detail)
       VALUES (gen_random_uuid(), $1, app_now() - $2::interval, 'create', 'requested', '{}')`,
      [id, age],
    );
  expect(await mailsAfter(writeDown('2 days'))).toEqual([]);
  expect(await mailsAfter(writeDown('1 hour'))).toHaveLength(1);
});

it('a change that is rolled back tells nobody', async () => {
  const taken = await calendar.buildInstrument({ lab: asking.lab });
  await calendar.book(user, taken.id, ahead(3, 2, 4));
  const refused = () => calendar.book(user, taken.id, ahead(3, 3, 5)).catch(() => undefined);
  expect(await mailsAfter(refused)).toEqual([]);
});

it('a use past its end is told to the laboratory and to who comes next, and to nobody who comes much later', async () => {
  const { id, lab } = await calendar.buildInstrument({ lab: asking.lab });
  const [next, later] = [
    await buildReader('enterprise_member', 'next@example.test'),
    await buildReader('enterprise_member', 'later@example.test'),
  ];
  const running = await calendar.book(user, id, ahead(6, 8, 9));
  await setDatabaseTime(database, ahead(6, 8, 9).startsAt as DateTime<true>);
  await calendar.life.checkIn(user, running.id, {});
  await calendar.book(next, id, ahead(6, 10, 11));
  await calendar.book(later, id, ahead(6, 12, 13));
  await setDatabaseTime(database, ahead(6, 9, 10).startsAt as DateTime<true>);
  const told = await mailsAfter(() => calendar.overruns.notice());
  expect(told.map((mail) => mail.split(':')[0]).sort()).toEqual([
    'lab@example.test',
    'next@example.test',
  ]);
  const freed = await mailsAfter(() => calendar.life.checkOut(lab, running.id, {}, {}));
  expect(freed).toEqual([]);
  await setDatabaseTime(database, null);
});

it('a clash with the holder’s own system is told to both sides, once, and again when it is settled', async () => {
  const { lab, ...instrument } = await calendar.buildInstrument({ lab: asking.lab });
  const put = (sequence: number, fromHour: number) =>
    calendar.busy.put(
      lab,
      { instrumentId: instrument.id, externalId: 'A-1' },
      { ...isoOf(ahead(9, fromHour, fromHour + 3)), sequence },
      {},
    );
  const settle = () => calendar.busy.settleClashes();
  const told = async (work: () => Promise<unknown>): Promise<string[]> =>
    (await mailsAfter(work)).map((mail) => mail.replace(/ [a-z ]+: .*/, '')).sort();
  const [toLab, toUser] = ['lab@example.test', 'user@example.test'].map((one) => `${one}: 预约`);
  const appeared = [`${toLab}与持有单位自有占用冲突`, `${toUser}与持有单位自有占用冲突`];
  const settled = [`${toLab}冲突已解除`, `${toUser}冲突已解除`];

  const { id } = await calendar.book(user, instrument.id, ahead(9, 2, 4));
  expect(await told(() => put(1, 1))).toEqual(appeared);
  expect(await told(settle)).toEqual([]);
  // At another time it is the same trouble still.
  expect(await told(() => put(2, 3))).toEqual(appeared);
  await calendar.move(user, id, ahead(9, 8, 10));
  expect(await told(settle)).toEqual(settled);
  expect(await told(settle)).toEqual([]);

  expect(await told(() => put(3, 9))).toEqual(appeared);
  await calendar.life.cancel(user, id, undefined, {});
  expect(await told(settle)).toEqual([settled[0]]);

  // A hold is nobody’s reservation, until it is.
  const held = ahead(9, 15, 17);
  const { id: holdId } = await calendar.holds.create(user, {
    ...{ instrumentId: instrument.id, ...isoOf(held) },
  });
  expect(await told(() => put(4, 14))).toEqual([]);
  await calendar.reservations.create(
    user,
    { instrumentId: instrument.id, ...isoOf(held), purpose: 'testing', holdId },
    undefined,
  );
  expect(await told(settle)).toEqual(appeared);
});

import { AuditService } from '@app/audit';
import { DateTime } from 'luxon';
import type { Actor } from '@app/identity';
import { type JobPayloads, Outbox } from '@app/messaging';
import { ChannelCodes } from '../libs/notifications/src/channels/channel-codes.service';
import type { Channels } from '../libs/notifications/src/channels/channels';
import { DeliverMessageProcessor } from '../libs/notifications/src/channels/deliver-message.processor';
import { NotificationChannels } from '../libs/notifications/src/channels/notification-channels.service';
import { type Mail, MailTransport } from '../libs/notifications/src/mail-transport';
import { MailWriter } from '../libs/notifications/src/mail-writer';
import { ReservationNewsProcessor } from '../libs/notifications/src/reservation-news/reservation-news.processor';
import { SendMailProcessor } from '../libs/notifications/src/send-mail.processor';
import { ChannelPeer } from '../libs/notifications/src/testing/channel-peer';
import {
  ahead,
  TestCalendar,
  type TestInstrument,
} from '../libs/reservations/src/testing/calendar';
import { createTestDatabase, setDatabaseTime, type TestDatabase } from './support/database';

const SECRET_KEY = 'a secret of at least 32 characters';
const context = { messageId: null, attempt: 1, done: () => Promise.resolve() };

/** Mails that would have left. */
class MailBox extends MailTransport {
  mails: Mail[] = [];
  send(mail: Mail): Promise<void> {
    this.mails.push(mail);
    return Promise.resolve();
  }
}

let database: TestDatabase;
let calendar: TestCalendar;
let peer: ChannelPeer;
let ways: Channels;
let codes: ChannelCodes;
let chosen: NotificationChannels;
let writer: MailWriter;
const mailBox = new MailBox();

let user: Actor;
let instrument: TestInstrument;

beforeAll(async () => {
  database = await createTestDatabase();
  calendar = await TestCalendar.start(database.url);
  peer = await ChannelPeer.start();
  ways = peer.open();
  const { db } = calendar;
  codes = new ChannelCodes(db, new AuditService(), ways, { secretKey: SECRET_KEY });
  chosen = new NotificationChannels(db, new AuditService(), ways);
  const settings = {
    ...{ smtpUrl: undefined, mailFrom: 'jiayi@example.test', dataDirectory: '' },
    ...{ publicUrl: 'https://jiayi.example.test', secretKey: SECRET_KEY },
  };
  writer = new MailWriter(db, settings, ways);
  instrument = await calendar.buildInstrument();
});
afterAll(async () => {
  await ways.onModuleDestroy();
  await peer.stop();
  await calendar.stop();
  await database.drop();
});
beforeEach(async () => {
  peer.reset();
  mailBox.mails = [];
  user = await buildReader();
  await calendar.db.query('DELETE FROM outbox_message');
});
afterEach(() => setDatabaseTime(database, null));

async function buildReader(): Promise<Actor> {
  const actor = await calendar.buildActor('enterprise_member');
  await calendar.db.query('UPDATE app_user SET email = $2 WHERE id = $1', [
    ...[actor.userId, `${actor.userId}@example.test`],
  ]);
  return actor;
}

/** A mobile number that no other test has. */
let lastPhone = 13_800_000_000;
const newPhone = (): string => String((lastPhone += 1));
const textsTo = (phone: string): string[] =>
  peer
    .callsOf('/sms')
    .filter(({ json }) => json.phone === phone)
    .map(({ json }) => String(json.content));
const codeIn = (text: string | undefined): string => /验证码 (\d{6})/.exec(text ?? '')?.[1] ?? '';
const later = (minutes: number) => setDatabaseTime(database, DateTime.utc().plus({ minutes }));

async function requestSms(actor: Actor, phone: string): Promise<string> {
  await codes.send(actor, { channel: 'sms', address: phone });
  return codeIn(textsTo(phone).at(-1));
}

async function chooseSms(actor: Actor): Promise<string> {
  const phone = newPhone();
  await codes.confirm(actor, { channel: 'sms', code: await requestSms(actor, phone) });
  peer.reset();
  return phone;
}

async function chooseWeCom(actor: Actor, address: string): Promise<void> {
  await codes.send(actor, { channel: 'wecom', address });
  const [call] = peer.callsOf('/cgi-bin/message/send').slice(-1);
  const { content } = call?.json.text as { content: string };
  await codes.confirm(actor, { channel: 'wecom', code: codeIn(content) });
  peer.reset();
}

/** Does what lies in the outbox for those who tell, also what is to be done later, until nothing is left. */
async function relay(): Promise<void> {
  const { db } = calendar;
  const jobs: Record<string, (payload: never) => Promise<void>> = {
    'tell-reservation-change': (payload) =>
      new ReservationNewsProcessor(db, new Outbox()).process(payload, context),
    'send-mail': (payload) =>
      new SendMailProcessor(db, new Outbox(), writer, mailBox).process(payload, context),
    'deliver-message': (payload) => deliver(payload),
  };
  for (let round = 0; round < 10; round += 1) {
    const [due]: [{ job: string; payload: never }[], number] = await db.query(
      'DELETE FROM outbox_message WHERE job = ANY ($1) RETURNING job, payload',
      [Object.keys(jobs)],
    );
    for (const { job, payload } of due) await jobs[job]?.(payload);
    if (due.length === 0) return;
  }
}
const deliver = (payload: JobPayloads['deliver-message']): Promise<void> =>
  new DeliverMessageProcessor(calendar.db, writer, ways, mailBox).process(payload, context);

/** A reservation that its laboratory cancels: urgent. */
let nextDay = 3;
async function cancelByLab(actor = user): Promise<void> {
  nextDay += 1;
  const { id } = await calendar.book(actor, instrument.id, ahead(nextDay, 2, 4));
  await calendar.db.query('DELETE FROM outbox_message');
  await calendar.life.cancel(instrument.lab, id, '高压电源故障', {});
}
const mailedTo = (actor: Actor): number =>
  mailBox.mails.filter(({ to }) => to.startsWith(actor.userId)).length;
const logOf = async (actor: Actor) => (await chosen.deliveries(actor, {})).items;

describe('an address', () => {
  it('is taken once its code is repeated, shown masked, and forgotten when its channel is switched off', async () => {
    const phone = newPhone();
    await codes.send(user, { channel: 'sms', address: `+86 ${phone}` });
    const code = codeIn(textsTo(phone).at(-1));
    expect(code).toMatch(/^\d{6}$/);
    await codes.confirm(user, { channel: 'sms', code });
    expect((await chosen.get(user)).channels).toMatchObject([
      { channel: 'mail', chosen: true },
      { channel: 'sms', chosen: true, available: true, address: `138****${phone.slice(-4)}` },
      { channel: 'wecom', chosen: false, available: true, address: null },
    ]);
    await chosen.choose(user, { channels: ['mail'], language: 'en' });
    expect(await chosen.get(user)).toMatchObject({
      ...{ language: 'en' },
      channels: [{ chosen: true }, { chosen: false, address: null }, { chosen: false }],
    });
    const rows = await calendar.db.query<unknown[]>(
      'SELECT FROM notification_choice WHERE phone = $1',
      [phone],
    );
    expect(rows).toEqual([]);
  });

  it('is not chosen before that', async () => {
    await requestSms(user, newPhone());
    for (const channel of ['sms', 'wecom'] as const)
      await expect(chosen.choose(user, { channels: ['mail', channel] })).rejects.toMatchObject({
        members: { errors: [{ pointer: '/channels', code: 'address-not-proved' }] },
      });
    expect((await chosen.get(user)).channels).toMatchObject([
      ...[{ chosen: true }, { chosen: false }, { chosen: false }],
    ]);
  });

  it('that is none is refused, and not said again', async () => {
    for (const [channel, address] of [
      ['sms', '0573-82057890'],
      ['wecom', '@all'],
      ['wecom', 'zhangsan|lisi'],
    ] as const) {
      const refusal = await codes.send(user, { channel, address }).catch((error: unknown) => error);
      expect(refusal).toMatchObject({
        members: { errors: [{ pointer: '/address', code: 'address-refused' }] },
      });
      expect(JSON.stringify(refusal)).not.toContain(address);
    }
    expect(peer.arrived).toEqual([]);
  });

  it('that the other side refuses, or cannot be reached for, is told at once and its code is void', async () => {
    peer.answers = [{ status: 422 }, { status: 503 }, {}];
    const phone = newPhone();
    await expect(requestSms(user, phone)).rejects.toMatchObject({ code: 'fields-refused' });
    await later(2);
    await expect(requestSms(user, phone)).rejects.toMatchObject({ code: 'channel-unavailable' });
    const code = codeIn(textsTo(phone).at(-1));
    await expect(codes.confirm(user, { channel: 'sms', code })).rejects.toMatchObject({
      code: 'code-refused',
    });
  });
});

describe('a code', () => {
  it('is kept as a keyed hash only', async () => {
    const code = await requestSms(user, newPhone());
    const [row] = await calendar.db.query<[{ row: string }]>(
      'SELECT c::text AS row FROM channel_code c WHERE user_id = $1',
      [user.userId],
    );
    expect(row.row).not.toContain(code);
  });

  it('is for the person, the channel and the last address it was sent to, and counts once', async () => {
    const other = await buildReader();
    const former = await requestSms(user, newPhone());
    await later(2);
    const phone = newPhone();
    const code = await requestSms(user, phone);
    const refused = { code: 'code-refused' };
    await expect(codes.confirm(other, { channel: 'sms', code })).rejects.toMatchObject(refused);
    await expect(codes.confirm(user, { channel: 'wecom', code })).rejects.toMatchObject(refused);
    if (former !== code)
      await expect(codes.confirm(user, { channel: 'sms', code: former })).rejects.toMatchObject(
        refused,
      );
    await codes.confirm(user, { channel: 'sms', code });
    await expect(codes.confirm(user, { channel: 'sms', code })).rejects.toMatchObject(refused);
  });

  it('is over after ten minutes', async () => {
    const code = await requestSms(user, newPhone());
    await later(10);
    await expect(codes.confirm(user, { channel: 'sms', code })).rejects.toMatchObject({
      code: 'code-refused',
    });
  });

  it('is over after five tries, however many try at once', async () => {
    const code = await requestSms(user, newPhone());
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
    await Promise.allSettled(
      Array.from({ length: 12 }, () => codes.confirm(user, { channel: 'sms', code: wrong })),
    );
    await expect(codes.confirm(user, { channel: 'sms', code })).rejects.toMatchObject({
      code: 'code-refused',
    });
    const [{ attempts }] = await calendar.db.query<[{ attempts: number }]>(
      'SELECT attempts FROM channel_code WHERE user_id = $1',
      [user.userId],
    );
    expect(attempts).toBe(5);
  });

  it('is sent once a minute and five times a day to one person, and to one number', async () => {
    const tooMany = { code: 'too-many-requests' };
    const phone = newPhone();
    const made = await Promise.allSettled(Array.from({ length: 6 }, () => requestSms(user, phone)));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (let sent = 1; sent < 5; sent += 1) {
      await later(sent * 2);
      await requestSms(user, newPhone());
    }
    await later(12);
    await expect(requestSms(user, newPhone())).rejects.toMatchObject(tooMany);

    const shared = newPhone();
    const people = await Promise.all(Array.from({ length: 8 }, () => buildReader()));
    const asked = await Promise.allSettled(people.map((one) => requestSms(one, shared)));
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect(textsTo(shared)).toHaveLength(5);
    await later(24 * 60 + 30);
    await requestSms(user, shared);
  });
});

describe('what is urgent', () => {
  it('goes by text message too to who chose it, short, without the reason', async () => {
    const phone = await chooseSms(user);
    await cancelByLab();
    await relay();
    expect(textsTo(phone)).toEqual([expect.stringMatching(/^您预约的.*Sigma 300.*已被取消/)]);
    expect(textsTo(phone)[0]).not.toContain('高压电源');
    expect(mailedTo(user)).toBe(1);
    expect(await logOf(user)).toMatchObject([
      { channel: 'sms', kind: 'reservation-cancelled', state: 'sent', attempts: 1 },
    ]);
  });

  it('is said in the language that was chosen', async () => {
    const phone = await chooseSms(user);
    await chosen.choose(user, { channels: ['sms'], language: 'en' });
    await cancelByLab();
    await relay();
    expect(textsTo(phone)).toEqual([expect.stringMatching(/^Your reservation of/)]);
    expect(mailedTo(user)).toBe(0);
  });

  it('alone goes by text message: all else by mail, also to who chose no mail', async () => {
    await chooseSms(user);
    await chosen.choose(user, { channels: ['sms'] });
    nextDay += 1;
    await calendar.book(user, instrument.id, ahead(nextDay, 2, 4));
    await relay();
    expect([peer.arrived.length, mailedTo(user)]).toEqual([0, 1]);
  });

  it('is told by mail only to who chose nothing', async () => {
    await cancelByLab();
    await relay();
    expect([peer.arrived.length, mailedTo(user)]).toEqual([0, 1]);
    expect(await logOf(user)).toEqual([]);
  });
});

it('WeCom carries all news of a person, with their link', async () => {
  await chooseWeCom(user, 'wang.xiao');
  await chosen.choose(user, { channels: ['wecom'] });
  nextDay += 1;
  await calendar.book(user, instrument.id, ahead(nextDay, 2, 4));
  await relay();
  const [sent] = peer.callsOf('/cgi-bin/message/send');
  expect(sent?.json).toMatchObject({
    touser: 'wang.xiao',
    text: { content: expect.stringContaining('https://jiayi.example.test/reservations') as string },
  });
  expect(mailedTo(user)).toBe(0);
});

describe('a message that does not arrive', () => {
  it('is tried again under the same id', async () => {
    await chooseSms(user);
    peer.answers = [{ status: 503 }, { status: 500 }, {}];
    await cancelByLab();
    await relay();
    const ids = peer.callsOf('/sms').map(({ json }) => json.id);
    expect([ids.length, new Set(ids).size]).toEqual([3, 1]);
    expect(await logOf(user)).toMatchObject([{ id: ids[0], state: 'sent', attempts: 3 }]);
  });

  it('is given up after five tries, and goes by mail to who chose no mail', async () => {
    await chooseSms(user);
    await chosen.choose(user, { channels: ['sms'] });
    peer.answers = [{ status: 503 }];
    await cancelByLab();
    await relay();
    expect(peer.callsOf('/sms')).toHaveLength(5);
    expect(await logOf(user)).toMatchObject([
      { state: 'failed', attempts: 5, lastError: 'status-503', nextAt: null },
    ]);
    expect(mailedTo(user)).toBe(1);
  });

  it('is given up at once when its address is refused, and not mailed a second time', async () => {
    await chooseSms(user);
    peer.answers = [{ status: 422 }];
    await cancelByLab();
    await relay();
    expect(await logOf(user)).toMatchObject([
      { state: 'failed', attempts: 1, lastError: 'address-refused' },
    ]);
    expect(mailedTo(user)).toBe(1);
  });
});

it('news that is asked for twice is told once, also at the same time', async () => {
  const phone = await chooseSms(user);
  await cancelByLab();
  const news = new ReservationNewsProcessor(calendar.db, new Outbox());
  const [{ payload }] = await calendar.db.query<[{ payload: { changeId: string } }]>(
    `SELECT payload FROM outbox_message WHERE job = 'tell-reservation-change'`,
  );
  await news.process(payload, context);
  const [mail] = await calendar.db.query<[{ id: string; payload: JobPayloads['send-mail'] }]>(
    `SELECT id, payload FROM outbox_message WHERE job = 'send-mail'`,
  );
  const send = new SendMailProcessor(calendar.db, new Outbox(), writer, mailBox);
  const asked = { ...context, messageId: mail.id };
  await Promise.all([1, 2, 3].map(() => send.process(mail.payload, asked)));
  await calendar.db.query(
    `DELETE FROM outbox_message WHERE job IN ('send-mail', 'tell-reservation-change')`,
  );
  const due = await calendar.db.query<{ payload: JobPayloads['deliver-message'] }[]>(
    `SELECT payload FROM outbox_message WHERE job = 'deliver-message'`,
  );
  expect(due).toHaveLength(1);
  await relay();
  await Promise.all(due.map((one) => deliver(one.payload)));
  expect(textsTo(phone)).toHaveLength(1);
});

it('what is no longer so, or no longer wanted there, is not sent', async () => {
  const phone = await chooseSms(user);
  await cancelByLab();
  const mails = `SELECT payload FROM outbox_message WHERE job = 'deliver-message'`;
  const processors = [
    new ReservationNewsProcessor(calendar.db, new Outbox()),
    new SendMailProcessor(calendar.db, new Outbox(), writer, mailBox),
  ] as const;
  for (const processor of processors) {
    const [{ payload }] = await calendar.db
      .query<[{ payload: never }]>('DELETE FROM outbox_message WHERE job = $1 RETURNING payload', [
        processor.job,
      ])
      .then(([rows]) => rows as unknown as [{ payload: never }]);
    await processor.process(payload, context);
  }
  await chosen.choose(user, { channels: ['mail'] });
  const [{ payload }] =
    await calendar.db.query<[{ payload: JobPayloads['deliver-message'] }]>(mails);
  await deliver(payload);
  expect(textsTo(phone)).toEqual([]);
  expect(await logOf(user)).toMatchObject([{ state: 'over' }]);
});

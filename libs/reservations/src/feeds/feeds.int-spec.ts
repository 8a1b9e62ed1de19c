import ICAL from 'ical.js';
import { DateTime } from 'luxon';
import { AuditService } from '@app/audit';
import { type Interval, newId } from '@app/common';
import { type Actor, Subjects } from '@app/identity';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { ahead, TestCalendar, type TestInstrument } from '../testing/calendar';
import type { FeedKind } from './calendar-feed.entity';
import { CalendarFeeds } from './feeds.service';

let database: TestDatabase;
let calendar: TestCalendar;
let feeds: CalendarFeeds;
let user: Actor;
let instrument: TestInstrument;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 1 });
  calendar = await TestCalendar.start(database.url);
  const subjects = new Subjects(calendar.db);
  subjects.define(
    'instrument',
    `SELECT ARRAY[holder_id] AS organisation_ids, status = 'listed' AS published FROM instrument WHERE id = $1`,
  );
  feeds = new CalendarFeeds(calendar.db, subjects, new AuditService());
});
afterAll(async () => {
  await calendar.stop();
  await database.drop();
});
beforeEach(async () => {
  [user, instrument] = await Promise.all([
    calendar.buildActor('enterprise_member'),
    calendar.buildInstrument(),
  ]);
});

async function subscribe(actor: Actor, kind: FeedKind, instrumentId?: string): Promise<string> {
  const { path } = await feeds.create(actor, { kind, instrumentId });
  return path.split('/').at(-1) ?? '';
}

interface ReadEvent {
  uid: string;
  sequence: number;
  status: string;
  summary: string;
  period: Interval;
}

async function eventsOf(token: string): Promise<ReadEvent[]> {
  const component = new ICAL.Component(ICAL.parse(await feeds.read(token, 'zh')) as unknown[]);
  return component.getAllSubcomponents('vevent').map((one) => {
    const event = new ICAL.Event(one);
    // A time of the calendar's own, and not of whoever reads it.
    expect([event.startDate.zone.tzid, event.endDate.zone.tzid]).toEqual(['UTC', 'UTC']);
    return {
      uid: event.uid,
      sequence: event.sequence,
      status: String(one.getFirstPropertyValue('status')),
      summary: event.summary,
      period: {
        startsAt: DateTime.fromJSDate(event.startDate.toJSDate(), { zone: 'utc' }),
        endsAt: DateTime.fromJSDate(event.endDate.toJSDate(), { zone: 'utc' }),
      },
    };
  });
}

describe('the feed of a person', () => {
  it('follows a reservation under one id through move and cancellation', async () => {
    const token = await subscribe(user, 'person');
    const { id } = await calendar.book(user, instrument.id, ahead(4, 9, 11));
    const [booked] = await eventsOf(token);
    expect(booked).toMatchObject({
      ...{ uid: `${id}@jiayi`, status: 'CONFIRMED', summary: '场发射扫描电子显微镜' },
      period: ahead(4, 9, 11),
    });
    await calendar.move(user, id, ahead(5, 9, 11));
    const [moved] = await eventsOf(token);
    expect(moved).toMatchObject({ uid: booked?.uid, period: ahead(5, 9, 11) });
    expect(moved?.sequence).toBeGreaterThan(booked?.sequence ?? 0);
    await calendar.life.cancel(user, id, undefined, {});
    const [cancelled] = await eventsOf(token);
    expect(cancelled).toMatchObject({ uid: booked?.uid, status: 'CANCELLED' });
    expect(cancelled?.sequence).toBeGreaterThan(moved?.sequence ?? 0);
  });

  it('keeps what was cancelled for 30 days', async () => {
    const token = await subscribe(user, 'person');
    const { id } = await calendar.book(user, instrument.id, ahead(60, 9, 11));
    await calendar.life.cancel(user, id, undefined, {});
    const inDays = (days: number) => setDatabaseTime(database, DateTime.utc().plus({ days }));
    try {
      await inDays(29);
      expect(await eventsOf(token)).toHaveLength(1);
      await inDays(31);
      expect(await eventsOf(token)).toEqual([]);
    } finally {
      await setDatabaseTime(database, null);
    }
  });

  it('tells a request as tentative, and nobody else’s reservations', async () => {
    const asking = await calendar.buildInstrument({ policy: { approval: 'each' } });
    await calendar.book(user, asking.id, ahead(4, 9, 11));
    await calendar.book(
      await calendar.buildActor('enterprise_member'),
      instrument.id,
      ahead(4, 9, 11),
    );
    const events = await eventsOf(await subscribe(user, 'person'));
    expect(events).toMatchObject([{ status: 'TENTATIVE' }]);
    expect(events[0]?.summary).toContain('待审核');
  });

  it('is the same text while nothing changes, folded at 75 octets', async () => {
    await calendar.db.query('UPDATE instrument SET name_zh = $2 WHERE id = $1', [
      instrument.id,
      '高分辨率场发射透射电子显微镜'.repeat(6),
    ]);
    const token = await subscribe(user, 'person');
    await calendar.book(user, instrument.id, ahead(4, 9, 11));
    const [first, second] = [await feeds.read(token, 'zh'), await feeds.read(token, 'zh')];
    expect(second).toBe(first);
    const lines = first.split('\r\n');
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
    const [event] = await eventsOf(token);
    expect(event?.summary).toContain('显微镜高分辨率');
  });
});

describe('the feed of an instrument', () => {
  it('tells when it is busy, and by nobody', async () => {
    const { id } = await calendar.book(user, instrument.id, ahead(4, 9, 11));
    await calendar.downtimes.create(instrument.lab, instrument.id, {
      ...{ kind: 'maintenance', reason: '张三保养' },
      startsAt: ahead(6, 0, 1).startsAt.toISO() ?? '',
      endsAt: ahead(6, 0, 1).endsAt.toISO() ?? '',
    });
    const reader = await calendar.buildActor('enterprise_member');
    const token = await subscribe(reader, 'instrument', instrument.id);
    const text = await feeds.read(token, 'zh');
    for (const secret of ['测试单位', '张三', id, user.organisationId])
      expect(text).not.toContain(secret);
    const events = await eventsOf(token);
    expect(events.map(({ summary, status }) => [summary, status])).toEqual([
      ['占用', 'CONFIRMED'],
      ['占用', 'CONFIRMED'],
    ]);
    await calendar.life.cancel(user, id, undefined, {});
    expect((await eventsOf(token)).map(({ status }) => status).sort()).toEqual([
      'CANCELLED',
      'CONFIRMED',
    ]);
  });

  it('is not made of one that the person may not see, nor of none', async () => {
    await calendar.db.query(
      `UPDATE instrument SET status = 'draft', listed_at = NULL WHERE id = $1`,
      [instrument.id],
    );
    for (const id of [instrument.id, newId()])
      await expect(subscribe(user, 'instrument', id)).rejects.toMatchObject({ code: 'not-found' });
    await expect(subscribe(user, 'instrument')).rejects.toMatchObject({ code: 'invalid-request' });
  });
});

describe('the feed of a holder', () => {
  it('tells its laboratory who comes to which instrument', async () => {
    await calendar.book(user, instrument.id, ahead(4, 9, 11));
    const other = await calendar.buildInstrument();
    await calendar.book(user, other.id, ahead(4, 9, 11));
    const events = await eventsOf(await subscribe(instrument.lab, 'holder'));
    expect(events).toMatchObject([{ summary: '场发射扫描电子显微镜 · 测试单位' }]);
    await expect(subscribe(user, 'holder')).rejects.toMatchObject({ code: 'fields-refused' });
  });
});

describe('the address of a feed', () => {
  const isGone = (token: string) =>
    expect(feeds.read(token, 'zh')).rejects.toMatchObject({ code: 'not-found' });

  it('is kept as a hash, and ends with its revocation, which is its person’s alone', async () => {
    const { path, id } = await feeds.create(user, { kind: 'person' });
    const token = path.split('/').at(-1) ?? '';
    const [{ kept }]: [{ kept: string }] = await calendar.db.query(
      `SELECT calendar_feed::text AS kept FROM calendar_feed WHERE id = $1`,
      [id],
    );
    expect(kept).not.toContain(token);
    await expect(feeds.revoke(instrument.lab, id)).rejects.toMatchObject({ code: 'not-found' });
    await expect(feeds.read(token, 'zh')).resolves.toContain('BEGIN:VCALENDAR');
    await feeds.revoke(user, id);
    await isGone(token);
    await isGone('anything');
    expect(await feeds.list(user)).toEqual({ items: [] });
  });

  it('opens nothing once its person has left', async () => {
    const [mine, lab] = [
      await subscribe(user, 'person'),
      await subscribe(instrument.lab, 'holder'),
    ];
    await calendar.db.query('DELETE FROM membership WHERE user_id = $1', [user.userId]);
    await calendar.db.query(`UPDATE membership SET role = 'enterprise_member' WHERE user_id = $1`, [
      instrument.lab.userId,
    ]);
    await isGone(mine);
    await isGone(lab);
  });

  it('is one of twenty, also when thirty are asked for together', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 30 }, () => feeds.create(user, { kind: 'person' })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
    expect((await feeds.list(user)).items).toHaveLength(20);
  });
});

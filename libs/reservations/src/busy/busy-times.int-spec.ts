import { DateTime } from 'luxon';
import { AuditService } from '@app/audit';
import { type Interval, isoInZone } from '@app/common';
import type { Actor } from '@app/identity';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { ahead, isoOf, TestCalendar, type TestInstrument } from '../testing/calendar';
import { BusyCalendars } from './busy-calendars.service';
import type { BusyTimes } from './busy-times.service';
import type { BusyTimeResponse } from './busy.dto';
import { CalendarUnreadable } from './busy.errors';
import { CalendarFetcher } from './calendar-fetcher';

/** A calendar program of the holder's, as its text is now. */
class TestPublisher extends CalendarFetcher {
  text: string | CalendarUnreadable = '';

  override fetch(): Promise<string> {
    return typeof this.text === 'string' ? Promise.resolve(this.text) : Promise.reject(this.text);
  }
}

let database: TestDatabase;
let calendar: TestCalendar;
let busy: BusyTimes;
let calendars: BusyCalendars;
let publisher: TestPublisher;
let user: Actor;
let instrument: TestInstrument;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 1 });
  calendar = await TestCalendar.start(database.url);
  ({ busy } = calendar);
  publisher = new TestPublisher();
  calendars = new BusyCalendars(calendar.db, busy, publisher, new AuditService());
  user = await calendar.buildActor('enterprise_member');
});
afterAll(async () => {
  await calendar.stop();
  await database.drop();
});
beforeEach(async () => {
  instrument = await calendar.buildInstrument();
});

const nine = ahead(4, 9, 11);
const noon = ahead(4, 12, 14);

const put = (
  period: Interval,
  { id = 'A-1', ...more }: { id?: string; sequence?: number; title?: string } = {},
): Promise<BusyTimeResponse> =>
  busy.put(
    instrument.lab,
    { instrumentId: instrument.id, externalId: id },
    { ...isoOf(period), ...more },
    {},
  );
const withdraw = (sequence: number | null = null) =>
  busy.withdraw(instrument.lab, { instrumentId: instrument.id, externalId: 'A-1' }, sequence);
const clashes = async () => (await busy.clashes(instrument.id, {})).items;
const blocking = (period: Interval) => calendar.countBlocking(instrument.unitIds[0] ?? '', period);

describe('a booking of another system', () => {
  it('takes its time, moves with it and gives it back', async () => {
    await expect(put(nine, { title: '校内预约' })).resolves.toMatchObject({
      ...{ state: 'taken', externalId: 'A-1', title: '校内预约' },
    });
    await expect(calendar.book(user, instrument.id, nine)).rejects.toMatchObject({
      code: 'reservation-conflict',
    });
    // Over its own old time, too.
    const later = {
      startsAt: nine.startsAt.plus({ hours: 1 }),
      endsAt: nine.endsAt.plus({ hours: 1 }),
    };
    await expect(put(later)).resolves.toMatchObject({ state: 'taken' });
    expect(await blocking(nine)).toBe(1);
    await withdraw();
    expect(await blocking(later)).toBe(0);
    await expect(calendar.book(user, instrument.id, later)).resolves.toMatchObject({
      state: 'confirmed',
    });
  });

  it('takes all that the instrument shares, and gives all of it back', async () => {
    const shared = await calendar.share([
      instrument,
      await calendar.buildInstrument({ lab: instrument.lab }),
    ]);
    await put(nine);
    expect([await blocking(nine), await calendar.countBlocking(shared, nine)]).toEqual([1, 1]);
    await withdraw();
    expect([await blocking(nine), await calendar.countBlocking(shared, nine)]).toEqual([0, 0]);
  });

  it('takes another of equal units', async () => {
    instrument = await calendar.buildInstrument({ units: 2 });
    await calendar.book(user, instrument.id, nine);
    await expect(put(nine)).resolves.toMatchObject({ state: 'taken' });
    await expect(put(nine, { id: 'A-2' })).resolves.toMatchObject({ state: 'clash' });
    expect(await calendar.countOverlaps()).toBe(0);
  });

  it.each([
    ['order', { startsAt: nine.endsAt, endsAt: nine.startsAt }],
    ['too-long', { startsAt: nine.startsAt, endsAt: nine.startsAt.plus({ days: 367 }) }],
  ])('is refused as %s', async (code, period) => {
    await expect(put(period)).rejects.toMatchObject({
      members: { errors: [{ pointer: '/endsAt', code }] },
    });
  });
});

describe('what arrives twice or late', () => {
  it('changes nothing', async () => {
    await put(nine, { sequence: 3 });
    await expect(put(noon, { sequence: 2 })).resolves.toMatchObject({
      sequence: 3,
      ...stateAt(nine),
    });
    await expect(put(noon, { sequence: 3 })).resolves.toMatchObject(stateAt(nine));
    await withdraw(2);
    expect(await blocking(nine)).toBe(1);
    await expect(put(noon, { sequence: 4 })).resolves.toMatchObject({
      sequence: 4,
      ...stateAt(noon),
    });
  });

  it('does not bring back what was withdrawn, also before it was known', async () => {
    await withdraw(5);
    await expect(put(nine, { sequence: 4 })).resolves.toMatchObject({ state: 'withdrawn' });
    expect(await blocking(nine)).toBe(0);
    await expect(put(nine, { sequence: 6 })).resolves.toMatchObject({ state: 'taken' });
  });

  it('of twenty at once leaves one booking', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => put(nine, { sequence: index % 5 })));
    expect(await blocking(nine)).toBe(1);
  });

  it('is the newest in the end, in whatever order ten of them arrive', async () => {
    await Promise.all(
      [7, 2, 9, 4, 0, 8, 1, 6, 3, 5].map((sequence) =>
        put(
          {
            startsAt: nine.startsAt.plus({ hours: sequence }),
            endsAt: nine.endsAt.plus({ hours: sequence }),
          },
          { sequence },
        ),
      ),
    );
    const [row]: { count: number; sequence: string }[] = await calendar.db.query(
      `SELECT b.sequence, (SELECT count(*)::int FROM occupancy WHERE unit_id = $2 AND blocking) AS count
         FROM busy_time b WHERE b.instrument_id = $1`,
      [instrument.id, instrument.unitIds[0]],
    );
    expect(row).toMatchObject({ count: 1, sequence: '9' });
  });
});

const stateAt = (period: Interval) => ({
  state: 'taken',
  startsAt: expect.stringContaining(
    period.startsAt.setZone('Asia/Shanghai').toFormat("yyyy-MM-dd'T'HH:mm"),
  ) as string,
});

describe('a clash with ours', () => {
  it('is shown to both sides and over once ours has gone', async () => {
    const mine = await calendar.book(user, instrument.id, nine);
    await expect(put(nine)).resolves.toMatchObject({ state: 'clash' });
    expect(await clashes()).toMatchObject([
      { externalId: 'A-1', kind: 'reservation', reservationId: mine.id },
    ]);
    const seen = async () => (await calendar.reservations.get(user, mine.id)).clashes;
    expect(await seen()).toEqual([
      { startsAt: isoInZone(nine.startsAt), endsAt: isoInZone(nine.endsAt) },
    ]);
    expect(await busy.settleClashes()).toBe(0);
    expect(await clashes()).toHaveLength(1);

    await calendar.life.cancel(user, mine.id, undefined, {});
    expect(await busy.settleClashes()).toBe(1);
    expect(await clashes()).toEqual([]);
    expect(await seen()).toEqual([]);
    expect(await blocking(nine)).toBe(1);
    // Kept, with the moment it was over.
    const kept: unknown[] = await calendar.db.query(
      'SELECT resolved_at FROM busy_clash WHERE reservation_id = $1 AND resolved_at IS NOT NULL',
      [mine.id],
    );
    expect(kept).toHaveLength(1);
  });

  it('is over once the other side has moved or withdrawn', async () => {
    await calendar.book(user, instrument.id, nine);
    await put(nine);
    await expect(put(noon)).resolves.toMatchObject({ state: 'taken' });
    expect(await clashes()).toEqual([]);
    await put(nine, { id: 'A-2' });
    expect(await clashes()).toHaveLength(1);
    await put(ahead(4, 16, 17), { id: 'A-2' });
    expect(await clashes()).toEqual([]);
  });

  it('follows who has the time', async () => {
    const first = await calendar.book(user, instrument.id, nine);
    await put(nine);
    await calendar.move(user, first.id, noon);
    const second = await calendar.book(user, instrument.id, nine);
    expect(await busy.settleClashes()).toBe(0);
    expect((await clashes()).map(({ reservationId }) => reservationId)).toEqual([second.id]);
  });

  it('is a downtime as well, which a booking elsewhere never stands in the way of', async () => {
    await put(nine);
    const downtime = await calendar.downtimes.create(instrument.lab, instrument.id, {
      ...{ kind: 'downtime', reason: '故障' },
      ...isoOf(nine),
    });
    expect(await blocking(nine)).toBe(1);
    await busy.settleClashes();
    expect(await clashes()).toMatchObject([
      { externalId: 'A-1', kind: 'downtime', reservationId: null },
    ]);
    await calendar.downtimes.end(instrument.lab, downtime.id);
    expect(await busy.settleClashes()).toBe(1);
    expect(await clashes()).toEqual([]);
    expect(await blocking(nine)).toBe(1);
  });

  it('is over with the time itself', async () => {
    await calendar.book(user, instrument.id, nine);
    await put(nine);
    await setDatabaseTime(database, nine.endsAt.plus({ minutes: 1 }) as DateTime<true>);
    try {
      await busy.settleClashes();
      expect(await clashes()).toEqual([]);
    } finally {
      await setDatabaseTime(database, null);
    }
  });

  it('is noted, or the time is taken, never neither, when both sides come together', async () => {
    for (let round = 0; round < 8; round += 1) {
      instrument = await calendar.buildInstrument();
      const [ours, theirs] = await Promise.allSettled([
        calendar.book(user, instrument.id, nine),
        put(nine),
      ]);
      const state = theirs.status === 'fulfilled' ? theirs.value.state : 'failed';
      expect([ours.status, state, (await clashes()).length]).toEqual(
        ours.status === 'fulfilled' ? ['fulfilled', 'clash', 1] : ['rejected', 'taken', 0],
      );
    }
    expect(await calendar.countOverlaps()).toBe(0);
  });
});

describe('a published calendar', () => {
  const event = (uid: string, { startsAt, endsAt }: Interval): string => {
    const stamp = (moment: DateTime): string => moment.toFormat("yyyyMMdd'T'HHmmss'Z'");
    return `BEGIN:VEVENT\r\nUID:${uid}\r\nDTSTART:${stamp(startsAt)}\r\nDTEND:${stamp(endsAt)}\r\nEND:VEVENT\r\n`;
  };
  const publish = (...events: string[]): void => {
    publisher.text = `BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${events.join('')}END:VCALENDAR\r\n`;
  };
  const link = (address = 'webcal://lab.example.org/a.ics') =>
    calendars.put(instrument.lab, instrument.id, address, {});
  const again = async (): Promise<void> => {
    await calendar.db.query('UPDATE busy_calendar SET read_at = NULL WHERE instrument_id = $1', [
      instrument.id,
    ]);
    await calendars.readDue();
  };

  it('is read, followed and given back', async () => {
    await expect(link()).resolves.toMatchObject({ address: 'https://lab.example.org/a.ics' });
    publish(event('one', nine), event('two', noon));
    await calendars.readDue();
    expect([await blocking(nine), await blocking(noon)]).toEqual([1, 1]);
    publish(event('one', ahead(5, 9, 11)));
    await again();
    expect([await blocking(nine), await blocking(noon), await blocking(ahead(5, 9, 11))]).toEqual([
      0, 0, 1,
    ]);
    // What the API said is not the calendar's to withdraw.
    await put(noon);
    publish();
    await again();
    expect([await blocking(ahead(5, 9, 11)), await blocking(noon)]).toEqual([0, 1]);
    publish(event('one', nine));
    await again();
    await calendars.remove(instrument.lab, instrument.id);
    await expect(calendars.get(instrument.id)).resolves.toMatchObject({ address: null });
    await expect(calendars.remove(instrument.lab, instrument.id)).rejects.toMatchObject({
      code: 'not-found',
    });
    expect([await blocking(nine), await blocking(noon)]).toEqual([0, 1]);
  });

  it('that cannot be read keeps what was read, and says so', async () => {
    await link();
    publish(event('one', nine));
    await calendars.readDue();
    for (const [text, failure] of [
      [new CalendarUnreadable('unreachable'), 'unreachable'],
      ['<html></html>', 'not-a-calendar'],
    ] as const) {
      publisher.text = text;
      await again();
      await expect(calendars.get(instrument.id)).resolves.toMatchObject({ failure });
      expect(await blocking(nine)).toBe(1);
    }
    publish(event('one', nine));
    await again();
    await expect(calendars.get(instrument.id)).resolves.toMatchObject({ failure: null });
  });

  it.each(['http://lab.example.org/a.ics', 'https://a:b@lab.example.org/', 'file:///etc/passwd'])(
    'is not linked at %s',
    async (address) => {
      await expect(link(address)).rejects.toMatchObject({ code: 'fields-refused' });
    },
  );

  it('is not fetched from within our own network', async () => {
    const fetcher = new CalendarFetcher();
    for (const address of [
      'https://127.0.0.1/a.ics',
      'https://169.254.169.254/',
      'https://localhost/',
    ])
      await expect(fetcher.fetch(address)).rejects.toMatchObject({ code: 'refused' });
  });
});

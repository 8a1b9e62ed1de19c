import { DateTime } from 'luxon';
import { civilDateOf, type Interval, minutesOf, newId, startOfCivilDate } from '@app/common';
import type { Actor } from '@app/identity';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../test/support/database';
import { ahead, isoOf, TestCalendar } from './testing/calendar';

let database: TestDatabase;
let calendar: TestCalendar;
let user: Actor;
let other: Actor;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 1 });
  calendar = await TestCalendar.start(database.url);
  [user, other] = await Promise.all([
    calendar.buildActor('enterprise_member'),
    calendar.buildActor('enterprise_member'),
  ]);
});
afterAll(async () => {
  await calendar.stop();
  await database.drop();
});

const noon = ahead(4, 12, 14);
const evening = ahead(4, 18, 20);

describe('a quota of five', () => {
  const rules = { scope: 'user', per: 'day', of: 'instrument', count: 5 } as const;

  it('lets five of twenty simultaneous bookings of one person through', async () => {
    const { id } = await calendar.buildInstrument({ policy: { quotas: [rules] } });
    const day = (hour: number) => ({
      startsAt: ahead(4, 0, 0).startsAt.minus({ hours: 8 }).plus({ hours: hour }),
      endsAt: ahead(4, 0, 0)
        .startsAt.minus({ hours: 8 })
        .plus({ hours: hour + 1 }),
    });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, hour) => calendar.book(user, id, day(hour))),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ code: 'booking-rule' });
    }
    await expect(calendar.book(other, id, day(21))).resolves.toMatchObject({ state: 'confirmed' });
  });
});

describe('a move', () => {
  it('that is refused keeps the old time', async () => {
    const { id, unitIds } = await calendar.buildInstrument();
    const mine = await calendar.book(user, id, noon);
    await calendar.book(other, id, evening);
    await expect(calendar.move(user, mine.id, evening)).rejects.toMatchObject({
      code: 'reservation-conflict',
    });
    expect(await calendar.reservations.get(user, mine.id)).toMatchObject({ version: 1 });
    expect(await calendar.countBlocking(unitIds[0] ?? '', noon)).toBe(1);
  });

  it('may overlap its own old time, and gives the rest of it back', async () => {
    const { id } = await calendar.buildInstrument();
    const mine = await calendar.book(user, id, ahead(4, 10, 12));
    await calendar.move(user, mine.id, ahead(4, 11, 13));
    await expect(calendar.book(other, id, ahead(4, 10, 11))).resolves.toBeDefined();
    await expect(calendar.book(other, id, ahead(4, 12, 13))).rejects.toMatchObject({
      code: 'reservation-conflict',
    });
  });

  it('of two rivals to one time succeeds once', async () => {
    const { id } = await calendar.buildInstrument();
    const [mine, theirs] = [
      await calendar.book(user, id, ahead(4, 8, 10)),
      await calendar.book(other, id, ahead(4, 10, 12)),
    ];
    const outcomes = await Promise.allSettled([
      calendar.move(user, mine.id, evening),
      calendar.move(other, theirs.id, evening),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await calendar.countOverlaps()).toBe(0);
  });

  it('by the lab counts against the quota of the person it belongs to', async () => {
    const quotas = [{ scope: 'user', per: 'day', of: 'instrument', count: 1 } as const];
    const { id, lab } = await calendar.buildInstrument({ policy: { quotas } });
    const mine = await calendar.book(user, id, noon);
    await calendar.book(user, id, ahead(6, 4, 6));
    await expect(calendar.move(lab, mine.id, ahead(6, 8, 10))).rejects.toMatchObject({
      code: 'booking-rule',
    });
  });
});

describe('a hold', () => {
  it('blocks others, becomes its owner’s reservation, and is then no hold any more', async () => {
    const { id } = await calendar.buildInstrument();
    const hold = await calendar.holds.create(user, { instrumentId: id, ...isoOf(noon) });
    await expect(calendar.book(other, id, noon)).rejects.toMatchObject({
      code: 'reservation-conflict',
    });
    const request = { instrumentId: id, ...isoOf(noon), purpose: 'testing' as const };
    await calendar.reservations.create(user, { ...request, holdId: hold.id }, undefined);
    await expect(calendar.holds.prolong(user, hold.id)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('of somebody else cannot be used, prolonged or released', async () => {
    const { id, unitIds } = await calendar.buildInstrument();
    const hold = await calendar.holds.create(user, { instrumentId: id, ...isoOf(noon) });
    const request = { instrumentId: id, ...isoOf(noon), purpose: 'testing' as const };
    await expect(
      calendar.reservations.create(other, { ...request, holdId: hold.id }, undefined),
    ).rejects.toMatchObject({ code: 'reservation-conflict' });
    await expect(calendar.holds.prolong(other, hold.id)).rejects.toMatchObject({
      code: 'not-found',
    });
    await calendar.holds.release(other, hold.id);
    expect(await calendar.countBlocking(unitIds[0] ?? '', noon)).toBe(1);
  });

  it('that has expired blocks nobody and is shown as free; it is prolonged once only', async () => {
    const { id } = await calendar.buildInstrument();
    const hold = await calendar.holds.create(user, { instrumentId: id, ...isoOf(noon) });
    await calendar.holds.prolong(user, hold.id);
    await expect(calendar.holds.prolong(user, hold.id)).rejects.toMatchObject({
      members: { reasons: [{ code: 'already-prolonged' }] },
    });
    const day = ahead(4, 8, 20);
    expect(await calendar.shownFree(id, day)).toHaveLength(2);
    await setDatabaseTime(database, DateTime.utc().plus({ minutes: 21 }));
    try {
      expect(await calendar.shownFree(id, day)).toEqual([day]);
      await expect(calendar.book(other, id, noon)).resolves.toMatchObject({ state: 'confirmed' });
    } finally {
      await setDatabaseTime(database, null);
    }
  });
});

describe('a downtime', () => {
  const stop = (period: Interval) => ({
    kind: 'downtime' as const,
    reason: '真空泵故障',
    ...isoOf(period),
  });

  it('displaces what it overlaps with proposals, and gives it back when it ends early', async () => {
    const { id, lab } = await calendar.buildInstrument();
    const mine = await calendar.book(user, id, noon);
    const spared = await calendar.book(other, id, evening);
    const downtime = await calendar.downtimes.create(lab, id, stop(ahead(4, 11, 13)));
    expect(downtime.affected).toMatchObject([{ reservationId: mine.id }]);
    expect(downtime.affected[0]?.proposals.length).toBeGreaterThan(0);
    expect(await calendar.reservations.get(user, mine.id)).toMatchObject({
      state: 'displaced',
      reason: '真空泵故障',
    });
    expect(await calendar.reservations.get(other, spared.id)).toMatchObject({ state: 'confirmed' });
    const ended = await calendar.downtimes.end(lab, downtime.id);
    expect(ended.restored).toEqual([mine.id]);
    expect(await calendar.reservations.get(user, mine.id)).toMatchObject({ state: 'confirmed' });
    await expect(calendar.book(other, id, noon)).rejects.toMatchObject({
      code: 'reservation-conflict',
    });
  });

  it('also gives back a reservation of which it had touched the clean-up only', async () => {
    const { id, lab } = await calendar.buildInstrument({ policy: { cleanUpMinutes: 60 } });
    const mine = await calendar.book(user, id, noon);
    const downtime = await calendar.downtimes.create(lab, id, stop(ahead(4, 14, 16)));
    expect(downtime.affected).toMatchObject([{ reservationId: mine.id }]);
    expect((await calendar.downtimes.end(lab, downtime.id)).restored).toEqual([mine.id]);
  });

  it('gives nothing back that somebody else has taken meanwhile', async () => {
    const { id, lab } = await calendar.buildInstrument();
    const mine = await calendar.book(user, id, noon);
    const first = await calendar.downtimes.create(lab, id, stop(ahead(4, 13, 16)));
    await calendar.book(other, id, ahead(4, 12, 13));
    expect((await calendar.downtimes.end(lab, first.id)).restored).toEqual([]);
    expect(await calendar.reservations.get(user, mine.id)).toMatchObject({ state: 'displaced' });
  });

  it('lets a displaced request stay a request when it is moved: the lab has still to be asked', async () => {
    const { id, lab } = await calendar.buildInstrument({ policy: { approval: 'each' } });
    const mine = await calendar.book(user, id, noon);
    expect(mine.state).toBe('requested');
    await calendar.downtimes.create(lab, id, stop(noon));
    expect(await calendar.move(user, mine.id, evening)).toMatchObject({ state: 'requested' });
  });
});

describe('an instrument that a request names', () => {
  it('and that the asker may not open is as absent; who may is told the rule', async () => {
    const { id, lab } = await calendar.buildInstrument();
    await calendar.db.query(`UPDATE instrument SET status = 'draft' WHERE id = $1`, [id]);
    const answersTo = async (actor: Actor, instrumentId: string) => {
      const wish = { instrumentId, ...isoOf(noon), purpose: 'testing' as const };
      const calls = [
        calendar.holds.create(actor, wish),
        calendar.reservations.create(actor, wish, undefined),
        calendar.quotes.create(actor, wish).then(() => Promise.reject(new Error('a price'))),
      ];
      const results = await Promise.allSettled(calls);
      return results.map((result) => (result.status === 'rejected' ? result.reason : undefined));
    };
    const absent = await answersTo(user, newId());
    expect(absent).toEqual(Array(3).fill(expect.objectContaining({ code: 'not-found' })));
    expect(await answersTo(user, id)).toEqual(absent);
    expect(await answersTo(lab, id)).toMatchObject([
      { code: 'booking-rule' },
      { code: 'booking-rule' },
      { message: 'a price' },
    ]);
  });
});

describe('what availability shows', () => {
  const policy = {
    startGridMinutes: 30,
    lengthGridMinutes: 30,
    minMinutes: 60,
    setUpMinutes: 30,
    cleanUpMinutes: 30,
    multiDay: false,
    horizonDays: 30,
  };

  it('can be booked: book it all, gap after gap, until it shows nothing', async () => {
    const { id, unitIds } = await calendar.buildInstrument({ policy, units: 2 });
    const within = { startsAt: ahead(2, 0, 0).startsAt, endsAt: ahead(4, 0, 0).startsAt };
    await calendar.book(user, id, ahead(2, 9, 11));
    await calendar.book(user, id, ahead(2, 10, 12));
    await calendar.book(user, id, ahead(3, 3, 5));
    let booked = 0;
    for (let free = await calendar.shownFree(id, within); free.length > 0; booked += 1) {
      const [gap] = free;
      if (!gap) break;
      const minutes = Math.floor(minutesOf(gap) / 30) * 30;
      const wish = { startsAt: gap.startsAt, endsAt: gap.startsAt.plus({ minutes }) };
      await calendar.book(other, id, wish);
      free = await calendar.shownFree(id, within);
      expect(booked).toBeLessThan(60);
    }
    expect(booked).toBeGreaterThan(4);
    expect(await calendar.countOverlaps()).toBe(0);
    expect(unitIds).toHaveLength(2);
  });

  it('begins with the first price, also where the window asked for begins earlier', async () => {
    const { id } = await calendar.buildInstrument();
    const days = { startsAt: ahead(4, 0, 0).startsAt, endsAt: ahead(8, 0, 0).startsAt };
    const priced = civilDateOf(ahead(6, 0, 0).startsAt);
    await calendar.db.query('UPDATE fee_schedule SET valid_from = $2 WHERE instrument_id = $1', [
      id,
      priced,
    ]);
    const free = await calendar.shownFree(id, days);
    expect(free[0]?.startsAt).toEqual(startOfCivilDate(priced));
    await expect(calendar.book(user, id, ahead(4, 9, 10))).rejects.toMatchObject({
      code: 'no-fee-schedule',
    });
    await expect(calendar.book(user, id, ahead(6, 9, 10))).resolves.toMatchObject({
      state: 'confirmed',
    });
  });

  it('is all that can be booked: what it does not show is refused', async () => {
    const { id } = await calendar.buildInstrument({ policy });
    await calendar.book(user, id, ahead(2, 9, 11));
    const within = ahead(2, 4, 16);
    const free = await calendar.shownFree(id, within);
    for (let hour = 4; hour < 15; hour += 1) {
      const wish = ahead(2, hour, hour + 1);
      const shown = free.some((gap) => gap.startsAt <= wish.startsAt && wish.endsAt <= gap.endsAt);
      const attempt = calendar.holds.create(user, { instrumentId: id, ...isoOf(wish) });
      if (shown) await calendar.holds.release(user, (await attempt).id);
      else
        await expect(attempt).rejects.toMatchObject({
          kind: expect.stringMatching(/conflict|rule/),
        });
    }
  });
});

describe('the list of reservations', () => {
  it('runs from either end, page by page, and holds only those of either side', async () => {
    const { id, lab } = await calendar.buildInstrument();
    const person = await calendar.buildActor('enterprise_member');
    for (const hour of [10, 8, 9]) await calendar.book(person, id, ahead(7, hour, hour + 1));
    const hoursOf = async (actor: Actor, order: 'earliest' | 'latest') => {
      const starts: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await calendar.reservations.list(actor, { order, limit: 2, cursor });
        starts.push(...page.items.map(({ startsAt }) => startsAt.slice(11, 13)));
        cursor = page.next;
      } while (cursor);
      return starts;
    };
    expect(await hoursOf(person, 'earliest')).toEqual(['16', '17', '18']);
    expect(await hoursOf(lab, 'latest')).toEqual(['18', '17', '16']);
    expect(await hoursOf(await calendar.buildActor('enterprise_member'), 'earliest')).toEqual([]);
  });
});

import { array, assert, asyncProperty } from 'fast-check';
import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { ahead, isoOf, TestCalendar, type TestInstrument } from './testing/calendar';
import { command, Course } from './testing/course';

const POLICY = { setUpMinutes: 15, cleanUpMinutes: 30 };

let database: TestDatabase;
let calendar: TestCalendar;
let users: Actor[];
let user: Actor;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 1 });
  calendar = await TestCalendar.start(database.url);
  users = await Promise.all([1, 2, 3].map(() => calendar.buildActor('enterprise_member')));
  user = users[0] as Actor;
});
afterAll(async () => {
  await calendar.stop();
  await database.drop();
});

interface Family {
  whole: TestInstrument;
  left: TestInstrument;
  right: TestInstrument;
  /** Excludes the right part. */
  neighbour: TestInstrument;
  all: TestInstrument[];
}

/** A whole of two parts; one of the parts and a neighbour of two units cannot run at the same time. */
async function buildFamily(): Promise<Family> {
  const whole = await calendar.buildInstrument({ policy: POLICY });
  const { lab } = whole;
  const left = await calendar.buildInstrument({ lab, policy: POLICY });
  const right = await calendar.buildInstrument({ lab });
  const neighbour = await calendar.buildInstrument({ lab, units: 2, policy: POLICY });
  await calendar.makePart(left, whole);
  await calendar.makePart(right, whole);
  await calendar.share([right, neighbour]);
  return { whole, left, right, neighbour, all: [whole, left, right, neighbour] };
}

const TIME = ahead(3, 2, 4);
const LATER = ahead(3, 8, 10);
const book = (on: TestInstrument, period = TIME) => calendar.book(user, on.id, period);
const taken = { code: 'reservation-conflict' };

describe('a whole and its parts', () => {
  it('are taken together: the whole with all parts, a part without its siblings', async () => {
    const { whole, left, right } = await buildFamily();
    await book(left);
    await expect(book(whole)).rejects.toMatchObject(taken);
    await expect(book(right)).resolves.toBeDefined();
    await book(whole, LATER);
    await expect(book(left, LATER)).rejects.toMatchObject(taken);
    await expect(book(right, LATER)).rejects.toMatchObject(taken);
  });

  it('leave nothing behind when the whole cannot be had', async () => {
    const { whole, left, right } = await buildFamily();
    await book(right);
    await expect(book(whole)).rejects.toMatchObject(taken);
    await expect(book(left)).resolves.toBeDefined();
  });

  it('show as free what can be booked of them', async () => {
    const { whole, left, right } = await buildFamily();
    await book(left);
    const shown = async (on: TestInstrument) =>
      (await calendar.shownFree(on.id, TIME)).map(isoOf).length;
    expect([await shown(whole), await shown(left), await shown(right)]).toEqual([0, 0, 1]);
  });

  it('are held, prolonged, given back and booked from a hold as one', async () => {
    const { whole, left } = await buildFamily();
    const request = { instrumentId: whole.id, ...isoOf(TIME) };
    const first = await calendar.holds.create(user, request);
    await expect(book(left)).rejects.toMatchObject(taken);
    await calendar.holds.prolong(user, first.id);
    await calendar.holds.release(user, first.id);
    await expect(book(left)).resolves.toBeDefined();
    const second = await calendar.holds.create(user, { ...request, ...isoOf(LATER) });
    const booking = { ...request, ...isoOf(LATER), purpose: 'testing' as const };
    const held = { ...booking, holdId: second.id };
    await expect(calendar.reservations.create(user, held, undefined)).resolves.toBeDefined();
    await expect(book(left, LATER)).rejects.toMatchObject(taken);
  });

  it('move together, over their own old time too', async () => {
    const { whole, left } = await buildFamily();
    const { id } = await book(whole);
    await calendar.move(user, id, ahead(3, 3, 5));
    await expect(book(left, ahead(3, 4, 6))).rejects.toMatchObject(taken);
    await expect(book(left, ahead(3, 0, 2))).resolves.toBeDefined();
    await expect(calendar.move(user, id, ahead(3, 1, 3))).rejects.toMatchObject(taken);
  });

  it('fail together: a downtime of a part displaces the whole, its end restores it', async () => {
    const { whole, left, right } = await buildFamily();
    const { id } = await book(whole);
    const stop = { kind: 'downtime' as const, reason: '故障', ...isoOf(TIME) };
    const downtime = await calendar.downtimes.create(left.lab, left.id, stop);
    expect(downtime.affected.map(({ reservationId }) => reservationId)).toEqual([id]);
    await expect(book(whole)).rejects.toMatchObject(taken);
    // What the whole gave up is free for the sibling.
    const sibling = await book(right);
    await calendar.life.cancel(user, sibling.id, undefined, {});
    const { restored } = await calendar.downtimes.end(left.lab, downtime.id);
    expect(restored).toEqual([id]);
    await expect(book(right)).rejects.toMatchObject(taken);
  });
});

describe('a hold', () => {
  it('becomes one booking, however many ask for it at once', async () => {
    const { all } = await buildFamily();
    for (const { id: instrumentId } of all) {
      const request = { instrumentId, ...isoOf(ahead(4, 2, 4)) };
      const { id: holdId } = await calendar.holds.create(user, request);
      const booking = { ...request, purpose: 'testing' as const, holdId };
      const rivals = await Promise.allSettled(
        Array.from({ length: 5 }, () =>
          calendar.reservations.create(user, booking, undefined).then(({ id }) => id),
        ),
      );
      const made = rivals.flatMap((rival) => (rival.status === 'fulfilled' ? [rival.value] : []));
      // The neighbour has two units, and one resource.
      expect(made).toHaveLength(1);
      expect(await countIncomplete()).toBe(0);
      await calendar.life.cancel(user, made[0] ?? '', undefined, {});
    }
  });
});

describe('instruments that exclude each other', () => {
  it('never run at one time, whichever unit is asked for', async () => {
    const { right, neighbour } = await buildFamily();
    await book(right);
    await expect(book(neighbour)).rejects.toMatchObject(taken);
    await book(neighbour, LATER);
    await expect(book(right, LATER)).rejects.toMatchObject(taken);
    // Two units, but what both need is there once.
    await expect(book(neighbour, LATER)).rejects.toMatchObject(taken);
  });
});

describe('what an instrument takes beside its own units', () => {
  const stays = { driverError: { constraint: 'instrument_unit_set_booked_ahead' } };

  it('stays as it is while anything is booked with it', async () => {
    const { whole, left, right, neighbour } = await buildFamily();
    const third = await calendar.buildInstrument({ lab: whole.lab });
    const { id } = await book(whole);
    await expect(calendar.makePart(third, whole)).rejects.toMatchObject(stays);
    await expect(calendar.makePart(left, neighbour)).rejects.toMatchObject(stays);
    await expect(calendar.share([whole])).rejects.toMatchObject(stays);
    await expect(calendar.share([right])).resolves.toBeDefined();
    await calendar.life.cancel(user, id, undefined, {});
    await expect(calendar.makePart(third, whole)).resolves.toBeUndefined();
    await book(third);
    await expect(book(whole)).rejects.toMatchObject(taken);
  });

  it('is of one step: a part has no parts', async () => {
    const { left, whole, neighbour } = await buildFamily();
    const deep = { driverError: { constraint: 'instrument_part_has_no_parts' } };
    await expect(calendar.makePart(neighbour, left)).rejects.toMatchObject(deep);
    await expect(calendar.makePart(whole, neighbour)).rejects.toMatchObject(deep);
  });

  it('is never missed by a booking that is made while it changes', async () => {
    for (let round = 0; round < 12; round += 1) {
      const one = await calendar.buildInstrument();
      const other = await calendar.buildInstrument({ lab: one.lab });
      await Promise.allSettled([
        book(one),
        calendar.share([one, other]),
        book(other),
        book(one, LATER),
      ]);
      const shared = await countShared([one, other]);
      expect(shared).toBe(0);
    }
  });
});

describe('any course of commands on a family', () => {
  it('leaves no unit taken twice and every booking with its whole set', async () => {
    await assert(
      asyncProperty(
        array(command, { maxLength: 12 }),
        array(command, { minLength: 8, maxLength: 16 }),
        async (before, rivals) => {
          const { all } = await buildFamily();
          const course = new Course(calendar, users, all);
          for (const step of before) await course.attempt(step);
          await Promise.all(rivals.map((step) => course.attempt(step)));
          expect(await calendar.countOverlaps()).toBe(0);
          expect(await countIncomplete()).toBe(0);
        },
      ),
      { numRuns: 15 },
    );
  });
});

/** Bookings of sets that take fewer or more units than their instrument needs. */
async function countIncomplete(): Promise<number> {
  const [row]: { count: number }[] = await calendar.db.query(
    `SELECT count(*)::int AS count FROM reservation r
      WHERE r.state IN ('requested', 'confirmed')
        AND (SELECT count(*) FROM occupancy o WHERE o.reservation_id = r.id AND o.blocking) <>
            1 + (SELECT count(*) FROM instrument_unit u
                  WHERE u.instrument_id IN (SELECT id FROM instrument WHERE whole_id = r.instrument_id)
                     OR u.resource_id IN (SELECT resource_id FROM instrument_resource x WHERE x.instrument_id = r.instrument_id))`,
  );
  return row?.count ?? 0;
}

/** Bookings of instruments with a resource that do not take it. */
async function countShared(instruments: readonly TestInstrument[]): Promise<number> {
  const [row]: { count: number }[] = await calendar.db.query(
    `SELECT count(*)::int AS count FROM reservation r
       JOIN instrument_resource needed ON needed.instrument_id = r.instrument_id
       JOIN instrument_unit u ON u.resource_id = needed.resource_id
      WHERE r.instrument_id = ANY($1) AND r.state IN ('requested', 'confirmed')
        AND NOT EXISTS (SELECT FROM occupancy o WHERE o.reservation_id = r.id AND o.unit_id = u.id AND o.blocking)`,
    [instruments.map(({ id }) => id)],
  );
  return row?.count ?? 0;
}

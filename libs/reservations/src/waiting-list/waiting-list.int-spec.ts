import type { DateTime } from 'luxon';
import { instantOf, type Interval } from '@app/common';
import type { Actor } from '@app/identity';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { ahead, isoOf, TestCalendar, type TestInstrument } from '../testing/calendar';
import type { WaitingEntryResponse } from './waiting-list.dto';

let database: TestDatabase;
let calendar: TestCalendar;
const day = ahead(4, 0, 24);
const noon = ahead(4, 12, 14);

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 20 });
  calendar = await TestCalendar.start(database.url);
});

// A sweep looks at everything.
beforeEach(() => calendar.db.query(`UPDATE waiting_entry SET state = 'left'`));

afterEach(() => setDatabaseTime(database, null));

afterAll(async () => {
  await calendar.stop();
  await database.drop();
});

const setTime = (moment: DateTime): Promise<void> =>
  setDatabaseTime(database, moment as DateTime<true>);
const person = (): Promise<Actor> => calendar.buildActor('enterprise_member');

/** An instrument that is booked all day, but for what is given back. */
async function fullDay(): Promise<{ on: TestInstrument; booker: Actor; book: Booked }> {
  const on = await calendar.buildInstrument();
  const booker = await person();
  await calendar.book(booker, on.id, { startsAt: day.startsAt, endsAt: noon.startsAt });
  const booked = await calendar.book(booker, on.id, noon);
  await calendar.book(booker, on.id, { startsAt: noon.endsAt, endsAt: day.endsAt });
  return { on, booker, book: booked };
}
type Booked = Awaited<ReturnType<TestCalendar['book']>>;

const wish = (parts: object = {}) => ({
  ...{ from: isoOf(day).startsAt, until: isoOf(day).endsAt },
  ...{ minutes: 120, purpose: 'testing' as const },
  ...parts,
});

const join = (actor: Actor, { id }: TestInstrument, parts: object = {}) =>
  calendar.waitingList.join(actor, id, wish(parts));

const stateOf = async (actor: Actor): Promise<WaitingEntryResponse | undefined> =>
  (await calendar.waitingList.list(actor)).items[0];

/** How often it was asked to offer freed time of an instrument. */
async function told({ id }: TestInstrument): Promise<number> {
  const [row]: { count: number }[] = await calendar.db.query(
    `SELECT count(*)::int AS count FROM outbox_message
      WHERE job = 'offer-freed-time' AND payload->>'instrumentId' = $1`,
    [id],
  );
  return row?.count ?? 0;
}

describe('freed time', () => {
  it('is held for the next in line, who books it with the hold; nobody else can', async () => {
    const { on, booker, book } = await fullDay();
    const [first, second] = [await person(), await person()];
    await join(first, on);
    await join(second, on);
    await calendar.life.cancel(booker, book.id, undefined, {});
    expect(await told(on)).toBe(1);
    expect(await calendar.offers.offerFreed(on.id)).toBe(1);

    const offered = await stateOf(first);
    expect(offered).toMatchObject({
      ...{ state: 'offered', offeredStartsAt: book.startsAt, offeredEndsAt: book.endsAt },
    });
    expect(await stateOf(second)).toMatchObject({ state: 'waiting', holdId: null });
    await expect(calendar.book(second, on.id, noon)).rejects.toMatchObject({
      code: 'reservation-conflict',
    });
    const request = { instrumentId: on.id, purpose: 'testing' as const, ...isoOf(noon) };
    const holdId = offered?.holdId ?? undefined;
    await calendar.reservations.create(first, { ...request, holdId }, undefined);
    expect(await stateOf(first)).toMatchObject({ state: 'booked', holdId: null });
    expect(await calendar.offers.sweep()).toBe(0);
    expect(await stateOf(second)).toMatchObject({ state: 'waiting' });
  });

  it('goes to the first whose wish fits and whom no rule stands against', async () => {
    const { on, booker, book } = await fullDay();
    const [long, banned, fitting] = [await person(), await person(), await person()];
    const quota = { scope: 'user', per: 'day', of: 'instrument', count: 1 };
    await join(long, on, { minutes: 180 });
    await join(banned, on);
    await join(fitting, on, { minutes: 90 });
    await calendar.db.query(
      `UPDATE booking_policy SET rules = rules || jsonb_build_object('quotas', jsonb_build_array($2::jsonb)) WHERE instrument_id = $1`,
      [on.id, JSON.stringify(quota)],
    );
    await calendar.db.query(
      'UPDATE reservation SET reserved_by = $2 WHERE instrument_id = $1 AND id <> $3',
      [...[on.id, banned.userId, book.id]],
    );
    await calendar.life.cancel(booker, book.id, undefined, {});
    expect(await calendar.offers.sweep()).toBe(1);
    expect(await stateOf(fitting)).toMatchObject({ state: 'offered' });
    for (const other of [long, banned])
      expect(await stateOf(other)).toMatchObject({ state: 'waiting' });
  });

  it('is offered once, however many sweep at once', async () => {
    const { on, booker, book } = await fullDay();
    const waiting = await Promise.all(Array.from({ length: 6 }, person));
    for (const one of waiting) await join(one, on);
    await calendar.life.cancel(booker, book.id, undefined, {});
    const made = await Promise.all([
      ...[1, 2, 3].map(() => calendar.offers.sweep()),
      ...[1, 2, 3].map(() => calendar.offers.offerFreed(on.id)),
    ]);
    expect(made.reduce((sum, one) => sum + one, 0)).toBe(1);
    const states = await Promise.all(waiting.map(stateOf));
    expect(states.map((one) => one?.state)).toEqual([
      'offered',
      ...Array<string>(5).fill('waiting'),
    ]);
    expect(await calendar.countOverlaps()).toBe(0);
  });

  it('goes on to the next when an offer is let pass, given back or left', async () => {
    const { on, booker, book } = await fullDay();
    const [passes, givesBack, leaves, last] = await Promise.all(Array.from({ length: 4 }, person));
    if (!passes || !givesBack || !leaves || !last) throw new Error('four wait');
    for (const one of [passes, givesBack, leaves, last]) await join(one, on);
    await calendar.life.cancel(booker, book.id, undefined, {});
    await calendar.offers.sweep();
    const { offerExpiresAt } = (await stateOf(passes)) ?? {};
    await setTime(instantOf(offerExpiresAt ?? '').plus({ seconds: 1 }));
    expect(await stateOf(passes)).toMatchObject({ state: 'expired', holdId: null });
    expect(await calendar.offers.sweep()).toBe(1);
    const before = await told(on);
    await calendar.holds.release(givesBack, (await stateOf(givesBack))?.holdId ?? '');
    expect(await told(on)).toBe(before + 1);
    expect(await stateOf(givesBack)).toMatchObject({ state: 'left' });
    expect(await calendar.offers.offerFreed(on.id)).toBe(1);
    await calendar.waitingList.leave(leaves, (await stateOf(leaves))?.id ?? '');
    expect(await calendar.offers.offerFreed(on.id)).toBe(1);
    expect(await stateOf(last)).toMatchObject({ state: 'offered' });
  });

  it('keeps one’s place in line when a downtime takes it away', async () => {
    const { on, booker, book } = await fullDay();
    const [first, second] = [await person(), await person()];
    await join(first, on);
    await join(second, on);
    await calendar.life.cancel(booker, book.id, undefined, {});
    await calendar.offers.sweep();
    const fault = { kind: 'downtime' as const, reason: '故障', ...isoOf(ahead(4, 12, 13)) };
    const { id } = await calendar.downtimes.create(on.lab, on.id, fault);
    expect(await calendar.offers.sweep()).toBe(0);
    expect(await stateOf(first)).toMatchObject({ state: 'waiting' });
    await calendar.downtimes.end(on.lab, id);
    expect(await calendar.offers.sweep()).toBe(1);
    expect(await stateOf(first)).toMatchObject({ state: 'offered' });
  });

  it('is told of, and not held, to who wants to be told; once a day', async () => {
    const { on, booker, book } = await fullDay();
    const [alerted, waiting] = [await person(), await person()];
    const { id } = await join(alerted, on, { alertOnly: true });
    await join(waiting, on);
    await calendar.life.cancel(booker, book.id, undefined, {});
    expect(await calendar.offers.sweep()).toBe(1);
    await calendar.offers.sweep();
    expect(await stateOf(waiting)).toMatchObject({ state: 'offered' });
    expect(await stateOf(alerted)).toMatchObject({ state: 'waiting', holdId: null });
    const mails: { mail: string }[] = await calendar.db.query(
      `SELECT payload->>'mail' AS mail FROM outbox_message WHERE payload->>'objectId' = $1`,
      [id],
    );
    expect(mails).toEqual([{ mail: 'waiting-alert' }]);
  });
});

describe('what asks for an offer', () => {
  it.each([
    [
      'a cancellation',
      (booker: Actor, id: string) => calendar.life.cancel(booker, id, undefined, {}),
    ],
    ['a move', (booker: Actor, id: string) => calendar.move(booker, id, ahead(6, 8, 10))],
    [
      'an early end',
      async (booker: Actor, id: string) => {
        await setTime(noon.startsAt);
        await calendar.life.checkIn(booker, id, {});
        await setTime(noon.startsAt.plus({ minutes: 10 }));
        await calendar.life.checkOut(booker, id, {}, {});
      },
    ],
  ] as const)('is %s', async (_, free) => {
    const { on, booker, book } = await fullDay();
    await join(await person(), on);
    await free(booker, book.id);
    expect(await told(on)).toBe(1);
  });

  it('is the end of a downtime', async () => {
    const { on } = await fullDay();
    await join(await person(), on);
    const fault = { kind: 'downtime' as const, reason: '故障', ...isoOf(ahead(6, 8, 12)) };
    const { id } = await calendar.downtimes.create(on.lab, on.id, fault);
    const before = await told(on);
    await calendar.downtimes.end(on.lab, id);
    expect(await told(on)).toBe(before + 1);
  });

  it('is a cancellation on another instrument that shares something, and no other', async () => {
    const left = await calendar.buildInstrument();
    const right = await calendar.buildInstrument({ lab: left.lab });
    await calendar.share([left, right]);
    const booker = await person();
    const waiter = await person();
    const { id } = await calendar.book(booker, left.id, day);
    await join(waiter, right);
    await calendar.life.cancel(booker, id, undefined, {});
    expect([await told(left), await told(right)]).toEqual([0, 1]);
    expect(await calendar.offers.offerFreed(right.id)).toBe(1);
    expect(await stateOf(waiter)).toMatchObject({ state: 'offered' });
  });

  it('is nothing where nobody waits, no booking, and nothing that is undone', async () => {
    const { on, booker, book } = await fullDay();
    const free = await calendar.buildInstrument();
    const { id } = await calendar.book(booker, free.id, noon);
    await calendar.life.cancel(booker, id, undefined, {});
    expect(await told(free)).toBe(0);
    await join(await person(), on);
    await calendar.book(booker, on.id, ahead(6, 8, 10));
    const fault = { kind: 'downtime' as const, reason: '故障', ...isoOf(noon) };
    await calendar.downtimes.preview(on.lab, on.id, fault);
    expect(await told(on)).toBe(0);
    expect(await calendar.reservations.get(booker, book.id)).toMatchObject({ state: 'confirmed' });
  });
});

describe('joining the waiting list', () => {
  it('is refused where fitting time is free, with it', async () => {
    const on = await calendar.buildInstrument();
    await expect(join(await person(), on)).rejects.toMatchObject({
      members: { reasons: [{ code: 'time-is-free' }] },
    });
  });

  it.each([
    [{ minutes: 45 }, 'length-not-allowed'],
    [{ until: isoOf(ahead(4, 0, 1)).endsAt }, 'window-too-short'],
    [{ until: isoOf(ahead(3, 0, 1)).endsAt }, 'period-reversed'],
  ])('is refused with %j as %s', async (parts, code) => {
    const on = await calendar.buildInstrument({ policy: { lengthGridMinutes: 30 } });
    await expect(person().then((actor) => join(actor, on, parts))).rejects.toMatchObject({
      members: { errors: [{ code }] },
    });
  });

  it('is possible ten times and no more, even at once', async () => {
    const { on } = await fullDay();
    const eager = await person();
    const results = await Promise.allSettled(Array.from({ length: 13 }, () => join(eager, on)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    for (const result of results)
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({
          members: { reasons: [{ code: 'too-many-waiting' }] },
        });
  });

  it('ends with its window', async () => {
    const { on } = await fullDay();
    const late = await person();
    await join(late, on);
    await setTime(day.endsAt);
    expect(await stateOf(late)).toMatchObject({ state: 'expired' });
    expect(await calendar.offers.sweep()).toBe(0);
  });
});

describe('whatever happens at once', () => {
  it('offers no time twice and leaves no free time that somebody in line could have', async () => {
    const on = await calendar.buildInstrument({ units: 2 });
    const booker = await person();
    const slots: Interval[] = [8, 10, 12, 14].map((hour) => ahead(4, hour, hour + 2));
    const window = {
      ...{ from: isoOf(ahead(4, 8, 9)).startsAt, until: isoOf(ahead(4, 14, 16)).endsAt },
    };
    const booked = await Promise.all(
      [...slots, ...slots].map((slot) => calendar.book(booker, on.id, slot)),
    );
    const waiting = await Promise.all(Array.from({ length: 10 }, person));
    for (const one of waiting) await join(one, on, window);
    const rival = await person();
    await Promise.allSettled([
      ...booked.slice(0, 6).map(({ id }) => calendar.life.cancel(booker, id, undefined, {})),
      ...[1, 2, 3, 4].map(() => calendar.offers.offerFreed(on.id)),
      ...slots.map((slot) => calendar.book(rival, on.id, slot)),
      ...[1, 2].map(() => calendar.offers.sweep()),
    ]);
    await calendar.offers.sweep();
    expect(await calendar.countOverlaps()).toBe(0);
    const states = await Promise.all(waiting.map(stateOf));
    const offered = states.filter((one) => one?.state === 'offered').length;
    const [taken]: { count: number }[] = await calendar.db.query(
      `SELECT count(*)::int AS count FROM occupancy WHERE unit_id = ANY($1) AND blocking AND during && tstzrange($2, $3)`,
      [on.unitIds, window.from, window.until],
    );
    expect(offered).toBeGreaterThan(0);
    expect(
      await calendar.shownFree(on.id, {
        startsAt: slots[0]?.startsAt ?? day.startsAt,
        endsAt: slots[3]?.endsAt ?? day.endsAt,
      }),
    ).toEqual([]);
    expect(taken?.count).toBe(8);
  });
});

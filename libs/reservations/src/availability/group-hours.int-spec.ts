import { array, assert, asyncProperty, constantFrom, integer, record } from 'fast-check';
import { type DateTime } from 'luxon';
import { inCallContext, type Interval, newId, startOfCivilDate, civilDateOf } from '@app/common';
import type { Actor } from '@app/identity';
import type { BookingPolicy, FeeTier, OpeningHours } from '@app/instruments';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { ALWAYS } from '../testing/bookable';
import { ahead, isoOf, TestCalendar, type TestInstrument } from '../testing/calendar';
import { buildGroup } from '../testing/groups';
import { refusalCodes } from '../testing/refusals';

let database: TestDatabase;
let calendar: TestCalendar;
let lab: Actor;
let stranger: Actor;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 2 });
  calendar = await TestCalendar.start(database.url);
  lab = await calendar.buildActor('lab_manager');
  stranger = await calendar.buildActor('enterprise_member');
});
afterAll(async () => {
  await calendar.stop();
  await database.drop();
});

const user = (): Promise<Actor> => calendar.buildActor('enterprise_member');

const build = (hours: OpeningHours, policy: Partial<BookingPolicy> = {}): Promise<TestInstrument> =>
  calendar.buildInstrument({ lab, hours, policy });

async function shownTo(
  asker: Actor | undefined,
  id: string,
  within: Interval,
): Promise<Interval[]> {
  const { startsAt: from, endsAt: to } = isoOf(within);
  const { free } = await calendar.availability.forInstrument(id, { from, to }, asker);
  return free.map(({ startsAt, endsAt }) => ({
    startsAt: startOf(startsAt),
    endsAt: startOf(endsAt),
  }));
}
const startOf = (iso: string): DateTime =>
  startOfCivilDate(iso.slice(0, 10)).plus({
    hours: Number(iso.slice(11, 13)),
    minutes: Number(iso.slice(14, 16)),
  });

describe('hours for groups', () => {
  /** Three windows of a day, each for all or for one of two groups, and what somebody of some groups sees of them. */
  const plan = record({
    windows: array(
      record({ length: integer({ min: 1, max: 4 }), whose: constantFrom('all', 'a', 'b', 'none') }),
      { minLength: 2, maxLength: 5 },
    ),
    groups: constantFrom<('a' | 'b')[]>([], ['a'], ['b'], ['a', 'b']),
  });

  it('are shown to members and bookable by them, and closed to everybody else', async () => {
    await assert(
      asyncProperty(plan, async ({ windows, groups }) => {
        const member = await user();
        const keeper = await user();
        const ids = {
          a: await buildGroup(calendar, lab, groups.includes('a') ? member : keeper),
          b: await buildGroup(calendar, lab, groups.includes('b') ? member : keeper),
        };
        const hours = hoursOf(windows, ids);
        for (const asker of [member, stranger]) {
          const { id } = await build(hours, { startGridMinutes: 60 });
          await expectShownIsBookable(asker, id);
        }
        // Nobody who may not see a window is offered it instead of a refusal either.
        const [wide, narrow] = [groups, []].map((mine) => openHours(windows, mine));
        expect(narrow ?? 0).toBeLessThanOrEqual(wide ?? 0);
        const { id } = await build(hours);
        expect(hoursShown(await shownTo(member, id, day))).toBe(wide);
        expect(hoursShown(await shownTo(undefined, id, day))).toBe(narrow);
      }),
      { numRuns: 8 },
    );
  });

  const day = dayAfter(5);
  const hoursShown = (free: readonly Interval[]): number =>
    free.reduce((sum, { startsAt, endsAt }) => sum + endsAt.diff(startsAt).as('hours'), 0);

  /** Tries every hour of a day: those inside a gap are booked, all others are refused as closed. */
  async function expectShownIsBookable(asker: Actor, id: string): Promise<void> {
    const free = await shownTo(asker, id, day);
    for (let hour = 0; hour < 24; hour += 1) {
      const startsAt = day.startsAt.plus({ hours: hour });
      const period = { startsAt, endsAt: startsAt.plus({ hours: 1 }) };
      const isShown = free.some(
        (gap) => gap.startsAt <= period.startsAt && period.endsAt <= gap.endsAt,
      );
      expect([hour, await refusalCodes(calendar.book(asker, id, period))]).toEqual([
        hour,
        isShown ? [] : ['closed'],
      ]);
    }
  }
});

type Whose = 'all' | 'a' | 'b' | 'none';
type PlannedWindow = { length: number; whose: Whose };

/** A day in Shanghai so many days from now. */
function dayAfter(days: number): Interval {
  const startsAt = startOfCivilDate(civilDateOf(ahead(days, 0, 1).startsAt));
  return { startsAt, endsAt: startsAt.plus({ days: 1 }) };
}

/** Windows one after the other from 02:00 on, the same each day; `none` is a time nobody may come. */
function hoursOf(windows: readonly PlannedWindow[], ids: { a: string; b: string }): OpeningHours {
  const weekly = [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) => {
    let at = 2;
    return windows.flatMap(({ length, whose }) => {
      const [from, to] = [at, (at += length)].map((hour) => `${String(hour).padStart(2, '0')}:00`);
      if (whose === 'none' || from === undefined || to === undefined) return [];
      return [{ weekday, from, to, ...(whose !== 'all' && { groupIds: [ids[whose]] }) }];
    });
  });
  return { version: 1, weekly, exceptions: [], onHolidays: 'open' };
}

const openHours = (windows: readonly PlannedWindow[], mine: readonly string[]): number =>
  windows
    .filter(({ whose }) => whose === 'all' || mine.includes(whose))
    .reduce((sum, { length }) => sum + length, 0);

describe('the horizon of a group', () => {
  it('shows and lets book members further ahead, in refusals’ alternatives too', async () => {
    const member = await user();
    await buildGroup(calendar, lab, member, { horizonDays: 20 });
    const { id } = await build(ALWAYS, { horizonDays: 5 });
    const far = ahead(15, 2, 4);
    expect(await shownTo(member, id, far)).toHaveLength(1);
    expect(await shownTo(stranger, id, far)).toEqual([]);
    expect(await shownTo(undefined, id, far)).toEqual([]);
    expect(await refusalCodes(calendar.book(stranger, id, far))).toEqual(['beyond-horizon']);
    expect(await refusalCodes(calendar.book(member, id, far))).toEqual([]);
    const clash = await calendar.book(member, id, far).catch((error: unknown) => error);
    expect(
      (clash as { members: { alternatives: unknown[] } }).members.alternatives.length,
    ).toBeGreaterThan(0);
  });

  it('is the member’s also when the laboratory moves the booking', async () => {
    const member = await user();
    await buildGroup(calendar, lab, member, { horizonDays: 20 });
    const { id } = await build(ALWAYS, { horizonDays: 5 });
    const { id: mine } = await calendar.book(member, id, ahead(2, 2, 4));
    const { id: theirs } = await calendar.book(stranger, id, ahead(3, 2, 4));
    expect(await refusalCodes(calendar.move(lab, mine, ahead(15, 2, 4)))).toEqual([]);
    expect(await refusalCodes(calendar.move(lab, theirs, ahead(16, 2, 4)))).toEqual([
      'beyond-horizon',
    ]);
  });

  it('is found in the search of the catalogue', async () => {
    const member = await user();
    await buildGroup(calendar, lab, member, { horizonDays: 20 });
    const { id } = await build(ALWAYS, { horizonDays: 5 });
    const { startsAt: from, endsAt: to } = isoOf(ahead(15, 2, 4));
    const query = { from, to, durationMinutes: 60, limit: 50 };
    const found = async (actor: Actor) =>
      (await calendar.availability.search(actor, query)).items.map((item) => item.instrument.id);
    expect(await found(member)).toContain(id);
    expect(await found(stranger)).not.toContain(id);
  });
});

describe('the price of a group', () => {
  const setFees = (id: string, lines: object[]): Promise<unknown> =>
    calendar.db.query('UPDATE fee_schedule SET lines = $2 WHERE instrument_id = $1', [
      id,
      JSON.stringify(lines),
    ]);
  const hour = (amountFen: number, tier?: FeeTier) => ({ kind: 'per_hour', amountFen, tier });

  it.each([
    ['is paid where it is cheaper', 20_000, 20_000],
    ['is not paid where it is dearer', 90_000, 60_000],
  ])('%s', async (_what, internal, expected) => {
    const member = await user();
    await buildGroup(calendar, lab, member, { feeTier: 'internal' });
    const { id } = await build(ALWAYS);
    await setFees(id, [hour(60_000), hour(internal, 'internal')]);
    const period = ahead(4, 2, 3);
    const request = { instrumentId: id, ...isoOf(period), purpose: 'testing' as const };
    expect(await calendar.quotes.create(member, request)).toMatchObject({ listFen: expected });
    expect(await calendar.quotes.create(stranger, request)).toMatchObject({ listFen: 60_000 });
    expect((await calendar.book(member, id, period)).quote.listFen).toBe(expected);
    const moved = await calendar.book(stranger, id, ahead(4, 4, 5));
    expect(moved.quote.listFen).toBe(60_000);
  });
});

describe('a request, which sees the rows of its organisation only', () => {
  it('is granted what its groups are, and reads of no group but its own organisation’s', async () => {
    const [member, other] = [await user(), await user()];
    const id = await buildGroup(calendar, lab, member, { horizonDays: 20 });
    await buildGroup(calendar, lab, other, { horizonDays: 30 });
    await calendar.db.query(
      'INSERT INTO user_group_member (id, group_id, holder_id, organisation_id) VALUES ($1, $2, $3, $4)',
      [newId(), id, lab.organisationId, stranger.organisationId],
    );
    const { id: instrumentId } = await build(ALWAYS, { horizonDays: 5 });
    const asRequest = <T>({ organisationId: scope }: Actor, work: () => Promise<T>): Promise<T> =>
      inCallContext({ requestId: newId(), scope }, work);
    await asRequest(member, () => calendar.book(member, instrumentId, ahead(15, 2, 4)));
    await asRequest(stranger, () => calendar.book(stranger, instrumentId, ahead(15, 4, 6)));
    const seen = (actor: Actor) =>
      asRequest(actor, () =>
        calendar.db.query(
          'SELECT (SELECT count(*)::int FROM user_group) AS groups, (SELECT count(*)::int FROM user_group_member) AS members',
        ),
      );
    expect(await seen(member)).toEqual([{ groups: 0, members: 0 }]);
    expect(await seen(lab)).not.toEqual([{ groups: 0, members: 0 }]);
  });
});

import type { DateTime } from 'luxon';
import type { Interval } from '@app/common';
import type { Actor } from '@app/identity';
import type { Quota } from '@app/instruments';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { at, onDay } from '../testing/bookable';
import { TestCalendar, type TestInstrument } from '../testing/calendar';

let database: TestDatabase;
let calendar: TestCalendar;
let user: Actor;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 1 });
  await setDatabaseTime(database, at(-1, 7) as DateTime<true>);
  calendar = await TestCalendar.start(database.url);
});
afterAll(async () => {
  await calendar.stop();
  await database.drop();
});
beforeEach(async () => {
  user = await calendar.buildActor('enterprise_member');
});

const withQuota = (quota: Partial<Quota>, lab?: Actor): Promise<TestInstrument> =>
  calendar.buildInstrument({
    lab,
    policy: { quotas: [{ scope: 'user', per: 'day', of: 'instrument', ...quota }] },
  });
const night = (day: number): Interval => ({ startsAt: at(day, 22), endsAt: at(day + 1, 2) });
const reasonsOf = (attempt: Promise<unknown>): Promise<unknown[]> =>
  attempt.then(
    () => [],
    (error: { members: { reasons: { code: string; values: Record<string, unknown> }[] } }) =>
      error.members.reasons.map(({ code, values }) => [code, values['from']]),
  );
const granted = (outcomes: readonly PromiseSettledResult<unknown>[]): number =>
  outcomes.filter(({ status }) => status === 'fulfilled').length;

describe('a quota of minutes a day', () => {
  it('is asked on both sides of midnight, each with its own share', async () => {
    const { id } = await withQuota({ minutes: 180 });
    await calendar.book(user, id, night(0));
    const day = '2026-11-24';
    expect(await reasonsOf(calendar.book(user, id, onDay(1, 9, 10.5)))).toEqual([
      ['quota-minutes', day],
    ]);
    expect(await reasonsOf(calendar.book(user, id, onDay(1, 9, 10)))).toEqual([]);
    expect(await reasonsOf(calendar.book(user, id, night(1)))).toEqual([['quota-minutes', day]]);
  });

  it('lets no rivals pass together, wherever over midnight they meet', async () => {
    const lab = await calendar.buildActor('lab_manager');
    const instruments = await Promise.all(
      Array.from({ length: 10 }, () => withQuota({ minutes: 240, of: 'holder' }, lab)),
    );
    const outcomes = await Promise.allSettled(
      instruments.map(({ id }, index) =>
        calendar.book(user, id, index % 2 ? night(0) : onDay(1, 0, 2)),
      ),
    );
    // Each takes two hours of the second day, which has four.
    expect(granted(outcomes)).toBe(2);
  });
});

describe('a quota of bookings', () => {
  it('counts each in the week it starts in', async () => {
    const { id } = await withQuota({ per: 'week', count: 1 });
    await calendar.book(user, id, night(6));
    expect(await reasonsOf(calendar.book(user, id, onDay(7, 9, 10)))).toEqual([]);
    expect(await reasonsOf(calendar.book(user, id, onDay(5, 9, 10)))).toEqual([
      ['quota-count', '2026-11-23'],
    ]);
  });

  it('does not count what is moved, and counts whom nobody saw', async () => {
    const { id } = await withQuota({ count: 1 });
    const mine = await calendar.book(user, id, onDay(0, 9, 10));
    await expect(calendar.move(user, mine.id, onDay(0, 14, 15))).resolves.toBeDefined();
    await calendar.db.query(`UPDATE reservation SET state = 'no_show' WHERE id = $1`, [mine.id]);
    expect(await reasonsOf(calendar.book(user, id, onDay(0, 9, 10)))).toEqual([
      ['quota-count', '2026-11-23'],
    ]);
  });

  it('of the future counts what is not over, whichever day it is on', async () => {
    const { id } = await withQuota({ per: 'future', count: 2 });
    await calendar.book(user, id, onDay(0, 9, 10));
    await calendar.book(user, id, onDay(20, 9, 10));
    expect(await reasonsOf(calendar.book(user, id, onDay(40, 9, 10)))).toEqual([
      ['quota-count', undefined],
    ]);
  });

  it('of an organisation is one for all its people', async () => {
    const colleague = await calendar.buildActor('enterprise_member', user.organisationId);
    const { id } = await withQuota({ scope: 'organisation', count: 3 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12 }, (_, hour) =>
        calendar.book(hour % 2 ? user : colleague, id, onDay(0, hour, hour + 1)),
      ),
    );
    expect(granted(outcomes)).toBe(3);
  });
});

describe('a gap between own bookings', () => {
  it('is kept by rivals of one person too', async () => {
    const { id } = await calendar.buildInstrument({ policy: { minGapMinutes: 60 } });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, (_, hour) => calendar.book(user, id, onDay(0, hour, hour + 1))),
    );
    const hours = outcomes.flatMap(({ status }, hour) => (status === 'fulfilled' ? [hour] : []));
    expect(hours.length).toBeGreaterThan(2);
    expect(hours.some((hour, index) => hour - (hours[index - 1] ?? -2) < 2)).toBe(false);
  });
});

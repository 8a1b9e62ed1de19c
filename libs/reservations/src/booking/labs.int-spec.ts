import type { DateTime } from 'luxon';
import type { Interval } from '@app/common';
import type { Actor } from '@app/identity';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { at, onDay } from '../testing/bookable';
import { isoOf, TestCalendar, type TestInstrument } from '../testing/calendar';
import { refusalCodes } from '../testing/refusals';

let database: TestDatabase;
let calendar: TestCalendar;
let user: Actor;
let other: Actor;

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
  other = await calendar.buildActor('enterprise_member');
});

async function buildLab(
  size: number,
  rules: { maxConcurrent?: number; oneAtATime?: boolean },
): Promise<TestInstrument[]> {
  const lab = await calendar.buildActor('lab_manager');
  const instruments = await Promise.all(
    Array.from({ length: size }, () =>
      calendar.buildInstrument({ lab, policy: { cleanUpMinutes: 30 } }),
    ),
  );
  await calendar.buildLab(instruments, rules);
  return instruments;
}
const granted = (outcomes: readonly PromiseSettledResult<unknown>[]): number =>
  outcomes.filter(({ status }) => status === 'fulfilled').length;
const hour = (from: number): Interval => onDay(0, from, from + 1);

describe('one instrument of a laboratory at a time', () => {
  it('is one for a person, whoever else books there and whatever follows', async () => {
    const [one, two] = await buildLab(2, { oneAtATime: true });
    await calendar.book(user, one!.id, hour(9));
    await calendar.book(user, one!.id, hour(18));
    expect(await refusalCodes(calendar.book(user, two!.id, onDay(0, 9.5, 11)))).toEqual([
      'lab-one-at-a-time',
    ]);
    expect(await refusalCodes(calendar.book(other, two!.id, hour(18)))).toEqual([]);
    const mine = await calendar.book(user, two!.id, hour(14));
    expect(await refusalCodes(calendar.move(user, mine.id, onDay(0, 8, 9)))).toEqual([]);
    expect(await refusalCodes(calendar.move(user, mine.id, onDay(0, 8, 9.5)))).toEqual([
      'lab-one-at-a-time',
    ]);
  });

  it('is one for rivals too', async () => {
    const instruments = await buildLab(10, { oneAtATime: true });
    const outcomes = await Promise.allSettled(
      instruments.map(({ id }) => calendar.book(user, id, hour(9))),
    );
    expect(granted(outcomes)).toBe(1);
  });
});

describe('a laboratory that takes so many at once', () => {
  it('lets no rivals pass together, of any people', async () => {
    const instruments = await buildLab(10, { maxConcurrent: 3 });
    const outcomes = await Promise.allSettled(
      instruments.map(({ id }, index) => calendar.book(index % 2 ? user : other, id, hour(9))),
    );
    expect(granted(outcomes)).toBe(3);
  });

  it('counts clean-up and holds, but not what becomes the booking or is moved', async () => {
    const [one, two] = await buildLab(2, { maxConcurrent: 1 });
    const hold = await calendar.holds.create(user, { instrumentId: one!.id, ...isoOf(hour(9)) });
    expect(await refusalCodes(calendar.book(other, two!.id, hour(10)))).toEqual(['lab-full']);
    expect(await refusalCodes(calendar.book(other, two!.id, onDay(0, 10.5, 11)))).toEqual([]);
    const request = { instrumentId: one!.id, ...isoOf(hour(9)), purpose: 'testing' as const };
    const booked = await calendar.reservations.create(
      user,
      { ...request, holdId: hold.id },
      undefined,
    );
    expect(await refusalCodes(calendar.move(user, booked.id, onDay(0, 8.5, 9.5)))).toEqual([]);
  });

  it('shows as free what may be booked, and offers it when it refuses', async () => {
    const [one, two] = await buildLab(2, { maxConcurrent: 1 });
    await calendar.book(user, one!.id, hour(9));
    const day = { startsAt: at(0, 8), endsAt: at(0, 12) };
    expect(await calendar.shownFree(two!.id, day)).toEqual([onDay(0, 8, 8.5), onDay(0, 10.5, 12)]);
    const offered = await calendar.book(other, two!.id, hour(9)).then(
      () => [],
      (error: { members: { alternatives: { startsAt: string; endsAt: string }[] } }) =>
        error.members.alternatives,
    );
    expect(offered).toHaveLength(3);
    for (const slot of offered) {
      const request = { instrumentId: two!.id, purpose: 'testing' as const, ...slot };
      const { id } = await calendar.reservations.create(other, request, undefined);
      await calendar.life.cancel(other, id, undefined, {});
    }
  });
});

describe('a quota of a laboratory', () => {
  it('counts all its instruments, and only those', async () => {
    const quotas = [{ scope: 'user', per: 'day', of: 'lab', count: 1 } as const];
    const lab = await calendar.buildActor('lab_manager');
    const [one, two, alone] = await Promise.all([
      calendar.buildInstrument({ lab, policy: { quotas } }),
      calendar.buildInstrument({ lab, policy: { quotas } }),
      calendar.buildInstrument({ lab, policy: { quotas } }),
    ]);
    await calendar.buildLab([one, two], {});
    await calendar.book(user, one.id, hour(9));
    expect(await refusalCodes(calendar.book(user, two.id, hour(14)))).toEqual(['quota-count']);
    expect(await refusalCodes(calendar.book(user, alone.id, hour(14)))).toEqual([]);
    expect(await refusalCodes(calendar.book(user, alone.id, hour(15)))).toEqual(['quota-count']);
  });
});

import fc from 'fast-check';
import type { Interval } from '@app/common';
import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { ahead, isoOf, TestCalendar, type TestInstrument } from '../testing/calendar';

let database: TestDatabase;
let calendar: TestCalendar;
let users: Actor[];
let scope: TestInstrument;
let oven: TestInstrument;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 1 });
  calendar = await TestCalendar.start(database.url);
  users = await Promise.all([1, 2, 3, 4].map(() => calendar.buildActor('enterprise_member')));
});
afterAll(async () => {
  await calendar.stop();
  await database.drop();
});
beforeEach(async () => {
  scope = await calendar.buildInstrument();
  oven = await calendar.buildInstrument({ policy: { maxMinutes: 120 } });
});

type Wish = readonly [TestInstrument, Interval];

const book = (wishes: readonly Wish[], by = users[0] as Actor) => {
  const items = wishes.map(([{ id }, period]) => ({ instrumentId: id, ...isoOf(period) }));
  return calendar.joint.create(by, { items, purpose: 'testing' }, undefined);
};
const blocking = async ({ unitIds }: TestInstrument): Promise<number> => {
  const counts = unitIds.map((unit) => calendar.countBlocking(unit, ahead(0, 0, 24 * 30)));
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
};

describe('several instruments in one booking', () => {
  it('are all booked, each with its order, in the order asked for', async () => {
    const wishes: Wish[] = [
      [oven, ahead(3, 2, 4)],
      [scope, ahead(3, 4, 6)],
      [oven, ahead(3, 6, 7)],
    ];
    const { reservations } = await book(wishes);
    expect(reservations.map(({ instrument }) => instrument.id)).toEqual([
      ...[oven.id, scope.id, oven.id],
    ]);
    expect(new Set(reservations.map(({ orderId }) => orderId)).size).toBe(3);
  });

  it('leave nothing behind when one of them is taken, and say which and when it is free', async () => {
    await calendar.book(users[1] as Actor, oven.id, ahead(3, 3, 5));
    const wishes: Wish[] = [
      [scope, ahead(3, 2, 4)],
      [oven, ahead(3, 4, 6)],
    ];
    const refused = await book(wishes).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      ...{ kind: 'conflict', code: 'joint-reservation-refused' },
      members: { problems: [{ item: 1, instrumentId: oven.id, code: 'reservation-conflict' }] },
    });
    const [{ alternatives }] = (
      refused as {
        members: { problems: [{ alternatives: { startsAt: string; endsAt: string }[] }] };
      }
    ).members.problems;
    expect(alternatives).toHaveLength(3);
    expect(await blocking(scope)).toBe(0);
    const [slot] = alternatives;
    const hold = { instrumentId: oven.id, startsAt: '', endsAt: '', ...slot };
    await expect(calendar.holds.create(users[0] as Actor, hold)).resolves.toBeDefined();
  });

  it('are refused as a rule when one breaks one, with its reasons', async () => {
    const wishes: Wish[] = [
      [scope, ahead(3, 2, 4)],
      [oven, ahead(3, 2, 6)],
    ];
    await expect(book(wishes)).rejects.toMatchObject({
      kind: 'rule',
      members: { problems: [{ item: 1, code: 'booking-rule', reasons: [{ code: 'too-long' }] }] },
    });
  });

  it('are not booked over each other', async () => {
    const wishes: Wish[] = [
      [scope, ahead(3, 2, 4)],
      [scope, ahead(3, 3, 5)],
    ];
    await expect(book(wishes)).rejects.toMatchObject({
      members: { problems: [{ item: 1, code: 'reservation-conflict' }] },
    });
    expect(await blocking(scope)).toBe(0);
  });

  it('are as absent as each of them: none is booked beside one that the asker may not open', async () => {
    await calendar.db.query(`UPDATE instrument SET status = 'draft' WHERE id = $1`, [oven.id]);
    const wishes: Wish[] = [
      [scope, ahead(3, 2, 4)],
      [oven, ahead(3, 4, 5)],
    ];
    await expect(book(wishes)).rejects.toMatchObject({ kind: 'not-found' });
    expect(await blocking(scope)).toBe(0);
  });

  it('wanted crosswise by many at once are had whole or not at all, without a deadlock', async () => {
    const third = await calendar.buildInstrument();
    const all = [scope, oven, third];
    const deadlocks = async (): Promise<number> => {
      const [row]: [{ deadlocks: number }] = await calendar.db.query(
        'SELECT deadlocks::int AS deadlocks FROM pg_stat_database WHERE datname = current_database()',
      );
      return row.deadlocks;
    };
    const wish = fc.tuple(
      fc.shuffledSubarray([0, 1, 2], { minLength: 2 }),
      fc.integer({ min: 0, max: 5 }),
    );
    const rounds = fc.array(wish, { minLength: 6, maxLength: 10 });
    let day = 4;
    await fc.assert(
      fc.asyncProperty(rounds, async (wishes) => {
        day += 1;
        const answers = await Promise.allSettled(
          wishes.map(([chosen, hour], index) =>
            book(
              chosen.map((one) => [all[one] as TestInstrument, ahead(day, hour, hour + 2)]),
              users[index % users.length],
            ),
          ),
        );
        const made = answers.flatMap((one, index) =>
          one.status === 'fulfilled' ? [wishes[index]?.[0].length ?? 0] : [],
        );
        const [row]: [{ count: number }] = await calendar.db.query(
          `SELECT count(*)::int AS count FROM occupancy WHERE blocking AND unit_id = ANY ($1) AND during && tstzrange($2, $3)`,
          [all.flatMap(({ unitIds }) => unitIds), ...Object.values(isoOf(ahead(day, 0, 24)))],
        );
        expect(made.length).toBeGreaterThan(0);
        expect(row.count).toBe(made.reduce((sum, count) => sum + count, 0));
      }),
      { numRuns: 10 },
    );
    expect(await calendar.countOverlaps()).toBe(0);
    expect(await deadlocks()).toBe(0);
  });
});

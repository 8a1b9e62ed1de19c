import { array, assert, asyncProperty, constantFrom, integer, oneof, record } from 'fast-check';
import { DomainError, type Interval } from '@app/common';
import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { ahead, isoOf, TestCalendar, type TestInstrument } from './testing/calendar';

let database: TestDatabase;
let calendar: TestCalendar;
let users: Actor[];

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 1 });
  calendar = await TestCalendar.start(database.url);
  users = await Promise.all([1, 2, 3].map(() => calendar.buildActor('enterprise_member')));
});
afterAll(async () => {
  await calendar.stop();
  await database.drop();
});

const period = record({
  at: integer({ min: 0, max: 10 }),
  length: integer({ min: 1, max: 4 }),
}).map(({ at, length }) => ahead(3, at, at + length));
const user = integer({ min: 0, max: 2 });
const pick = integer({ min: 0, max: 9 });

/** One thing somebody does to the calendar; `pick` chooses among what was made so far. */
type Command =
  | { do: 'book' | 'hold'; user: number; period: Interval }
  | { do: 'move'; pick: number; period: Interval }
  | { do: 'cancel' | 'book-held' | 'end'; pick: number }
  | { do: 'downtime'; period: Interval };

const command = oneof(
  record({ do: constantFrom('book' as const, 'hold' as const), user, period }),
  record({ do: constantFrom('move' as const), pick, period }),
  record({ do: constantFrom('cancel' as const, 'book-held' as const, 'end' as const), pick }),
  record({ do: constantFrom('downtime' as const), period }),
);

/** What has been made by the commands so far. */
class Made {
  readonly reservations: { id: string; by: Actor }[] = [];
  readonly holds: { id: string; by: Actor; period: Interval }[] = [];
  readonly downtimes: string[] = [];

  constructor(private readonly instrument: TestInstrument) {}

  async run(step: Command): Promise<void> {
    switch (step.do) {
      case 'book':
        return this.book(this.user(step.user), step.period);
      case 'hold':
        return this.hold(this.user(step.user), step.period);
      case 'move':
        return this.with(this.reservations, step.pick, ({ id, by }) =>
          calendar.move(by, id, step.period),
        );
      case 'cancel':
        return this.with(this.reservations, step.pick, ({ id, by }) =>
          calendar.life.cancel(by, id, undefined, {}),
        );
      case 'book-held':
        return this.with(this.holds, step.pick, ({ id, by, period: held }) =>
          this.book(by, held, id),
        );
      case 'downtime':
        return this.stop(step.period);
      case 'end':
        return this.with(this.downtimes, step.pick, (id) =>
          calendar.downtimes.end(this.instrument.lab, id),
        );
    }
  }

  private user(index: number): Actor {
    return users[index] ?? this.instrument.lab;
  }

  private async book(by: Actor, wish: Interval, holdId?: string): Promise<void> {
    const request = { instrumentId: this.instrument.id, purpose: 'testing' as const, holdId };
    const { id } = await calendar.reservations.create(
      by,
      { ...request, ...isoOf(wish) },
      undefined,
    );
    this.reservations.push({ id, by });
  }

  private async hold(by: Actor, wish: Interval): Promise<void> {
    const request = { instrumentId: this.instrument.id, ...isoOf(wish) };
    const { id } = await calendar.holds.create(by, request);
    this.holds.push({ id, by, period: wish });
  }

  private async stop(wish: Interval): Promise<void> {
    const request = { kind: 'downtime' as const, reason: '故障', ...isoOf(wish) };
    const { lab, id } = this.instrument;
    this.downtimes.push((await calendar.downtimes.create(lab, id, request)).id);
  }

  private async with<T>(
    made: readonly T[],
    index: number,
    act: (one: T) => Promise<unknown>,
  ): Promise<void> {
    const one = made[index % Math.max(1, made.length)];
    if (one !== undefined) await act(one);
  }
}

/** A refusal is an answer; anything else is a fault. */
async function attempt(act: Promise<void>): Promise<void> {
  await act.catch((error: unknown) => {
    if (!(error instanceof DomainError)) throw error;
  });
}

describe('any course of bookings, holds, moves, cancellations and downtimes', () => {
  const POLICY = { setUpMinutes: 15, cleanUpMinutes: 30 };

  it('leaves no two occupancies on one place at one time, one command after the other', async () => {
    await assert(
      asyncProperty(
        array(command, { maxLength: 25 }),
        integer({ min: 1, max: 2 }),
        async (steps, units) => {
          const made = new Made(await calendar.buildInstrument({ units, policy: POLICY }));
          for (const step of steps) await attempt(made.run(step));
          expect(await calendar.countOverlaps()).toBe(0);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('leaves none either when all of them come at once', async () => {
    await assert(
      asyncProperty(
        array(command, { maxLength: 8 }),
        array(command, { minLength: 8, maxLength: 16 }),
        async (before, rivals) => {
          const made = new Made(await calendar.buildInstrument({ units: 2, policy: POLICY }));
          for (const step of before) await attempt(made.run(step));
          await Promise.all(rivals.map((step) => attempt(made.run(step))));
          expect(await calendar.countOverlaps()).toBe(0);
          expect(await countStrays()).toBe(0);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('is kept by the database itself: a planted overlap is refused', async () => {
    const { unitIds } = await calendar.buildInstrument();
    const plant = `INSERT INTO occupancy (id, unit_id, during, kind, blocking, held_by, expires_at)
                   VALUES (gen_random_uuid(), $1, tstzrange(app_now(), app_now() + interval '1 hour'), 'hold', true, $2, app_now())`;
    await calendar.db.query(plant, [unitIds[0], users[0]?.userId]);
    await expect(calendar.db.query(plant, [unitIds[0], users[0]?.userId])).rejects.toMatchObject({
      driverError: { code: '23P01', constraint: 'occupancy_no_overlap' },
    });
  });
});

/** Reservations whose state says they have their time while no occupancy of theirs blocks it, or the other way round. */
async function countStrays(): Promise<number> {
  const [row]: { count: number }[] = await calendar.db.query(
    `SELECT count(*)::int AS count FROM reservation r
       LEFT JOIN occupancy o ON o.reservation_id = r.id AND o.blocking
      WHERE (r.state IN ('requested', 'confirmed')) <> (o.id IS NOT NULL)
         OR (o.id IS NOT NULL AND o.during <> tstzrange(r.starts_at - make_interval(mins => r.set_up_minutes),
                                                       r.ends_at + make_interval(mins => r.clean_up_minutes)))`,
  );
  return row?.count ?? 0;
}

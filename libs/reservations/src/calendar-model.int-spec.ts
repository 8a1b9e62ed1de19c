import { array, assert, asyncProperty } from 'fast-check';
import type { DomainError } from '@app/common';
import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { ahead, TestCalendar, type TestInstrument } from './testing/calendar';
import { type Command, command, Course, type Outcome } from './testing/course';
import { CalendarModel, type Place } from './testing/model';

/** How many commands come one after the other, and how many at once; `npm run prove:calendar` asks for more. */
const IN_TURN = Number(process.env.JIAYI_COMMANDS ?? 1_600);
const AT_ONCE = Number(process.env.JIAYI_COMMANDS ?? 1_600);
const CONNECTIONS = 8;
const TURN = 40;
const ROUNDS = 5;
const TIMEOUT_MS = 60_000 + (IN_TURN + AT_ONCE) * 60;

/** Whoever has a time may check in at once: courses move no clock. */
const POLICY = { setUpMinutes: 15, cleanUpMinutes: 30, checkInWindowMinutes: null };
const [SET_UP, CLEAN_UP] = [POLICY.setUpMinutes, POLICY.cleanUpMinutes];

let database: TestDatabase;
let calendar: TestCalendar;
let visitor: Actor;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 1 });
  calendar = await TestCalendar.start(database.url, CONNECTIONS);
  visitor = await calendar.buildActor('enterprise_member');
});
afterAll(async () => {
  await calendar.stop();
  await database.drop();
});

const buildUsers = (): Promise<Actor[]> =>
  Promise.all([1, 2, 3].map(() => calendar.buildActor('enterprise_member')));

/** One with a unit, one with two, and one whose bookings wait for the laboratory; the last two share an accessory. */
async function buildPlaces(): Promise<Place[]> {
  const one = await calendar.buildInstrument({ policy: POLICY });
  const two = await calendar.buildInstrument({ units: 2, policy: POLICY, lab: one.lab });
  const asks = await calendar.buildInstrument({
    ...{ policy: { ...POLICY, approval: 'each' }, lab: one.lab },
  });
  const shared = await calendar.share([two, asks]);
  const place = (instrument: TestInstrument, sharedUnitIds: string[]): Place => ({
    ...instrument,
    ...{ sharedUnitIds, setUpMinutes: SET_UP, cleanUpMinutes: CLEAN_UP },
  });
  return [place(one, []), place(two, [shared]), place(asks, [shared])];
}

const codeOf = (outcome: Outcome): string => (typeof outcome === 'string' ? outcome : outcome.code);

const isDone = (outcome: Outcome): boolean => typeof outcome === 'string' && outcome !== 'nothing';

/** Every free period that a refusal offers is one. */
async function takeOffers(refusal: DomainError, on: TestInstrument): Promise<number> {
  const { alternatives = [] } = refusal.members as {
    alternatives?: { startsAt: string; endsAt: string }[];
  };
  for (const offer of alternatives) {
    const held = await calendar.holds.create(visitor, { instrumentId: on.id, ...offer });
    await calendar.holds.release(visitor, held.id);
  }
  return alternatives.length;
}

/** What is shown as free is what the model calls free, hour by hour, and each gap shown can be booked whole. */
async function compareFreeTime(places: readonly Place[]): Promise<number> {
  const within = ahead(3, 0, 16);
  let booked = 0;
  for (const place of places) {
    const model = await CalendarModel.of(calendar, places);
    const shown = await calendar.shownFree(place.id, within);
    for (let hour = 0; hour < 15; hour += 1) {
      const wish = ahead(3, hour, hour + 1);
      const isShown = shown.some(
        (gap) => gap.startsAt <= wish.startsAt && wish.endsAt <= gap.endsAt,
      );
      expect([hour, isShown]).toEqual([hour, model.isFree(place, wish)]);
    }
    for (const gap of shown) {
      // Units are equal: a gap of one may be gone with the one before it, and is then shown no more.
      const still = (await calendar.shownFree(place.id, gap)).find(
        (now) => +now.startsAt === +gap.startsAt && +now.endsAt === +gap.endsAt,
      );
      if (!still) continue;
      const { id } = await calendar.book(visitor, place.id, gap);
      await calendar.life.cancel(visitor, id, undefined, {});
      booked += 1;
    }
  }
  return booked;
}

const instrumentOf = (step: Command, course: Course): TestInstrument | undefined => {
  if ('on' in step) return course.instrument(step.on);
  if (step.do === 'move') return course.picked(course.reservations, step.pick)?.on;
  return step.do === 'book-held' ? course.picked(course.slots, step.pick)?.on : undefined;
};

describe('any course of bookings, holds, series, changes, uses, decisions, waiting, downtimes and plans', () => {
  it(
    'is answered, one command after the other, as a model answers that only compares times',
    async () => {
      const counts = { made: 0, refused: 0, offers: 0, gaps: 0 };
      const turns = Math.ceil(IN_TURN / TURN);
      const steps = array(command, { minLength: TURN, maxLength: TURN });
      await assert(
        asyncProperty(steps, async (course) => {
          const places = await buildPlaces();
          const run = new Course(calendar, await buildUsers(), places);
          for (const [index, step] of course.entries()) {
            const model = await CalendarModel.of(calendar, places);
            const [expected, on] = [model.expected(step, run), instrumentOf(step, run)];
            const outcome = await run.attempt(step);
            expect([index, step.do, codeOf(outcome)]).toEqual([index, step.do, expected]);
            if (isDone(outcome)) counts.made += 1;
            if (typeof outcome === 'string') continue;
            counts.refused += 1;
            if (on && step.do !== 'downtime' && step.do !== 'maintenance')
              counts.offers += await takeOffers(outcome, on);
          }
          counts.gaps += await compareFreeTime(places);
          expect([await calendar.countOverlaps(), await calendar.countStrays()]).toEqual([0, 0]);
        }),
        { numRuns: turns, endOnFailure: true },
      );
      console.info(`commands in turn: ${turns * TURN}, ${JSON.stringify(counts)}`);
      // A course in which nothing happens proves nothing.
      expect(Math.min(...Object.values(counts))).toBeGreaterThan(turns);
    },
    TIMEOUT_MS,
  );

  it(
    `leaves no two on one place at one time when ${CONNECTIONS} connections work at once`,
    async () => {
      let made = 0;
      const runs = Math.ceil(AT_ONCE / (CONNECTIONS * ROUNDS));
      const round = array(command, { minLength: CONNECTIONS, maxLength: CONNECTIONS });
      const rounds = array(round, { minLength: ROUNDS, maxLength: ROUNDS });
      await assert(
        asyncProperty(rounds, async (course) => {
          const places = await buildPlaces();
          const run = new Course(calendar, await buildUsers(), places);
          for (const rivals of course) {
            const outcomes = await Promise.all(rivals.map((step) => run.attempt(step)));
            made += outcomes.filter(isDone).length;
            expect([await calendar.countOverlaps(), await calendar.countStrays()]).toEqual([0, 0]);
          }
          await compareFreeTime(places);
        }),
        { numRuns: runs, endOnFailure: true },
      );
      console.info(`commands at once: ${runs * CONNECTIONS * ROUNDS}, ${made} made`);
      expect(made).toBeGreaterThan(runs * ROUNDS);
    },
    TIMEOUT_MS,
  );

  it('is kept by the database itself: a planted overlap is refused', async () => {
    const { unitIds } = await calendar.buildInstrument();
    const plant = `INSERT INTO occupancy (id, unit_id, during, kind, blocking, held_by, expires_at)
                   VALUES (gen_random_uuid(), $1, tstzrange(app_now(), app_now() + interval '1 hour'), 'hold', true, $2, app_now())`;
    await calendar.db.query(plant, [unitIds[0], visitor.userId]);
    await expect(calendar.db.query(plant, [unitIds[0], visitor.userId])).rejects.toMatchObject({
      driverError: { code: '23P01', constraint: 'occupancy_no_overlap' },
    });
  });
});

import { array, assert, asyncProperty, integer } from 'fast-check';
import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { TestCalendar } from './testing/calendar';
import { command, Course } from './testing/course';

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

describe('any course of bookings, holds, moves, cancellations and downtimes', () => {
  const POLICY = { setUpMinutes: 15, cleanUpMinutes: 30 };

  it('leaves no two occupancies on one place at one time, one command after the other', async () => {
    await assert(
      asyncProperty(
        array(command, { maxLength: 25 }),
        integer({ min: 1, max: 2 }),
        async (steps, units) => {
          const instrument = await calendar.buildInstrument({ units, policy: POLICY });
          const course = new Course(calendar, users, [instrument]);
          for (const step of steps) await course.attempt(step);
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
          const instrument = await calendar.buildInstrument({ units: 2, policy: POLICY });
          const course = new Course(calendar, users, [instrument]);
          for (const step of before) await course.attempt(step);
          await Promise.all(rivals.map((step) => course.attempt(step)));
          expect(await calendar.countOverlaps()).toBe(0);
          expect(await calendar.countStrays()).toBe(0);
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

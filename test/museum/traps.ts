import { newId } from '@app/common';
import { connect } from '../../apps/launcher/src/connection';
import { sqlStateOf } from '@app/database';
import type { Exhibit, Hall } from './exhibit';

/** What PostgreSQL answers to a row that the services would never write; undefined when it takes it. */
async function refusalOf(
  { calendar, database, users }: Hall,
  unit: 'its own' | 'none',
  during: string,
): Promise<string | undefined> {
  const { unitIds } = await calendar.buildInstrument();
  return connect(database.urls.app, (client) =>
    client
      .query(
        `INSERT INTO occupancy (id, unit_id, during, kind, blocking, held_by, expires_at)
         VALUES ($1, $2, ${during}, 'hold', true, $3, app_now() + interval '1 hour')`,
        [newId(), unit === 'none' ? null : unitIds[0], users[0]?.userId],
      )
      .then(() => undefined)
      .catch((error: unknown) => sqlStateOf(error)),
  );
}

/** SQLSTATE of a broken CHECK and of a NULL where none may be. */
const [CHECK_VIOLATION, NOT_NULL_VIOLATION] = ['23514', '23502'];

const withoutChecks = (...names: string[]) => ({
  sql: names.map((name) => `ALTER TABLE occupancy DROP CONSTRAINT occupancy_period_is_${name}`),
});

/** Rows that no exclusion constraint refuses, because to it they overlap nothing. */
export const TRAPS: readonly Exhibit[] = [
  {
    id: 'T2',
    thread: 'trap: an empty range overlaps nothing',
    title: 'a booking of no length stands inside another one',
    plant: withoutChecks('finite', 'half_open'),
    test: async (hall) => {
      const empty = `tstzrange('2027-03-01 09:00+08', '2027-03-01 09:00+08')`;
      expect(await refusalOf(hall, 'its own', empty)).toBe(CHECK_VIOLATION);
    },
  },
  {
    id: 'T3',
    thread: 'trap: an open end blocks for ever',
    title: 'a booking without an end',
    plant: withoutChecks('finite', 'half_open', 'bounded'),
    test: async (hall) => {
      for (const end of ['NULL', `'infinity'`, `'2029-03-01 09:00+08'`]) {
        const open = `tstzrange('2027-03-01 09:00+08', ${end})`;
        expect([end, await refusalOf(hall, 'its own', open)]).toEqual([end, CHECK_VIOLATION]);
      }
    },
  },
  {
    id: 'T4',
    thread: 'trap: NULL is equal to nothing',
    title: 'a booking of no unit escapes the constraint',
    plant: { sql: ['ALTER TABLE occupancy ALTER unit_id DROP NOT NULL'] },
    test: async (hall) => {
      const hour = `tstzrange('2027-03-01 09:00+08', '2027-03-01 10:00+08')`;
      expect(await refusalOf(hall, 'none', hour)).toBe(NOT_NULL_VIOLATION);
    },
  },
];

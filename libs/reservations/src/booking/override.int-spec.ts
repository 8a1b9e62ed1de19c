import type { DateTime } from 'luxon';
import type { Interval } from '@app/common';
import type { Actor } from '@app/identity';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { at, onDay, WORKING_HOURS } from '../testing/bookable';
import { isoOf, TestCalendar, type TestInstrument } from '../testing/calendar';

let database: TestDatabase;
let calendar: TestCalendar;
let user: Actor;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 1 });
  await setDatabaseTime(database, at(0, 8) as DateTime<true>);
  calendar = await TestCalendar.start(database.url);
  user = await calendar.buildActor('enterprise_member');
});
afterAll(async () => {
  await calendar.stop();
  await database.drop();
});

const override = { reason: '急件：企业停产待检' };
const build = (): Promise<TestInstrument> =>
  calendar.buildInstrument({
    hours: WORKING_HOURS,
    policy: {
      ...{ startGridMinutes: 30, maxMinutes: 60, noticeMinutes: 120, horizonDays: 1 },
      quotas: [{ scope: 'user', per: 'day', of: 'instrument', count: 1 }],
    },
  });
const book = (actor: Actor, { id }: TestInstrument, period: Interval) =>
  calendar.reservations.create(
    actor,
    { instrumentId: id, ...isoOf(period), purpose: 'testing', override },
    undefined,
  );
const codesOf = (attempt: Promise<unknown>): Promise<string[]> =>
  attempt.then(
    () => [],
    (error: {
      code: string;
      members: { reasons?: { code: string }[]; errors?: { pointer: string; code: string }[] };
    }) =>
      error.members.reasons?.map(({ code }) => code) ??
      error.members.errors?.map(({ pointer, code }) => `${pointer} ${code}`) ?? [error.code],
  );
const overridden = async (objectId: string, action = 'create'): Promise<unknown> => {
  const rows: { detail: { overridden?: string[] } }[] = await calendar.db.query(
    'SELECT detail FROM audit_entry WHERE object_id = $1 AND action = $2',
    [objectId, `reservation.${action}`],
  );
  return rows[0]?.detail.overridden;
};

describe('an override', () => {
  it('lets the laboratory book against notice, length, horizon, hours and quota, and is kept', async () => {
    const instrument = await build();
    await calendar.book(instrument.lab, instrument.id, onDay(0, 14, 15));
    const made = await book(instrument.lab, instrument, onDay(0, 8.5, 10));
    expect(made).toMatchObject({ state: 'confirmed', overrideReason: override.reason });
    expect(await overridden(made.id)).toEqual(['too-long', 'too-late', 'quota-count']);
    const late = await book(instrument.lab, instrument, onDay(5, 9, 10));
    expect(await overridden(late.id)).toEqual(['beyond-horizon', 'closed']);
    const plain = await book(instrument.lab, instrument, onDay(1, 9, 10));
    expect(plain.overrideReason).toBeNull();
    expect(await overridden(plain.id)).toBeUndefined();
  });

  it('never goes against the grid, the past, an instrument’s status or time that is taken', async () => {
    const instrument = await build();
    const { lab } = instrument;
    expect(await codesOf(book(lab, instrument, onDay(0, 8.75, 9.75)))).toEqual(['start-grid']);
    expect(await codesOf(book(lab, instrument, onDay(0, 7, 8)))).toEqual(['in-the-past']);
    await calendar.book(user, instrument.id, onDay(0, 10, 11));
    expect(await codesOf(book(lab, instrument, onDay(0, 10, 11)))).toEqual([
      'reservation-conflict',
    ]);
    await calendar.db.query(`UPDATE instrument SET status = 'suspended' WHERE id = $1`, [
      instrument.id,
    ]);
    expect(await codesOf(book(lab, instrument, onDay(0, 9, 10)))).toEqual([
      'instrument-not-bookable',
    ]);
  });

  it('is for the instrument’s own laboratory only', async () => {
    const [instrument, other] = [await build(), await build()];
    const refusal = ['/override override-of-others'];
    expect(await codesOf(book(user, instrument, onDay(0, 13, 14)))).toEqual(refusal);
    expect(await codesOf(book(other.lab, instrument, onDay(0, 13, 14)))).toEqual(refusal);
    const mine = await calendar.book(user, instrument.id, onDay(0, 13, 14));
    const wish = { ...isoOf(onDay(0, 13, 16)), override };
    expect(await codesOf(calendar.moves.move(user, mine.id, wish, {}))).toEqual(refusal);
  });

  it('of a move holds for that move: the next one by the rules takes it off', async () => {
    const instrument = await build();
    const { id } = await calendar.book(user, instrument.id, onDay(0, 13, 14));
    const wish = { ...isoOf(onDay(0, 13, 16)), override };
    expect(await codesOf(calendar.move(instrument.lab, id, onDay(0, 13, 16)))).toEqual([
      'too-long',
    ]);
    expect(await calendar.moves.move(instrument.lab, id, wish, {})).toMatchObject({
      overrideReason: override.reason,
    });
    expect(await overridden(id, 'move')).toEqual(['too-long']);
    expect(await calendar.move(instrument.lab, id, onDay(0, 13, 14))).toMatchObject({
      overrideReason: null,
    });
  });
});

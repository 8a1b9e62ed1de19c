import type { DateTime } from 'luxon';
import { inTransaction } from '@app/database';
import type { Actor } from '@app/identity';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../test/support/database';
import { ahead, TestCalendar } from './testing/calendar';

let database: TestDatabase;
let calendar: TestCalendar;
let user: Actor;
const noon = ahead(4, 10, 12);

beforeAll(async () => {
  database = await createTestDatabase();
  calendar = await TestCalendar.start(database.url);
  user = await calendar.buildActor('enterprise_member');
});

afterEach(() => setDatabaseTime(database, null));

afterAll(async () => {
  await calendar.stop();
  await database.drop();
});

const releaseAt = async (moment: DateTime): Promise<number> => {
  await setDatabaseTime(database, moment);
  return inTransaction(calendar.db, (tx) => calendar.life.releaseOvertaken(tx));
};

describe('a reservation from check-in to completion', () => {
  it('opens its check-in window before the start, gives back what is left, and is completed once', async () => {
    const { id, lab, unitIds } = await calendar.buildInstrument({
      policy: { checkInWindowMinutes: 15 },
    });
    const booked = await calendar.book(user, id, noon);
    await setDatabaseTime(database, noon.startsAt.minus({ minutes: 16 }));
    await expect(calendar.life.checkIn(user, booked.id, {})).rejects.toMatchObject({
      members: { reasons: [{ code: 'check-in-window' }] },
    });
    await setDatabaseTime(database, noon.startsAt.minus({ minutes: 14 }));
    expect(await calendar.life.checkIn(user, booked.id, {})).toMatchObject({ state: 'in_use' });
    await setDatabaseTime(database, noon.startsAt.plus({ minutes: 30 }));
    expect(await calendar.life.checkOut(user, booked.id, { samples: 3 }, {})).toMatchObject({
      state: 'used',
      samples: 3,
    });
    const rest = { startsAt: noon.startsAt.plus({ minutes: 31 }), endsAt: noon.endsAt };
    expect(await calendar.countBlocking(unitIds[0] ?? '', rest)).toBe(0);
    const twice = await Promise.allSettled([
      calendar.life.complete(lab, booked.id, undefined, {}),
      calendar.life.complete(lab, booked.id, undefined, {}),
    ]);
    expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const done = await calendar.reservations.get(user, booked.id);
    expect(done).toMatchObject({
      state: 'completed',
      actualFen: 120_000,
      allowedActions: ['accept', 'dispute'],
    });
  });

  it('checked out before its time frees all of it', async () => {
    const { id, unitIds } = await calendar.buildInstrument({
      policy: { checkInWindowMinutes: 15 },
    });
    const booked = await calendar.book(user, id, noon);
    await setDatabaseTime(database, noon.startsAt.minus({ minutes: 10 }));
    await calendar.life.checkIn(user, booked.id, {});
    await calendar.life.checkOut(user, booked.id, {}, {});
    expect(await calendar.countBlocking(unitIds[0] ?? '', noon)).toBe(0);
  });

  it('cannot be cancelled by its user after the notice, but by the lab', async () => {
    const { id, lab } = await calendar.buildInstrument({ policy: { cancelNoticeMinutes: 60 } });
    const booked = await calendar.book(user, id, noon);
    await setDatabaseTime(database, noon.startsAt.minus({ minutes: 59 }));
    await expect(calendar.life.cancel(user, booked.id, undefined, {})).rejects.toMatchObject({
      members: { reasons: [{ code: 'cancel-notice' }] },
    });
    expect(await calendar.life.cancel(lab, booked.id, '停电', {})).toMatchObject({
      state: 'cancelled',
    });
  });
});

describe('time that nobody came for', () => {
  it('ends a request that was not answered before its start', async () => {
    const { id, unitIds } = await calendar.buildInstrument({ policy: { approval: 'each' } });
    const asked = await calendar.book(user, id, noon);
    expect(asked.state).toBe('requested');
    expect(await releaseAt(noon.startsAt.minus({ seconds: 1 }))).toBe(0);
    expect(await releaseAt(noon.startsAt)).toBe(1);
    expect(await calendar.reservations.get(user, asked.id)).toMatchObject({
      state: 'expired',
      order: { state: 'cancelled' },
    });
    expect(await calendar.countBlocking(unitIds[0] ?? '', noon)).toBe(0);
  });

  it('is given back after the minutes of the policy, and kept where the policy sets none', async () => {
    const strict = await calendar.buildInstrument({ policy: { autoReleaseMinutes: 30 } });
    const patient = await calendar.buildInstrument({ policy: { autoReleaseMinutes: null } });
    const late = await calendar.book(user, strict.id, noon);
    const kept = await calendar.book(user, patient.id, noon);
    expect(await releaseAt(noon.startsAt.plus({ minutes: 29 }))).toBe(0);
    expect(await releaseAt(noon.startsAt.plus({ minutes: 30 }))).toBe(1);
    expect(await calendar.reservations.get(user, late.id)).toMatchObject({ state: 'no_show' });
    expect(await calendar.reservations.get(user, kept.id)).toMatchObject({ state: 'confirmed' });
  });
});

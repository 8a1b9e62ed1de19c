import type { DateTime } from 'luxon';
import type { Actor } from '@app/identity';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import type { ReservationResponse } from '../reservation.dto';
import { ahead, TestCalendar } from '../testing/calendar';

let database: TestDatabase;
let calendar: TestCalendar;
let user: Actor;
const now = ahead(4, 10, 11).startsAt.plus({ minutes: 7, seconds: 23, milliseconds: 45 });
const later = (minutes: number): DateTime => now.plus({ minutes });

beforeAll(async () => {
  database = await createTestDatabase();
  calendar = await TestCalendar.start(database.url);
  user = await calendar.buildActor('enterprise_member');
});

afterAll(async () => {
  await calendar.stop();
  await database.drop();
});

const useNow = (
  instrumentId: string,
  minutes: number,
  actor = user,
): Promise<ReservationResponse> =>
  calendar.walkIns.start(
    actor,
    instrumentId,
    { endsAt: later(minutes).toISO() ?? '', purpose: 'testing' },
    {},
  );

/** Books while it is still earlier, then lets the present come. */
async function afterBooking(
  instrumentId: string,
  from: number,
  to: number,
): Promise<ReservationResponse> {
  await setDatabaseTime(database, later(-600) as DateTime<true>);
  const period = { startsAt: later(from), endsAt: later(to) };
  const booked = await calendar.book(user, instrumentId, period);
  await setDatabaseTime(database, now as DateTime<true>);
  return booked;
}

beforeEach(() => setDatabaseTime(database, now as DateTime<true>));
afterEach(() => setDatabaseTime(database, null));

describe('WalkInsService.start', () => {
  it('begins a use at this very moment, off the grid', async () => {
    const { id, unitIds } = await calendar.buildInstrument({
      policy: { startGridMinutes: 15, lengthGridMinutes: 15, checkInWindowMinutes: 15 },
    });
    const running = await useNow(id, 50);
    expect(running).toMatchObject({
      ...{ state: 'in_use', quote: { listFen: 50_000 } },
      allowedActions: ['check-out', 'extend'],
    });
    for (const start of [running.startsAt, running.actualStartsAt ?? ''])
      expect(new Date(start)).toEqual(now.toJSDate());
    const used = { startsAt: now, endsAt: later(50) };
    expect(await calendar.countBlocking(unitIds[0] ?? '', used)).toBe(1);
    const steps: object[] = await calendar.db.query(
      'SELECT action, to_state FROM reservation_history WHERE reservation_id = $1 ORDER BY at, id',
      [running.id],
    );
    expect(steps).toEqual([
      { action: 'create', to_state: 'confirmed' },
      { action: 'check-in', to_state: 'in_use' },
    ]);
  });

  it.each<[string, number, number, boolean]>([
    ['ended long ago', -120, -60, true],
    ['ends now', -60, 0, true],
    ['ends in a minute', -60, 1, false],
    ['runs through all of it', -60, 120, false],
    ['begins now', 0, 30, false],
    ['lies within', 10, 20, false],
    ['ends with it', 30, 60, false],
    ['begins just before its end', 59, 90, false],
    ['begins at its end', 60, 90, true],
    ['begins later', 90, 120, true],
  ])('beside a neighbour that %s', async (_where, from, to, fits) => {
    const { id } = await calendar.buildInstrument();
    const neighbour = await afterBooking(id, from, to);
    const outcome = await useNow(id, 60).then(
      ({ state }) => state,
      ({ code }: { code: string }) => code,
    );
    expect(outcome).toBe(fits ? 'in_use' : 'reservation-conflict');
    expect(await calendar.reservations.get(user, neighbour.id)).toMatchObject({
      ...{ state: 'confirmed', startsAt: neighbour.startsAt, endsAt: neighbour.endsAt },
    });
    expect(await calendar.countOverlaps()).toBe(0);
  });

  it('keeps the clean-up and set-up between neighbours', async () => {
    const { id } = await calendar.buildInstrument({
      policy: { setUpMinutes: 10, cleanUpMinutes: 5 },
    });
    await afterBooking(id, -60, -14);
    await expect(useNow(id, 60)).rejects.toMatchObject({ code: 'reservation-conflict' });
    await setDatabaseTime(database, later(1) as DateTime<true>);
    await expect(useNow(id, 60)).resolves.toMatchObject({ state: 'in_use' });
  });

  it('is one of several that come at the same moment', async () => {
    const { id } = await calendar.buildInstrument();
    const outcomes = await Promise.allSettled([20, 30, 40, 50, 60].map((end) => useNow(id, end)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await calendar.countOverlaps()).toBe(0);
  });

  it('obeys every other rule, all of them named together', async () => {
    const quota = { scope: 'user', per: 'day', of: 'instrument', minutes: 30 } as const;
    const { id } = await calendar.buildInstrument({
      policy: { maxMinutes: 45, noticeMinutes: 60, quotas: [quota] },
    });
    await expect(useNow(id, 60)).rejects.toMatchObject({
      members: {
        reasons: [{ code: 'too-long' }, { code: 'too-late' }, { code: 'quota-minutes' }],
      },
    });
    const training = await calendar.buildInstrument({ policy: { trainingRequired: true } });
    await expect(useNow(training.id, 60)).rejects.toMatchObject({
      members: { reasons: [{ code: 'training-required' }] },
    });
  });

  it('does not begin what waits for the lab or the office, and leaves nothing behind', async () => {
    const { id, lab, unitIds } = await calendar.buildInstrument({ policy: { approval: 'each' } });
    await expect(useNow(id, 60)).rejects.toMatchObject({
      members: { reasons: [{ code: 'approval-needed' }] },
    });
    const used = { startsAt: now, endsAt: later(60) };
    expect(await calendar.countBlocking(unitIds[0] ?? '', used)).toBe(0);
    await expect(useNow(id, 60, lab)).resolves.toMatchObject({ state: 'in_use' });

    const stranger = await calendar.buildActor('enterprise_member');
    await calendar.db.query(`UPDATE organisation SET verification = 'pending' WHERE id = $1`, [
      stranger.organisationId,
    ]);
    const open = await calendar.buildInstrument();
    const unverified = { ...stranger, organisationVerified: false };
    await expect(useNow(open.id, 60, unverified)).rejects.toMatchObject({
      members: { reasons: [{ code: 'verification-needed' }] },
    });
  });

  it('needs an end that lies ahead', async () => {
    const { id } = await calendar.buildInstrument();
    await expect(useNow(id, 0)).rejects.toMatchObject({
      members: { errors: [{ pointer: '/endsAt', code: 'period-reversed' }] },
    });
  });
});

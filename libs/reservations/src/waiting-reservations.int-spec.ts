import type { Actor } from '@app/identity';
import type { BookingPolicy } from '@app/instruments';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../test/support/database';
import { ahead, TestCalendar, type TestInstrument } from './testing/calendar';
import type { ReservationState } from './reservation.words';

let database: TestDatabase;
let calendar: TestCalendar;
const noon = ahead(4, 10, 12);

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 2 });
  calendar = await TestCalendar.start(database.url);
});
afterEach(() => setDatabaseTime(database, null));
afterAll(async () => {
  await calendar.stop();
  await database.drop();
});

const setVerification = (organisationId: string, verification: string): Promise<unknown> =>
  calendar.db.query('UPDATE organisation SET verification = $2 WHERE id = $1', [
    organisationId,
    verification,
  ]);

/** Somebody of an organisation that registered itself, as the guard finds them. */
async function buildUnverified(): Promise<Actor> {
  const actor = await calendar.buildActor('enterprise_member');
  await setVerification(actor.organisationId, 'pending');
  return { ...actor, organisationVerified: false };
}

/** What the office's decision does, with the job that follows it. */
async function verify({ organisationId }: Actor): Promise<number> {
  await setVerification(organisationId, 'verified');
  return calendar.waiting.confirmFor(organisationId);
}

const build = (policy: Partial<BookingPolicy>): Promise<TestInstrument> =>
  calendar.buildInstrument({ policy });
const stateOf = async (actor: Actor, id: string): Promise<ReservationState> =>
  (await calendar.reservations.get(actor, id)).state;

describe('a booking of an organisation that is not verified', () => {
  it('takes its time and waits, also where nobody is asked otherwise, and says for whom', async () => {
    const { id, unitIds } = await build({ approval: 'instant' });
    const user = await buildUnverified();
    const booked = await calendar.book(user, id, noon);
    expect(booked).toMatchObject({ state: 'requested', waitsFor: 'verification' });
    expect(await calendar.reservations.get(user, booked.id)).toMatchObject({
      state: 'requested',
      waitsFor: 'verification',
    });
    expect(await calendar.countBlocking(unitIds[0] ?? '', noon)).toBe(1);
  });

  it('cannot be approved by the lab before, but rejected', async () => {
    const { id, lab } = await build({ approval: 'each' });
    const user = await buildUnverified();
    const booked = await calendar.book(user, id, noon);
    expect((await calendar.reservations.get(lab, booked.id)).allowedActions).toEqual(
      expect.not.arrayContaining(['approve']),
    );
    await expect(calendar.life.approve(lab, booked.id, {})).rejects.toMatchObject({
      kind: 'rule',
      code: 'organisation-unverified',
    });
    expect(await calendar.life.reject(lab, booked.id, '设备检修', {})).toMatchObject({
      state: 'rejected',
      waitsFor: null,
    });
  });

  it('is confirmed with the verification when it waited for nothing else', async () => {
    const { id } = await build({ approval: 'instant' });
    const user = await buildUnverified();
    const booked = await calendar.book(user, id, noon);
    expect(await calendar.waiting.confirmFor(user.organisationId)).toBe(0);
    expect(await verify(user)).toBe(1);
    expect(await calendar.reservations.get(user, booked.id)).toMatchObject({
      state: 'confirmed',
      waitsFor: null,
      version: 2,
    });
    const history: unknown[] = await calendar.db.query(
      `SELECT actor_id, action, to_state FROM reservation_history WHERE reservation_id = $1 ORDER BY at`,
      [booked.id],
    );
    expect(history.at(-1)).toEqual({ actor_id: null, action: 'confirm', to_state: 'confirmed' });
    // The job may come twice.
    expect(await calendar.waiting.confirmFor(user.organisationId)).toBe(0);
  });

  it.each<[Partial<BookingPolicy>]>([[{ approval: 'each' }], [{ approval: 'first' }]])(
    'under %j then waits for the lab, which may approve it now',
    async (policy) => {
      const { id, lab } = await build(policy);
      const user = await buildUnverified();
      const booked = await calendar.book(user, id, noon);
      expect(await verify(user)).toBe(0);
      const shown = await calendar.reservations.get(lab, booked.id);
      expect(shown).toMatchObject({ state: 'requested', waitsFor: 'approval' });
      expect(shown.allowedActions).toContain('approve');
      expect(await calendar.life.approve(lab, booked.id, {})).toMatchObject({ state: 'confirmed' });
    },
  );

  it('is asked of the lab once with a promise that begins then, however often the job comes', async () => {
    const { id } = await build({ approval: 'each', responseMinutes: 60 });
    const user = await buildUnverified();
    const booked = await calendar.book(user, id, noon);
    expect(booked.respondBy).toBeNull();
    await verify(user);
    const { respondBy } = await calendar.reservations.get(user, booked.id);
    expect(respondBy).not.toBeNull();
    await verify(user);
    expect((await calendar.reservations.get(user, booked.id)).respondBy).toBe(respondBy);
    const asked = await calendar.db.query(
      `SELECT actor_id FROM reservation_history WHERE reservation_id = $1 AND action = 'ask'`,
      [booked.id],
    );
    expect(asked).toEqual([{ actor_id: null }]);
    // A new time is a new question.
    await setVerification(user.organisationId, 'pending');
    await calendar.move(user, booked.id, ahead(4, 13, 15));
    await verify(user);
    expect((await calendar.reservations.get(user, booked.id)).respondBy).not.toBeNull();
  });

  it('that has begun, was cancelled, or is of another organisation is left alone', async () => {
    const [first, second] = [await build({}), await build({})];
    const [user, other] = [await buildUnverified(), await buildUnverified()];
    const [late, cancelled, foreign] = [
      await calendar.book(user, first.id, noon),
      await calendar.book(user, second.id, noon),
      await calendar.book(other, second.id, ahead(5, 10, 12)),
    ];
    await calendar.life.cancel(user, cancelled.id, undefined, {});
    await setDatabaseTime(database, noon.startsAt as Parameters<typeof setDatabaseTime>[1]);
    expect(await verify(user)).toBe(0);
    expect(await stateOf(user, late.id)).toBe('requested');
    expect(await stateOf(user, cancelled.id)).toBe('cancelled');
    expect(await stateOf(other, foreign.id)).toBe('requested');
  });

  it('on an instrument of its own waits for nobody', async () => {
    const { id, lab } = await build({ approval: 'each' });
    await setVerification(lab.organisationId, 'pending');
    const own = { ...lab, organisationVerified: false };
    expect(await calendar.book(own, id, noon)).toMatchObject({
      state: 'confirmed',
      waitsFor: null,
    });
  });

  it('that was confirmed before, and is moved now, waits like a new one, unless the lab moves it', async () => {
    const { id, lab } = await build({ approval: 'instant' });
    const user = await calendar.buildActor('enterprise_member');
    const booked = await calendar.book(user, id, noon);
    await setVerification(user.organisationId, 'pending');
    expect(await calendar.move(lab, booked.id, ahead(5, 8, 9))).toMatchObject({
      state: 'confirmed',
    });
    expect(await calendar.move(user, booked.id, noon)).toMatchObject({
      state: 'requested',
      waitsFor: 'verification',
    });
    expect(await verify(user)).toBe(1);
  });
});

describe('a booking while its organisation is verified', () => {
  it('waits for the decision that is under way, and is confirmed by it', async () => {
    const { id } = await build({ approval: 'instant' });
    const user = await buildUnverified();
    const office = database.dataSource.createQueryRunner();
    await office.startTransaction();
    await office.query(`UPDATE organisation SET verification = 'verified' WHERE id = $1`, [
      user.organisationId,
    ]);
    const booking = calendar.book(user, id, noon);
    const early = await Promise.race([
      booking,
      new Promise((resolve) => setTimeout(() => resolve('still waiting'), 300)),
    ]);
    expect(early).toBe('still waiting');
    await office.commitTransaction();
    await office.release();
    expect(await booking).toMatchObject({ state: 'confirmed', waitsFor: null });
  });

  it('is never forgotten between the two', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { id } = await build({ approval: 'instant' });
      const user = await buildUnverified();
      const [booked] = await Promise.all([calendar.book(user, id, noon), verify(user)]);
      expect(await stateOf(user, booked.id)).toBe('confirmed');
    }
  });
});

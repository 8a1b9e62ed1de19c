import type { DateTime } from 'luxon';
import type { Actor } from '@app/identity';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../test/support/database';
import { ahead, isoOf, TestCalendar } from './testing/calendar';

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

const setTime = (moment: DateTime): Promise<void> =>
  setDatabaseTime(database, moment as DateTime<true>);

const releaseAt = async (moment: DateTime): Promise<number> => {
  await setTime(moment);
  return calendar.endings.releaseOvertaken();
};

describe('a reservation from check-in to completion', () => {
  it('opens its check-in window before the start, gives back what is left, and is completed once', async () => {
    const { id, lab, unitIds } = await calendar.buildInstrument({
      policy: { checkInWindowMinutes: 15 },
    });
    const booked = await calendar.book(user, id, noon);
    await setTime(noon.startsAt.minus({ minutes: 16 }));
    await expect(calendar.life.checkIn(user, booked.id, {})).rejects.toMatchObject({
      members: { reasons: [{ code: 'check-in-window' }] },
    });
    await setTime(noon.startsAt.minus({ minutes: 14 }));
    expect(await calendar.life.checkIn(user, booked.id, {})).toMatchObject({ state: 'in_use' });
    await setTime(noon.startsAt.plus({ minutes: 30 }));
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
      allowedActions: ['accept', 'dispute', 'rate'],
    });
  });

  it('checked out before its time frees all of it', async () => {
    const { id, unitIds } = await calendar.buildInstrument({
      policy: { checkInWindowMinutes: 15 },
    });
    const booked = await calendar.book(user, id, noon);
    await setTime(noon.startsAt.minus({ minutes: 10 }));
    await calendar.life.checkIn(user, booked.id, {});
    await calendar.life.checkOut(user, booked.id, {}, {});
    expect(await calendar.countBlocking(unitIds[0] ?? '', noon)).toBe(0);
  });

  it('cannot be cancelled by its user after the notice, but by the lab', async () => {
    const { id, lab } = await calendar.buildInstrument({ policy: { cancelNoticeMinutes: 60 } });
    const booked = await calendar.book(user, id, noon);
    await setTime(noon.startsAt.minus({ minutes: 59 }));
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

describe('what a review found', () => {
  it('lets a breakdown be recorded while somebody uses the instrument, and afterwards from then on', async () => {
    const { id, lab, unitIds } = await calendar.buildInstrument({
      policy: { checkInWindowMinutes: 15 },
    });
    const booked = await calendar.book(user, id, noon);
    await setTime(noon.startsAt);
    await calendar.life.checkIn(user, booked.id, {});
    const broken = {
      startsAt: noon.startsAt.plus({ minutes: 10 }),
      endsAt: noon.endsAt.plus({ hours: 5 }),
    };
    const fault = { kind: 'downtime' as const, reason: '真空泵故障', ...isoOf(broken) };
    expect(await calendar.downtimes.create(lab, id, fault)).toMatchObject({ affected: [] });
    expect(await calendar.reservations.get(user, booked.id)).toMatchObject({ state: 'in_use' });
    expect(await calendar.countOverlaps()).toBe(0);
    expect(await calendar.countBlocking(unitIds[0] ?? '', broken)).toBe(1);
  });

  it('lets the lab complete a service whose check-in was forgotten, once its time is over', async () => {
    const { id, lab } = await calendar.buildInstrument();
    const booked = await calendar.book(user, id, noon);
    await setTime(noon.endsAt.minus({ seconds: 1 }));
    await expect(calendar.life.complete(lab, booked.id, undefined, {})).rejects.toMatchObject({
      code: 'reservation-state',
    });
    await setTime(noon.endsAt);
    const shown = await calendar.reservations.get(lab, booked.id);
    expect(shown.allowedActions).toContain('complete');
    expect(await calendar.life.complete(lab, booked.id, undefined, {})).toMatchObject({
      state: 'completed',
      actualStartsAt: booked.startsAt,
      actualEndsAt: booked.endsAt,
    });
  });

  it('does not let one reservation that cannot be ended keep the others', async () => {
    const { id } = await calendar.buildInstrument({ policy: { approval: 'each' } });
    const stuck = await calendar.book(user, id, noon);
    const stale = await calendar.book(user, id, ahead(4, 13, 14));
    await calendar.db.query(`UPDATE service_order SET state = 'cancelled' WHERE id = $1`, [
      stuck.orderId,
    ]);
    expect(await releaseAt(ahead(4, 15, 16).startsAt)).toBe(1);
    expect(await calendar.reservations.get(user, stale.id)).toMatchObject({ state: 'expired' });
  });

  it('rolls an end that nobody knows ahead and displaces what stands there, until it is ended', async () => {
    const { id, lab, unitIds } = await calendar.buildInstrument();
    const down = { kind: 'downtime' as const, reason: '等待配件', startsAt: isoOf(noon).startsAt };
    const { id: downtimeId } = await calendar.downtimes.create(lab, id, down);
    const after = {
      startsAt: noon.startsAt.plus({ days: 7, hours: 2 }),
      endsAt: noon.startsAt.plus({ days: 7, hours: 3 }),
    };
    const booked = await calendar.book(user, id, after);
    await setTime(noon.startsAt.plus({ days: 5 }));
    expect(await calendar.downtimes.rollForward()).toBe(0);
    await setTime(noon.startsAt.plus({ days: 6, hours: 1 }));
    expect(await calendar.downtimes.rollForward()).toBe(1);
    expect(await calendar.reservations.get(user, booked.id)).toMatchObject({ state: 'displaced' });
    expect(await calendar.countBlocking(unitIds[0] ?? '', after)).toBe(1);
    expect(await calendar.downtimes.end(lab, downtimeId)).toMatchObject({ restored: [booked.id] });
    expect(await calendar.reservations.get(user, booked.id)).toMatchObject({ state: 'confirmed' });
  });

  it('ends a displaced reservation that nobody moved', async () => {
    const { id, lab } = await calendar.buildInstrument();
    const booked = await calendar.book(user, id, noon);
    await calendar.downtimes.create(lab, id, {
      kind: 'maintenance',
      reason: '保养',
      ...isoOf(noon),
    });
    expect(await releaseAt(noon.startsAt)).toBe(1);
    expect(await calendar.reservations.get(user, booked.id)).toMatchObject({
      state: 'cancelled',
      order: { state: 'cancelled' },
    });
  });

  it('asks the lab again when what it approves each time is moved by its user', async () => {
    const { id, lab } = await calendar.buildInstrument({ policy: { approval: 'each' } });
    const asked = await calendar.book(user, id, noon);
    await calendar.life.approve(lab, asked.id, {});
    expect(await calendar.move(lab, asked.id, ahead(5, 8, 9))).toMatchObject({
      state: 'confirmed',
    });
    expect(await calendar.move(user, asked.id, noon)).toMatchObject({ state: 'requested' });
  });

  it('lets a person hold three slots and no fourth, and book another time than was held', async () => {
    const { id } = await calendar.buildInstrument();
    const person = await calendar.buildActor('enterprise_member');
    const slot = (hour: number) => ({ instrumentId: id, ...isoOf(ahead(6, hour, hour + 1)) });
    const held = await calendar.holds.create(person, slot(8));
    const rivals = await Promise.allSettled(
      [9, 10, 11, 12].map((hour) => calendar.holds.create(person, slot(hour))),
    );
    expect(rivals.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    const half = { ...slot(8), endsAt: isoOf(ahead(6, 8, 9)).startsAt.replace('08:00', '08:30') };
    const request = { ...half, purpose: 'testing' as const, holdId: held.id };
    await expect(calendar.reservations.create(person, request, undefined)).resolves.toMatchObject({
      state: 'confirmed',
    });
  });

  it('is not charged more than was quoted', async () => {
    const { id, lab } = await calendar.buildInstrument();
    const booked = await calendar.book(user, id, noon);
    await setTime(noon.endsAt);
    await expect(calendar.life.complete(lab, booked.id, 120_001, {})).rejects.toMatchObject({
      code: 'fee-above-quote',
    });
    expect(await calendar.life.complete(lab, booked.id, 119_999, {})).toMatchObject({
      actualFen: 119_999,
    });
  });

  it('gives back what was booked on an instrument that is retired', async () => {
    const { id, unitIds } = await calendar.buildInstrument();
    const booked = await calendar.book(user, id, noon);
    await calendar.db.query(`UPDATE instrument SET status = 'retired' WHERE id = $1`, [id]);
    expect(await calendar.endings.releaseRetired(id)).toBe(1);
    expect(await calendar.endings.releaseRetired(id)).toBe(0);
    expect(await calendar.reservations.get(user, booked.id)).toMatchObject({
      state: 'cancelled',
      order: { state: 'cancelled' },
    });
    expect(await calendar.countBlocking(unitIds[0] ?? '', noon)).toBe(0);
  });
});

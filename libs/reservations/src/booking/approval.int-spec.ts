import type { DateTime } from 'luxon';
import { fen, isoInZone } from '@app/common';
import type { Actor } from '@app/identity';
import type { BookingPolicy } from '@app/instruments';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { at, onDay } from '../testing/bookable';
import { TestCalendar, type TestInstrument } from '../testing/calendar';

let database: TestDatabase;
let calendar: TestCalendar;
let user: Actor;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 1 });
  await setTime(at(-1, 7));
  calendar = await TestCalendar.start(database.url);
  user = await calendar.buildActor('enterprise_member');
});
afterAll(async () => {
  await calendar.stop();
  await database.drop();
});

const noon = onDay(3, 10, 12);
const setTime = (time: DateTime): Promise<void> =>
  setDatabaseTime(database, time as DateTime<true>);
const buildAsking = (policy: Partial<BookingPolicy> = {}): Promise<TestInstrument> =>
  calendar.buildInstrument({ policy: { approval: 'each', ...policy } });

/** Two sweeps that have both found the request due before either could remind of it. @returns how many reminded */
async function sweptTogether(id: string): Promise<number> {
  const held = calendar.db.createQueryRunner();
  await held.startTransaction();
  await held.query('SELECT FROM reservation WHERE id = $1 FOR UPDATE', [id]);
  const sweeps = Promise.all([calendar.reminders.sweep(), calendar.reminders.sweep()]);
  let waiting: unknown[] = [];
  while (waiting.length < 2)
    waiting = await database.dataSource.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
  await held.commitTransaction();
  await held.release();
  return (await sweeps).reduce((sum, count) => sum + count);
}

/** An hour costs ¥600.00. */
describe.each([
  ['price', { approvalAboveFen: fen(120_000) }],
  ['length', { approvalAboveMinutes: 120 }],
])('an approval above a %s', (_what, policy) => {
  it('is asked for what goes beyond it, not at the very limit', async () => {
    const { id } = await calendar.buildInstrument({ policy });
    expect(await calendar.book(user, id, onDay(0, 8, 10))).toMatchObject({ state: 'confirmed' });
    expect(await calendar.book(user, id, onDay(0, 10, 13))).toMatchObject({
      ...{ state: 'requested', waitsFor: 'approval' },
    });
  });

  it('is asked again when a move goes beyond it, unless the lab itself moves', async () => {
    const { id, lab } = await calendar.buildInstrument({ policy });
    const [mine, other] = [
      await calendar.book(user, id, onDay(0, 8, 9)),
      await calendar.book(user, id, onDay(0, 12, 13)),
    ];
    expect(await calendar.move(user, mine.id, onDay(0, 9, 10))).toMatchObject({
      state: 'confirmed',
    });
    expect(await calendar.move(user, mine.id, onDay(0, 8, 11))).toMatchObject({
      state: 'requested',
    });
    expect(await calendar.move(lab, other.id, onDay(0, 12, 15))).toMatchObject({
      state: 'confirmed',
    });
  });
});

describe('a promise to answer', () => {
  afterEach(() => setTime(at(-1, 7)));

  it('is kept with the request, begins anew when it is asked again, and ends it', async () => {
    const { id, lab } = await calendar.buildInstrument({
      policy: { approval: 'each', responseMinutes: 480 },
    });
    const mine = await calendar.book(user, id, onDay(3, 8, 10));
    expect(mine).toMatchObject({ state: 'requested', respondBy: isoInZone(at(-1, 15)) });
    await setTime(at(-1, 9));
    expect(await calendar.move(user, mine.id, onDay(3, 9, 11))).toMatchObject({
      respondBy: isoInZone(at(-1, 17)),
    });
    const answered = await calendar.book(user, id, onDay(4, 8, 10));
    expect(await calendar.life.approve(lab, answered.id, {})).toMatchObject({ respondBy: null });
    await setTime(at(-1, 16, 59));
    await calendar.endings.releaseOvertaken();
    expect((await calendar.reservations.get(user, mine.id)).state).toBe('requested');
    await setTime(at(-1, 17));
    await calendar.endings.releaseOvertaken();
    expect((await calendar.reservations.get(user, mine.id)).state).toBe('expired');
    expect((await calendar.reservations.get(user, answered.id)).state).toBe('confirmed');
    await expect(calendar.book(user, id, onDay(3, 9, 11))).resolves.toBeDefined();
  });

  it('is reminded of once at each step, when half of the promised time is over, also by a late sweep', async () => {
    await calendar.reminders.sweep();
    const asked = await buildAsking({ responseMinutes: 480, secondApproval: 'holder' });
    const { id } = await calendar.book(user, asked.id, noon);
    const remindedAt = async (time: DateTime) => {
      await setTime(time);
      return calendar.reminders.sweep();
    };
    expect(await remindedAt(at(-1, 10, 59))).toBe(0);
    expect(await remindedAt(at(-1, 11))).toBe(1);
    expect(await remindedAt(at(-1, 11, 5))).toBe(0);
    await calendar.life.approve(asked.lab, id, {});
    expect(await remindedAt(at(-1, 15, 4))).toBe(0);
    // The sweep was down for hours.
    await setTime(at(-1, 19));
    expect(await sweptTogether(id)).toBe(1);
    const steps = await calendar.db.query(
      `SELECT actor_id, from_state, to_state FROM reservation_history WHERE reservation_id = $1 AND action = 'remind'`,
      [id],
    );
    const silent = { actor_id: null, from_state: 'requested', to_state: 'requested' };
    expect(steps).toEqual([silent, silent]);
    expect((await calendar.reservations.get(user, id)).version).toBe(2);
  });

  it('is not reminded of when it was answered, has expired or was promised nothing', async () => {
    const [asked, free] = [await buildAsking({ responseMinutes: 480 }), await buildAsking()];
    const answered = await calendar.book(user, asked.id, noon);
    await calendar.life.reject(asked.lab, answered.id, '设备检修', {});
    await calendar.book(user, asked.id, noon);
    await calendar.book(user, free.id, noon);
    await setTime(at(-1, 15));
    expect(await calendar.reminders.sweep()).toBe(0);
  });
});

import type { DateTime } from 'luxon';
import { fen, isoInZone } from '@app/common';
import type { Actor } from '@app/identity';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { at, onDay } from '../testing/bookable';
import { TestCalendar } from '../testing/calendar';

let database: TestDatabase;
let calendar: TestCalendar;
let user: Actor;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 1 });
  await setDatabaseTime(database, at(-1, 7) as DateTime<true>);
  calendar = await TestCalendar.start(database.url);
  user = await calendar.buildActor('enterprise_member');
});
afterAll(async () => {
  await calendar.stop();
  await database.drop();
});

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
  afterEach(() => setDatabaseTime(database, at(-1, 7) as DateTime<true>));

  it('is kept with the request, begins anew when it is asked again, and ends it', async () => {
    const { id, lab } = await calendar.buildInstrument({
      policy: { approval: 'each', responseMinutes: 480 },
    });
    const mine = await calendar.book(user, id, onDay(3, 8, 10));
    expect(mine).toMatchObject({ state: 'requested', respondBy: isoInZone(at(-1, 15)) });
    await setDatabaseTime(database, at(-1, 9) as DateTime<true>);
    expect(await calendar.move(user, mine.id, onDay(3, 9, 11))).toMatchObject({
      respondBy: isoInZone(at(-1, 17)),
    });
    const answered = await calendar.book(user, id, onDay(4, 8, 10));
    expect(await calendar.life.approve(lab, answered.id, {})).toMatchObject({ respondBy: null });
    await setDatabaseTime(database, at(-1, 16, 59) as DateTime<true>);
    await calendar.endings.releaseOvertaken();
    expect((await calendar.reservations.get(user, mine.id)).state).toBe('requested');
    await setDatabaseTime(database, at(-1, 17) as DateTime<true>);
    await calendar.endings.releaseOvertaken();
    expect((await calendar.reservations.get(user, mine.id)).state).toBe('expired');
    expect((await calendar.reservations.get(user, answered.id)).state).toBe('confirmed');
    await expect(calendar.book(user, id, onDay(3, 9, 11))).resolves.toBeDefined();
  });
});

import type { DateTime } from 'luxon';
import type { Actor } from '@app/identity';
import { ahead, type TestCalendar, type TestInstrument } from '../testing/calendar';
import { useCalendar } from '../../../../test/support/calendar-stage';

const stage = useCalendar();
let calendar: TestCalendar;
let user: Actor;
const noon = ahead(4, 10, 12);

beforeAll(async () => {
  ({ calendar } = stage);
  user = await calendar.buildActor('enterprise_member');
});

const { setTime } = stage;
const noticeAt = async (moment: DateTime): Promise<number> => {
  await setTime(moment);
  return calendar.overruns.notice();
};

async function buildRunning(): Promise<{ instrument: TestInstrument; id: string }> {
  const instrument = await calendar.buildInstrument({ policy: { cleanUpMinutes: 10 } });
  const { id } = await calendar.book(user, instrument.id, noon);
  await setTime(noon.startsAt);
  await calendar.life.checkIn(user, id, {});
  return { instrument, id };
}

describe('a use that runs past its end', () => {
  it('is shown as such from its end on, until it is checked out', async () => {
    const { id } = await buildRunning();
    const isOverrun = async (): Promise<boolean> =>
      (await calendar.reservations.get(user, id)).overrun;
    await setTime(noon.endsAt);
    expect(await isOverrun()).toBe(false);
    await setTime(noon.endsAt.plus({ seconds: 1 }));
    expect(await isOverrun()).toBe(true);
    const { items } = await calendar.reservations.list(user, { state: 'in_use', mine: true });
    expect(items).toMatchObject([{ id, overrun: true }]);
    await calendar.life.checkOut(user, id, {}, {});
    expect(await isOverrun()).toBe(false);
  });

  it('is noticed once, by several sweeps at once as well, and again after an extension', async () => {
    const { id } = await buildRunning();
    expect(await noticeAt(noon.endsAt.minus({ seconds: 1 }))).toBe(0);
    await setTime(noon.endsAt);
    const sweeps = await Promise.all([1, 2, 3].map(() => calendar.overruns.notice()));
    expect(sweeps.sort()).toEqual([0, 0, 1]);
    expect(await noticeAt(noon.endsAt.plus({ minutes: 5 }))).toBe(0);
    const longer = noon.endsAt.plus({ minutes: 30 });
    await calendar.extensions.extend(user, id, { endsAt: longer.toISO() ?? '' }, {});
    expect(await noticeAt(longer.minus({ seconds: 1 }))).toBe(0);
    expect(await noticeAt(longer)).toBe(1);
    await calendar.life.checkOut(user, id, {}, {});
    const steps: object[] = await calendar.db.query(
      `SELECT action FROM reservation_history WHERE reservation_id = $1 AND action = 'overrun'`,
      [id],
    );
    expect(steps).toHaveLength(2);
  });

  it('is checked out at its real end, while the next one keeps its time', async () => {
    const { instrument, id } = await buildRunning();
    const next = {
      startsAt: noon.endsAt.plus({ minutes: 10 }),
      endsAt: noon.endsAt.plus({ minutes: 70 }),
    };
    const followed = await calendar.book(user, instrument.id, next);
    await setTime(noon.endsAt.plus({ minutes: 25 }));
    const done = await calendar.life.checkOut(user, id, {}, {});
    expect(new Date(done.actualEndsAt ?? '')).toEqual(noon.endsAt.plus({ minutes: 25 }).toJSDate());
    expect(await calendar.reservations.get(user, followed.id)).toMatchObject({
      state: 'confirmed',
      version: 1,
    });
    const [unit = ''] = instrument.unitIds;
    expect(await calendar.countBlocking(unit, next)).toBe(1);
    expect(await calendar.countBlocking(unit, noon)).toBe(1);
    expect(await calendar.countOverlaps()).toBe(0);
  });
});

import { instantOf } from '@app/common';
import type { Actor } from '@app/identity';
import { ahead, isoOf, type TestCalendar } from '../testing/calendar';
import { useCalendar } from '../../../../test/support/calendar-stage';

const stage = useCalendar({ poolSize: 20 });
const { setTime } = stage;
let calendar: TestCalendar;
let user: Actor;

beforeAll(async () => {
  ({ calendar } = stage);
  user = await calendar.buildActor('enterprise_member');
});

const first = ahead(4, 10, 12);
const weekly = (parts: object = {}) => ({
  ...{ ...isoOf(first), reason: '每周保养' },
  ...{ repeat: { every: 'week' as const, interval: 1, count: 4 } },
  ...parts,
});
const week = (number: number) => ahead(4 + 7 * number, 10, 12);
const until = (days: number): string =>
  first.startsAt.setZone('Asia/Shanghai').plus({ days }).toFormat('yyyy-MM-dd');

describe('maintenance that repeats', () => {
  it('takes each of its dates at the same local time', async () => {
    const { id, lab, unitIds } = await calendar.buildInstrument({ units: 2 });
    const plan = await calendar.maintenance.create(lab, id, weekly());
    expect(plan.dates.map(({ startsAt }) => instantOf(startsAt).toMillis())).toEqual(
      [0, 1, 2, 3].map((number) => week(number).startsAt.toMillis()),
    );
    for (const unitId of unitIds) expect(await calendar.countBlocking(unitId, week(3))).toBe(1);
    expect((await calendar.downtimeChanges.list(id, {})).items).toHaveLength(4);
  });

  it('is listed with the instrument, the newest first, with its next dates', async () => {
    const { id, lab } = await calendar.buildInstrument();
    const other = await calendar.buildInstrument({ lab });
    await calendar.maintenance.create(lab, other.id, weekly());
    await calendar.book(user, id, ahead(11, 11, 13));
    const old = await calendar.maintenance.create(lab, id, weekly());
    const young = await calendar.maintenance.create(lab, id, weekly(isoOf(ahead(5, 10, 12))));
    const one = await calendar.maintenance.list(id, { limit: 1 });
    expect(one.items.map((plan) => plan.id)).toEqual([young.id]);
    const two = await calendar.maintenance.list(id, { limit: 1, cursor: one.next ?? '' });
    const { dates, affected, ...terms } = old;
    expect([two.items, affected]).toEqual([[{ ...terms, next: dates.slice(0, 3) }], []]);
    expect(dates[1]?.state).toBe('left-out');
    expect(two.next).toBeUndefined();

    // What is over or taken back is no next date.
    await calendar.downtimeChanges.cancel(lab, dates[2]?.downtimeId ?? '');
    await setTime(week(0).endsAt);
    const [, later] = (await calendar.maintenance.list(id, {})).items;
    expect(later?.next).toEqual([dates[1], dates[3]]);
    await calendar.maintenance.cancel(lab, old.id, {});
    const [, cancelled] = (await calendar.maintenance.list(id, {})).items;
    expect(cancelled?.cancelledFrom).not.toBeNull();
    expect(cancelled?.next).toEqual([]);
  });

  it('leaves a date out that meets booked time, and says so', async () => {
    const { id, lab } = await calendar.buildInstrument();
    const booked = await calendar.book(user, id, ahead(11, 11, 13));
    const plan = await calendar.maintenance.create(lab, id, weekly());
    expect(plan.dates.map(({ state }) => state)).toEqual(['made', 'left-out', 'made', 'made']);
    expect(plan.affected).toEqual([]);
    expect(await calendar.reservations.get(user, booked.id)).toMatchObject({ state: 'confirmed' });
  });

  it('displaces booked time when told to', async () => {
    const { id, lab } = await calendar.buildInstrument();
    const booked = await calendar.book(user, id, ahead(11, 11, 13));
    const plan = await calendar.maintenance.create(lab, id, weekly({ displaces: true }));
    expect(plan).toMatchObject({ affected: [{ reservationId: booked.id }] });
    expect(plan.dates.map(({ state }) => state)).toEqual(['made', 'made', 'made', 'made']);
    expect(await calendar.reservations.get(user, booked.id)).toMatchObject({ state: 'displaced' });
  });

  it('is made half a year ahead and caught up later, once for each date however many try', async () => {
    const { id, lab } = await calendar.buildInstrument();
    const repeat = { every: 'week' as const, interval: 1, until: until(7 * 52) };
    const plan = await calendar.maintenance.create(lab, id, weekly({ repeat }));
    expect(plan.dates).toHaveLength(26);
    const blocker = await calendar.book(user, id, week(30));
    await setTime(first.startsAt.plus({ days: 90 }));
    const rounds = await Promise.all([1, 2, 3].map(() => calendar.maintenance.catchUp()));
    expect(rounds.sort()).toEqual([0, 0, 1]);
    const { dates } = await calendar.maintenance.get(plan.id);
    expect(dates).toHaveLength(39);
    expect(dates.map(({ state }) => state).filter((state) => state !== 'made')).toEqual([
      'left-out',
    ]);
    expect(await calendar.reservations.get(user, blocker.id)).toMatchObject({ state: 'confirmed' });
    expect(await calendar.countOverlaps()).toBe(0);
  });

  it('is taken back from one date on, or all that is ahead, and not made again', async () => {
    const { id, lab, unitIds } = await calendar.buildInstrument();
    const repeat = { every: 'week' as const, interval: 1, until: until(7 * 52) };
    const { id: planId, dates } = await calendar.maintenance.create(lab, id, weekly({ repeat }));
    // One alone is taken back as any downtime is.
    await calendar.downtimeChanges.cancel(lab, dates[1]?.downtimeId ?? '');
    const from = dates[3]?.downtimeId;
    const cut = await calendar.maintenance.cancel(lab, planId, { from });
    const states = cut.dates.map(({ state }) => state);
    expect(states.slice(0, 4)).toEqual(['made', 'cancelled', 'made', 'cancelled']);
    expect(new Set(states.slice(3))).toEqual(new Set(['cancelled']));
    await setTime(first.startsAt.minus({ days: 1 }));
    await calendar.maintenance.cancel(lab, planId, {});
    await setTime(first.startsAt.plus({ days: 90 }));
    expect(await calendar.maintenance.catchUp()).toBe(0);
    expect(
      await calendar.countBlocking(unitIds[0] ?? '', { ...first, endsAt: week(60).endsAt }),
    ).toBe(0);
  });

  it('gives back what its dates had displaced', async () => {
    const { id, lab } = await calendar.buildInstrument();
    const booked = await calendar.book(user, id, ahead(11, 11, 13));
    const plan = await calendar.maintenance.create(lab, id, weekly({ displaces: true }));
    expect(await calendar.maintenance.cancel(lab, plan.id, {})).toMatchObject({
      restored: [booked.id],
    });
  });

  it.each([
    [{ every: 'week', interval: 1 }, 'endless'],
    [{ every: 'day', interval: 1, count: 3 }, 'overlaps-itself'],
    [{ every: 'day', interval: 7, monthBy: 'date', count: 3 }, 'other-repetition'],
  ] as const)('refuses %j as %s', async (repeat, code) => {
    const { id, lab } = await calendar.buildInstrument();
    const { startsAt } = isoOf(first);
    const { endsAt } = isoOf(ahead(5, 10, 13));
    const request = { ...weekly({ repeat }), startsAt, endsAt };
    await expect(calendar.maintenance.create(lab, id, request)).rejects.toMatchObject({
      members: { errors: [{ code }] },
    });
  });

  it('is not taken back from a date of another plan', async () => {
    const { id, lab } = await calendar.buildInstrument();
    const one = await calendar.maintenance.create(lab, id, weekly());
    const other = await calendar.maintenance.create(lab, id, {
      ...weekly(),
      ...isoOf(ahead(4, 13, 14)),
    });
    await expect(
      calendar.maintenance.cancel(lab, one.id, { from: other.dates[0]?.downtimeId }),
    ).rejects.toMatchObject({ members: { errors: [{ code: 'not-ahead-in-plan' }] } });
  });
});

import type { Interval } from '@app/common';
import type { Actor } from '@app/identity';
import { ahead, isoOf, type TestCalendar } from '../testing/calendar';
import { useCalendar } from '../../../../test/support/calendar-stage';

const stage = useCalendar({ poolSize: 20 });
let calendar: TestCalendar;
let user: Actor;

beforeAll(async () => {
  ({ calendar } = stage);
  user = await calendar.buildActor('enterprise_member');
});

const { setTime } = stage;
const fault = (period: Interval) => ({
  ...{ kind: 'downtime' as const, reason: '真空泵故障' },
  ...isoOf(period),
});

describe('the preview of a downtime', () => {
  it('shows exactly what the downtime then hits, and saves nothing', async () => {
    const { id, lab, unitIds } = await calendar.buildInstrument({ units: 2 });
    const running = await calendar.book(user, id, ahead(4, 8, 11));
    const first = await calendar.book(user, id, ahead(4, 11, 12));
    const second = await calendar.book(user, id, ahead(4, 9, 12));
    await calendar.book(user, id, ahead(4, 14, 15));
    await calendar.holds.create(user, { instrumentId: id, ...isoOf(ahead(4, 12, 13)) });
    await setTime(ahead(4, 8, 9).startsAt);
    await calendar.life.checkIn(user, running.id, {});
    const request = fault(ahead(4, 10, 14));

    const preview = await calendar.downtimes.preview(lab, id, request);
    expect(preview).toMatchObject({
      affected: [{ reservationId: second.id }, { reservationId: first.id }],
      interrupted: [{ reservationId: running.id }],
      endUnknown: false,
    });
    expect(preview.affected[0]).toEqual({
      reservationId: second.id,
      instrumentId: id,
      userOrganisation: { id: user.organisationId, nameZh: '测试单位' },
      startsAt: second.startsAt,
      endsAt: second.endsAt,
    });
    for (const one of [first, second])
      expect(await calendar.reservations.get(user, one.id)).toMatchObject({ state: 'confirmed' });
    const [left] = await calendar.db.query<{ count: number }[]>(
      'SELECT count(*)::int AS count FROM downtime WHERE instrument_id = $1',
      [id],
    );
    expect(left?.count).toBe(0);

    const { id: made, affected, ...rest } = await calendar.downtimes.create(lab, id, request);
    expect(made).toBeDefined();
    expect({ ...rest, affected: affected.map(({ proposals: _, ...one }) => one) }).toEqual(preview);
    expect(await calendar.countBlocking(unitIds[0] ?? '', ahead(4, 10, 14))).toBe(1);
  });

  it('counts the slots that somebody holds, and not those that have expired', async () => {
    const { id, lab } = await calendar.buildInstrument({ units: 2 });
    const person = await calendar.buildActor('enterprise_member');
    for (const hour of [8, 9])
      await calendar.holds.create(person, { instrumentId: id, ...isoOf(ahead(5, hour, hour + 1)) });
    const request = fault(ahead(5, 7, 12));
    expect(await calendar.downtimes.preview(lab, id, request)).toMatchObject({ releasedHolds: 2 });
    await calendar.db.query(
      `UPDATE occupancy SET expires_at = app_now() WHERE held_by = $1 AND lower(during) = $2`,
      [person.userId, isoOf(ahead(5, 8, 9)).startsAt],
    );
    expect(await calendar.downtimes.preview(lab, id, request)).toMatchObject({ releasedHolds: 1 });
  });

  it('is refused as the downtime would be', async () => {
    const { id, lab } = await calendar.buildInstrument();
    await calendar.downtimes.create(lab, id, fault(ahead(6, 8, 12)));
    await expect(calendar.downtimes.preview(lab, id, fault(ahead(6, 9, 10)))).rejects.toMatchObject(
      { code: 'reservation-conflict' },
    );
    await expect(
      calendar.downtimes.preview(lab, id, { ...fault(ahead(6, 9, 10)), ...reversed }),
    ).rejects.toMatchObject({ kind: 'rule' });
  });
});

const reversed = {
  startsAt: isoOf(ahead(6, 10, 11)).endsAt,
  endsAt: isoOf(ahead(6, 9, 10)).startsAt,
};

describe('a downtime that is changed', () => {
  it('displaces what its longer period meets, and gives back what its shorter one does not', async () => {
    const { id, lab } = await calendar.buildInstrument();
    const early = await calendar.book(user, id, ahead(4, 8, 9));
    const late = await calendar.book(user, id, ahead(4, 12, 13));
    const down = await calendar.downtimes.create(lab, id, fault(ahead(4, 8, 10)));
    expect(
      await calendar.downtimeChanges.change(lab, down.id, {
        endsAt: isoOf(ahead(4, 12, 14)).endsAt,
      }),
    ).toMatchObject({ affected: [{ reservationId: late.id }], restored: [] });
    expect(
      await calendar.downtimeChanges.change(lab, down.id, isoOf(ahead(4, 10, 12))),
    ).toMatchObject({ affected: [], restored: [early.id, late.id].sort() });
    for (const { id: reservationId } of [early, late])
      expect(await calendar.reservations.get(user, reservationId)).toMatchObject({
        state: 'confirmed',
      });
    expect(await calendar.countOverlaps()).toBe(0);
  });

  it('keeps its start once it has begun, and its end lies ahead', async () => {
    const { id, lab } = await calendar.buildInstrument();
    const down = await calendar.downtimes.create(lab, id, fault(ahead(4, 8, 12)));
    const to = (period: Interval) =>
      calendar.downtimeChanges.change(lab, down.id, isoOf(period)).then(
        () => 'changed',
        (error: { members: { errors: { pointer: string; code: string }[] } }) =>
          error.members.errors.map(({ pointer, code }) => [pointer, code]),
      );
    await setTime(ahead(4, 9, 10).startsAt);
    expect(await to(ahead(4, 7, 12))).toEqual([['/startsAt', 'has-begun']]);
    expect(await to({ ...ahead(4, 8, 12), endsAt: ahead(4, 9, 10).startsAt })).toEqual([
      ['/endsAt', 'in-the-past'],
    ]);
    expect(await to(ahead(4, 8, 10))).toBe('changed');
    await setTime(ahead(4, 10, 11).startsAt);
    await expect(
      calendar.downtimeChanges.change(lab, down.id, isoOf(ahead(4, 8, 12))),
    ).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('does not take the time of another downtime', async () => {
    const { id, lab } = await calendar.buildInstrument();
    const down = await calendar.downtimes.create(lab, id, fault(ahead(4, 8, 9)));
    await calendar.downtimes.create(lab, id, fault(ahead(4, 10, 11)));
    await expect(
      calendar.downtimeChanges.change(lab, down.id, isoOf(ahead(4, 8, 11))),
    ).rejects.toMatchObject({ code: 'reservation-conflict' });
    const shown = await calendar.downtimeChanges.list(id, {});
    expect(shown.items[0]).toMatchObject({ id: down.id, endsAt: down.endsAt });
  });

  it('is taken back before it begins, and only then', async () => {
    const { id, lab, unitIds } = await calendar.buildInstrument();
    const booked = await calendar.book(user, id, ahead(4, 8, 9));
    const down = await calendar.downtimes.create(lab, id, fault(ahead(4, 8, 10)));
    expect(await calendar.downtimeChanges.cancel(lab, down.id)).toMatchObject({
      restored: [booked.id],
    });
    expect(await calendar.countBlocking(unitIds[0] ?? '', ahead(4, 9, 10))).toBe(0);
    const other = await calendar.downtimes.create(lab, id, fault(ahead(4, 12, 14)));
    await setTime(ahead(4, 12, 13).startsAt);
    await expect(calendar.downtimeChanges.cancel(lab, other.id)).rejects.toMatchObject({
      code: 'downtime-has-begun',
    });
  });

  it('is taken back or changed by one of those who do so at once, without a deadlock', async () => {
    const { id, lab } = await calendar.buildInstrument();
    const booked = await calendar.book(user, id, ahead(4, 8, 9));
    const down = await calendar.downtimes.create(lab, id, fault(ahead(4, 8, 10)));
    const results = await Promise.allSettled([
      ...[1, 2, 3].map(() => calendar.downtimeChanges.cancel(lab, down.id)),
      ...[1, 2, 3].map(() => calendar.book(user, id, ahead(4, 8, 9))),
    ]);
    const cancelled = results.slice(0, 3).filter(({ status }) => status === 'fulfilled');
    expect(cancelled).toHaveLength(1);
    const { state } = await calendar.reservations.get(user, booked.id);
    const rebooked = results.slice(3).filter(({ status }) => status === 'fulfilled').length;
    expect(rebooked + (state === 'confirmed' ? 1 : 0)).toBe(1);
    expect(await calendar.countOverlaps()).toBe(0);
  });

  it('is listed with its state, page by page', async () => {
    const { id, lab } = await calendar.buildInstrument();
    const make = (period: Interval) => calendar.downtimes.create(lab, id, fault(period));
    const over = await make(ahead(3, 8, 9));
    const running = await make(ahead(4, 8, 12));
    const planned = await make(ahead(5, 8, 9));
    const cancelled = await make(ahead(6, 8, 9));
    await calendar.downtimeChanges.cancel(lab, cancelled.id);
    await setTime(ahead(4, 9, 10).startsAt);
    const first = await calendar.downtimeChanges.list(id, { limit: 3 });
    const second = await calendar.downtimeChanges.list(id, { limit: 3, cursor: first.next ?? '' });
    expect([...first.items, ...second.items].map((one) => [one.id, one.state])).toEqual([
      [over.id, 'over'],
      [running.id, 'running'],
      [planned.id, 'planned'],
      [cancelled.id, 'cancelled'],
    ]);
    const { startsAt: from, endsAt: to } = isoOf({
      startsAt: ahead(4, 12, 13).startsAt,
      endsAt: ahead(5, 9, 10).startsAt,
    });
    const within = await calendar.downtimeChanges.list(id, { from, to });
    expect(within.items.map((one) => one.id)).toEqual([planned.id]);
  });
});

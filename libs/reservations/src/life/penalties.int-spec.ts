import type { DateTime } from 'luxon';
import { newId } from '@app/common';
import type { Actor } from '@app/identity';
import type { BookingPolicy } from '@app/instruments';
import type { ReservationResponse } from '../reservation.dto';
import { ahead, isoOf, type TestCalendar, type TestInstrument } from '../testing/calendar';
import { useCalendar } from '../../../../test/support/calendar-stage';

const stage = useCalendar();
let calendar: TestCalendar;
const noon = ahead(4, 10, 12);
const POLICY: Partial<BookingPolicy> = {
  autoReleaseMinutes: 30,
  noShowPoints: 2,
  lateCancelPoints: 1,
  lateCancelMinutes: 60,
  banThreshold: 3,
  banDays: 30,
};

beforeAll(() => {
  ({ calendar } = stage);
});

const { setTime } = stage;
const buildUser = (): Promise<Actor> => calendar.buildActor('enterprise_member');
const sweepAt = async (moment: DateTime): Promise<number> => {
  await setTime(moment);
  return calendar.endings.releaseOvertaken();
};
const cancel = (actor: Actor, id: string): Promise<ReservationResponse> =>
  calendar.life.cancel(actor, id, undefined, {});

/** Two points for not coming, one for cancelling late: banned from then on. */
async function buildBanned(user: Actor): Promise<{ instrument: TestInstrument; last: string }> {
  const instrument = await calendar.buildInstrument({ policy: POLICY });
  await calendar.book(user, instrument.id, noon);
  const late = await calendar.book(user, instrument.id, ahead(4, 13, 14));
  await sweepAt(noon.endsAt.plus({ minutes: 30 }));
  await cancel(user, late.id);
  return { instrument, last: late.id };
}

describe('points', () => {
  it('are given once to who did not come, however often and late the sweep runs', async () => {
    const user = await buildUser();
    const { id } = await calendar.buildInstrument({ policy: POLICY });
    const booked = await calendar.book(user, id, noon);
    expect(await sweepAt(noon.endsAt.plus({ days: 1 }))).toBe(1);
    expect(await calendar.endings.releaseOvertaken()).toBe(0);
    expect(await calendar.reservations.get(user, booked.id)).toMatchObject({
      ...{ state: 'no_show', penalty: { cause: 'no-show', points: 2, forgivenAt: null } },
    });
    const again = calendar.db.query(
      `INSERT INTO penalty (id, reservation_id, user_id, user_organisation_id, holder_id, cause, points)
       SELECT $2, reservation_id, user_id, user_organisation_id, holder_id, cause, points FROM penalty WHERE reservation_id = $1`,
      [booked.id, newId()],
    );
    await expect(again).rejects.toMatchObject({ constraint: 'penalty_one_per_reservation' });
  });

  it('are given for cancelling late, to nobody who keeps the notice and not where the lab cancels', async () => {
    const user = await buildUser();
    const { id, lab } = await calendar.buildInstrument({ policy: POLICY });
    const [kept, late, theirs] = [
      await calendar.book(user, id, noon),
      await calendar.book(user, id, ahead(4, 12, 13)),
      await calendar.book(user, id, ahead(4, 13, 14)),
    ];
    await setTime(noon.startsAt.minus({ minutes: 60 }));
    expect(await cancel(user, kept.id)).toMatchObject({ penalty: null });
    await setTime(noon.endsAt.minus({ minutes: 59 }));
    expect(await cancel(user, late.id)).toMatchObject({
      penalty: { cause: 'late-cancel', points: 1 },
    });
    await setTime(noon.endsAt.plus({ minutes: 59 }));
    expect(await cancel(lab, theirs.id)).toMatchObject({ penalty: null });
  });

  it('ban from the holder’s instruments at the threshold, with the date and the points', async () => {
    const user = await buildUser();
    const { instrument } = await buildBanned(user);
    const other = await calendar.buildInstrument({ policy: POLICY, lab: instrument.lab });
    const until = noon.endsAt.plus({ days: 30, minutes: 30 });
    for (const { id } of [instrument, other]) {
      await expect(calendar.book(user, id, ahead(8, 10, 11))).rejects.toMatchObject({
        members: { reasons: [{ code: 'banned-until', values: { points: 3 } }] },
      });
    }
    const elsewhere = await calendar.buildInstrument({ policy: POLICY });
    await expect(calendar.book(user, elsewhere.id, ahead(8, 10, 11))).resolves.toMatchObject({
      state: 'confirmed',
    });
    const after = ahead(50, 10, 11);
    await setTime(until.minus({ seconds: 1 }));
    await expect(calendar.book(user, other.id, after)).rejects.toMatchObject({
      members: { reasons: [{ code: 'banned-until' }] },
    });
    await setTime(until);
    await expect(calendar.book(user, other.id, after)).resolves.toMatchObject({
      state: 'confirmed',
    });
  });

  it('are forgiven by the lab, once, and count no longer', async () => {
    const user = await buildUser();
    const { instrument, last } = await buildBanned(user);
    const { lab, id } = instrument;
    const shown = await calendar.reservations.get(lab, last);
    expect(shown.allowedActions).toEqual(['forgive']);
    const forgiven = await calendar.penalties.forgive(lab, last, '急病就医', {});
    expect(forgiven).toMatchObject({ ...{ state: 'cancelled', allowedActions: [] } });
    expect(forgiven.penalty?.forgivenAt).not.toBeNull();
    await expect(calendar.penalties.forgive(lab, last, '急病就医', {})).rejects.toMatchObject({
      code: 'reservation-state',
      members: { allowedActions: [] },
    });
    await expect(calendar.book(user, id, ahead(8, 10, 11))).resolves.toMatchObject({
      state: 'confirmed',
    });
    const [entry]: object[] = await calendar.db.query(
      `SELECT actor_id FROM audit_entry WHERE action = 'reservation.forgive' AND object_id = $1`,
      [last],
    );
    expect(entry).toEqual({ actor_id: lab.userId });
  });

  it('keep nobody from moving what is booked, and from taking over what is not', async () => {
    const user = await buildUser();
    const colleague = await calendar.buildActor('enterprise_member', user.organisationId);
    const instrument = await calendar.buildInstrument({ policy: POLICY });
    const kept = await calendar.book(user, instrument.id, ahead(8, 10, 11));
    const theirs = await calendar.book(colleague, instrument.id, ahead(8, 14, 15));
    await calendar.book(user, instrument.id, noon);
    await calendar.book(user, instrument.id, ahead(4, 12, 13));
    expect(await sweepAt(noon.endsAt.plus({ minutes: 30 }))).toBe(2);
    await expect(calendar.move(user, kept.id, ahead(8, 11, 12))).resolves.toMatchObject({
      state: 'confirmed',
    });
    await expect(
      calendar.handOvers.handOver(colleague, theirs.id, { userId: user.userId }, {}),
    ).rejects.toMatchObject({ members: { reasons: [{ code: 'banned-until' }] } });
  });
});

describe('the release of who did not come', () => {
  it('pauses while the instrument stands still, and catches up afterwards', async () => {
    const user = await buildUser();
    const { id, lab } = await calendar.buildInstrument({ policy: POLICY });
    const booked = await calendar.book(user, id, noon);
    const still = { startsAt: noon.startsAt.plus({ minutes: 20 }), endsAt: noon.endsAt };
    await calendar.db.query(
      `INSERT INTO downtime (id, instrument_id, kind, reason, starts_at, ends_at, end_unknown, reported_by)
       VALUES ($1, $2, 'downtime', '停电', $3, $4, false, $5)`,
      [newId(), id, isoOf(still).startsAt, isoOf(still).endsAt, lab.userId],
    );
    expect(await sweepAt(noon.startsAt.plus({ minutes: 60 }))).toBe(0);
    expect(await sweepAt(noon.endsAt.plus({ minutes: 10, seconds: -1 }))).toBe(0);
    expect(await sweepAt(noon.endsAt.plus({ minutes: 10 }))).toBe(1);
    expect(await calendar.reservations.get(user, booked.id)).toMatchObject({ state: 'no_show' });
  });
});

import type { DateTime } from 'luxon';
import type { Interval } from '@app/common';
import type { Actor } from '@app/identity';
import type { BookingPolicy } from '@app/instruments';
import type { ReservationResponse } from '../reservation.dto';
import { ahead, isoOf, type TestCalendar, type TestInstrument } from '../testing/calendar';
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

/** A use of noon that runs, half an hour after its start. */
async function buildRunning(
  policy: Partial<BookingPolicy> = {},
): Promise<{ instrument: TestInstrument; running: ReservationResponse }> {
  const instrument = await calendar.buildInstrument({ policy });
  const { id } = await calendar.book(user, instrument.id, noon);
  await setTime(noon.startsAt.plus({ minutes: 30 }));
  return { instrument, running: await calendar.life.checkIn(user, id, {}) };
}

const extend = (id: string, endsAt: DateTime, actor = user): Promise<ReservationResponse> =>
  calendar.extensions.extend(actor, id, { endsAt: endsAt.toISO() ?? '' }, {});

const unitOf = ({ unitIds }: TestInstrument): string => unitIds[0] ?? '';
const after = (from: number, to: number): Interval => ({
  startsAt: noon.endsAt.plus({ minutes: from }),
  endsAt: noon.endsAt.plus({ minutes: to }),
});

describe('ExtendService.extend', () => {
  it('takes the time after it and costs what the longer use costs', async () => {
    const { instrument, running } = await buildRunning({ cleanUpMinutes: 10 });
    const later = await extend(running.id, noon.endsAt.plus({ hours: 1 }));
    expect(later).toMatchObject({
      state: 'in_use',
      version: running.version + 1,
      quote: { listFen: 180_000 },
    });
    expect(new Date(later.endsAt)).toEqual(noon.endsAt.plus({ hours: 1 }).toJSDate());
    expect(await calendar.countBlocking(unitOf(instrument), after(65, 70))).toBe(1);
    expect(await calendar.countBlocking(unitOf(instrument), after(70, 75))).toBe(0);
    expect(await calendar.countStrays()).toBe(0);
  });

  it('stops where somebody else begins: nothing changes, and how far it could go is told', async () => {
    const { instrument, running } = await buildRunning({ cleanUpMinutes: 10 });
    await calendar.book(user, instrument.id, after(60, 90));
    await expect(extend(running.id, noon.endsAt.plus({ minutes: 51 }))).rejects.toMatchObject({
      code: 'reservation-conflict',
      members: { alternatives: [{ endsAt: expect.stringContaining(':50:00') as string }] },
    });
    expect(await calendar.reservations.get(user, running.id)).toEqual(running);
    expect(await calendar.countBlocking(unitOf(instrument), after(11, 60))).toBe(0);
    await expect(extend(running.id, noon.endsAt.plus({ minutes: 50 }))).resolves.toMatchObject({
      state: 'in_use',
    });
    await expect(extend(running.id, noon.endsAt.plus({ minutes: 51 }))).rejects.toMatchObject({
      members: { alternatives: [] },
    });
    expect(await calendar.countOverlaps()).toBe(0);
  });

  it('names every rule that the longer period breaks', async () => {
    const quota = { scope: 'user', per: 'day', of: 'instrument', minutes: 150 } as const;
    const { running } = await buildRunning({
      lengthGridMinutes: 10,
      maxMinutes: 160,
      noticeMinutes: 60,
      quotas: [quota],
    });
    await expect(extend(running.id, noon.endsAt.plus({ minutes: 45 }))).rejects.toMatchObject({
      members: {
        reasons: [{ code: 'length-grid' }, { code: 'too-long' }, { code: 'quota-minutes' }],
      },
    });
    await expect(extend(running.id, noon.endsAt.plus({ minutes: 30 }))).resolves.toMatchObject({
      state: 'in_use',
    });
  });

  it('needs an end later than the present one and than now', async () => {
    const { running } = await buildRunning();
    const refusal = { members: { reasons: [{ code: 'end-not-later' }] } };
    await expect(extend(running.id, noon.endsAt)).rejects.toMatchObject(refusal);
    await setTime(noon.endsAt.plus({ minutes: 20 }));
    await expect(extend(running.id, noon.endsAt.plus({ minutes: 20 }))).rejects.toMatchObject(
      refusal,
    );
    await expect(extend(running.id, noon.endsAt.plus({ minutes: 21 }))).resolves.toMatchObject({
      state: 'in_use',
    });
  });

  it('never meets a booking that is made at the same moment', async () => {
    const { instrument, running } = await buildRunning();
    const rivals = await Promise.allSettled([
      ...[1, 2, 3].map((hours) => extend(running.id, noon.endsAt.plus({ hours }))),
      ...[0, 30, 90].map((from) => calendar.book(user, instrument.id, after(from, from + 30))),
    ]);
    for (const rival of rivals) {
      if (rival.status === 'rejected')
        expect(rival.reason).toMatchObject({
          kind: expect.stringMatching(/conflict|rule/) as string,
        });
    }
    expect(rivals.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(await calendar.countOverlaps()).toBe(0);
    expect(await calendar.countStrays()).toBe(0);
  });

  it('goes no further than a breakdown lets it', async () => {
    const { instrument, running } = await buildRunning();
    await calendar.downtimes.create(instrument.lab, instrument.id, {
      kind: 'downtime',
      reason: '真空泵故障',
      ...isoOf(after(-60, 300)),
    });
    await expect(extend(running.id, noon.endsAt.plus({ hours: 1 }))).rejects.toMatchObject({
      code: 'reservation-conflict',
    });
  });

  it('does not go on where a breakdown has its whole time, whatever it shares', async () => {
    const instrument = await calendar.buildInstrument({ policy: { checkInWindowMinutes: null } });
    const shared = await calendar.share([instrument]);
    const { id } = await calendar.book(user, instrument.id, noon);
    await calendar.life.checkIn(user, id, {});
    await calendar.downtimes.create(instrument.lab, instrument.id, {
      ...{ kind: 'downtime', reason: '真空泵故障', ...isoOf(noon) },
    });
    await expect(extend(id, noon.endsAt.plus({ hours: 1 }))).rejects.toMatchObject({
      code: 'reservation-conflict',
    });
    expect(await calendar.countBlocking(shared, after(0, 60))).toBe(0);
  });
});

describe('what a move makes of an approval', () => {
  it('asks the lab again about what it approved, unless the time only gets shorter', async () => {
    const { id, lab } = await calendar.buildInstrument({ policy: { approval: 'first' } });
    const asked = await calendar.book(user, id, noon);
    await calendar.life.approve(lab, asked.id, {});
    const shorter = { startsAt: noon.startsAt, endsAt: noon.endsAt.minus({ hours: 1 }) };
    expect(await calendar.move(user, asked.id, shorter)).toMatchObject({
      state: 'confirmed',
      quote: { listFen: 60_000 },
    });
    expect(await calendar.move(user, asked.id, noon)).toMatchObject({ state: 'requested' });
  });

  it('lets a customer cancel until the start where no rule is set', async () => {
    const { id } = await calendar.buildInstrument({ policy: { cancelNoticeMinutes: null } });
    const [first, second] = [
      await calendar.book(user, id, noon),
      await calendar.book(user, id, ahead(4, 12, 13)),
    ];
    await setTime(noon.startsAt);
    await expect(calendar.life.cancel(user, first.id, undefined, {})).resolves.toMatchObject({
      state: 'cancelled',
    });
    await setTime(noon.endsAt.plus({ seconds: 1 }));
    await expect(calendar.life.cancel(user, second.id, undefined, {})).rejects.toMatchObject({
      members: { reasons: [{ code: 'cancel-notice' }] },
    });
  });

  it('lets a booking begin exactly now, and not one second ago', async () => {
    const { id } = await calendar.buildInstrument();
    await setTime(noon.startsAt);
    const late = { startsAt: noon.startsAt.minus({ seconds: 1 }), endsAt: noon.endsAt };
    await expect(calendar.book(user, id, late)).rejects.toMatchObject({
      members: { reasons: [{ code: 'in-the-past' }] },
    });
    await expect(calendar.book(user, id, noon)).resolves.toMatchObject({ state: 'confirmed' });
  });
});

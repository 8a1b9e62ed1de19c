import type { Actor } from '@app/identity';
import { newId } from '@app/common';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import type { ReservationResponse } from '../reservation.dto';
import { ALWAYS } from '../testing/bookable';
import { ahead, TestCalendar, type TestInstrument } from '../testing/calendar';
import { buildGroup } from '../testing/groups';
import { refusalCodes } from '../testing/refusals';

let database: TestDatabase;
let calendar: TestCalendar;
let user: Actor;
let colleague: Actor;
const noon = ahead(4, 10, 12);

beforeAll(async () => {
  database = await createTestDatabase();
  calendar = await TestCalendar.start(database.url);
  user = await calendar.buildActor('enterprise_member');
  colleague = await calendar.buildActor('enterprise_member', user.organisationId);
});

afterAll(async () => {
  await calendar.stop();
  await database.drop();
});

const handOver = (id: string, to: string, actor = user): Promise<ReservationResponse> =>
  calendar.handOvers.handOver(actor, id, { userId: to }, {});

describe('HandOverService.handOver', () => {
  it('gives the reservation to a colleague, who is told, and keeps all else', async () => {
    const { id } = await calendar.buildInstrument();
    const { id: bookedId } = await calendar.book(user, id, noon);
    const booked = await calendar.reservations.get(user, bookedId);
    const given = await handOver(booked.id, colleague.userId);
    expect(given).toEqual({ ...booked, allowedActions: [], version: 2 });
    expect((await calendar.reservations.get(colleague, booked.id)).allowedActions).toEqual(
      booked.allowedActions,
    );
    const [told]: object[] = await calendar.db.query(
      `SELECT payload FROM outbox_message WHERE payload->>'objectId' = $1`,
      [booked.id],
    );
    expect(told).toEqual({ payload: { mail: 'reservation-handed-over', objectId: booked.id } });
    const [step]: object[] = await calendar.db.query(
      `SELECT actor_id, detail FROM reservation_history WHERE reservation_id = $1 AND action = 'hand-over'`,
      [booked.id],
    );
    expect(step).toEqual({ actor_id: user.userId, detail: { to: colleague.userId } });
  });

  it.each<[string, () => Promise<string>]>([
    [
      'of another organisation',
      async () => (await calendar.buildActor('enterprise_member')).userId,
    ],
    ['of nobody', () => Promise.resolve(newId())],
    [
      'who does not book',
      async () => (await calendar.buildActor('finance_officer', user.organisationId)).userId,
    ],
  ])('is refused for a person %s', async (_who, person) => {
    const { id } = await calendar.buildInstrument();
    const booked = await calendar.book(user, id, noon);
    await expect(handOver(booked.id, await person())).rejects.toMatchObject({
      code: 'fields-refused',
      members: { errors: [{ pointer: '/userId', code: 'not-a-colleague' }] },
    });
    await expect(handOver(booked.id, user.userId)).rejects.toMatchObject({
      members: { errors: [{ code: 'already-theirs' }] },
    });
  });

  it('counts against the quotas of the new person, and no longer against those of the old one', async () => {
    const quota = { scope: 'user', per: 'day', of: 'instrument', count: 1 } as const;
    const { id } = await calendar.buildInstrument({ policy: { quotas: [quota] } });
    const mine = await calendar.book(user, id, noon);
    const theirs = await calendar.book(colleague, id, ahead(4, 14, 15));
    await expect(handOver(mine.id, colleague.userId)).rejects.toMatchObject({
      members: { reasons: [{ code: 'quota-count' }] },
    });
    await calendar.life.cancel(colleague, theirs.id, undefined, {});
    await handOver(mine.id, colleague.userId);
    await expect(calendar.book(user, id, ahead(4, 16, 17))).resolves.toMatchObject({
      state: 'confirmed',
    });
  });

  it('passes no quota together with a booking of the new person at the same moment', async () => {
    const quota = { scope: 'user', per: 'day', of: 'instrument', count: 1 } as const;
    const { id } = await calendar.buildInstrument({ policy: { quotas: [quota] } });
    const other = await calendar.buildActor('enterprise_member', user.organisationId);
    const mine = await calendar.book(user, id, noon);
    const outcomes = await Promise.allSettled([
      handOver(mine.id, other.userId),
      calendar.book(other, id, ahead(4, 14, 15)),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('is not refused for the time itself, which stays as it was booked', async () => {
    const { id, lab } = await calendar.buildInstrument();
    const booked = await calendar.book(user, id, noon);
    await calendar.db.query(`UPDATE instrument SET status = 'suspended' WHERE id = $1`, [id]);
    await expect(handOver(booked.id, colleague.userId, lab)).resolves.toMatchObject({
      state: 'confirmed',
    });
  });
});

describe('a time that is for a group only', () => {
  const build = async (
    which: 'hours' | 'horizon',
  ): Promise<{ instrument: TestInstrument; member: Actor }> => {
    const lab = await calendar.buildActor('lab_manager');
    const member = await calendar.buildActor('enterprise_member', user.organisationId);
    const groupIds = [await buildGroup(calendar, lab, user, { horizonDays: 20 })];
    groupIds.push(await buildGroup(calendar, lab, member, { horizonDays: 20 }));
    const weekly = ALWAYS.weekly.map((window) => ({ ...window, groupIds }));
    const instrument = await calendar.buildInstrument({
      lab,
      ...(which === 'hours' ? { hours: { ...ALWAYS, weekly } } : { policy: { horizonDays: 2 } }),
    });
    return { instrument, member };
  };

  it.each([
    ['hours', 'closed'],
    ['horizon', 'beyond-horizon'],
  ] as const)('goes by its %s to members of the group alone', async (which, code) => {
    const { instrument, member } = await build(which);
    const { id } = await calendar.book(user, instrument.id, noon);
    expect(await refusalCodes(handOver(id, colleague.userId))).toEqual([code]);
    expect(await refusalCodes(handOver(id, colleague.userId, instrument.lab))).toEqual([code]);
    expect(await refusalCodes(handOver(id, member.userId))).toEqual([]);
  });

  it('is settled where whoever has it could not book it either any more', async () => {
    const { instrument } = await build('hours');
    const { id } = await calendar.book(user, instrument.id, noon);
    await calendar.db.query(
      `UPDATE opening_hours SET weekly = '[]', exceptions = '[]' WHERE instrument_id = $1`,
      [instrument.id],
    );
    expect(await refusalCodes(handOver(id, colleague.userId))).toEqual([]);
  });
});

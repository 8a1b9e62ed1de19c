import type { DateTime } from 'luxon';
import type { Interval } from '@app/common';
import type { Actor } from '@app/identity';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { ahead, isoOf, TestCalendar } from '../testing/calendar';

let database: TestDatabase;
let calendar: TestCalendar;
let user: Actor;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 20 });
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

import { newId } from '@app/common';
import { ahead, isoOf } from '../../libs/reservations/src/testing/calendar';
import { setDatabaseTime, type TestDatabase } from '../support/database';
import { type Exhibit, outcomeOf, rivals, sameTime, tally, userOf } from './exhibit';

/** Runs `work` at another time of the database. */
async function atTime<T>(
  database: TestDatabase,
  at: ReturnType<typeof ahead>['startsAt'],
  work: () => Promise<T>,
): Promise<T> {
  await setDatabaseTime(database, at as Parameters<typeof setDatabaseTime>[1]);
  try {
    return await work();
  } finally {
    await setDatabaseTime(database, null);
  }
}

/** What may happen to a reservation, and to those beside it, when one is changed. */
export const CHANGES: readonly Exhibit[] = [
  {
    id: 'B5',
    thread: 'calcom/cal.diy#12922',
    title: 'one booking, moved several times, becomes several',
    plant: { sources: ['a move adds what it moves'] },
    test: async (hall) => {
      const { calendar } = hall;
      const { id, unitIds } = await calendar.buildInstrument();
      const made = await calendar.book(userOf(hall), id, ahead(3, 1, 2));
      await Promise.all(
        [4, 6, 8, 10].map((hour) => calendar.move(userOf(hall), made.id, ahead(3, hour, hour + 1))),
      );
      expect(await calendar.countBlocking(unitIds[0] ?? '', ahead(3, 0, 24))).toBe(1);
      expect(await calendar.countStrays()).toBe(0);
    },
  },
  {
    id: 'B6',
    thread: 'calcom/cal.diy#21589',
    title: 'time that a move gives up cannot be had again',
    plant: { sources: ['what was given up looks taken'] },
    test: async (hall) => {
      const { calendar } = hall;
      const { id } = await calendar.buildInstrument();
      const made = await calendar.book(userOf(hall), id, ahead(3, 1, 3));
      const other = await calendar.book(userOf(hall), id, ahead(3, 5, 6));
      await calendar.move(userOf(hall), made.id, ahead(3, 8, 10));
      await calendar.life.cancel(userOf(hall), other.id, undefined, {});
      const free = await calendar.shownFree(id, ahead(3, 0, 8));
      expect(free.map(({ startsAt, endsAt }) => endsAt.diff(startsAt).as('hours'))).toEqual([8]);
      expect(await outcomeOf(calendar.book(userOf(hall, 1), id, ahead(3, 0, 8)))).toBe('made');
    },
  },
  {
    id: 'B13',
    thread: 'LibreBooking/librebooking#165',
    title: 'where no price can be found, the booking goes through',
    plant: { sources: ['no price is a price'] },
    test: async (hall) => {
      const { calendar } = hall;
      const { id, unitIds } = await calendar.buildInstrument();
      await calendar.db.query(
        `UPDATE fee_schedule SET valid_from = '2099-01-01' WHERE instrument_id = $1`,
        [id],
      );
      const outcome = await outcomeOf(calendar.book(userOf(hall), id, ahead(2, 3, 4)));
      expect(outcome).toBe('no-fee-schedule');
      expect(await calendar.countBlocking(unitIds[0] ?? '', ahead(2, 0, 24))).toBe(0);
    },
  },
  {
    id: 'B16',
    thread: 'usnistgov/NEMO#104',
    title: 'a change of time loses what else was said',
    plant: { sources: ['a move forgets'] },
    test: async (hall) => {
      const { calendar } = hall;
      const { id } = await calendar.buildInstrument();
      const made = await calendar.book(userOf(hall), id, ahead(3, 1, 2));
      await calendar.db.query(
        `UPDATE reservation SET samples = 3, note = '样品怕光' WHERE id = $1`,
        [made.id],
      );
      const rest = async (): Promise<unknown> => {
        const [row]: [{ rest: object }] = await calendar.db.query(
          `SELECT to_jsonb(r) - '{starts_at, ends_at, version}'::text[]
                  || jsonb_build_object('purpose', o.purpose, 'sampleCount', o.sample_count, 'voucher', o.voucher_id) AS rest
             FROM reservation r JOIN service_order o ON o.id = r.order_id WHERE r.id = $1`,
          [made.id],
        );
        return row.rest;
      };
      const before = await rest();
      await calendar.move(userOf(hall), made.id, ahead(3, 4, 5));
      expect(await rest()).toEqual(before);
    },
  },
  {
    id: 'B17',
    thread: 'usnistgov/NEMO#60',
    title: 'a booking that was shortened is still judged by its old end',
    plant: { sources: ['an old end stays'] },
    test: async (hall) => {
      const { calendar, database } = hall;
      const { id, lab } = await calendar.buildInstrument();
      const made = await calendar.book(userOf(hall), id, ahead(3, 1, 6));
      await calendar.move(userOf(hall), made.id, ahead(3, 1, 2));
      const read = await calendar.reservations.get(userOf(hall), made.id);
      expect(sameTime(read, ahead(3, 1, 2))).toBe(true);
      await atTime(database, ahead(3, 2, 3).startsAt.plus({ minutes: 1 }), async () => {
        const completed = calendar.life.complete(lab, made.id, undefined, {});
        expect(await outcomeOf(completed)).toBe('made');
      });
    },
  },
  {
    id: 'B18',
    thread: 'wyeworks/nucore-open#544',
    title: 'a double click makes two reservations',
    plant: { sources: ['a click is a command'] },
    test: async (hall) => {
      const { calendar } = hall;
      const { id } = await calendar.buildInstrument({ units: 5 });
      const [user, key] = [userOf(hall), newId()];
      const request = { instrumentId: id, ...isoOf(ahead(2, 3, 4)), purpose: 'testing' as const };
      const click = () =>
        calendar.reservations.create(user, request, {
          ...{ callerId: user.userId, key, operation: 'reservations.create' },
          ...{ requestHash: Buffer.alloc(32), replayed: false },
        });
      const answers = await Promise.allSettled(rivals(5, click));
      const ids = answers.map((one) => (one.status === 'fulfilled' ? one.value.id : 'refused'));
      expect(new Set(ids).size).toBe(1);
      const [row]: [{ count: number }] = await calendar.db.query(
        'SELECT count(*)::int AS count FROM reservation WHERE instrument_id = $1',
        [id],
      );
      expect(row.count).toBe(1);
    },
  },
  {
    id: 'B19',
    thread: 'wyeworks/nucore-open#69',
    title: 'a booking that is made and begun at once overlaps others',
    plant: { sources: ['who begins now is not checked'] },
    test: async (hall) => {
      const { calendar, database } = hall;
      const { id } = await calendar.buildInstrument();
      const now = ahead(20, 3, 4).startsAt;
      await calendar.book(userOf(hall), id, ahead(20, 4, 6));
      const beginUntil = (hours: number): Promise<string> =>
        outcomeOf(
          calendar.walkIns.start(
            userOf(hall, 1),
            id,
            { endsAt: now.plus({ hours }).toISO() ?? '', purpose: 'testing' },
            {},
          ),
        );
      const outcomes = await atTime(database, now, async () => [
        await beginUntil(1.5),
        await beginUntil(4),
        await beginUntil(1),
        await beginUntil(0.5),
      ]);
      expect(outcomes).toEqual([
        ...['reservation-conflict', 'reservation-conflict', 'made', 'reservation-conflict'],
      ]);
      expect(await calendar.countOverlaps()).toBe(0);
    },
  },
  {
    id: 'B20',
    thread: 'wyeworks/nucore-open#75',
    title: 'to begin within the grace period is refused',
    plant: { sources: ['the grace period has no first second'] },
    test: async (hall) => {
      const { calendar, database } = hall;
      const policy = { checkInWindowMinutes: 15, maxMinutes: 60 };
      const { id } = await calendar.buildInstrument({ policy });
      const beginAfter = async (day: number, seconds: number): Promise<string> => {
        const { startsAt, endsAt } = ahead(day, 1, 2);
        const made = await calendar.book(userOf(hall), id, { startsAt, endsAt });
        return atTime(database, startsAt.plus({ seconds }), () =>
          outcomeOf(calendar.life.checkIn(userOf(hall), made.id, {})),
        );
      };
      const outcomes: string[] = [];
      for (const [day, seconds] of [-901, -900, -899, 0, 3_599, 3_600].entries())
        outcomes.push(await beginAfter(10 + day, seconds));
      expect(outcomes).toEqual(['booking-rule', 'made', 'made', 'made', 'made', 'booking-rule']);
    },
  },
  {
    id: 'B24',
    thread: 'meeting-room-booking-system/mrbs-code#235',
    title: 'editing moves a booking over another one',
    plant: { sources: ['a move is not checked'] },
    test: async (hall) => {
      const { calendar } = hall;
      const { id } = await calendar.buildInstrument();
      const mine = await calendar.book(userOf(hall), id, ahead(3, 1, 2));
      await calendar.book(userOf(hall, 1), id, ahead(3, 4, 5));
      expect(await outcomeOf(calendar.move(userOf(hall), mine.id, ahead(3, 3, 5)))).toBe(
        'reservation-conflict',
      );
      const kept = await calendar.reservations.get(userOf(hall), mine.id);
      expect(sameTime(kept, ahead(3, 1, 2))).toBe(true);
    },
  },
  {
    id: 'B27',
    thread: 'indico/indico#3980',
    title: 'editing one booking rejects somebody else’s',
    plant: {
      sql: [
        `CREATE FUNCTION rejects_others() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           UPDATE reservation SET state = 'rejected' WHERE instrument_id = NEW.instrument_id AND state = 'requested'
              AND reserved_by <> NEW.reserved_by; RETURN NULL; END $$`,
        `CREATE TRIGGER rejects_others AFTER UPDATE OF starts_at ON reservation FOR EACH ROW EXECUTE FUNCTION rejects_others()`,
      ],
    },
    test: async (hall) => {
      const { calendar } = hall;
      const { id } = await calendar.buildInstrument({ policy: { approval: 'each' } });
      const mine = await calendar.book(userOf(hall), id, ahead(3, 1, 2));
      const theirs = await calendar.book(userOf(hall, 1), id, ahead(3, 4, 5));
      const rowOfTheirs = (): Promise<unknown> =>
        calendar.db.query(
          `SELECT to_jsonb(r) AS reservation, to_jsonb(o) AS occupancy FROM reservation r
             JOIN occupancy o ON o.reservation_id = r.id WHERE r.id = $1`,
          [theirs.id],
        );
      const before = await rowOfTheirs();
      await calendar.move(userOf(hall), mine.id, ahead(3, 2, 4));
      await outcomeOf(calendar.move(userOf(hall), mine.id, ahead(3, 3, 5)));
      await calendar.life.cancel(userOf(hall), mine.id, undefined, {});
      expect(await rowOfTheirs()).toEqual(before);
    },
  },
  {
    id: 'T1',
    thread: 'trap: a status the constraint forgets',
    title: 'a way to end that gives no time back',
    plant: { sources: ['nothing is given back'] },
    test: async (hall) => {
      const { calendar } = hall;
      const { id, lab, unitIds } = await calendar.buildInstrument({ policy: { approval: 'each' } });
      const [first, second] = await Promise.all(
        [1, 3].map((hour) => calendar.book(userOf(hall), id, ahead(3, hour, hour + 1))),
      );
      await calendar.life.reject(lab, first?.id ?? '', '不具备条件', {});
      await calendar.life.cancel(userOf(hall), second?.id ?? '', undefined, {});
      expect(await calendar.countBlocking(unitIds[0] ?? '', ahead(3, 0, 24))).toBe(0);
      const again = rivals(3, (index) => calendar.book(userOf(hall, index), id, ahead(3, 0, 5)));
      expect(await tally(again)).toEqual({ made: 1, 'reservation-conflict': 2 });
    },
  },
];

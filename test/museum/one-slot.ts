import { sample, integer, tuple } from 'fast-check';
import type { Interval } from '@app/common';
import { ahead, isoOf } from '../../libs/reservations/src/testing/calendar';
import { connect } from '../../apps/launcher/src/connection';
import {
  type Exhibit,
  type Hall,
  NO_CONSTRAINT,
  outcomeOf,
  rivals,
  tally,
  userOf,
} from './exhibit';

const LOOKED_FIRST = { sources: ['checked before it is written'], sql: [NO_CONSTRAINT] };
const SLOT = ahead(2, 9, 11);

/** Twenty at once; one may have the slot. */
async function bookAtOnce(hall: Hall): Promise<void> {
  const { calendar } = hall;
  const { id } = await calendar.buildInstrument();
  const attempts = rivals(20, (index) => calendar.book(userOf(hall, index), id, SLOT));
  expect(await tally(attempts)).toEqual({ made: 1, 'reservation-conflict': 19 });
  expect(await calendar.countOverlaps()).toBe(0);
}

/** Several rivals for one slot, and for several, in every way that peers let two of them in. */
export const ONE_SLOT: readonly Exhibit[] = [
  {
    id: 'B1',
    thread: 'calcom/cal.diy#13397',
    title: 'parallel requests all book the same time',
    plant: LOOKED_FIRST,
    test: bookAtOnce,
  },
  {
    id: 'B2',
    thread: 'calcom/cal.diy#5820',
    title: 'what many want is booked two or three times',
    plant: LOOKED_FIRST,
    test: async (hall) => {
      const { calendar } = hall;
      const { id } = await calendar.buildInstrument();
      const slots = Array.from({ length: 10 }, (_, at) => ahead(2, at, at + 1));
      const attempts = slots.flatMap((slot) =>
        rivals(6, (index) => calendar.book(userOf(hall, index), id, slot)),
      );
      expect(await tally(attempts)).toEqual({ made: 10, 'reservation-conflict': 50 });
      expect(await calendar.countOverlaps()).toBe(0);
    },
  },
  {
    id: 'B3',
    thread: 'calcom/cal.diy#10789',
    title: 'two requests for one time are both confirmed',
    plant: {
      sql: [
        `CREATE FUNCTION pending_is_invisible() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           UPDATE occupancy SET blocking = false WHERE reservation_id = NEW.id; RETURN NULL; END $$`,
        `CREATE TRIGGER pending_is_invisible AFTER INSERT ON reservation FOR EACH ROW
           WHEN (NEW.state = 'requested') EXECUTE FUNCTION pending_is_invisible()`,
      ],
    },
    test: async (hall) => {
      const { calendar } = hall;
      const { id, lab } = await calendar.buildInstrument({ policy: { approval: 'each' } });
      const [first] = await Promise.all([calendar.book(userOf(hall), id, SLOT)]);
      expect(await outcomeOf(calendar.book(userOf(hall, 1), id, SLOT))).toBe(
        'reservation-conflict',
      );
      const confirmed = rivals(4, () => calendar.life.approve(lab, first.id, {}));
      expect(await tally(confirmed)).toEqual({ made: 1, 'reservation-state': 3 });
    },
  },
  {
    id: 'B4',
    thread: 'calcom/cal.diy#23974',
    title: 'a booking lands on a slot that somebody else holds',
    plant: { sources: ['a hold is advisory'] },
    test: async (hall) => {
      const { calendar } = hall;
      const { id } = await calendar.buildInstrument();
      const wish = { instrumentId: id, ...isoOf(SLOT) };
      const hold = await calendar.holds.create(userOf(hall), wish);
      const attempts = rivals(4, (index) => calendar.book(userOf(hall, index + 1), id, SLOT));
      expect(await tally(attempts)).toEqual({ 'reservation-conflict': 4 });
      const own = { ...wish, purpose: 'testing' as const, holdId: hold.id };
      expect(await outcomeOf(calendar.reservations.create(userOf(hall), own, undefined))).toBe(
        'made',
      );
    },
  },
  {
    id: 'B7',
    thread: 'calcom/cal.diy#13360',
    title: 'the first ones of a group each make a group of their own',
    plant: LOOKED_FIRST,
    test: async (hall) => {
      const { calendar } = hall;
      const { id, unitIds } = await calendar.buildInstrument({ units: 3 });
      const attempts = rivals(9, (index) => calendar.book(userOf(hall, index), id, SLOT));
      expect(await tally(attempts)).toEqual({ made: 3, 'reservation-conflict': 6 });
      const taken = await Promise.all(unitIds.map((unit) => calendar.countBlocking(unit, SLOT)));
      expect(taken).toEqual([1, 1, 1]);
    },
  },
  {
    id: 'B12',
    thread: 'LibreBooking/librebooking#147',
    title: 'both users see success, and the last one wins',
    plant: { sources: ['the last one wins'] },
    test: async (hall) => {
      const { calendar } = hall;
      const { id } = await calendar.buildInstrument();
      await calendar.book(userOf(hall), id, SLOT);
      const attempts = rivals(5, (index) => calendar.book(userOf(hall, index + 1), id, SLOT));
      expect(await tally(attempts)).toEqual({ 'reservation-conflict': 5 });
      expect(await calendar.countStrays()).toBe(0);
    },
  },
  {
    id: 'B15',
    thread: 'usnistgov/NEMO#47',
    title: 'overlaps are summed up instead of swept, so capacity is counted wrong',
    plant: { sources: ['overlaps are summed'] },
    test: async (hall) => {
      const { calendar } = hall;
      const { id } = await calendar.buildInstrument({ units: 2 });
      const placed: Interval[][] = [[], []];
      const any = tuple(integer({ max: 18, min: 0 }), integer({ min: 1, max: 5 }));
      // Two one after the other on one unit, and a long one that the other unit is free for.
      const wishes = [[0, 1], [2, 1], [0, 4], ...sample(any, { numRuns: 30, seed: 47 })] as const;
      for (const [from, length] of wishes) {
        const wish = ahead(3, from, from + length);
        const free = placed.find((taken) => taken.every((other) => !overlap(other, wish)));
        free?.push(wish);
        const outcome = await outcomeOf(calendar.book(userOf(hall), id, wish));
        expect([from, length, outcome]).toEqual([
          ...[from, length],
          free ? 'made' : 'reservation-conflict',
        ]);
      }
    },
  },
  {
    id: 'B21',
    thread: 'meeting-room-booking-system/mrbs-code#522',
    title: 'safety ends with the lock of a connection that is cut',
    plant: LOOKED_FIRST,
    test: async (hall) => {
      const { calendar, database } = hall;
      const { id, unitIds } = await calendar.buildInstrument();
      await connect(database.urls.app, async (holder) => {
        await holder.query(`SELECT pg_advisory_lock(hashtextextended($1, 1))`, [id]);
        await holder.query(`SELECT pg_advisory_lock(hashtextextended($1, 4))`, [unitIds[0]]);
        const [{ pid }] = (await holder.query(`SELECT pg_backend_pid() AS pid`)).rows as [
          { pid: number },
        ];
        holder.on('error', () => undefined);
        const attempts = tally(rivals(12, (index) => calendar.book(userOf(hall, index), id, SLOT)));
        await calendar.db.query('SELECT pg_terminate_backend($1)', [pid]);
        expect(await attempts).toEqual({ made: 1, 'reservation-conflict': 11 });
      }).catch((error: unknown) => {
        // The connection that was cut cannot be closed any more.
        if (error instanceof Error && 'matcherResult' in error) throw error;
      });
      expect(await calendar.countOverlaps()).toBe(0);
    },
  },
  {
    id: 'B22',
    thread: 'meeting-room-booking-system/mrbs-code#740',
    title: 'without its lock, on another node of a cluster, nothing keeps two apart',
    without: ['no lock on the instrument', 'no lock on units'],
    plant: LOOKED_FIRST,
    test: async (hall) => {
      const { calendar } = hall;
      const { id } = await calendar.buildInstrument();
      const earlier = await Promise.all(
        [1, 3, 5].map((hour) => calendar.book(userOf(hall), id, ahead(4, hour, hour + 1))),
      );
      const target = ahead(4, 8, 9);
      const attempts = [
        ...earlier.map((one) => calendar.move(userOf(hall), one.id, target)),
        ...rivals(9, (index) => calendar.book(userOf(hall, index), id, target)),
      ];
      expect(await tally(attempts)).toEqual({ made: 1, 'reservation-conflict': 11 });
      expect(await calendar.countOverlaps()).toBe(0);
    },
  },
  {
    id: 'B25',
    thread: 'alextselegidis/easyappointments#298',
    title: '“any of them” picks the one that is busy',
    plant: { sources: ['any unit is the first one'] },
    test: async (hall) => {
      const { calendar } = hall;
      const { id, unitIds } = await calendar.buildInstrument({ units: 3 });
      for (let one = 0; one < 3; one += 1)
        expect(await outcomeOf(calendar.book(userOf(hall, one), id, SLOT))).toBe('made');
      const taken = await Promise.all(unitIds.map((unit) => calendar.countBlocking(unit, SLOT)));
      expect(taken).toEqual([1, 1, 1]);
    },
  },
];

const overlap = (left: Interval, right: Interval): boolean =>
  left.startsAt < right.endsAt && right.startsAt < left.endsAt;

import { DateTime } from 'luxon';
import { type Interval, ZONE } from '@app/common';
import { ahead, isoOf } from '../../libs/reservations/src/testing/calendar';
import { type Exhibit, type Hall, outcomeOf, userOf } from './exhibit';

type Repeat = Parameters<Hall['calendar']['series']['create']>[1]['repeat'];

const WEEKLY: Repeat = { every: 'week', interval: 1, count: 4 };

const series = (
  { calendar }: Hall,
  user: ReturnType<typeof userOf>,
  instrumentId: string,
  period: Interval,
  more: { repeat?: Repeat; onClash?: 'refuse' | 'skip' } = {},
) =>
  calendar.series.create(
    user,
    { instrumentId, ...isoOf(period), purpose: 'testing', repeat: WEEKLY, ...more },
    undefined,
  );

/** A civil time in Shanghai. */
const civil = (text: string): DateTime => DateTime.fromISO(text, { zone: ZONE }).toUTC();

/** Bookings that repeat, and what clocks and calendars do to bookings. */
export const SERIES_AND_TIME: readonly Exhibit[] = [
  {
    id: 'B8',
    thread: 'calcom/cal.diy#22801',
    title: 'a series passes what a single booking does not',
    plant: { sources: ['a series is not asked'] },
    test: async (hall) => {
      const { id } = await hall.calendar.buildInstrument({ policy: { maxMinutes: 60 } });
      const single = await outcomeOf(hall.calendar.book(userOf(hall), id, ahead(3, 1, 4)));
      const repeated = await outcomeOf(series(hall, userOf(hall), id, ahead(3, 1, 4)));
      expect([single, repeated]).toEqual(['booking-rule', 'series-refused']);
    },
  },
  {
    id: 'B9',
    thread: 'calcom/cal.diy#13758',
    title: 'the whole series is applied to each of its dates',
    plant: { sources: ['a series is applied to each of its dates'] },
    test: async (hall) => {
      const { id, unitIds } = await hall.calendar.buildInstrument({ units: 4 });
      expect(await outcomeOf(series(hall, userOf(hall), id, ahead(3, 1, 2)))).toBe('made');
      const counts = await Promise.all(
        unitIds.map((unit) => hall.calendar.countBlocking(unit, ahead(2, 0, 40 * 24))),
      );
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4);
    },
  },
  {
    id: 'B14',
    thread: 'LibreBooking/librebooking#1416',
    title: 'one date of a series, the following or all cannot be changed by themselves',
    plant: { sources: ['the following are one'] },
    test: async (hall) => {
      const { calendar } = hall;
      const { id } = await calendar.buildInstrument();
      const made = await series(hall, userOf(hall), id, ahead(3, 1, 2));
      const [, second, third] = made.reservations;
      await calendar.life.cancel(userOf(hall), second?.id ?? '', undefined, {});
      const move = {
        from: third?.id ?? '',
        scope: 'following' as const,
        ...isoOf(ahead(17, 5, 6)),
      };
      await calendar.seriesChanges.move(userOf(hall), made.id, move, {});
      const left = await calendar.seriesChanges.cancel(
        userOf(hall),
        made.id,
        { from: third?.id ?? '' },
        {},
      );
      expect(left.reservations.map(({ state }) => state)).toEqual([
        ...['confirmed', 'cancelled', 'cancelled', 'cancelled'],
      ]);
    },
  },
  {
    id: 'B23',
    thread: 'meeting-room-booking-system/mrbs-code#670',
    title: 'a weekly series of bookings longer than a week overlaps itself',
    plant: { sources: ['a series is not compared with itself'] },
    test: async (hall) => {
      const { id } = await hall.calendar.buildInstrument({ units: 3 });
      const long = { startsAt: ahead(3, 1, 2).startsAt, endsAt: ahead(11, 1, 2).startsAt };
      for (const onClash of ['refuse', 'skip'] as const)
        expect(await outcomeOf(series(hall, userOf(hall), id, long, { onClash }))).toBe(
          'fields-refused',
        );
    },
  },
  {
    id: 'B10',
    thread: 'calcom/cal.diy#6217',
    title: 'slots are an hour off, or shown and refused, where some clock changes',
    plant: { sources: ['local time is somebody else’s'] },
    test: async (hall) => {
      const policy = { startGridMinutes: 1_440, horizonDays: null };
      const { id } = await hall.calendar.buildInstrument({ policy });
      const outcomes: string[] = [];
      // Around the days on which Europe and America change their clocks.
      for (const date of ['2027-03-13', '2027-03-14', '2027-03-28', '2027-10-31', '2027-11-07']) {
        const startsAt = civil(date);
        const wish = { startsAt, endsAt: startsAt.plus({ hours: 2 }) };
        outcomes.push(await outcomeOf(hall.calendar.book(userOf(hall), id, wish)));
      }
      expect(outcomes).toEqual(['made', 'made', 'made', 'made', 'made']);
    },
  },
  {
    id: 'B11',
    thread: 'calcom/cal.diy#15714',
    title: 'reading a page changes what it shows',
    plant: { sources: ['reading writes'] },
    test: async (hall) => {
      const { calendar } = hall;
      const { id } = await calendar.buildInstrument();
      const made = await calendar.book(userOf(hall), id, ahead(3, 1, 2));
      const everything = (): Promise<unknown> =>
        calendar.db.query(
          `SELECT (SELECT md5(string_agg(r::text, '' ORDER BY r.id)) FROM reservation r) AS reservations,
                  (SELECT md5(string_agg(i::text, '' ORDER BY i.id)) FROM instrument i) AS instruments,
                  (SELECT md5(string_agg(u::text, '' ORDER BY u.id)) FROM app_user u) AS people,
                  (SELECT md5(string_agg(o::text, '' ORDER BY o.id)) FROM occupancy o) AS occupancies`,
        );
      const before = await everything();
      await calendar.reservations.get(userOf(hall), made.id);
      await calendar.reservations.list(userOf(hall), { limit: 10 });
      await calendar.shownFree(id, ahead(3, 0, 24));
      expect(await everything()).toEqual(before);
    },
  },
  {
    id: 'B26',
    thread: 'alextselegidis/easyappointments#562',
    title: 'days off over midnight, the end of a month and of a year take the wrong time',
    plant: { sources: ['time ends at midnight'] },
    test: async (hall) => {
      const { calendar } = hall;
      const { id, lab } = await calendar.buildInstrument();
      await calendar.downtimes.create(lab, id, {
        ...isoOf({ startsAt: civil('2027-12-30T22:00'), endsAt: civil('2028-01-02T02:00') }),
        ...{ kind: 'maintenance', reason: '年度检修' },
      });
      const tries: [string, string, string][] = [
        ['2027-12-30T20:00', '2027-12-30T22:00', 'made'],
        ['2027-12-30T21:59', '2027-12-30T22:01', 'reservation-conflict'],
        ['2027-12-31T09:00', '2027-12-31T10:00', 'reservation-conflict'],
        ['2027-12-31T23:00', '2028-01-01T01:00', 'reservation-conflict'],
        ['2028-01-02T01:59', '2028-01-02T02:30', 'reservation-conflict'],
        ['2028-01-02T02:00', '2028-01-02T03:00', 'made'],
      ];
      const outcomes: string[] = [];
      for (const [from, to] of tries) {
        const wish = { startsAt: civil(from), endsAt: civil(to) };
        outcomes.push(await outcomeOf(calendar.book(userOf(hall), id, wish)));
      }
      expect(outcomes).toEqual(tries.map(([, , expected]) => expected));
    },
  },
];

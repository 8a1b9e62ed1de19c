import fc from 'fast-check';
import { civilDateOf, instantOf, type Interval, isoInZone } from '@app/common';
import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { ahead, isoOf, TestCalendar, type TestInstrument } from '../testing/calendar';
import type { CreateSeriesRequest, SeriesResponse } from './series.dto';

let database: TestDatabase;
let calendar: TestCalendar;
let user: Actor;
let rival: Actor;
let instrument: TestInstrument;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 1 });
  calendar = await TestCalendar.start(database.url);
  user = await calendar.buildActor('enterprise_member');
  rival = await calendar.buildActor('enterprise_member');
});
afterAll(async () => {
  await calendar.stop();
  await database.drop();
});
beforeEach(async () => {
  instrument = await calendar.buildInstrument();
});

const FIRST = ahead(3, 2, 4);
const daily = (changes: Partial<CreateSeriesRequest> = {}): CreateSeriesRequest => ({
  instrumentId: instrument.id,
  ...isoOf(FIRST),
  purpose: 'testing',
  repeat: { every: 'day', interval: 1, count: 4 },
  ...changes,
});
const create = (changes?: Partial<CreateSeriesRequest>, by = user) =>
  calendar.series.create(by, daily(changes), undefined);
const onDay = (day: number, from = 2, to = 4) => ahead(3 + day, from, to);
const localIso = ({ startsAt, endsAt }: Interval) => ({
  startsAt: isoInZone(startsAt),
  endsAt: isoInZone(endsAt),
});
const startsOf = ({ reservations }: Pick<SeriesResponse, 'reservations'>): string[] =>
  reservations.map(({ startsAt }) => civilDateOf(instantOf(startsAt)));
const live = ({ reservations }: SeriesResponse) =>
  reservations.filter(({ state }) => state === 'confirmed');
const countReservations = async (): Promise<number> => {
  const [row]: { count: number }[] = await calendar.db.query(
    `SELECT (SELECT count(*) FROM reservation WHERE instrument_id = $1)::int
          + (SELECT count(*) FROM reservation_series WHERE instrument_id = $1)::int AS count`,
    [instrument.id],
  );
  return row?.count ?? 0;
};
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => Promise.reject(new Error('was not refused')),
    (error: { kind: string; code: string; members: { problems: { startsAt: string }[] } }) => error,
  );

describe('SeriesService.create', () => {
  it('books every date with an order and a price of its own', async () => {
    const made = await create();
    expect(startsOf(made)).toEqual([0, 1, 2, 3].map((day) => civilDateOf(onDay(day).startsAt)));
    expect(new Set(made.reservations.map(({ orderId }) => orderId)).size).toBe(4);
    for (const { seriesId, state, quote } of made.reservations)
      expect({ seriesId, state, listFen: quote.listFen }).toEqual({
        ...{ seriesId: made.id, state: 'confirmed', listFen: 120_000 },
      });
    expect(await calendar.series.get(user, made.id)).toMatchObject({ id: made.id });
  });

  it('books nothing when one date is taken, and names it', async () => {
    await calendar.book(rival, instrument.id, onDay(2));
    const before = await countReservations();
    const refused = await refusal(create());
    expect(refused).toMatchObject({ kind: 'conflict', code: 'series-refused' });
    expect(refused.members.problems).toEqual([
      expect.objectContaining({ ...localIso(onDay(2)), code: 'reservation-conflict' }),
    ]);
    expect(await countReservations()).toBe(before);
  });

  it('skips the dates that are taken when asked to, but not all of them', async () => {
    await calendar.book(rival, instrument.id, onDay(2));
    const { reservations, skipped } = await create({ onClash: 'skip' });
    expect([reservations.length, skipped.length]).toEqual([3, 1]);
    await expect(create({ onClash: 'skip' })).rejects.toMatchObject({ code: 'series-refused' });
  });

  it('counts its own dates against a quota, with the reason of each that is too much', async () => {
    const quotas = [{ scope: 'user' as const, per: 'future' as const, of: 'instrument' as const }];
    instrument = await calendar.buildInstrument({
      policy: { quotas: quotas.map((quota) => ({ ...quota, count: 2 })) },
    });
    const refused = await refusal(create());
    expect(refused).toMatchObject({ kind: 'rule', code: 'series-refused' });
    expect(refused.members.problems).toHaveLength(2);
    expect(refused.members.problems[0]).toMatchObject({
      code: 'booking-rule',
      reasons: [{ code: 'quota-count' }],
    });
  });

  it('refuses dates that share time with each other', async () => {
    const long = { ...isoOf(ahead(3, 2, 30)) };
    await expect(create(long)).rejects.toMatchObject({
      members: { errors: [{ pointer: '/repeat', code: 'overlaps-itself' }] },
    });
  });

  it('is not there for an instrument that the asker may not open', async () => {
    await calendar.db.query(`UPDATE instrument SET status = 'draft' WHERE id = $1`, [
      instrument.id,
    ]);
    await expect(create()).rejects.toMatchObject({ kind: 'not-found' });
  });
});

describe('SeriesService.preview', () => {
  it('says what booking would make, and books nothing', async () => {
    await calendar.book(rival, instrument.id, onDay(1));
    const before = await countReservations();
    const { bookable, problems } = await calendar.series.preview(user, daily());
    expect(await countReservations()).toBe(before);
    const { reservations, skipped } = await create({ onClash: 'skip' });
    const times = (list: { startsAt: string }[]) => list.map(({ startsAt }) => startsAt);
    expect(times(bookable)).toEqual(times(reservations));
    expect(problems).toEqual(skipped);
  });
});

describe('SeriesChangesService.cancel', () => {
  it('cancels from one date on, and gives the time back', async () => {
    const made = await create();
    const from = made.reservations[2]?.id;
    const cancelled = await calendar.seriesChanges.cancel(user, made.id, { from }, {});
    expect(cancelled.kept).toEqual([]);
    expect(startsOf({ reservations: live(cancelled) })).toEqual(startsOf(made).slice(0, 2));
    await expect(calendar.book(rival, instrument.id, onDay(3))).resolves.toBeDefined();
    await expect(calendar.seriesChanges.cancel(user, made.id, { from }, {})).rejects.toMatchObject({
      members: { errors: [{ pointer: '/from', code: 'not-ahead-in-series' }] },
    });
  });

  it('keeps what is too late to cancel, and says why', async () => {
    instrument = await calendar.buildInstrument({ policy: { cancelNoticeMinutes: 4 * 24 * 60 } });
    const made = await create();
    const { kept, ...series } = await calendar.seriesChanges.cancel(user, made.id, {}, {});
    expect(live(series).map(({ id }) => id)).toEqual(
      kept.map(({ reservationId }) => reservationId),
    );
    expect(kept.length).toBeGreaterThan(0);
    expect(live(series).length).toBeLessThan(4);
    expect(kept[0]).toMatchObject({ reasons: [{ code: 'cancel-notice' }] });
  });
});

describe('SeriesChangesService.move', () => {
  const move = (made: SeriesResponse, index: number, to: object, scope: 'all' | 'following') =>
    calendar.seriesChanges.move(
      user,
      made.id,
      { from: made.reservations[index]?.id ?? '', scope, ...(to as ReturnType<typeof isoOf>) },
      {},
    );

  it('moves the following dates by as much, over times that the series itself gives up', async () => {
    const made = await create();
    const moved = await move(made, 1, isoOf(onDay(2, 3, 6)), 'following');
    const expected = [onDay(0), onDay(2, 3, 6), onDay(3, 3, 6), onDay(4, 3, 6)];
    expect(moved.reservations.map(({ startsAt }) => instantOf(startsAt))).toEqual(
      expected.map(({ startsAt }) => startsAt),
    );
    expect(moved.reservations.map(({ id }) => id)).toEqual(made.reservations.map(({ id }) => id));
    expect(await calendar.countStrays()).toBe(0);
  });

  it('moves all or none', async () => {
    const made = await create();
    await calendar.book(rival, instrument.id, onDay(3, 8, 9));
    const refused = await refusal(move(made, 0, isoOf(onDay(0, 8, 10)), 'all'));
    expect(refused.members.problems).toEqual([
      expect.objectContaining({ ...localIso(onDay(3, 8, 10)), code: 'reservation-conflict' }),
    ]);
    expect(startsOf(await calendar.series.get(user, made.id))).toEqual(startsOf(made));
    expect(await calendar.countStrays()).toBe(0);
  });
});

describe('several series at once', () => {
  it('share the dates without one of them being booked twice or lost', async () => {
    const series = fc.record({
      hour: fc.integer({ min: 0, max: 6 }),
      length: fc.integer({ min: 1, max: 4 }),
      interval: fc.integer({ min: 1, max: 3 }),
      count: fc.integer({ min: 1, max: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(series, { minLength: 2, maxLength: 5 }), async (all) => {
        instrument = await calendar.buildInstrument({ units: 2 });
        const made = await Promise.allSettled(
          all.map(({ hour, length, interval, count }, index) =>
            create(
              {
                ...isoOf(ahead(3, hour, hour + length)),
                ...{ onClash: 'skip', repeat: { every: 'day', interval, count } },
              },
              index % 2 === 0 ? user : rival,
            ),
          ),
        );
        const refused = made.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
        expect(refused.filter(({ code }) => code !== 'series-refused')).toEqual([]);
        expect(await calendar.countOverlaps()).toBe(0);
        expect(await calendar.countStrays()).toBe(0);
      }),
      { numRuns: 12 },
    );
  });
});

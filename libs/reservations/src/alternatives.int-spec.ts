import { civilDateOf, instantOf, type Interval } from '@app/common';
import type { Actor } from '@app/identity';
import type { BookingPolicy } from '@app/instruments';
import { useCalendar } from '../../../test/support/calendar-stage';
import { NO_RULES } from './testing/bookable';
import { ahead, type TestCalendar } from './testing/calendar';

const stage = useCalendar();
let calendar: TestCalendar;

beforeAll(() => {
  ({ calendar } = stage);
});

/** An instrument of which the asker has the first slot of a day and a rival the second. */
async function build(policy: Partial<BookingPolicy>) {
  const { id } = await calendar.buildInstrument({
    policy: { ...NO_RULES, startGridMinutes: 60, lengthGridMinutes: 60, ...policy },
  });
  const asker = await calendar.buildActor('enterprise_member');
  const rival = await calendar.buildActor('enterprise_member');
  const own = await calendar.book(asker, id, ahead(5, 2, 3));
  await calendar.book(rival, id, ahead(5, 5, 6));
  return { id, asker, own };
}

const TAKEN = ahead(5, 5, 6);
const sameDay = ({ startsAt }: Interval): boolean =>
  civilDateOf(startsAt) === civilDateOf(TAKEN.startsAt);

/** What a refusal offers instead. */
const offeredBy = (attempt: Promise<unknown>): Promise<Interval[]> =>
  attempt.then(
    () => {
      throw new Error('it was not refused');
    },
    ({ members }: { members: { alternatives: { startsAt: string; endsAt: string }[] } }) =>
      members.alternatives.map(({ startsAt, endsAt }) => ({
        startsAt: instantOf(startsAt),
        endsAt: instantOf(endsAt),
      })),
  );

/** Books each of them by itself. @throws for one that is refused */
async function bookEach(asker: Actor, id: string, slots: readonly Interval[]): Promise<void> {
  for (const slot of slots) {
    const made = await calendar.book(asker, id, slot);
    await calendar.life.cancel(asker, made.id, undefined, {});
  }
}

const quota = (limit: { count?: number; minutes?: number }): Partial<BookingPolicy> => ({
  quotas: [{ scope: 'user', per: 'day', of: 'instrument', ...limit }],
});

describe('what a refusal offers instead', () => {
  it.each<[string, Partial<BookingPolicy>, Interval]>([
    ['a full quota of bookings', quota({ count: 1 }), ahead(5, 8, 9)],
    [
      'a quota of minutes that is too full for the length',
      quota({ minutes: 120 }),
      ahead(5, 8, 10),
    ],
    ['a quota, where another has the time', quota({ count: 1 }), TAKEN],
  ])('lies on other days after %s, and can be booked', async (_what, policy, wished) => {
    const { id, asker } = await build(policy);
    const offered = await offeredBy(calendar.book(asker, id, wished));
    expect(offered).toHaveLength(3);
    expect(offered.filter(sameDay)).toEqual([]);
    await bookEach(asker, id, offered);
  });

  it('keeps the gap to what the asker has', async () => {
    const { id, asker } = await build({ minGapMinutes: 240 });
    const offered = await offeredBy(calendar.book(asker, id, TAKEN));
    expect(offered).toHaveLength(3);
    await bookEach(asker, id, offered);
  });

  it('is nothing for somebody who is banned', async () => {
    const { id, asker, own } = await build({
      ...{ lateCancelPoints: 1, lateCancelMinutes: 20_000, banThreshold: 1, banDays: 60 },
    });
    await calendar.life.cancel(asker, own.id, undefined, {});
    expect(await offeredBy(calendar.book(asker, id, TAKEN))).toEqual([]);
  });

  it('does not count what is moved against itself', async () => {
    const { id, asker, own } = await build(quota({ count: 1 }));
    const offered = await offeredBy(calendar.move(asker, own.id, TAKEN));
    expect(offered.filter(sameDay).length).toBeGreaterThan(0);
    for (const slot of offered)
      await expect(calendar.move(asker, own.id, slot)).resolves.toMatchObject({ id: own.id });
    await calendar.move(asker, own.id, ahead(6, 2, 3));
    expect((await offeredBy(calendar.book(asker, id, ahead(6, 5, 6)))).length).toBe(3);
  });
});

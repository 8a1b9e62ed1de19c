import { array, assert, constantFrom, integer, option, property, record } from 'fast-check';
import type { DataSource } from 'typeorm';
import { civilDateOf, type Interval, overlaps } from '@app/common';
import type { Quota } from '@app/instruments';
import { personalReasons } from '../booking/booking.rules';
import { quotaPeriods, type QuotaUse } from '../booking/quota.rules';
import { at, bookable } from '../testing/bookable';
import {
  type AskerFacts,
  type Restriction,
  restrictionsOf,
  restrictionsWithin,
} from './restrictions.rules';
import { findAskerFacts } from './restrictions.queries';

const DAYS = 2;
const STEP = 60;
const NOW = at(0, 0);
const within: Interval = { startsAt: at(0, 6), endsAt: at(DAYS, 0) };

/** The plainest statement of what counts: every booking of a list, looked at one by one. */
function usesOf(quota: Quota, booked: readonly Interval[], period: Interval): QuotaUse[] {
  return quotaPeriods(quota.per, period, NOW).map((span) => {
    const inside = ({ startsAt, endsAt }: Interval): number => {
      const to = Math.min(+endsAt, span.endsAt === null ? Infinity : +span.endsAt);
      return Math.max(0, to - Math.max(+startsAt, +span.startsAt)) / 60_000;
    };
    const starting = booked.filter(
      ({ startsAt }) => quota.per === 'future' || +span.startsAt <= +startsAt,
    );
    const count = starting.filter((one) => inside(one) > 0).length;
    return {
      quota,
      within: span,
      count,
      minutes: booked.reduce((sum, one) => sum + inside(one), 0),
    };
  });
}

const hour = integer({ min: 0, max: DAYS * 24 - 1 });
const bookings = array(record({ from: hour, hours: integer({ min: 1, max: 5 }) }), {
  maxLength: 4,
});
const periodsOf = (list: readonly { from: number; hours: number }[]): Interval[] =>
  list.map(({ from, hours }) => ({
    startsAt: at(0, 0, from * STEP),
    endsAt: at(0, 0, (from + hours) * STEP),
  }));
const quota = record({
  scope: constantFrom('user' as const),
  of: constantFrom('instrument' as const),
  per: constantFrom<Quota['per']>('day', 'week', 'future'),
  count: option(integer({ min: 1, max: 2 })),
  minutes: option(integer({ min: 1, max: 6 }).map((some) => some * 60)),
});

const scene = record({
  quotas: array(quota, { maxLength: 2 }),
  minGapMinutes: option(constantFrom(0, 60, 90)),
  booked: bookings,
  ownInLab: bookings,
  validUntil: option(integer({ min: -1, max: DAYS })),
  isBanned: constantFrom(false, false, false, true),
  hours: integer({ min: 1, max: 4 }),
});
type Scene = ReturnType<typeof scene.generate>['value'];

/** What is known of the asker in a period, as the queries would find it. */
function factsIn(given: Scene, period: Interval): AskerFacts {
  const booked = periodsOf(given.booked);
  return {
    instrument: bookable(
      {
        quotas: given.quotas,
        minGapMinutes: given.minGapMinutes,
        trainingRequired: given.validUntil !== null,
      },
      { lab: { id: 'lab', nameZh: '电镜室', maxConcurrent: null, oneAtATime: true } },
    ),
    quotaUse: given.quotas.flatMap((one) => usesOf(one, booked, period)),
    neighbours: booked,
    ownInLab: periodsOf(given.ownInLab),
    qualification:
      given.validUntil === null ? undefined : { validUntil: civilDateOf(at(given.validUntil, 0)) },
    ban: given.isBanned ? { until: at(9, 0), points: 5 } : null,
  };
}

/** The codes of a booking's refusal for the asker's sake. */
function refusalOf(given: Scene, booking: Interval): string[] {
  const { ownInLab, ...facts } = factsIn(given, booking);
  const own = ownInLab.filter((other) => overlaps(other, booking));
  return personalReasons({
    ...facts,
    period: booking,
    lab: { during: booking, full: [], own },
  }).map(({ code }) => code);
}

const minutesOfScene = ({ hours }: Scene): number => hours * STEP;

function* shortestBookings(given: Scene): Generator<Interval> {
  const minutes = minutesOfScene(given);
  for (let startsAt = within.startsAt; ; startsAt = startsAt.plus({ minutes: STEP })) {
    const endsAt = startsAt.plus({ minutes });
    if (endsAt > within.endsAt) return;
    yield { startsAt, endsAt };
  }
}

const holds = (outer: Interval, inner: Interval): boolean =>
  outer.startsAt <= inner.startsAt && inner.endsAt <= outer.endsAt;
const codesOf = (restrictions: readonly Restriction[]): string[] => [
  ...new Set(restrictions.map(({ code }) => code)),
];

describe('restrictionsWithin', () => {
  it('tells of every part of a period who would be refused there, and why', () => {
    assert(
      property(scene, (given) => {
        const told = restrictionsWithin(factsIn(given, within), within, minutesOfScene(given));
        for (const booking of shortestBookings(given)) {
          const refused = refusalOf(given, booking);
          const inside = codesOf(told.filter((one) => holds(one, booking)));
          const touched = codesOf(told.filter((one) => overlaps(one, booking)));
          expect(refused).toEqual(expect.arrayContaining(inside));
          expect(touched).toEqual(expect.arrayContaining([...new Set(refused)]));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('says the same once, and not where it does not stand', () => {
    const lunch = { startsAt: at(1, 12), endsAt: at(1, 13) };
    const facts: AskerFacts = {
      instrument: bookable({ minGapMinutes: 60 }),
      quotaUse: [],
      neighbours: [lunch, { startsAt: at(1, 13), endsAt: at(1, 14) }],
      ownInLab: [],
    };
    const told = restrictionsWithin(facts, within, 30);
    expect(told.map(({ code, startsAt, endsAt }) => [code, +startsAt, +endsAt])).toEqual([
      ['gap-too-small', +at(1, 11), +at(1, 15)],
    ]);
  });
});

describe('restrictionsOf', () => {
  it('tells of each booking exactly what would refuse it', () => {
    assert(
      property(scene, (given) => {
        const all = [...shortestBookings(given)];
        const [first, last] = [all[0], all.at(-1)];
        if (!first || !last) return;
        const facts = factsIn(given, { startsAt: first.startsAt, endsAt: last.endsAt });
        for (const booking of all) {
          const told = codesOf(restrictionsOf(facts, [booking]));
          expect(told).toEqual([...new Set(refusalOf(given, booking))]);
        }
      }),
      { numRuns: 120 },
    );
  });
});

describe('findAskerFacts', () => {
  it('asks the database nothing about instruments without a rule about people', async () => {
    const plain = bookable({ maxMinutes: 60, horizonDays: 30 });
    const asker = { userId: 'user', organisationId: 'organisation' };
    const noDatabase = {} as DataSource;
    expect(await findAskerFacts(noDatabase, asker, [{ instrument: plain, within }])).toEqual(
      new Map(),
    );
    const limited = { instrument: bookable({ trainingRequired: true }), within };
    await expect(findAskerFacts(noDatabase, asker, [limited])).rejects.toThrow();
  });
});

import { type Interval, overlaps, startOfCivilDate } from '@app/common';
import type { BookableInstrument } from '@app/instruments';
import { type PersonalFacts, personalReasons } from '../booking/booking.rules';
import type { BookingReason } from '../booking/booking-reason';
import { intervalOf, joined, spanOf } from '../booking/opening.rules';

/** What the asker has and is in a searched period, before single bookings in it are looked at. */
export interface AskerFacts extends Omit<PersonalFacts, 'period' | 'lab'> {
  /** The asker's own reservations of the laboratory's other instruments, where it wants one at a time. */
  ownInLab: readonly Interval[];
}

/** A broken rule about the asker with the time in which it stands. */
export interface Restriction extends BookingReason, Interval {}

/** Whether an instrument has any rule about who asks; of one that has none nothing is read. */
export const restrictsPeople = ({
  policy,
  lab,
  limitsArrears,
}: Pick<BookableInstrument, 'policy' | 'lab' | 'limitsArrears'>) =>
  limitsArrears ||
  policy.quotas.length > 0 ||
  policy.minGapMinutes !== null ||
  policy.banThreshold !== null ||
  policy.trainingRequired ||
  lab?.oneAtATime === true;

/** What stands against each of some bookings, by the rules that would refuse it. */
export const restrictionsOf = (facts: AskerFacts, bookings: readonly Interval[]): Restriction[] =>
  merged(bookings.flatMap((booking) => restrictionsAt(facts, booking, booking)));

/**
 * What stands against bookings in a period, each in the part of it where it does: the shortest booking inside that part
 * is refused with that code, and one that touches no such part is not refused for the asker's sake.
 *
 * @param minutes how long the shortest booking is
 */
export function restrictionsWithin(
  facts: AskerFacts,
  within: Interval,
  minutes: number,
): Restriction[] {
  return merged(
    partsOf(facts, within).flatMap((part) => {
      const shortest = { ...part, endsAt: part.startsAt.plus({ minutes }) };
      return restrictionsAt(facts, shortest, part);
    }),
  );
}

/** The parts of free periods in which nothing stands against a booking of that length for the asker's sake. */
export function unrestricted(
  facts: AskerFacts,
  free: readonly Interval[],
  minutes: number,
): Interval[] {
  const allowed = free.flatMap((gap) =>
    partsOf(facts, gap).filter((part) => {
      const booking = { ...part, endsAt: part.startsAt.plus({ minutes }) };
      return restrictionsAt(facts, booking, part).length === 0;
    }),
  );
  return joined(allowed.map(spanOf)).map(intervalOf);
}

function restrictionsAt(
  { ownInLab, ...facts }: AskerFacts,
  booking: Interval,
  { startsAt, endsAt }: Interval,
): Restriction[] {
  const own = ownInLab.filter((other) => overlaps(other, booking));
  const lab = { during: booking, full: [], own };
  return personalReasons({ ...facts, period: booking, lab }).map((reason) => ({
    ...reason,
    startsAt,
    endsAt,
  }));
}

/** The period cut wherever a rule may begin or cease to stand against the asker. */
function partsOf(facts: AskerFacts, within: Interval): Interval[] {
  const { from, to } = spanOf(within);
  const inside = bordersOf(facts).filter((border) => from < border && border < to);
  const borders = [from, ...new Set(inside.sort((left, right) => left - right)), to];
  return borders
    .slice(1)
    .map((end, index) => intervalOf({ from: borders[index] ?? from, to: end }));
}

function bordersOf({ instrument, quotaUse, ...facts }: AskerFacts): number[] {
  const gap = { minutes: instrument.policy.minGapMinutes ?? 0 };
  const validUntil = facts.qualification?.validUntil;
  return [
    ...quotaUse.flatMap(({ within }) => [within.startsAt, within.endsAt]),
    ...facts.neighbours.flatMap((one) => [one.startsAt.minus(gap), one.endsAt.plus(gap)]),
    ...facts.ownInLab.flatMap((one) => [one.startsAt, one.endsAt]),
    validUntil == null ? null : startOfCivilDate(validUntil).plus({ days: 1 }),
  ].flatMap((border) => (border === null ? [] : [border.toMillis()]));
}

/** Restrictions that say the same one after the other are one. */
function merged(found: readonly Restriction[]): Restriction[] {
  const result: Restriction[] = [];
  for (const next of found) {
    const before = result.find(
      (one) => +one.endsAt === +next.startsAt && contentOf(one) === contentOf(next),
    );
    if (before) before.endsAt = next.endsAt;
    else result.push({ ...next });
  }
  return result;
}

const contentOf = ({ code, values }: BookingReason): string => JSON.stringify([code, values]);

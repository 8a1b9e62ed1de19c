import { type Fen, fen } from '@app/common';
import { DateTime } from 'luxon';

/** What a programme spent by now, and the civil days it runs from and to, both included. */
export interface RunRateFacts {
  planFen: Fen;
  usedFen: Fen;
  validFrom: string;
  validTo: string;
  today: string;
}

/** Where spending leads if it goes on as it did on average since the first day. */
export interface Forecast {
  /** Used up to the last day, rounded to the fen; it may exceed the plan. */
  forecastFen: Fen;
  /** The civil day on which the plan is gone; null when it outlives the programme. */
  exhaustedOn: string | null;
}

const daysBetween = (first: string, last: string): number =>
  DateTime.fromISO(last).diff(DateTime.fromISO(first), 'days').days;

/** Carries the run rate on to the last day; null before the programme began, when there is no rate. */
export function forecastOf({
  planFen,
  usedFen,
  validFrom,
  validTo,
  today,
}: RunRateFacts): Forecast | null {
  if (today < validFrom) return null;
  const allDays = daysBetween(validFrom, validTo) + 1;
  const passedDays = Math.min(daysBetween(validFrom, today) + 1, allDays);
  // A yearly budget times its days exceeds what a number holds exactly.
  const [used, passed] = [BigInt(usedFen), BigInt(passedDays)];
  const forecastFen = fen((used * BigInt(allDays) * 2n + passed) / (passed * 2n));
  if (usedFen === 0 || forecastFen < planFen) return { forecastFen, exhaustedOn: null };
  const day = Number((BigInt(planFen) * passed + used - 1n) / used);
  const exhaustedOn = DateTime.fromISO(validFrom).plus({ days: Math.max(day, 1) - 1 });
  return { forecastFen, exhaustedOn: exhaustedOn.toFormat('yyyy-MM-dd') };
}

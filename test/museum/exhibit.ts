import type { Interval } from '@app/common';
import { DomainError } from '@app/common';
import type { Actor } from '@app/identity';
import { type TestCalendar } from '../../libs/reservations/src/testing/calendar';
import type { TestDatabase } from '../support/database';

/** What a test of the museum works with: the services on a database, and people who book. */
export interface Hall {
  calendar: TestCalendar;
  database: TestDatabase;
  users: readonly Actor[];
}

/** What makes our own software have the bug: changed sources by their names in bugs.cjs, statements of the owner. */
interface Plant {
  sources?: readonly string[];
  sql?: readonly string[];
}

/** A bug that others had, as a test that passes here and fails where the bug is planted. */
export interface Exhibit {
  /** B1 to B27, or T1 on for traps of the schema. */
  id: string;
  /** The thread that tells of it. */
  thread: string;
  /** What must never happen, as what happens instead. */
  title: string;
  /** Sources that are changed either way: what must not be needed. */
  without?: readonly string[];
  plant: Plant;
  test: (hall: Hall) => Promise<void>;
}

/** The constraint that everything rests on, gone. */
export const NO_CONSTRAINT = 'ALTER TABLE occupancy DROP CONSTRAINT occupancy_no_overlap';

/** One of the people who book, in turn. */
export function userOf({ users }: Hall, index = 0): Actor {
  const user = users[index % users.length];
  if (!user) throw new Error('nobody books');
  return user;
}

/** `made`, or the code of the refusal; anything else is a fault. */
export async function outcomeOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return 'made';
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

/** How often each outcome came of attempts made at once. */
export async function tally(
  attempts: readonly Promise<unknown>[],
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const outcome of await Promise.all(attempts.map(outcomeOf)))
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** Attempts of so many rivals, all at once. */
export const rivals = <T>(count: number, attempt: (index: number) => Promise<T>): Promise<T>[] =>
  Array.from({ length: count }, (_, index) => attempt(index));

/** The start and end that an answer tells, to compare with what was asked for. */
export const sameTime = (
  { startsAt, endsAt }: { startsAt: string; endsAt: string },
  wish: Interval,
): boolean =>
  Date.parse(startsAt) === wish.startsAt.toMillis() &&
  Date.parse(endsAt) === wish.endsAt.toMillis();

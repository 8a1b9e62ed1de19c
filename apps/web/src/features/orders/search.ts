import { readText, type RawSearch } from '@/shared/search-params';
import type { ListedOrder, OrderFilter } from './api';

/** Kinds of orders in the order in which they are offered. */
export const KINDS: readonly ListedOrder['kind'][] = ['slot', 'sample', 'offline'];

/** States of orders in the order in which they come about. */
export const STATES: readonly ListedOrder['state'][] = [
  ...(['submitted', 'priced', 'open', 'sent', 'received', 'running', 'completed'] as const),
  ...(['disputed', 'accepted', 'cancelled', 'rejected', 'withdrawn', 'expired'] as const),
];

const NUMBER = /^JX\d{2}-\d{6,}-[\dX]$/;

/** A number as it is printed, from what somebody typed; undefined while it is not a whole one. */
export function readNumber(typed: string): string | undefined {
  const number = typed
    .trim()
    .toUpperCase()
    .replace(/[–—－]/g, '-');
  return NUMBER.test(number) ? number : undefined;
}

const among = <Value extends string>(known: readonly Value[], value: string | undefined) =>
  known.find((one) => one === value);

/** What the address of the list says; what it does not know is dropped. */
export function readOrdersSearch(search: RawSearch): OrderFilter {
  const { kind, state, number, late } = readText(search, ['kind', 'state', 'number', 'late']);
  const known = {
    kind: among(KINDS, kind),
    state: among(STATES, state),
    number: readNumber(number ?? ''),
    late: late === 'true' || search.late === true ? true : undefined,
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}

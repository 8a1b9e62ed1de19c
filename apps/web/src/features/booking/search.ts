import { readText, type RawSearch } from '@/shared/search-params';
import type { When } from './periods';

/** The filters of 找仪器, kept in the address so that a search can be shared and goes back with the back button. */
export type FindSearch = {
  q?: string | undefined;
  category?: string | undefined;
  region?: string | undefined;
  outside?: boolean | undefined;
  when?: When | undefined;
  minutes?: number | undefined;
};

const WHEN: readonly When[] = ['today', 'week', 'next-week'];
const DAY_MINUTES = 1440;

/** Reads the filters of 找仪器 from the address. */
export function readFindSearch(search: RawSearch): FindSearch {
  const { q, category, region } = readText(search, ['q', 'category', 'region']);
  const when = WHEN.find((known) => known === search.when);
  const minutes = Number(search.minutes);
  const validMinutes = Number.isInteger(minutes) && minutes > 0 && minutes <= DAY_MINUTES;
  return {
    ...(q && { q }),
    ...(category && { category }),
    ...(region && { region }),
    ...(search.outside === true && { outside: true }),
    ...(when && { when }),
    ...(validMinutes && { minutes }),
  };
}

/** Reads the slot with which an instrument's page opens its booking sheet: two instants, ISO 8601. */
export function readSlotSearch(search: RawSearch): { from?: string; to?: string } {
  const { from, to } = readText(search, ['from', 'to']);
  return from && to && Date.parse(from) < Date.parse(to) ? { from, to } : {};
}

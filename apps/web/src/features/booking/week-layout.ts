import type { Period } from '@/shared/problem';
import { civilDate, instantAt, minuteOfDay } from '@/shared/time';

/** What one cell of the grid is to the person who looks at it. */
export type CellState = 'free' | 'busy' | 'closed';

/** The grid of a few days: equal rows of `stepMinutes` from `firstMinute` on, one column of states per day. */
export type WeekLayout = {
  firstMinute: number;
  stepMinutes: number;
  rows: number;
  columns: { date: string; states: CellState[] }[];
};

/** A choice inside one day, minutes since midnight, half-open. */
export type Choice = { date: string; startMinute: number; endMinute: number };

type Timetable = { free: readonly Period[]; busy: readonly Period[] };

const DAY_MINUTES = 1440;
const HOUR = 60;
const OFFICE_START = 9 * HOUR;
const OFFICE_END = 17 * HOUR;
const FINE_STEP = 30;
const LONGEST_FINE_DAY = 14 * HOUR;

type Span = { from: number; to: number };

function spansOf(periods: readonly Period[]): Span[] {
  return periods.map(({ startsAt, endsAt }) => ({
    from: Date.parse(startsAt),
    to: Date.parse(endsAt),
  }));
}

/** The hours of the day that are worth showing: office hours, and whatever is free or taken beyond them. */
function shownHours(
  dates: readonly string[],
  { free, busy }: Timetable,
): { first: number; last: number } {
  let first = OFFICE_START;
  let last = OFFICE_END;
  for (const { startsAt, endsAt } of [...free, ...busy]) {
    const [from, to] = [civilDate(startsAt), civilDate(endsAt)];
    const end = minuteOfDay(endsAt);
    if (dates.includes(from)) first = Math.min(first, minuteOfDay(startsAt));
    if (dates.includes(from) && from !== to) last = DAY_MINUTES;
    if (dates.includes(to) && from !== to && end > 0) first = 0;
    if (dates.includes(to)) last = Math.max(last, end);
  }
  return { first: Math.floor(first / HOUR) * HOUR, last: Math.ceil(last / HOUR) * HOUR };
}

/** Lays free and taken periods out on days; a cell is free only when all of it is. */
export function layOutDays(dates: readonly string[], timetable: Timetable): WeekLayout {
  const { first, last } = shownHours(dates, timetable);
  const stepMinutes = last - first > LONGEST_FINE_DAY ? HOUR : FINE_STEP;
  const rows = (last - first) / stepMinutes;
  const free = spansOf(timetable.free);
  const busy = spansOf(timetable.busy);
  const stateAt = (date: string, row: number): CellState => {
    const from = Date.parse(instantAt(date, first + row * stepMinutes));
    const to = from + stepMinutes * 60_000;
    if (free.some((span) => span.from <= from && span.to >= to)) return 'free';
    return busy.some((span) => span.from < to && span.to > from) ? 'busy' : 'closed';
  };
  const columns = dates.map((date) => ({
    date,
    states: Array.from({ length: rows }, (_, row) => stateAt(date, row)),
  }));
  return { firstMinute: first, stepMinutes, rows, columns };
}

/** Whether every cell of a choice is free. */
export function isAllFree(layout: WeekLayout, { date, startMinute, endMinute }: Choice): boolean {
  const column = layout.columns.find((candidate) => candidate.date === date);
  if (!column) return false;
  const rowOf = (minute: number) => (minute - layout.firstMinute) / layout.stepMinutes;
  const states = column.states.slice(rowOf(startMinute), Math.ceil(rowOf(endMinute)));
  return (
    rowOf(endMinute) <= layout.rows &&
    states.length > 0 &&
    states.every((state) => state === 'free')
  );
}

/**
 * The choice after a cell was picked: a later free cell of the same day moves the end, anything else starts anew with
 * the shortest allowed length (or one cell, where that does not fit).
 */
export function pickCell(
  layout: WeekLayout,
  current: Choice | null,
  date: string,
  minute: number,
  minMinutes: number,
): Choice | null {
  const end = minute + layout.stepMinutes;
  const extended = current && { ...current, endMinute: end };
  if (
    current?.date === date &&
    minute > current.startMinute &&
    extended &&
    isAllFree(layout, extended)
  )
    return extended;
  const oneCell = { date, startMinute: minute, endMinute: end };
  const shortest = { ...oneCell, endMinute: Math.max(end, minute + minMinutes) };
  if (isAllFree(layout, shortest)) return shortest;
  return isAllFree(layout, oneCell) ? oneCell : null;
}

import type { FieldError } from '@app/common';
import { fieldError } from '@app/http';
import type { OpeningException, OpeningHours, WeeklyWindow } from './terms';

interface Window {
  from: string;
  to: string;
}

/** What was sent, before anybody looked at it as a whole. */
export interface ProposedHours {
  weekly: WeeklyWindow[];
  exceptions: {
    date: string;
    closed?: boolean | null;
    from?: string | null;
    to?: string | null;
  }[];
  onHolidays: 'closed' | 'open';
}

/** Everything contradictory in proposed opening hours; empty when they can be kept. */
export function openingHoursFaults({ weekly, exceptions }: ProposedHours): FieldError[] {
  return [
    ...weekly.flatMap((window, index) => windowFaults(window, `/weekly/${index}`)),
    ...exceptions.flatMap((exception, index) => exceptionFaults(exception, `/exceptions/${index}`)),
    ...contradictions(exceptions),
  ];
}

/** What is wrong with a window of a day; `HH:mm` texts compare like the times they are, 24:00 last. */
export const windowFaults = ({ from, to }: Window, pointer: string): FieldError[] =>
  from < to
    ? []
    : [
        fieldError(`${pointer}/to`, 'not-after-from', to, {
          zh: `须晚于开始时间 ${from}（跨夜请拆成两段，前一段到 24:00）`,
          en: `must be after ${from}; split a window across midnight at 24:00`,
        }),
      ];

function exceptionFaults(
  { closed, from, to }: ProposedHours['exceptions'][number],
  pointer: string,
): FieldError[] {
  if (closed && !from && !to) return [];
  if (!closed && from && to) return windowFaults({ from, to }, pointer);
  const must = {
    zh: '须二选一：closed 为 true，或同时填写 from 和 to',
    en: 'must have either closed: true or both from and to',
  };
  return [fieldError(pointer, 'closed-or-window', undefined, must)];
}

function contradictions(exceptions: ProposedHours['exceptions']): FieldError[] {
  const closedDates = new Set(exceptions.filter(({ closed }) => closed).map(({ date }) => date));
  return exceptions.flatMap(({ date, closed }, index) =>
    closed || !closedDates.has(date)
      ? []
      : [
          fieldError(`/exceptions/${index}/date`, 'open-and-closed', date, {
            zh: '同一天既写了关闭又写了开放，请只保留一种',
            en: 'is both closed and open; keep one of the two',
          }),
        ],
  );
}

/** The hours in one canonical writing: sorted, windows that touch or overlap merged, repetitions gone. */
export function normaliseOpeningHours(hours: ProposedHours): Omit<OpeningHours, 'version'> {
  const days = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
    weekday,
    windows: merge(hours.weekly.filter((window) => window.weekday === weekday)),
  }));
  return {
    weekly: days.flatMap(({ weekday, windows }) =>
      windows.map((window) => ({ weekday, ...window })),
    ),
    exceptions: normaliseExceptions(hours.exceptions),
    onHolidays: hours.onHolidays,
  };
}

function normaliseExceptions(exceptions: ProposedHours['exceptions']): OpeningException[] {
  const dates = [...new Set(exceptions.map(({ date }) => date))].sort();
  return dates.flatMap((date): OpeningException[] => {
    const same = exceptions.filter((exception) => exception.date === date);
    if (same.some(({ closed }) => closed)) return [{ date, closed: true }];
    const windows = same.map(({ from, to }) => ({ from: from ?? '', to: to ?? '' }));
    return merge(windows).map((window) => ({ date, ...window }));
  });
}

function merge(windows: readonly Window[]): Window[] {
  const sorted = [...windows].sort((left, right) => (left.from < right.from ? -1 : 1));
  const merged: Window[] = [];
  for (const { from, to } of sorted) {
    const last = merged.at(-1);
    if (!last || last.to < from) merged.push({ from, to });
    else if (last.to < to) last.to = to;
  }
  return merged;
}

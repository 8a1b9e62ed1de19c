import type { FieldError } from '@app/common';
import { fieldError } from '@app/http';
import type { OpeningException, OpeningHours, OpeningWindow, WeeklyWindow } from './terms';

interface Window {
  from: string;
  to: string;
  groupIds?: string[] | null;
}

/** What was sent, before anybody looked at it as a whole. */
export interface ProposedHours {
  weekly: (WeeklyWindow & { groupIds?: string[] | null })[];
  exceptions: {
    date: string;
    closed?: boolean | null;
    from?: string | null;
    to?: string | null;
    groupIds?: string[] | null;
  }[];
  onHolidays: 'closed' | 'open';
}

/** Everything contradictory in proposed opening hours; empty when they can be kept. */
export function openingHoursFaults({ weekly, exceptions }: ProposedHours): FieldError[] {
  return [
    ...weekly.flatMap((window, index) => windowFaults(window, `/weekly/${index}`)),
    ...exceptions.flatMap((exception, index) => exceptionFaults(exception, `/exceptions/${index}`)),
    ...contradictions(exceptions),
    ...sharedWindowFaults(weekly, exceptions),
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
  { closed, from, to, groupIds }: ProposedHours['exceptions'][number],
  pointer: string,
): FieldError[] {
  if (closed && !from && !to && !isForGroups({ groupIds })) return [];
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

const isForGroups = ({ groupIds }: Pick<Window, 'groupIds'>): boolean =>
  (groupIds ?? []).length > 0;

/** A window for groups inside hours that are open to all would keep nobody out: it says so instead of doing nothing. */
function sharedWindowFaults(
  weekly: ProposedHours['weekly'],
  exceptions: ProposedHours['exceptions'],
): FieldError[] {
  const windows = [
    ...weekly.map((window, at) => ({
      day: `${window.weekday}`,
      pointer: `/weekly/${at}`,
      ...window,
    })),
    ...exceptions.map(({ date, from, to, groupIds }, at) => ({
      ...{ day: date, pointer: `/exceptions/${at}`, from: from ?? '', to: to ?? '', groupIds },
    })),
  ];
  const open = windows.filter((window) => !isForGroups(window));
  return windows.filter(isForGroups).flatMap((own) => {
    const other = open.find((one) => one.day === own.day && one.from < own.to && own.from < one.to);
    if (!other) return [];
    return [
      fieldError(`${own.pointer}/groupIds`, 'open-to-all', `${own.from}–${own.to}`, {
        zh: `与对所有用户开放的 ${other.from}–${other.to} 重叠，专用时段不起作用；请缩短其中一个`,
        en: `overlaps ${other.from}–${other.to}, which is open to all, and would keep nobody out; shorten one of them`,
      }),
    ];
  });
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
    const windows = same.map(({ from, to, groupIds }) => ({
      ...{ from: from ?? '', to: to ?? '', groupIds },
    }));
    return merge(windows).map((window) => ({ date, ...window }));
  });
}

/** Windows that touch or overlap made one, those of different groups apart; in the order of their beginnings. */
function merge(windows: readonly Window[]): Omit<OpeningWindow, 'weekday'>[] {
  const byGroups = new Map<string, Window[]>();
  for (const window of windows) {
    const key = [...new Set(window.groupIds)].sort().join();
    byGroups.set(key, [...(byGroups.get(key) ?? []), window]);
  }
  const merged = [...byGroups].flatMap(([key, same]) =>
    mergeSame(same).map((window) => ({ ...window, ...(key && { groupIds: key.split(',') }) })),
  );
  return merged.sort((left, right) => (left.from < right.from ? -1 : 1));
}

function mergeSame(windows: readonly Window[]): { from: string; to: string }[] {
  const sorted = [...windows].sort((left, right) => (left.from < right.from ? -1 : 1));
  const merged: { from: string; to: string }[] = [];
  for (const { from, to } of sorted) {
    const last = merged.at(-1);
    if (!last || last.to < from) merged.push({ from, to });
    else if (last.to < to) last.to = to;
  }
  return merged;
}

import { civilDateOf, type Interval } from '@app/common';
import type { OpeningHours } from '@app/instruments';
import { ALWAYS, at, CALENDAR, onDay, WORKING_HOURS } from '../testing/bookable';
import { intersection, joined, openWindows } from './opening.rules';

const week = { startsAt: at(0, 0), endsAt: at(7, 0) };
const open = (hours: OpeningHours | null, within: Interval = week) =>
  openWindows(hours, CALENDAR, within);
const dates = (windows: readonly Interval[]) =>
  windows.map(({ startsAt }) => civilDateOf(startsAt));

describe('openWindows', () => {
  it('is closed when no hours were ever set', () => {
    expect(open(null)).toEqual([]);
  });

  it('follows the week, and a weekend day worked in exchange has the hours of a Friday', () => {
    // Saturday 2026-11-28 is worked.
    expect(open(WORKING_HOURS)).toEqual([0, 1, 2, 3, 4, 5].map((day) => onDay(day, 8, 18)));
  });

  it('is closed on holidays unless they are open', () => {
    const tuesday = { startsAt: at(8, 0), endsAt: at(9, 0) };
    expect(open(WORKING_HOURS, tuesday)).toEqual([]);
    expect(open({ ...WORKING_HOURS, onHolidays: 'open' }, tuesday)).toEqual([onDay(8, 8, 18)]);
  });

  it('lets an exception close a day, or open it at other times, even a holiday', () => {
    const hours: OpeningHours = {
      ...WORKING_HOURS,
      exceptions: [
        { date: '2026-11-24', closed: true },
        { date: '2026-11-25', from: '20:00', to: '24:00' },
        { date: '2026-12-01', from: '10:00', to: '11:00' },
      ],
    };
    expect(dates(open(hours))).not.toContain('2026-11-24');
    expect(open(hours, { startsAt: at(2, 0), endsAt: at(3, 0) })).toEqual([onDay(2, 20, 24)]);
    expect(open(hours, { startsAt: at(8, 0), endsAt: at(9, 0) })).toEqual([onDay(8, 10, 11)]);
  });

  it('is one window when days adjoin at midnight', () => {
    expect(open(ALWAYS)).toEqual([week]);
  });

  it('cuts what it finds to the period asked for', () => {
    expect(open(WORKING_HOURS, onDay(0, 9, 10))).toEqual([onDay(0, 9, 10)]);
    expect(open(WORKING_HOURS, onDay(0, 18, 20))).toEqual([]);
  });
});

describe('joined', () => {
  it('makes touching and overlapping spans one, in order', () => {
    const spans = [
      { from: 12, to: 14 },
      { from: 8, to: 10 },
      { from: 10, to: 11 },
      { from: 13, to: 15 },
    ];
    expect(joined(spans)).toEqual([
      { from: 8, to: 11 },
      { from: 12, to: 15 },
    ]);
  });

  it('swallows a span inside another', () => {
    const outer = { from: 8, to: 15 };
    expect(joined([outer, { from: 9, to: 10 }])).toEqual([outer]);
  });
});

describe('intersection', () => {
  it('is what two spans share; touching ones share nothing', () => {
    expect(intersection({ from: 8, to: 12 }, { from: 10, to: 14 })).toEqual({ from: 10, to: 12 });
    expect(intersection({ from: 8, to: 10 }, { from: 10, to: 12 })).toBeNull();
  });
});

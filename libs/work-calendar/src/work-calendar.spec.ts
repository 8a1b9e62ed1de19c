import { HOLIDAYS_2026 } from './testing/holidays-2026';
import { WorkCalendar } from './work-calendar';

const calendar = new WorkCalendar(HOLIDAYS_2026);

describe('WorkCalendar.addWorkdays', () => {
  it.each([
    ['2026-01-23', '2026-03-12'],
    ['2026-02-10', '2026-03-30'],
    ['2026-02-13', '2026-04-02'],
    ['2026-04-20', '2026-06-03'],
    ['2026-08-25', '2026-10-12'],
    ['2026-09-10', '2026-10-28'],
  ])('counts 30 working days after %s to %s', (from, expected) => {
    expect(calendar.addWorkdays(from, 30)).toEqual({ date: expected, provisional: false });
  });

  it('counts a make-up Sunday', () => {
    expect(calendar.addWorkdays('2026-01-03', 1).date).toBe('2026-01-04');
  });

  it('does not count the day it starts from', () => {
    expect(calendar.addWorkdays('2026-03-02', 0).date).toBe('2026-03-02');
    expect(calendar.addWorkdays('2026-03-02', 1).date).toBe('2026-03-03');
  });

  it('marks a count that runs into a year without published holidays', () => {
    expect(calendar.addWorkdays('2026-12-30', 1)).toEqual({
      date: '2026-12-31',
      provisional: false,
    });
    expect(calendar.addWorkdays('2026-12-31', 1)).toEqual({
      date: '2027-01-01',
      provisional: true,
    });
  });

  it('marks a count that starts in such a year', () => {
    expect(calendar.addWorkdays('2025-12-31', 1)).toEqual({
      date: '2026-01-04',
      provisional: false,
    });
    expect(calendar.addWorkdays('2025-12-30', 1)).toEqual({
      date: '2025-12-31',
      provisional: true,
    });
  });

  it.each([-1, 1.5, 1_001, Number.NaN])('refuses to count %p days', (count) => {
    expect(() => calendar.addWorkdays('2026-01-01', count)).toThrow(RangeError);
  });

  it.each(['2026-02-30', '2026-1-5', '', 'tomorrow'])('refuses %p as a date', (date) => {
    expect(() => calendar.addWorkdays(date, 1)).toThrow(RangeError);
  });
});

describe('WorkCalendar.isWorkday', () => {
  it.each([
    ['2026-02-14', true, 'a Saturday worked for Spring Festival'],
    ['2026-02-16', false, 'a Monday of Spring Festival'],
    ['2026-03-07', false, 'a plain Saturday'],
    ['2026-03-09', true, 'a plain Monday'],
    ['2027-01-01', true, 'a Friday of a year without data'],
    ['2027-01-02', false, 'a Saturday of a year without data'],
  ])('answers for %s: %p (%s)', (date, expected) => {
    expect(calendar.isWorkday(date)).toBe(expected);
  });

  it('finds the 248 workdays of 2026', () => {
    const first = Date.UTC(2026, 0, 1);
    const dates = Array.from({ length: 365 }, (_, day) =>
      new Date(first + day * 86_400_000).toISOString().slice(0, 10),
    );
    expect(dates.filter((date) => calendar.isWorkday(date))).toHaveLength(248);
    expect(dates.filter((date) => calendar.isHoliday(date))).toHaveLength(33);
  });
});

describe('WorkCalendar.isHoliday', () => {
  it('tells a statutory day off from a weekend and from a make-up workday', () => {
    expect(calendar.isHoliday('2026-10-03')).toBe(true);
    expect(calendar.isHoliday('2026-10-17')).toBe(false);
    expect(calendar.isHoliday('2026-10-10')).toBe(false);
  });
});

describe('WorkCalendar.provisional', () => {
  it('is true for years without data only', () => {
    expect(calendar.provisional(2026)).toBe(false);
    expect(calendar.provisional(2027)).toBe(true);
  });
});

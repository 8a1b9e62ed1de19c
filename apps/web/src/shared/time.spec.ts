import {
  addDays,
  civilDate,
  clockText,
  formatDate,
  formatHours,
  formatInstant,
  formatPeriod,
  instantAt,
  minuteOfDay,
  minutesBetween,
  startOfWeek,
  weekdayOf,
} from './time';

describe('time in Shanghai', () => {
  it('shows the same clock when the browser sits elsewhere', () => {
    // The runner's configuration puts us in California; without it this test would prove nothing.
    expect(new Date('2026-11-24T00:00:00Z').getTimezoneOffset()).toBe(480);
    expect(formatPeriod('2026-11-24T01:00:00Z', '2026-11-24T05:00:00Z', 'zh')).toBe(
      '2026-11-24 周二 09:00–13:00',
    );
    expect(civilDate('2026-11-23T16:00:00Z')).toBe('2026-11-24');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2026-03-07', 1)).toBe('2026-03-08'); // summer time begins there
  });

  it.each([
    ['2026-11-23T15:59:59Z', '2026-11-23', 1439],
    ['2026-11-23T16:00:00Z', '2026-11-24', 0],
    ['2026-11-24T09:30:00+08:00', '2026-11-24', 570],
    ['2026-12-31T23:30:00-05:00', '2027-01-01', 750],
  ])('reads %s as %s, minute %i', (instant, date, minute) => {
    expect(civilDate(instant)).toBe(date);
    expect(minuteOfDay(instant)).toBe(minute);
  });

  it.each([0, 1, 570, 1439])('writes and reads back minute %i of a day', (minute) => {
    const instant = instantAt('2028-02-29', minute);
    expect(civilDate(instant)).toBe('2028-02-29');
    expect(minuteOfDay(instant)).toBe(minute);
  });

  it('takes minute 1440 as the next midnight', () => {
    expect(instantAt('2026-12-31', 1440)).toBe('2027-01-01T00:00:00+08:00');
  });

  it('knows weekdays and Mondays', () => {
    expect(weekdayOf('2026-11-23')).toBe(1);
    expect(weekdayOf('2026-11-29')).toBe(7);
    expect(startOfWeek('2026-11-29')).toBe('2026-11-23');
    expect(startOfWeek('2026-11-23')).toBe('2026-11-23');
  });

  it('names both days of a period past midnight, and 24:00 for one that ends there', () => {
    expect(formatPeriod('2026-11-24T22:00:00+08:00', '2026-11-25T00:00:00+08:00', 'zh')).toBe(
      '2026-11-24 周二 22:00–24:00',
    );
    expect(formatPeriod('2026-11-24T22:00:00+08:00', '2026-11-25T02:00:00+08:00', 'en')).toBe(
      '2026-11-24 Tue 22:00 – 2026-11-25 Wed 02:00',
    );
    expect(formatHours('2026-11-24T22:00:00+08:00', '2026-11-25T00:00:00+08:00')).toBe(
      '22:00–24:00',
    );
  });

  it('formats dates, instants and lengths', () => {
    expect(formatDate('2026-11-24', 'en')).toBe('2026-11-24 Tue');
    expect(formatInstant('2026-11-24T01:05:00Z', 'zh')).toBe('2026-11-24 周二 09:05');
    expect(clockText(1440)).toBe('24:00');
    expect(minutesBetween('2026-11-24T01:00:00Z', '2026-11-24T13:00:00+08:00')).toBe(240);
  });
});

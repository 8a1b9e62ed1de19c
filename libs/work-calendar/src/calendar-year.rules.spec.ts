import { dayFaults } from './calendar-year.rules';
import { HOLIDAYS_2026 } from './testing/holidays-2026';

const holiday = { date: '2026-01-01', kind: 'holiday' } as const;

describe('dayFaults', () => {
  it('finds nothing wrong with the year as it was published', () => {
    expect(dayFaults(2026, HOLIDAYS_2026)).toEqual([]);
    expect(dayFaults(2026, [])).toEqual([]);
  });

  it.each([
    ['a date of another year', { date: '2027-01-01', kind: 'holiday' }, 'date', 'outside-year'],
    ['a date that stands there', { date: '2026-01-01', kind: 'workday' }, 'date', 'repeated'],
    [
      'a Monday as make-up day',
      { date: '2026-01-05', kind: 'workday' },
      'kind',
      'already-a-workday',
    ],
  ] as const)('refuses %s, naming it and the way out', (_, day, field, code) => {
    const [fault, ...others] = dayFaults(2026, [holiday, day]);
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ pointer: `/days/1/${field}`, code });
    for (const text of [fault?.message.zh, fault?.message.en]) expect(text).toContain(day.date);
  });

  it('refuses a weekend worked in exchange for nothing', () => {
    const [fault] = dayFaults(2026, [{ date: '2026-01-04', kind: 'workday' }]);
    expect(fault).toMatchObject({ pointer: '/days/0/kind', code: 'nothing-in-exchange' });
  });

  it('tells of every bad item at once', () => {
    const days = [holiday, holiday, { date: '2025-12-31', kind: 'holiday' } as const];
    expect(dayFaults(2026, days).map(({ pointer }) => pointer)).toEqual([
      '/days/1/date',
      '/days/2/date',
    ]);
  });
});

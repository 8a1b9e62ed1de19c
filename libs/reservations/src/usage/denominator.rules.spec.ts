import { monthsOf, yearsIn } from './denominator.rules';

describe('yearsIn', () => {
  it.each([
    ['2025-01-01', '2025-12-31', 1],
    ['2024-01-01', '2024-12-31', 1],
    ['2025-01-01', '2026-12-31', 2],
    ['2025-03-01', '2025-03-01', 1 / 365],
    ['2024-02-29', '2024-02-29', 1 / 366],
    ['2023-12-31', '2024-01-01', 1 / 365 + 1 / 366],
  ])('from %s to %s is %d', (from, to, years) => {
    expect(yearsIn({ from, to })).toBeCloseTo(years, 12);
  });

  it('of the months of a period is that of the period', () => {
    const period = { from: '2023-11-17', to: '2025-03-02' };
    const sum = monthsOf(period).reduce((total, month) => total + yearsIn(month), 0);
    expect(sum).toBeCloseTo(yearsIn(period), 12);
  });
});

describe('monthsOf', () => {
  it('cuts the first and the last to the period', () => {
    expect(monthsOf({ from: '2025-01-31', to: '2025-03-01' })).toEqual([
      { month: '2025-01', from: '2025-01-31', to: '2025-01-31' },
      { month: '2025-02', from: '2025-02-01', to: '2025-02-28' },
      { month: '2025-03', from: '2025-03-01', to: '2025-03-01' },
    ]);
  });
});

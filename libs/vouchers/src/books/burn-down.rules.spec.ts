import { fen } from '@app/common';
import * as fc from 'fast-check';
import { forecastOf } from './burn-down.rules';

const YEAR = { validFrom: '2026-01-01', validTo: '2026-12-31' };
const forecast = (planFen: number, usedFen: number, today: string) =>
  forecastOf({ ...YEAR, planFen: fen(planFen), usedFen: fen(usedFen), today });

describe('the forecast by the run rate', () => {
  it.each([
    ['a fifth of the year, a tenth of the plan', 3_650, 365, '2026-03-14', 1_825, null],
    ['the plan is gone on the last day', 3_650, 730, '2026-03-14', 3_650, '2026-12-31'],
    ['twice as fast', 3_650, 1_460, '2026-03-14', 7_300, '2026-07-02'],
    ['on the first day', 3_650, 10, '2026-01-01', 3_650, '2026-12-31'],
    ['nothing was used', 3_650, 0, '2026-03-14', 0, null],
    ['half a fen goes up', 9_000, 1, '2026-12-30', 1, null],
    ['after the last day, what was used', 3_650, 900, '2027-02-01', 900, null],
  ])('%s', (_name, plan, used, today, forecastFen, exhaustedOn) => {
    expect(forecast(plan, used, today)).toEqual({ forecastFen, exhaustedOn });
  });

  it('is nothing before the programme began', () => {
    expect(forecast(3_650, 0, '2025-12-31')).toBeNull();
  });

  it('never tells less than was used, nor a day outside the programme, up to nine quadrillion fen', () => {
    const day = fc
      .integer({ min: 1, max: 28 })
      .map((of) => `2026-06-${String(of).padStart(2, '0')}`);
    fc.assert(
      fc.property(
        fc.nat(4_000_000_000_000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        day,
        (plan, part, today) => {
          const used = Math.floor(plan * part);
          const told = forecast(plan, used, today);
          expect(told?.forecastFen).toBeGreaterThanOrEqual(used);
          const on = told?.exhaustedOn ?? YEAR.validTo;
          expect(on >= YEAR.validFrom && on <= YEAR.validTo).toBe(true);
        },
      ),
    );
  });
});

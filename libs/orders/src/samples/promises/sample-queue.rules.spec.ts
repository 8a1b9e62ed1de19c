import * as fc from 'fast-check';
import { workdaysUntilDone, workOf } from './sample-queue.rules';

describe('workOf', () => {
  it('adds up machine time and waits for the slowest report', () => {
    const tests = [
      { machineMinutes: 30, workingDays: 1, quantity: 4 },
      { machineMinutes: 0, workingDays: 3, quantity: 2 },
    ];
    expect(workOf(tests)).toEqual({ machineMinutes: 120, workingDays: 3 });
    expect(workOf([])).toEqual({ machineMinutes: 0, workingDays: 0 });
  });
});

describe('workdaysUntilDone', () => {
  it.each([
    ['one day for what takes no time', 0, 0, 0, 1],
    ['a day that is filled to the minute', 400, 20, 0, 1],
    ['the next day for a minute more', 400, 21, 0, 2],
    ['the days of the report after those of the machine', 400, 21, 3, 5],
    ['what the calendar can count at most', 1_000_000, 0, 0, 1_000],
  ])('is %s', (_what, ahead, machineMinutes, workingDays, days) => {
    expect(workdaysUntilDone(ahead, { machineMinutes, workingDays }, 420)).toBe(days);
  });

  it('never comes earlier for more work ahead, nor later for a laboratory that does more', () => {
    const minutes = fc.nat(100_000);
    fc.assert(
      fc.property(
        ...([minutes, minutes, fc.nat(50), fc.integer({ min: 1, max: 14_400 })] as const),
        (ahead, machineMinutes, workingDays, capacity) => {
          const work = { machineMinutes, workingDays };
          const days = workdaysUntilDone(ahead, work, capacity);
          expect(workdaysUntilDone(ahead + 1, work, capacity)).toBeGreaterThanOrEqual(days);
          expect(workdaysUntilDone(ahead, work, capacity + 1)).toBeLessThanOrEqual(days);
        },
      ),
    );
  });
});

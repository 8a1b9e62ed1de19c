import { fen } from '@app/common';
import { arrearsReason } from './arrears.rules';

const overdue = (yuan: number, days: number) => ({
  overdueFen: fen(yuan * 100),
  ...{ orders: 2, oldestDueOn: '2026-01-31', days },
});
const limits = (yuan: number | null, limitDays: number | null) => ({
  limitFen: yuan === null ? null : fen(yuan * 100),
  limitDays,
});

describe('arrearsReason', () => {
  it.each([
    ['no limit', overdue(999, 99), limits(null, null), false],
    ['exactly the amount', overdue(100, 99), limits(100, null), false],
    ['a fen more', { ...overdue(100, 1), overdueFen: fen(10_001) }, limits(100, null), true],
    ['exactly the days', overdue(1, 30), limits(null, 30), false],
    ['a day more', overdue(1, 31), limits(null, 30), true],
    [
      'nothing overdue under a limit of nothing',
      { ...overdue(0, 0), orders: 0 },
      limits(0, 0),
      false,
    ],
    ['anything overdue under a limit of nothing', overdue(1, 1), limits(0, null), true],
    ['one of two limits', overdue(50, 31), limits(100, 30), true],
  ])('%s', (_, owed, allowed, refused) => {
    expect(arrearsReason(owed, allowed) !== null).toBe(refused);
  });

  it('names the amount, the limit that is broken and the way out', () => {
    const reason = arrearsReason(overdue(250, 40), limits(100, 60));
    expect(reason).toMatchObject({
      code: 'arrears-limit',
      values: { overdueFen: 25_000, days: 40, limitFen: 10_000, limitDays: 60 },
    });
    expect(reason?.message.zh).toContain('250.00');
    expect(reason?.message.zh).toContain('金额上限');
    expect(reason?.message.zh).not.toContain('逾期上限');
    expect(reason?.message.en).toMatch(/Pay what is overdue, or ask the holder/);
  });
});

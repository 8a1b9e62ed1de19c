import { FieldsRefused } from '@app/common';
import { periodOf } from './period';

const NINE = '2026-11-24T09:00:00+08:00';

describe('periodOf', () => {
  it('takes two instants with any offset', () => {
    const { startsAt, endsAt } = periodOf(NINE, '2026-11-24T02:00:00Z');
    expect(endsAt.diff(startsAt, 'hours').hours).toBe(1);
  });

  it.each([
    ['that is reversed', '2026-11-24T08:00:00+08:00', 'period-reversed'],
    ['that is empty', NINE, 'period-reversed'],
    ['longer than 92 days', '2027-02-24T09:00:01+08:00', 'period-too-long'],
  ])('refuses a period %s', (_what, endsAt, code) => {
    const attempt = () => periodOf(NINE, endsAt);
    expect(attempt).toThrow(FieldsRefused);
    expect(attempt).toThrow(
      expect.objectContaining({
        members: { errors: [expect.objectContaining({ code, pointer: '/endsAt' })] },
      }),
    );
  });

  it('takes a period of exactly 92 days', () => {
    expect(() => periodOf(NINE, '2027-02-24T09:00:00+08:00')).not.toThrow();
  });
});

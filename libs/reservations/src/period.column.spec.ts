import { DateTime } from 'luxon';
import { period, rangeText } from './period.column';

const startsAt = DateTime.utc(2026, 11, 24, 1);
const endsAt = DateTime.utc(2026, 11, 24, 3, 30, 0, 125);

describe('period', () => {
  it('writes a half-open range', () => {
    expect(rangeText({ startsAt, endsAt })).toBe(
      '[2026-11-24T01:00:00.000Z,2026-11-24T03:30:00.125Z)',
    );
  });

  it.each([
    '["2026-11-24 01:00:00+00","2026-11-24 03:30:00.125+00")',
    '["2026-11-24 09:00:00+08","2026-11-24 11:30:00.125+08")',
    '["2026-11-24 06:30:00+05:30","2026-11-24 03:30:00.125+00")',
  ])('reads what PostgreSQL writes: %s', (text) => {
    expect(period.from(text)).toEqual({ startsAt, endsAt });
  });

  it.each(['empty', '(,)', '["2026-11-24 01:00:00+00",)', '["2026-11-24 01:00:00+00",infinity]'])(
    'refuses %s, which no occupancy may be',
    (text) => {
      expect(() => period.from(text) as unknown).toThrow(RangeError);
    },
  );

  it('leaves null alone', () => {
    expect(period.from(null)).toBeNull();
  });
});

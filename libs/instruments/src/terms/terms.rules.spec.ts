import { fen } from '@app/common';
import { policyFaults, type ProposedPolicy, resolvePolicy } from './booking-policy.rules';
import { backdatingFaults, feeFaults, feeFor } from './fee-schedule.rules';
import {
  normaliseOpeningHours,
  openingHoursFaults,
  type ProposedHours,
} from './opening-hours.rules';
import { DEFAULT_BOOKING_POLICY, FEE_TIERS, type FeeLine, type OffPeakWindow } from './terms';

const hours = (parts: Partial<ProposedHours>): ProposedHours => ({
  weekly: [],
  exceptions: [],
  onHolidays: 'closed',
  ...parts,
});
const codes = (faults: { pointer: string; code: string }[]): string[] =>
  faults.map(({ pointer, code }) => `${pointer} ${code}`);

describe('openingHoursFaults', () => {
  it.each<[string, Partial<ProposedHours>, string[]]>([
    ['a day to midnight', { weekly: [{ weekday: 1, from: '00:00', to: '24:00' }] }, []],
    [
      'a window that ends before it starts',
      { weekly: [{ weekday: 1, from: '18:00', to: '08:00' }] },
      ['/weekly/0/to not-after-from'],
    ],
    [
      'an empty window',
      { exceptions: [{ date: '2026-05-01', from: '08:00', to: '08:00' }] },
      ['/exceptions/0/to not-after-from'],
    ],
    ['a closed date', { exceptions: [{ date: '2026-05-01', closed: true }] }, []],
    [
      'a date without a word',
      { exceptions: [{ date: '2026-05-01' }] },
      ['/exceptions/0 closed-or-window'],
    ],
    [
      'a closed date with a window',
      { exceptions: [{ date: '2026-05-01', closed: true, from: '08:00', to: '09:00' }] },
      ['/exceptions/0 closed-or-window'],
    ],
    [
      'a date closed here and open there',
      {
        exceptions: [
          { date: '2026-05-01', closed: true },
          { date: '2026-05-01', from: '08:00', to: '09:00' },
        ],
      },
      ['/exceptions/1/date open-and-closed'],
    ],
  ])('judges %s', (_, proposed, expected) => {
    expect(codes(openingHoursFaults(hours(proposed)))).toEqual(expected);
  });
});

describe('normaliseOpeningHours', () => {
  it('sorts, and merges windows that touch or overlap on one weekday only', () => {
    const { weekly } = normaliseOpeningHours(
      hours({
        weekly: [
          { weekday: 2, from: '08:00', to: '12:00' },
          { weekday: 1, from: '13:00', to: '18:00' },
          { weekday: 1, from: '08:00', to: '12:00' },
          { weekday: 1, from: '12:00', to: '13:30' },
          { weekday: 1, from: '20:00', to: '24:00' },
          { weekday: 1, from: '09:00', to: '10:00' },
        ],
      }),
    );
    expect(weekly).toEqual([
      { weekday: 1, from: '08:00', to: '18:00' },
      { weekday: 1, from: '20:00', to: '24:00' },
      { weekday: 2, from: '08:00', to: '12:00' },
    ]);
  });

  it('keeps several windows of one date and one closing of another', () => {
    const { exceptions } = normaliseOpeningHours(
      hours({
        exceptions: [
          { date: '2026-06-02', closed: true },
          { date: '2026-06-01', from: '14:00', to: '16:00' },
          { date: '2026-06-02', closed: true },
          { date: '2026-06-01', from: '08:00', to: '10:00' },
        ],
      }),
    );
    expect(exceptions).toEqual([
      { date: '2026-06-01', from: '08:00', to: '10:00' },
      { date: '2026-06-01', from: '14:00', to: '16:00' },
      { date: '2026-06-02', closed: true },
    ]);
  });
});

describe('resolvePolicy', () => {
  it('gives the default for nothing', () => {
    expect({ version: 0, ...resolvePolicy({}) }).toEqual(DEFAULT_BOOKING_POLICY);
  });

  it('tells off (null) from not said (absent)', () => {
    const policy = resolvePolicy({ maxMinutes: null, horizonDays: undefined, noticeMinutes: null });
    expect(policy).toMatchObject({ maxMinutes: null, horizonDays: 90, noticeMinutes: 0 });
  });

  it.each<[ProposedPolicy, number, number]>([
    [{ lengthGridMinutes: 60 }, 60, 480],
    [{ lengthGridMinutes: 50 }, 50, 450],
    [{ maxMinutes: 15 }, 15, 15],
    [{ minMinutes: 600 }, 600, 600],
    [{ lengthGridMinutes: 1_440, multiDay: true }, 1_440, 1_440],
  ])('bends default lengths to %p', (proposed, least, most) => {
    const policy = resolvePolicy(proposed);
    expect([policy.minMinutes, policy.maxMinutes]).toEqual([least, most]);
    expect(policyFaults(policy)).toEqual([]);
  });
});

describe('policyFaults', () => {
  it.each<[ProposedPolicy, string[]]>([
    [{ minMinutes: 120, maxMinutes: 60 }, ['/minMinutes above-maximum']],
    [{ minMinutes: 50, lengthGridMinutes: 15 }, ['/minMinutes off-length-grid']],
    [{ maxMinutes: 100, lengthGridMinutes: 60 }, ['/maxMinutes off-length-grid']],
    [{ startGridMinutes: 7 }, ['/startGridMinutes does-not-divide-day']],
    [{ minMinutes: 2_880, maxMinutes: 4_320 }, ['/minMinutes longer-than-a-day']],
    [{ minMinutes: 2_880, maxMinutes: 4_320, multiDay: true }, []],
    [{ horizonDays: 7, noticeMinutes: 10_080 }, ['/noticeMinutes beyond-horizon']],
    [{ horizonDays: null, noticeMinutes: 500_000 }, []],
    [
      { bookableFrom: '2026-06-02', bookableUntil: '2026-06-01' },
      ['/bookableUntil before-bookable-from'],
    ],
    [{ quotas: [{ scope: 'user', per: 'day', of: 'holder' }] }, ['/quotas/0 empty-quota']],
    [
      { quotas: [{ scope: 'user', per: 'day', of: 'holder', minutes: 20 }] },
      ['/quotas/0/minutes below-minimum-length'],
    ],
    [
      {
        quotas: [
          { scope: 'user', per: 'day', of: 'holder', count: 1 },
          { scope: 'user', per: 'day', of: 'holder', count: 2 },
        ],
      },
      ['/quotas/1 repeated-quota'],
    ],
  ])('of %p are %p', (proposed, expected) => {
    expect(codes(policyFaults(resolvePolicy(proposed)))).toEqual(expected);
  });
});

describe('feeFaults', () => {
  const amountFen = fen(10_000);

  it('takes one line per kind and tier', () => {
    const lines = [
      { kind: 'per_hour', amountFen },
      { kind: 'per_hour', amountFen, tier: 'internal' },
      { kind: 'minimum', amountFen },
    ] as const;
    expect(feeFaults(lines)).toEqual([]);
  });

  const hour = { kind: 'per_hour', amountFen } as const;
  const night = { weekday: 1, from: '20:00', to: '24:00', percent: 50 };
  const offPeak = (...windows: OffPeakWindow[]): FeeLine[] => [{ ...hour, offPeak: windows }];

  it.each<[string, FeeLine[], string[]]>([
    [
      'a repeated line',
      [
        { kind: 'per_use', amountFen },
        { kind: 'per_use', amountFen },
      ],
      ['/lines/1 repeated-line'],
    ],
    ['minimum charges alone', [{ kind: 'minimum', amountFen }], ['/lines only-minimum']],
    ['an operator alone', [{ kind: 'operator_per_hour', amountFen }], ['/lines only-minimum']],
    [
      'a tier that would pay nothing',
      [
        { ...hour, tier: 'internal' },
        { ...hour, tier: 'jiaxing' },
      ],
      ['/lines tier-without-price'],
    ],
    ['tiers that are all priced', [{ ...hour, tier: 'internal' }, hour], []],
    ['windows that touch', offPeak(night, { ...night, from: '18:00', to: '20:00' }), []],
    [
      'windows that overlap',
      offPeak(night, { ...night, from: '19:00', to: '20:01' }),
      ['/lines/0/offPeak/1 overlapping-off-peak'],
    ],
    [
      'a window across midnight',
      offPeak({ ...night, to: '06:00' }),
      ['/lines/0/offPeak/0/to not-after-from'],
    ],
    [
      'a window with neither percent nor amount',
      offPeak({ ...night, percent: null }),
      ['/lines/0/offPeak/0 percent-or-amount'],
    ],
    [
      'a window with both',
      offPeak({ ...night, amountFen }),
      ['/lines/0/offPeak/0 percent-or-amount'],
    ],
    [
      'a window that costs more',
      offPeak({ ...night, percent: null, amountFen: fen(10_001) }),
      ['/lines/0/offPeak/0/amountFen above-usual'],
    ],
    [
      'windows of samples',
      [{ kind: 'per_sample', amountFen, offPeak: [night] }],
      ['/lines/0/offPeak off-peak-not-per-hour'],
    ],
  ])('judges %s', (_what, lines, expected) => {
    expect(codes(feeFaults(lines))).toEqual(expected);
  });

  it('names the value and the way out of what it refuses', () => {
    const [fault] = feeFaults(offPeak(night, { ...night, from: '23:00' }));
    expect(fault?.message).toMatchObject({ zh: expect.stringContaining('20:00–24:00') });
  });
});

describe('feeFor', () => {
  const amountFen = fen(100);
  const lines: FeeLine[] = [
    { kind: 'per_hour', amountFen },
    { kind: 'per_hour', amountFen, tier: 'internal' },
  ];

  it.each(FEE_TIERS)('takes the line of the tier %s before the one for everybody', (tier) => {
    expect(feeFor(lines, 'per_hour', tier)).toBe(lines[tier === 'internal' ? 1 : 0]);
  });

  it('finds no price of another kind', () => {
    expect(feeFor(lines, 'per_use', 'internal')).toBeUndefined();
  });
});

describe('backdatingFaults', () => {
  it.each([
    ['2026-11-22', true, []],
    ['2026-11-22', false, ['/validFrom backdated']],
    ['2026-11-23', false, []],
  ])('of %s with isFirst %s are %p', (validFrom, isFirst, expected) => {
    expect(codes(backdatingFaults(validFrom, { today: '2026-11-23', isFirst }))).toEqual(expected);
  });
});

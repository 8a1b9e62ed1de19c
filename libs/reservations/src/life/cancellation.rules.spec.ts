import type { DateTime } from 'luxon';
import { fen, isoInZone } from '@app/common';
import type { CancellationFee, CancellationStep } from '@app/instruments';
import { at } from '../testing/bookable';
import { cancellationOf } from './cancellation.rules';

const START = at(3, 12);
const before = (minutes: number): DateTime => START.minus({ minutes });

const LADDER: CancellationStep[] = [
  { withinMinutes: 60, percent: 100 },
  { withinMinutes: 1_440, amountFen: fen(5_000) },
  { withinMinutes: 240, percent: 50 },
];

const costs = (
  now: DateTime,
  changes: Partial<Parameters<typeof cancellationOf>[0]> = {},
): ReturnType<typeof cancellationOf> =>
  cancellationOf({
    ...{ state: 'confirmed', isOfHolder: false, startsAt: START, listFen: fen(12_001), now },
    policy: { cancellationFee: null, cancellationFees: LADDER },
    ...changes,
  });

describe('cancellationOf', () => {
  it.each<[string, DateTime, number, number | null]>([
    ['a day and more ahead', before(1_441), 0, 1_440],
    ['exactly a day ahead', before(1_440), 0, 1_440],
    ['a second later', before(1_440).plus({ seconds: 1 }), 5_000, 240],
    ['exactly four hours ahead', before(240), 5_000, 240],
    ['later than that, half-up', before(239), 6_001, 60],
    ['within the hour', before(59), 12_001, null],
    ['at the start', START, 12_001, null],
  ])('%s', (_when, now, feeFen, untilMinutes) => {
    const until = untilMinutes === null ? null : isoInZone(before(untilMinutes));
    expect(costs(now)).toEqual({ feeFen, until });
  });

  it('takes the single fee of a policy, and never more than the service costs', () => {
    const cancellationFee: CancellationFee = { withinMinutes: 120, amountFen: fen(20_000) };
    const policy = { cancellationFee, cancellationFees: [] };
    expect(costs(before(121), { policy })).toMatchObject({ feeFen: 0 });
    expect(costs(before(119), { policy })).toEqual({ feeFen: 12_001, until: null });
  });

  it.each<[string, Parameters<typeof costs>[1]]>([
    ['the holder’s own side', { isOfHolder: true }],
    ['a request', { state: 'requested' }],
    ['what was displaced', { state: 'displaced' }],
    ['a policy without fees', { policy: { cancellationFee: null, cancellationFees: [] } }],
  ])('costs %s nothing', (_what, changes) => {
    expect(costs(before(1), changes)).toEqual({ feeFen: 0, until: null });
  });

  it.each(['in_use', 'used', 'completed', 'no_show'] as const)('says nothing of %s', (state) => {
    expect(costs(before(1), { state })).toBeNull();
  });
});

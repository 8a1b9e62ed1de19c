import { fen } from '@app/common';
import { cancellationFaults } from './cancellation-fees.rules';
import type { CancellationStep } from './terms';

const DAY = 1_440;

describe('cancellationFaults', () => {
  it.each<[string, CancellationStep[], string[]]>([
    ['no fee', [], []],
    [
      'a ladder of shares, whatever the order',
      [
        { withinMinutes: 60, percent: 100 },
        { withinMinutes: DAY, percent: 50 },
      ],
      [],
    ],
    [
      'amounts beside shares, which cannot be compared',
      [
        { withinMinutes: DAY, amountFen: fen(90_000) },
        { withinMinutes: 60, percent: 10 },
      ],
      [],
    ],
    ['neither', [{ withinMinutes: 60 }], ['/cancellationFees/0 amount-or-percent']],
    [
      'both',
      [{ withinMinutes: 60, amountFen: fen(1), percent: 1 }],
      ['/cancellationFees/0 amount-or-percent'],
    ],
    [
      'two of one time',
      [
        { withinMinutes: 60, percent: 10 },
        { withinMinutes: 60, percent: 20 },
      ],
      ['/cancellationFees/1/withinMinutes repeated-step'],
    ],
    [
      'less the later it is',
      [
        { withinMinutes: 60, amountFen: fen(100) },
        { withinMinutes: DAY, amountFen: fen(101) },
      ],
      ['/cancellationFees/0 cheaper-when-later'],
    ],
  ])('of %s', (_what, cancellationFees, expected) => {
    const faults = cancellationFaults({ cancellationFee: null, cancellationFees });
    expect(faults.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(expected);
  });

  it('takes the single fee or the ladder, and not both', () => {
    const cancellationFee = { withinMinutes: 60, amountFen: fen(100) };
    expect(cancellationFaults({ cancellationFee, cancellationFees: [] })).toEqual([]);
    expect(
      cancellationFaults({
        cancellationFee,
        cancellationFees: [{ withinMinutes: DAY, percent: 5 }],
      }),
    ).toMatchObject([{ pointer: '/cancellationFees', code: 'named-twice' }]);
  });
});

import { assert, constantFrom, integer, property, record, array } from 'fast-check';
import { fen } from '@app/common';
import { changeProblems, priceChange, type ProposedLine } from './change-order.rules';

const FEE = fen(100_000);
const line = (parts: Partial<ProposedLine>): ProposedLine => ({
  ...{ kind: 'other', text: '加测', amountFen: 5_000 },
  ...parts,
});
const less = (parts: Partial<ProposedLine>): ProposedLine =>
  line({ kind: 'reduction', cause: 'partnership', ...parts });
const codesOf = (...lines: ProposedLine[]): string[] =>
  changeProblems(lines, FEE).map(({ pointer, code }) => `${pointer} ${code}`);

describe('the lines of a change order', () => {
  it('add what is charged and take off what is reduced', () => {
    const { lines, amountFen, isReduction } = priceChange(
      [line({ kind: 'extra_time', quantity: 30, amountFen: 30_000 }), less({})],
      FEE,
    );
    expect(lines.map(({ changeFen }) => changeFen)).toEqual([30_000, -5_000]);
    expect([amountFen, isReduction]).toEqual([25_000, true]);
  });

  it('make an agreed price the whole fee, above or below the present one', () => {
    const priceAt = (amountFen: number) =>
      priceChange([line({ kind: 'agreed_price', amountFen })], FEE);
    expect(priceAt(80_000)).toMatchObject({ amountFen: -20_000, isReduction: true });
    expect(priceAt(120_000)).toMatchObject({ amountFen: 20_000, isReduction: false });
    expect(priceAt(0)).toMatchObject({ amountFen: -100_000 });
  });

  it.each<[string, ProposedLine[]]>([
    ['/lines/0/quantity required', [line({ kind: 'extra_tests' })]],
    ['/lines/1/quantity not-counted', [line({}), line({ quantity: 2 })]],
    ['/lines/0/amountFen nothing', [line({ amountFen: 0 })]],
    ['/lines agreed-price-alone', [line({ kind: 'agreed_price' }), line({})]],
    ['/lines below-zero', [less({ amountFen: 100_001 })]],
    ['/lines/0/cause required', [less({ cause: null })]],
    ['/lines/1/cause not-a-reduction', [less({}), line({ cause: 'other' })]],
  ])('are refused: %s', (code, lines) => expect(codesOf(...lines)).toEqual([code]));

  it('tell all that is wrong at once', () => {
    expect(codesOf(line({ amountFen: 0 }), line({ kind: 'extra_time' }))).toHaveLength(2);
  });

  it('may take off the whole fee, and not a fen more', () => {
    expect(codesOf(less({ amountFen: 100_000 }))).toEqual([]);
  });

  it('sum to the fen whatever they are', () => {
    const lines = array(
      record({
        kind: constantFrom('other' as const, 'reduction' as const),
        amountFen: integer({ min: 1, max: 1_000_000_000 }),
      }).map(line),
      { minLength: 1, maxLength: 30 },
    );
    assert(
      property(lines, (given) => {
        const { lines: priced, amountFen } = priceChange(given, FEE);
        const sum = priced.reduce((total, { changeFen }) => total + changeFen, 0);
        return sum === amountFen;
      }),
    );
  });
});

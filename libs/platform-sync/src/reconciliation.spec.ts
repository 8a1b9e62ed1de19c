import { compareDigests } from './reconciliation';

const of = (insCode: string, digest: string, count = 1) => ({ insCode, count, digest });

describe('compareDigests', () => {
  it('finds what differs, what is missing there and what is extra there', () => {
    const ours = [of('A', '1'), of('B', '2', 3), of('C', '3')];
    const theirs = [of('A', '1'), of('B', '9', 3), of('D', '4', 5)];
    expect(compareDigests('instrument', ours, theirs)).toEqual({
      kind: 'instrument',
      ours: 5,
      theirs: 9,
      holdersEqual: 1,
      holdersDifferent: 3,
      differing: ['B', 'C', 'D'],
    });
  });

  it('keeps the first hundred differing holders and counts all', () => {
    const ours = Array.from({ length: 150 }, (_, index) => of(String(1000 + index), 'x'));
    const result = compareDigests('instrument', ours, []);
    expect([result.differing.length, result.holdersDifferent]).toEqual([100, 150]);
  });
});

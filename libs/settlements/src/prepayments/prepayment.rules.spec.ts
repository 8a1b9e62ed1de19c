import { fen } from '@app/common';
import { missingOf } from './prepayment.rules';

describe('missingOf', () => {
  it.each([
    ['all of it where nothing is there', 500, 0, 500],
    ['what the cover falls short by', 500, 499, 1],
    ['nothing at exactly the need', 500, 500, 0],
    ['nothing above it', 500, 900, 0],
    ['no more than the need where others have used more than there is', 500, -200, 500],
    ['nothing of an order that needs nothing, however little is there', 0, -200, 0],
    ['nothing of one that is paid beyond its need', -1, 0, 0],
  ])('is %s', (_what, due, cover, missing) => {
    expect(missingOf({ dueFen: fen(due), coverFen: fen(cover) })).toBe(missing);
  });
});

import { type Fen, subtractFen, ZERO_FEN } from '@app/common';

/** What of an order's need is not there, in fen; nothing where it needs nothing or all of it is there. */
export function missingOf({ dueFen, coverFen }: { dueFen: Fen; coverFen: Fen }): Fen {
  if (dueFen <= 0) return ZERO_FEN;
  const there = coverFen > 0 ? coverFen : ZERO_FEN;
  return there >= dueFen ? ZERO_FEN : subtractFen(dueFen, there);
}

import { addFen, type Fen, splitFen, subtractFen, sumFen, ZERO_FEN } from '@app/common';

/** What a laboratory and its holder have of an amount; the two make it up to the fen. */
export interface Share {
  receivedFen: Fen;
  labFen: Fen;
  holderFen: Fen;
}

/** Nothing received and nothing shared. */
export const NO_SHARE: Share = { receivedFen: ZERO_FEN, labFen: ZERO_FEN, holderFen: ZERO_FEN };

const RATIO_UNITS = 10_000;

/** Shares what was received: `ratio` (0 to 1, at most four decimals) to the laboratory, the rest to the holder. */
export function shareOf(receivedFen: Fen, ratio: number): Share {
  const units = Math.round(ratio * RATIO_UNITS);
  const [labFen = ZERO_FEN, holderFen = ZERO_FEN] = splitFen(receivedFen, [
    units,
    RATIO_UNITS - units,
  ]);
  return { receivedFen, labFen, holderFen };
}

/** What the money of one order is at the end of a month, and what earlier months have of it. */
export interface OrderIncome {
  /** Received by the end of the month. */
  receivedFen: Fen;
  /** The laboratory's part; 0 where there is no laboratory or no rule. */
  labRatio: number;
  before: Share;
}

/**
 * What a month has of an order: what is due of all that was received by its end, less what earlier months have. Sharing
 * the whole and not the difference, an order's parts of all months make up the share of its income to the fen, and money
 * that goes back takes back exactly what it had brought.
 */
export function monthOf({ receivedFen, labRatio, before }: OrderIncome): Share {
  const due = shareOf(receivedFen, labRatio);
  return {
    receivedFen: subtractFen(due.receivedFen, before.receivedFen),
    labFen: subtractFen(due.labFen, before.labFen),
    holderFen: subtractFen(due.holderFen, before.holderFen),
  };
}

/** Whether a month has anything of an order; a correction may move parts though nothing came in. */
export const isSomething = ({ receivedFen, labFen, holderFen }: Share): boolean =>
  [receivedFen, labFen, holderFen].some((amount) => amount !== 0);

/** The sum of shares, part by part. */
export const sumOfShares = (shares: readonly Share[]): Share => ({
  receivedFen: sumFen(shares.map((one) => one.receivedFen)),
  labFen: sumFen(shares.map((one) => one.labFen)),
  holderFen: sumFen(shares.map((one) => one.holderFen)),
});

/** Two shares together. */
export const addShares = (left: Share, right: Share): Share => ({
  receivedFen: addFen(left.receivedFen, right.receivedFen),
  labFen: addFen(left.labFen, right.labFen),
  holderFen: addFen(left.holderFen, right.holderFen),
});

/** The month (its first day) after one. */
export function monthAfter(month: string): string {
  const [year = 0, at = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, at, 1)).toISOString().slice(0, 10);
}

/** The first day of the month of a civil date. */
export const firstOf = (date: string): string => `${date.slice(0, 7)}-01`;

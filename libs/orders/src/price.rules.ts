import { addFen, fen, type Fen, prorateHalfUp, sumFen, ZERO_FEN } from '@app/common';
import type { FeeLine } from '@app/instruments';

/** One line of a price, as it is explained to the user. */
export interface PriceLine {
  kind: FeeLine['kind'];
  unitFen: Fen;
  /** Minutes for hours, else a count. */
  quantity: number;
  amountFen: Fen;
}

/** A list price with the lines that make it. */
export interface Price {
  listFen: Fen;
  lines: PriceLine[];
}

/**
 * The list price of a service: hours by the minute (half-up to the fen), samples and uses by count, and never below
 * the minimum. Lines of a tier are for agreed groups and do not count for the public price.
 */
export function priceOf(feeLines: readonly FeeLine[], minutes: number, samples: number): Price {
  const lines = feeLines
    .filter((line) => !line.tier && line.kind !== 'minimum')
    .map((line) => priceLine(line, minutes, samples));
  const sum = sumFen(lines.map((line) => line.amountFen));
  const minimum = feeLines.find((line) => line.kind === 'minimum' && !line.tier);
  if (!minimum || minimum.amountFen <= sum) return { listFen: sum, lines };
  const topUp = fen(minimum.amountFen - sum);
  return {
    listFen: addFen(sum, topUp),
    lines: [
      ...lines,
      { kind: 'minimum', unitFen: minimum.amountFen, quantity: 1, amountFen: topUp },
    ],
  };
}

function priceLine({ kind, amountFen }: FeeLine, minutes: number, samples: number): PriceLine {
  switch (kind) {
    case 'per_hour':
      return {
        kind,
        unitFen: amountFen,
        quantity: minutes,
        amountFen: prorateHalfUp(amountFen, minutes, 60),
      };
    case 'per_sample':
      return { kind, unitFen: amountFen, quantity: samples, amountFen: fen(amountFen * samples) };
    default:
      return { kind, unitFen: amountFen, quantity: 1, amountFen };
  }
}

/** The voucher part of the actual fee: what was held, in proportion when the service cost less than quoted. */
export function captureOf(heldFen: Fen, listFen: Fen, actualFen: Fen): Fen {
  if (heldFen === 0 || actualFen >= listFen) return heldFen;
  return listFen === 0 ? ZERO_FEN : prorateHalfUp(heldFen, actualFen, listFen);
}

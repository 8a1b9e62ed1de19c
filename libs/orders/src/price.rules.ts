import {
  fen,
  type Fen,
  type Interval,
  prorateHalfUp,
  sumFen,
  type Text,
  ZERO_FEN,
} from '@app/common';
import {
  FEE_KINDS,
  type FeeKind,
  type FeeLine,
  feeFor,
  type FeeTier,
  type OffPeakWindow,
  type WeeklyWindow,
} from '@app/instruments';
import { peakMinutes } from './peak-minutes';
import { minimumText, priceText } from './price-text';

/** What a unit price is for. */
export const PRICE_UNITS = ['hour', 'sample', 'use', 'order'] as const;
export type PriceUnit = (typeof PRICE_UNITS)[number];

/** What a line is for: a price of the fee schedule, or what an agreed price takes off. */
export const PRICE_LINE_KINDS = [...FEE_KINDS, 'agreed_price'] as const;
export type PriceLineKind = (typeof PRICE_LINE_KINDS)[number];

/** One line of a price, as it is explained to the user. */
export interface PriceLine {
  kind: PriceLineKind;
  text: Text;
  unit: PriceUnit;
  unitFen: Fen;
  /** Minutes for hours, else a count. */
  quantity: number;
  amountFen: Fen;
  /** Absent for a price that is everybody's. */
  tier?: FeeTier;
  /** The weekly times that this price is for; absent for the usual one. */
  windows?: WeeklyWindow[];
  /** The agreed price that takes it off. */
  agreedPriceId?: string;
}

/** A list price with the lines that make it. */
export interface Price {
  listFen: Fen;
  lines: PriceLine[];
}

/** A service as far as its list price depends on it. */
export interface MeasuredService {
  period: Interval;
  samples: number;
  tier: FeeTier;
  withOperator: boolean;
}

/**
 * The list price of a service, which is the sum of its lines: hours by the minute, those of each price together and
 * rounded half-up to the fen once; samples and uses by count; and never below the minimum. A period in parts costs the
 * same but for these roundings, half a fen a line at most, and for what is charged for each order.
 */
export function priceOf(fees: readonly FeeLine[], service: MeasuredService): Price {
  const kinds: FeeKind[] = [
    'per_hour',
    'per_sample',
    'per_use',
    ...(service.withOperator ? (['operator_per_hour'] as const) : []),
  ];
  const lines = kinds.flatMap((kind) => {
    const fee = feeFor(fees, kind, service.tier);
    return fee ? priceLines(fee, service) : [];
  });
  const sum = sumFen(lines.map((line) => line.amountFen));
  const minimum = feeFor(fees, 'minimum', service.tier);
  if (!minimum || minimum.amountFen <= sum) return { listFen: sum, lines };
  return { listFen: minimum.amountFen, lines: [...lines, topUp(minimum, sum)] };
}

/** The lowest of the list prices that a user may choose among; at the same price that of the tier named first. */
export function cheapestOf(
  fees: readonly FeeLine[],
  service: Omit<MeasuredService, 'tier'>,
  [own, ...others]: readonly [FeeTier, ...FeeTier[]],
): Price {
  return others
    .map((tier) => priceOf(fees, { ...service, tier }))
    .reduce(
      (best, price) => (price.listFen < best.listFen ? price : best),
      priceOf(fees, { ...service, tier: own }),
    );
}

function topUp(minimum: FeeLine, sum: Fen): PriceLine {
  const { kind, amountFen: unitFen } = minimum;
  const amountFen = fen(unitFen - sum);
  const text = minimumText(unitFen, amountFen);
  return { kind, text, unit: 'order', unitFen, quantity: 1, amountFen, ...tierOf(minimum) };
}

function priceLines(fee: FeeLine, service: MeasuredService): PriceLine[] {
  switch (fee.kind) {
    case 'per_hour':
    case 'operator_per_hour':
      return hourLines(fee, service.period);
    case 'per_sample':
      return [countLine(fee, 'sample', service.samples)];
    default:
      return [countLine(fee, 'use', 1)];
  }
}

function countLine(fee: FeeLine, unit: PriceUnit, quantity: number): PriceLine {
  const priced = { kind: fee.kind, unit, unitFen: fee.amountFen, quantity, ...tierOf(fee) };
  return { ...priced, text: priceText(priced), amountFen: fen(fee.amountFen * quantity) };
}

/** One line for the usual hours and one for each other price that the period meets. */
function hourLines(fee: FeeLine, period: Interval): PriceLine[] {
  const windows = fee.offPeak ?? [];
  const { usual, offPeak } = peakMinutes(period, windows);
  const byPrice = new Map<Fen, { minutes: number; windows: WeeklyWindow[] }>();
  for (const [index, window] of windows.entries()) {
    const minutes = offPeak[index] ?? 0;
    if (minutes === 0) continue;
    const unitFen = offPeakFen(fee, window);
    const same = byPrice.get(unitFen) ?? { minutes: 0, windows: [] };
    byPrice.set(unitFen, {
      minutes: same.minutes + minutes,
      windows: [...same.windows, { weekday: window.weekday, from: window.from, to: window.to }],
    });
  }
  return [
    ...(usual > 0 ? [hourLine(fee, fee.amountFen, usual)] : []),
    ...[...byPrice].map(([unitFen, { minutes, windows: met }]) =>
      hourLine(fee, unitFen, minutes, met),
    ),
  ];
}

function hourLine(
  fee: FeeLine,
  unitFen: Fen,
  quantity: number,
  windows?: WeeklyWindow[],
): PriceLine {
  const priced = {
    ...{ kind: fee.kind, unit: 'hour' as const, unitFen, quantity },
    ...tierOf(fee),
    ...(windows && { windows }),
  };
  return { ...priced, text: priceText(priced), amountFen: prorateHalfUp(unitFen, quantity, 60) };
}

/** Price of an hour in a window: the amount it names, or the share of the usual one, half-up to the fen. */
const offPeakFen = (fee: FeeLine, { percent, amountFen }: OffPeakWindow): Fen =>
  amountFen ?? prorateHalfUp(fee.amountFen, percent ?? 100, 100);

const tierOf = ({ tier }: FeeLine): { tier?: FeeTier } => (tier ? { tier } : {});

/** The voucher part of the actual fee: what was held, in proportion when the service cost less than quoted. */
export function captureOf(heldFen: Fen, listFen: Fen, actualFen: Fen): Fen {
  if (heldFen === 0 || actualFen >= listFen) return heldFen;
  return listFen === 0 ? ZERO_FEN : prorateHalfUp(heldFen, actualFen, listFen);
}

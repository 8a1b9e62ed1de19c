import { formatFen } from '@/shared/money';
import type { Order } from './api';

/** One line of a price: what it is for, how it comes about, and its amount in fen. */
export type PriceRow = { key: string; text: string; note: string | null; amountFen: number };

/** What each side pays of a fee, in fen. */
export type PriceParts = {
  /** `actual` once charged, `expected` while a quote waits, `none` where the order came to nothing, else `agreed`. */
  basis: 'actual' | 'expected' | 'agreed' | 'none';
  feeFen: number;
  voucherFen: number;
  ownFen: number;
  voucherReason: string | null;
};

const OVER: readonly Order['state'][] = ['cancelled', 'rejected', 'withdrawn', 'expired'];

/** Whether an order came to nothing. */
export const isOver = (state: Order['state']): boolean => OVER.includes(state);

/** Whether anybody has said what the order costs. */
export const isPriced = ({ state, kind, feeFen }: Order): boolean =>
  kind !== 'sample' || feeFen > 0 || state !== 'submitted';

/** The lines that make the list price; their amounts add up to it wherever there are any. */
export function priceRows(order: Order): PriceRow[] {
  const { quote, sampleOrder } = order;
  if (sampleOrder?.lines) {
    return sampleOrder.lines.map(({ text, quantity, unitFen, amountFen, reason }, index) => ({
      key: `${index}`,
      text,
      note: [`${quantity} × ${formatFen(unitFen)}`, reason].filter(Boolean).join(' · '),
      amountFen,
    }));
  }
  return (quote.lines ?? []).map(({ text, amountFen }, index) => ({
    key: `${index}`,
    text,
    note: null,
    amountFen,
  }));
}

/** What the voucher and the user organisation pay, as far as it is known. */
export function priceParts(order: Order): PriceParts {
  const { quote, feeFen, actualFen, capturedFen, sampleOrder, state } = order;
  const voucherReason = quote.voucherReason ?? null;
  if (actualFen !== null) {
    const ownFen = actualFen - capturedFen;
    return { basis: 'actual', feeFen: actualFen, voucherFen: capturedFen, ownFen, voucherReason };
  }
  if (isOver(state)) {
    return { basis: 'none', feeFen: 0, voucherFen: 0, ownFen: 0, voucherReason: null };
  }
  if (sampleOrder?.expected) return { basis: 'expected', feeFen, ...sampleOrder.expected };
  const { voucherFen, ownFen } = quote;
  return { basis: 'agreed', feeFen, voucherFen, ownFen, voucherReason };
}

import { type Fen, fen, type FieldError, sumFen } from '@app/common';
import { fieldError } from '@app/http';
import { type FeeLine, feeFor, type FeeTier } from '@app/instruments';
import type { SampleFeeKind } from './sample.words';

/** A line as the lab writes it: priced by its fee schedule, or at its own price with a reason. */
export interface QuotedLine {
  text: string;
  quantity: number;
  feeKind?: SampleFeeKind | null;
  unitFen?: number | null;
  reason?: string | null;
}

/** A line of a quote with what it costs; every line says where its price is from. */
export interface PricedLine {
  text: string;
  quantity: number;
  unitFen: Fen;
  amountFen: Fen;
  /** Null for a price of the lab's own. */
  feeKind: SampleFeeKind | null;
  reason: string | null;
}

/** The prices that hold for the user organisation on the day of the quote. */
export interface PriceList {
  /** None for an order without an instrument or an instrument without a price list. */
  fees: readonly FeeLine[];
  tier: FeeTier;
}

/** Everything that keeps lines from being a quote, each at its field; empty when they are one. */
export const quoteProblems = (lines: readonly QuotedLine[], prices: PriceList): FieldError[] =>
  lines.flatMap((line, index) => lineProblems(line, prices, `/lines/${index}`));

function lineProblems(
  { feeKind, unitFen, reason }: QuotedLine,
  { fees, tier }: PriceList,
  at: string,
): FieldError[] {
  const isOwn = unitFen !== undefined && unitFen !== null;
  if (feeKind && isOwn)
    return [
      fieldError(`${at}/unitFen`, 'priced-twice', unitFen, {
        zh: '该行已按收费标准计价，请去掉单价，或去掉 feeKind 并说明理由',
        en: 'the line is priced by the fee schedule: leave out the price, or feeKind, and give a reason',
      }),
    ];
  if (feeKind)
    return feeFor(fees, feeKind, tier)
      ? []
      : [
          fieldError(`${at}/feeKind`, 'no-such-price', feeKind, {
            zh: '收费标准中没有该用户单位可用的此类价格，请填写单价并说明理由',
            en: 'the fee schedule has no such price for this user organisation: give a price and a reason',
          }),
        ];
  if (!isOwn)
    return [
      fieldError(`${at}/unitFen`, 'price-missing', unitFen, {
        zh: '请按收费标准计价（feeKind），或填写单价并说明理由',
        en: 'price it by the fee schedule (feeKind), or give a price and a reason',
      }),
    ];
  return reason
    ? []
    : [
        fieldError(`${at}/reason`, 'reason-missing', reason, {
          zh: '不按收费标准的价格须说明理由',
          en: 'a price that is not of the fee schedule needs a reason',
        }),
      ];
}

/** What lines without {@link quoteProblems} cost, in fen; the list price is the sum of them. */
export function priceQuote(
  lines: readonly QuotedLine[],
  { fees, tier }: PriceList,
): { lines: PricedLine[]; listFen: Fen } {
  const priced = lines.map(({ text, quantity, feeKind = null, unitFen, reason = null }) => {
    const unit = feeKind ? feeFor(fees, feeKind, tier)?.amountFen : unitFen;
    const each = fen(unit ?? 0);
    return { text, quantity, unitFen: each, amountFen: fen(each * quantity), feeKind, reason };
  });
  return { lines: priced, listFen: sumFen(priced.map(({ amountFen }) => amountFen)) };
}

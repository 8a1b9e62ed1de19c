import { type Fen, fen, type FieldError, subtractFen, sumFen, type Text } from '@app/common';
import { fieldError } from '@app/http';
import { type AgreedTerms, type FeeLine, feeFor, type FeeTier } from '@app/instruments';
import { agreedText } from '../prices/agreed-price-text';
import { agreedFees, shareOf } from '../prices/agreed-price.rules';
import { priceText } from '../price-text';
import { type AskedTest, type SampleWork, workOf } from './promises/sample-queue.rules';
import type { SampleFeeKind } from './sample.words';
import { itemNotOffered } from './service-items/service-item.errors';

/** A line as the lab writes it: priced by its service list, by its fee schedule, or at its own price with a reason. */
export interface QuotedLine {
  text: string;
  quantity: number;
  serviceItemId?: string | null;
  feeKind?: SampleFeeKind | null;
  unitFen?: number | null;
  reason?: string | null;
}

/** A line of a quote with what it costs; every line says where its price is from. */
export interface PricedLine {
  text: string;
  quantity: number;
  unitFen: Fen;
  /** Negative for what an agreed price takes off. */
  amountFen: Fen;
  /** Null for a price of the service list, and for one of the lab's own. */
  feeKind: SampleFeeKind | null;
  /** Absent on lines from before there were service lists. */
  serviceItemId?: string | null;
  reason: string | null;
}

/** A test of the service list as far as quotes need it. */
export interface OfferedItem extends Omit<AskedTest, 'quantity'> {
  unitFen: Fen;
}

/** The prices that hold for the user organisation on the day of the quote. */
export interface PriceList {
  /** None for an order without an instrument or an instrument without a price list. */
  fees: readonly FeeLine[];
  tier: FeeTier;
  /** The provider's service list by id, as far as lines name it. */
  items: ReadonlyMap<string, OfferedItem>;
  agreed: AgreedTerms | null;
}

/** A quote: what it costs line by line, and what work that is. */
export interface PricedQuote {
  lines: PricedLine[];
  listFen: Fen;
  work: SampleWork;
}

/** Everything that keeps lines from being a quote, each at its field; empty when they are one. */
export const quoteProblems = (lines: readonly QuotedLine[], prices: PriceList): FieldError[] =>
  lines.flatMap((line, index) => lineProblems(line, prices, `/lines/${index}`));

function lineProblems(line: QuotedLine, prices: PriceList, at: string): FieldError[] {
  const { serviceItemId, feeKind, unitFen, reason } = line;
  const isOwn = unitFen !== undefined && unitFen !== null;
  if ([Boolean(serviceItemId), Boolean(feeKind), isOwn].filter(Boolean).length > 1)
    return [
      fieldError(`${at}/unitFen`, 'priced-twice', unitFen, {
        zh: '该行有多种计价方式，请只保留检测项目、收费标准（feeKind）或单价之一',
        en: 'the line is priced in several ways: keep the service item, feeKind, or the price',
      }),
    ];
  if (serviceItemId)
    return prices.items.has(serviceItemId)
      ? []
      : [itemNotOffered(`${at}/serviceItemId`, serviceItemId)];
  if (feeKind) return feeFor(prices.fees, feeKind, prices.tier) ? [] : [noSuchPrice(at, feeKind)];
  if (!isOwn)
    return [
      fieldError(`${at}/unitFen`, 'price-missing', unitFen, {
        zh: '请按检测项目或收费标准（feeKind）计价，或填写单价并说明理由',
        en: 'price it by a service item or the fee schedule (feeKind), or give a price and a reason',
      }),
    ];
  return reason
    ? []
    : [
        fieldError(`${at}/reason`, 'reason-missing', reason, {
          zh: '不按检测项目或收费标准的价格须说明理由',
          en: 'a price that is of no list needs a reason',
        }),
      ];
}

const noSuchPrice = (at: string, feeKind: SampleFeeKind): FieldError =>
  fieldError(`${at}/feeKind`, 'no-such-price', feeKind, {
    zh: '收费标准中没有该用户单位可用的此类价格，请填写单价并说明理由',
    en: 'the fee schedule has no such price for this user organisation: give a price and a reason',
  });

/** What lines without {@link quoteProblems} cost, in fen; the list price is the sum of them. */
export function priceQuote(quoted: readonly QuotedLine[], prices: PriceList): PricedQuote {
  const lines = quoted.map((line) => pricedLine(line, prices));
  const work = workOf(
    quoted.flatMap(({ serviceItemId, quantity }) => {
      const item = prices.items.get(serviceItemId ?? '');
      return item ? [{ ...item, quantity }] : [];
    }),
  );
  const all = [...lines, ...reductionOf(lines, prices)];
  return { lines: all, listFen: sumFen(all.map(({ amountFen }) => amountFen)), work };
}

function pricedLine(
  { text, quantity, serviceItemId = null, feeKind = null, unitFen, reason = null }: QuotedLine,
  { fees, tier, items }: PriceList,
): PricedLine {
  const listed = feeKind
    ? feeFor(fees, feeKind, tier)?.amountFen
    : items.get(serviceItemId ?? '')?.unitFen;
  const each = fen(listed ?? unitFen ?? 0);
  const amountFen = fen(each * quantity);
  return { text, quantity, unitFen: each, amountFen, feeKind, serviceItemId, reason };
}

/**
 * What the agreed price takes off the lines that are priced by a list, as a line of its own; none where it is not lower.
 * A price of the lab's own has been agreed for the very order.
 */
function reductionOf(
  lines: readonly PricedLine[],
  { fees, tier, agreed }: PriceList,
): PricedLine[] {
  if (!agreed) return [];
  const listed = lines.filter(({ feeKind, serviceItemId }) => feeKind ?? serviceItemId);
  const listFen = sumFen(listed.map(({ amountFen }) => amountFen));
  const own = agreed.lines && agreedFees(fees, agreed.lines);
  const lowered = (own ? listed : []).flatMap(({ feeKind, quantity, amountFen }) => {
    const unitFen = feeKind && own ? feeFor(own, feeKind, tier)?.amountFen : undefined;
    const lowFen = fen((unitFen ?? 0) * quantity);
    return feeKind && unitFen !== undefined && lowFen < amountFen
      ? [
          {
            lessFen: subtractFen(amountFen, lowFen),
            text: agreedLineText(feeKind, unitFen, quantity),
          },
        ]
      : [];
  });
  const agreedFen = own
    ? subtractFen(listFen, sumFen(lowered.map(({ lessFen }) => lessFen)))
    : shareOf(listFen, agreed.percent);
  if (agreedFen >= listFen) return [];
  const amountFen = subtractFen(agreedFen, listFen);
  const { zh } = agreedText(...([agreed, amountFen, lowered.map(({ text }) => text)] as const));
  const source = { feeKind: null, serviceItemId: null, reason: null };
  return [{ text: zh, quantity: 1, unitFen: amountFen, amountFen, ...source }];
}

/** Quotes count hours, price lines minutes. */
const agreedLineText = (kind: SampleFeeKind, unitFen: Fen, quantity: number): Text =>
  priceText({ kind, unitFen, quantity: kind === 'per_hour' ? quantity * 60 : quantity });

import { type Fen, type FieldError, prorateHalfUp, subtractFen } from '@app/common';
import { fieldError } from '@app/http';
import type { AgreedLine, AgreedTerms, FeeLine } from '@app/instruments';
import type { Price } from '../price.rules';
import { agreedText } from './agreed-price-text';

/**
 * What a service costs by what holder and customer have agreed: the lines of the list price and one that takes off what
 * was agreed, so that they still sum up. Never more than the list price; a share of it is rounded half-up to the fen.
 *
 * @param priceBy the list price by other fees
 */
export function agreedPriceOf(
  list: Price,
  terms: AgreedTerms,
  fees: readonly FeeLine[],
  priceBy: (fees: readonly FeeLine[]) => Price,
): Price {
  const own = terms.lines && priceBy(agreedFees(fees, terms.lines));
  const agreedFen = own ? own.listFen : shareOf(list.listFen, terms.percent);
  if (agreedFen >= list.listFen) return list;
  const amountFen = subtractFen(agreedFen, list.listFen);
  const text = agreedText(
    terms,
    amountFen,
    (own?.lines ?? []).map((line) => line.text),
  );
  return {
    listFen: agreedFen,
    lines: [
      ...list.lines,
      {
        ...{ kind: 'agreed_price', text, unit: 'order', unitFen: amountFen, quantity: 1 },
        ...{ amountFen, agreedPriceId: terms.id },
      },
    ],
  };
}

/** A whole percentage of an amount, half-up to the fen; all of it where none was agreed. */
export const shareOf = (amountFen: Fen, percent: number | null): Fen =>
  prorateHalfUp(amountFen, percent ?? 100, 100);

/** A fee schedule with the agreed lines in place of all of their kinds, whatever the tier. */
export function agreedFees(fees: readonly FeeLine[], agreed: readonly AgreedLine[]): FeeLine[] {
  const kinds = new Set(agreed.map(({ kind }) => kind));
  return [...fees.filter(({ kind }) => !kinds.has(kind)), ...agreed];
}

/** What is proposed to be agreed, as far as it can be wrong by itself. */
export interface ProposedTerms {
  percent?: number | null;
  lines?: readonly AgreedLine[] | null;
  validFrom: string;
  validUntil: string;
}

/** Everything that keeps terms from being an agreed price, each at its field; empty when they are one. */
export function agreedPriceProblems(
  { percent, lines, validFrom, validUntil }: ProposedTerms,
  today: string,
): FieldError[] {
  return [
    ...((typeof percent === 'number') === !!lines ? [percentOrLines()] : []),
    ...(lines ?? []).flatMap(({ kind }, index) =>
      lines?.findIndex((line) => line.kind === kind) === index ? [] : [repeated(kind, index)],
    ),
    ...(validFrom > validUntil ? [backwards(validUntil, validFrom)] : []),
    ...(validUntil < today ? [isOver(validUntil, today)] : []),
  ];
}

const percentOrLines = (): FieldError =>
  fieldError('/percent', 'percent-or-lines', undefined, {
    zh: '须二选一：percent（收费标准的百分比）或 lines（协议收费项）',
    en: 'must have either percent (of the list price) or lines (agreed prices)',
  });

const repeated = (kind: string, index: number): FieldError =>
  fieldError(`/lines/${index}/kind`, 'repeated-line', kind, {
    zh: '该计费方式前面已有一行，请只保留一行',
    en: 'repeats the kind of an earlier line; keep one',
  });

const backwards = (validUntil: string, validFrom: string): FieldError =>
  fieldError('/validUntil', 'period-backwards', validUntil, {
    zh: `早于起始日期 ${validFrom}，请核对`,
    en: `is before the first day, ${validFrom}; check it`,
  });

const isOver = (validUntil: string, today: string): FieldError =>
  fieldError('/validUntil', 'date-past', validUntil, {
    zh: `早于今天 ${today}，协议价不能只用于过去的服务`,
    en: `is before today, ${today}; a price is agreed for services to come`,
  });

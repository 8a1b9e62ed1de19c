import type { Fen } from '@app/common';
import type { FeeKind } from './terms';

/** A price that a holder and a customer have agreed on, in place of every price of its kind in the fee schedule. */
export interface AgreedLine {
  kind: FeeKind;
  amountFen: Fen;
}

/** What holder and customer have agreed on (协议价) for a civil service date: a share of the list price, or own lines. */
export interface AgreedTerms {
  id: string;
  /** Whole percent of the list price that is left to pay; null with lines. */
  percent: number | null;
  lines: AgreedLine[] | null;
  /** Civil dates (Asia/Shanghai), both included. */
  validFrom: string;
  validUntil: string;
}

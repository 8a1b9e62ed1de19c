import { type Fen, type FieldError, formatYuan, sumFen, type Text } from '@app/common';
import type { ClaimPaper } from '@app/orders';
import type { PaymentMode } from '@app/vouchers';

/** An invoice as a claim presents it, normalised. */
export interface InvoiceFacts {
  /** 发票代码, empty for a fully digital invoice. */
  code: string;
  number: string;
  /** Civil date. */
  issuedOn: string;
  /** Of the whole invoice. */
  amountFen: Fen;
  /** What of it is for the order of the claim. */
  usedFen: Fen;
}

/** What a claim's papers are held against. */
export interface EvidenceFacts {
  invoices: readonly InvoiceFacts[];
  paymentProof: { paidOn: string; amountFen: Fen } | null;
  paymentMode: PaymentMode;
  /** The fee the lab charged. */
  actualFen: Fen;
  /** What the user organisation itself owes of it. */
  ownFen: Fen;
  /** What a service arranged by phone or mail is claimed with and its order lacks. */
  missingPapers: readonly ClaimPaper[];
  /** Civil date in Shanghai by the database's clock. */
  today: string;
}

/** Writes the same invoice the same way, so that blanks or full-width digits do not make it another one. */
export const normaliseInvoiceKey = (text: string): string =>
  text.normalize('NFKC').replace(/\s/g, '').toUpperCase();

/** Source: vouchers are paid for offline services with contract and report. */
const MISSING: Record<ClaimPaper, Text> = {
  contract: {
    zh: '线下服务兑付须有合同，请先在订单中上传合同',
    en: 'an offline service is claimed with its contract: add it to the order first',
  },
  report: {
    zh: '线下服务兑付须有服务报告，请先在订单中上传报告',
    en: 'an offline service is claimed with its report: add it to the order first',
  },
};

/** Everything that is wrong with the papers of a claim; none when they carry it. */
export function findEvidenceProblems(facts: EvidenceFacts): FieldError[] {
  return [
    ...facts.invoices.flatMap((invoice, at) => invoiceProblems(invoice, at, facts)),
    ...sumProblems(facts),
    ...proofProblems(facts),
    ...facts.missingPapers.map((paper) => problem('/orderId', `${paper}-missing`, MISSING[paper])),
  ];
}

function invoiceProblems(
  invoice: InvoiceFacts,
  at: number,
  { invoices, today }: EvidenceFacts,
): FieldError[] {
  const problems: FieldError[] = [];
  const earlier = invoices
    .slice(0, at)
    .some(({ code, number }) => code === invoice.code && number === invoice.number);
  if (earlier) {
    problems.push(
      problem(`/invoices/${at}/number`, 'invoice-repeated', {
        zh: `发票 ${invoice.number} 重复填写`,
        en: `invoice ${invoice.number} is listed twice`,
      }),
    );
  }
  if (invoice.code !== '' && /^\d{20}$/.test(invoice.number)) {
    problems.push(
      problem(`/invoices/${at}/code`, 'invoice-code-not-expected', {
        zh: '20 位号码的数电票没有发票代码，请留空',
        en: 'a fully digital invoice with a number of 20 digits has no code; leave it out',
      }),
    );
  }
  if (invoice.usedFen > invoice.amountFen) {
    const [used, amount] = [formatYuan(invoice.usedFen), formatYuan(invoice.amountFen)];
    problems.push(
      problem(`/invoices/${at}/usedFen`, 'used-above-amount', {
        zh: `本订单使用的金额 ${used} 超过发票金额 ${amount}`,
        en: `${used} is used for the order, more than the ${amount} of the invoice`,
      }),
    );
  }
  if (invoice.issuedOn > today) {
    problems.push(
      problem(`/invoices/${at}/issuedOn`, 'date-in-future', {
        zh: `开票日期 ${invoice.issuedOn} 晚于今天`,
        en: `the invoice date ${invoice.issuedOn} lies in the future`,
      }),
    );
  }
  return problems;
}

function sumProblems({ invoices, actualFen }: EvidenceFacts): FieldError[] {
  const sum = sumFen(invoices.map(({ usedFen }) => usedFen));
  if (sum >= actualFen) return [];
  return [
    problem('/invoices', 'invoices-below-fee', {
      zh: `发票用于本订单的金额合计 ${formatYuan(sum)}，低于服务费用 ${formatYuan(actualFen)}`,
      en: `what the invoices have for the order sums to ${formatYuan(sum)}, less than the fee of ${formatYuan(actualFen)}`,
    }),
  ];
}

function proofProblems({ paymentProof, paymentMode, ownFen, today }: EvidenceFacts): FieldError[] {
  if (!paymentProof) {
    if (paymentMode === 'deduct') return [];
    return [
      problem('/paymentProof', 'payment-proof-missing', {
        zh: '该方案先付后补，请提供付款凭证',
        en: 'this programme pays back what was paid; give the proof of payment',
      }),
    ];
  }
  const problems: FieldError[] = [];
  if (paymentProof.amountFen < ownFen) {
    problems.push(
      problem('/paymentProof/amountFen', 'payment-below-own-part', {
        zh: `付款金额 ${formatYuan(paymentProof.amountFen)}，低于自付部分 ${formatYuan(ownFen)}`,
        en: `${formatYuan(paymentProof.amountFen)} was paid, less than the own part of ${formatYuan(ownFen)}`,
      }),
    );
  }
  if (paymentProof.paidOn > today) {
    problems.push(
      problem('/paymentProof/paidOn', 'date-in-future', {
        zh: `付款日期 ${paymentProof.paidOn} 晚于今天`,
        en: `the payment date ${paymentProof.paidOn} lies in the future`,
      }),
    );
  }
  return problems;
}

const problem = (pointer: string, code: string, message: Text): FieldError => ({
  pointer,
  code,
  message,
});

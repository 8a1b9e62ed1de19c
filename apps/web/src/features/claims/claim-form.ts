import type { Order } from '@/shared/api/orders';
import { fenFromYuan, yuanText } from '@/shared/money';
import type { Claim, NewClaim } from './api';

/** What the claim form holds: texts as typed, dates `YYYY-MM-DD`, amounts in yuan. */
export type ClaimForm = {
  invoiceCode: string;
  invoiceNumber: string;
  invoiceDate: string;
  invoiceAmount: string;
  proofReference: string;
  proofDate: string;
  proofAmount: string;
};

/** A form for an order: what its papers probably say, or what a returned claim said before. */
export function newClaimForm(order: Order, returned: Claim | undefined): ClaimForm {
  const invoice = returned?.invoices[0];
  const proof = returned?.paymentProof;
  return {
    invoiceCode: invoice?.code ?? '',
    invoiceNumber: invoice?.number ?? '',
    invoiceDate: invoice?.issuedOn ?? '',
    invoiceAmount: yuanText(invoice?.amountFen ?? order.actualFen ?? order.quote.listFen),
    proofReference: proof?.reference ?? '',
    proofDate: proof?.paidOn ?? '',
    proofAmount: proof ? yuanText(proof.amountFen) : '',
  };
}

/** Fields that must be filled, and those of them that are amounts. */
const REQUIRED = [
  'invoiceNumber',
  'invoiceDate',
  'invoiceAmount',
  'proofReference',
  'proofDate',
  'proofAmount',
] as const;
const AMOUNTS: readonly string[] = ['invoiceAmount', 'proofAmount'];

/** Codes of what is wrong, per field; empty when the form can be sent. */
export type ClaimFaults = { [Field in keyof ClaimForm]?: 'fieldNeeded' | 'amountWrong' };

/** Checks what can be checked without the server. */
export function claimFaults(form: ClaimForm): ClaimFaults {
  const faults: ClaimFaults = {};
  for (const field of REQUIRED) {
    if (form[field].trim() === '') faults[field] = 'fieldNeeded';
    else if (AMOUNTS.includes(field) && fenFromYuan(form[field]) === null)
      faults[field] = 'amountWrong';
  }
  return faults;
}

/** The request that a faultless form stands for. */
export function claimRequest(orderId: string, form: ClaimForm): NewClaim {
  const invoice = {
    ...(form.invoiceCode.trim() && { code: form.invoiceCode.trim() }),
    number: form.invoiceNumber.trim(),
    issuedOn: form.invoiceDate,
    amountFen: fenFromYuan(form.invoiceAmount) ?? 0,
  };
  const paymentProof = {
    reference: form.proofReference.trim(),
    paidOn: form.proofDate,
    amountFen: fenFromYuan(form.proofAmount) ?? 0,
  };
  return { orderId, invoices: [invoice], paymentProof, files: [] };
}

/** Where the API points to when it refuses a field of the request. */
export const POINTERS: Record<keyof ClaimForm, string> = {
  invoiceCode: '/invoices/0/code',
  invoiceNumber: '/invoices/0/number',
  invoiceDate: '/invoices/0/issuedOn',
  invoiceAmount: '/invoices/0/amountFen',
  proofReference: '/paymentProof/reference',
  proofDate: '/paymentProof/paidOn',
  proofAmount: '/paymentProof/amountFen',
};

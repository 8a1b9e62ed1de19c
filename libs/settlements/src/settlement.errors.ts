import { DomainError, type Fen, fen, FieldsRefused, formatYuan, type Text } from '@app/common';
import { constraintOf } from '@app/database';

/** What a trigger says of an amount that does not fit. */
export interface Shortage {
  /** The order, invoice or receipt. */
  objectId: string;
  availableFen: Fen;
  askedFen: Fen;
}

/** An amount is more than what is left; says of what, how much there is and what was asked. */
export class AmountRefused extends DomainError {
  constructor(code: string, title: Text, wayOut: Text, { objectId, ...amounts }: Shortage) {
    const { availableFen, askedFen } = amounts;
    const [left, asked] = [formatYuan(availableFen), formatYuan(askedFen)];
    super({
      kind: 'rule',
      code,
      title,
      detail: {
        zh: `${title.zh}：可用 ${left}，本次 ${asked}。${wayOut.zh}`,
        en: `${title.en}: ${left} is left and ${asked} was asked. ${wayOut.en}`,
      },
      members: { objectId, ...amounts },
    });
  }
}

/** The order is not accepted yet, or is in dispute: nothing is invoiced or paid for it until that is resolved. */
export class OrderNotBillable extends DomainError {
  constructor(orderId: string) {
    super({
      kind: 'rule',
      code: 'order-not-billable',
      title: { zh: '订单尚不能结算', en: 'The order cannot be settled yet' },
      detail: {
        zh: '只有用户单位已验收（或取消但应收费用）且没有异议的订单可以开票、收款。请先完成验收或处理异议。',
        en: 'Only an order that was accepted, or was cancelled at a cost, and is not in dispute can be invoiced and paid. Have it accepted or resolve the dispute first.',
      },
      members: { orderId },
    });
  }
}

/** The order is served by its own organisation: project cards pay for it. */
export class OrderInHouse extends DomainError {
  constructor(orderId: string) {
    super({
      kind: 'rule',
      code: 'order-in-house',
      title: { zh: '内部订单不认领到款', en: 'No receipt pays for an in-house order' },
      detail: {
        zh: '该订单由本单位为自己提供，通过课题经费卡内部转账结算，不能认领到款。请在经费卡上转账，或将到款认领到其他订单。',
        en: 'Your organisation serves this order to itself and settles it by transfers from project cards. Charge a card, or match the receipt to another order.',
      },
      members: { orderId },
    });
  }
}

/** The invoice is evidence of a claim for voucher money. */
export class InvoiceClaimed extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'invoice-claimed',
      title: { zh: '发票已用于兑付申请', en: 'The invoice belongs to a claim' },
      detail: {
        zh: '创新券兑付申请使用了该发票的这部分金额，不能红冲。请先由申请单位撤换该发票，或由主管部门退回申请。',
        en: 'A claim for voucher money rests on this part of the invoice. Have the claim take another invoice or have it sent back first.',
      },
    });
  }
}

/** 查验 found the invoice false or void. */
export class InvoiceFoundInvalid extends DomainError {
  constructor() {
    super({
      kind: 'rule',
      code: 'invoice-found-invalid',
      title: { zh: '发票查验未通过', en: 'The invoice was found invalid' },
      detail: {
        zh: '该发票查验未通过，不能再用于分摊、认领或兑付申请。请核对发票后重新查验，或红冲并重新开具。',
        en: 'The invoice was found invalid and serves no allocation, payment or claim any more. Check and verify it again, or take it back and issue another.',
      },
    });
  }
}

/** Refusals of the triggers that speak of amounts: code, title and way out, by the constraint they name. */
const SHORTAGES = {
  receipt_matched_beyond_amount: [
    'receipt-exhausted',
    { zh: '认领金额超过到款余额', en: 'More than the receipt has left' },
    { zh: '请减少金额，或认领其他到款。', en: 'Match less, or match another receipt.' },
  ],
  settlement_entry_beyond_match: [
    'receipt-not-matched',
    { zh: '金额超过该到款已认领的金额', en: 'More than the receipt has paid of the order' },
    { zh: '请减少金额，或选择其他到款。', en: 'Ask for less, or choose another receipt.' },
  ],
  settlement_entry_beyond_invoice: [
    'invoice-paid',
    { zh: '金额超过发票对该订单的未付金额', en: 'More than is open of the invoice' },
    { zh: '请减少金额，或直接认领到订单。', en: 'Match less, or match the orders themselves.' },
  ],
  invoice_allocated_beyond_amount: [
    'invoice-exhausted',
    { zh: '分摊金额超过发票余额', en: 'More than the invoice has left' },
    { zh: '请减少金额，或另开发票。', en: 'Allocate less, or issue another invoice.' },
  ],
  invoice_flushed_beyond_amount: [
    'invoice-flushed-beyond-amount',
    { zh: '红冲金额超过发票未红冲金额', en: 'More than stands of the invoice' },
    { zh: '请减少金额，或核对已有的红字发票。', en: 'Take back less, or check its red invoices.' },
  ],
  order_account_invoiced_beyond_fee: [
    'order-invoiced-beyond-fee',
    { zh: '开票金额超过订单应开金额', en: 'More than is left to invoice of the order' },
    {
      zh: '请减少金额，或先红冲已有发票。',
      en: 'Allocate less, or take an earlier invoice back first.',
    },
  ],
  order_account_paid_beyond_fee: [
    'order-paid-beyond-fee',
    { zh: '金额超过订单未结金额', en: 'More than is open of the order' },
    {
      zh: '请减少金额，其余部分可用于其他订单。',
      en: 'Ask for less; the rest is free for other orders.',
    },
  ],
  project_card_spent_beyond_budget: [
    'project-card-exhausted',
    { zh: '金额超过经费卡余额', en: 'More than the project card has left' },
    { zh: '请减少金额，或选择其他经费卡。', en: 'Charge less, or choose another card.' },
  ],
  project_card_budget_below_spent: [
    'project-card-budget-below-spent',
    { zh: '经费预算低于已用金额', en: 'The budget is less than what is spent of it' },
    {
      zh: '请提高预算，或先冲销已有转账。',
      en: 'Raise the budget, or take transfers back first.',
    },
  ],
  invoice_request_beyond_uninvoiced: [
    'order-requested-beyond-uninvoiced',
    {
      zh: '申请开票金额超过订单未开票金额',
      en: 'More than is neither invoiced nor asked for of the order',
    },
    {
      zh: '请减少金额，或先撤回已有的开票申请。',
      en: 'Ask for less, or withdraw an earlier request first.',
    },
  ],
  order_account_refund_invoiced: [
    'order-refund-invoiced',
    { zh: '退款部分已开票', en: 'The part to be refunded is invoiced' },
    {
      zh: '请先红冲发票，并按退款后的金额重新开票。',
      en: 'Take the invoice back first and issue one of the lower amount.',
    },
  ],
} satisfies Record<string, readonly [code: string, title: Text, wayOut: Text]>;

/** A refusal that says what is left, by the constraint that is broken. */
export function amountRefused(
  constraint: keyof typeof SHORTAGES,
  shortage: Shortage,
): AmountRefused {
  const [code, title, wayOut] = SHORTAGES[constraint];
  return new AmountRefused(code, title, wayOut, shortage);
}

const isShortage = (constraint: string): constraint is keyof typeof SHORTAGES =>
  constraint in SHORTAGES;

/** What a trigger said of its refusal, by name; undefined for anything else that went wrong. */
export function detailOf(error: unknown): Readonly<Record<string, string | number>> | undefined {
  const detail = (error as { driverError?: { detail?: unknown } } | null)?.driverError?.detail;
  if (typeof detail !== 'string' || !detail.startsWith('{')) return undefined;
  return JSON.parse(detail) as Record<string, string | number>;
}

/** What a trigger said of the amount it refused; undefined for anything else that went wrong. */
export function shortageOf(error: unknown): Shortage | undefined {
  const { objectId, availableFen, askedFen } = detailOf(error) ?? {};
  if (objectId === undefined || availableFen === undefined || askedFen === undefined)
    return undefined;
  return {
    objectId: String(objectId),
    availableFen: fen(availableFen),
    askedFen: fen(askedFen),
  };
}

/** Says in words what a trigger of this lib refused; anything else is thrown as it came. */
export function refuseAmount(error: unknown): never {
  const constraint = constraintOf(error) ?? '';
  const shortage = shortageOf(error);
  if (!shortage) throw error;
  if (isShortage(constraint)) throw amountRefused(constraint, shortage);
  if (constraint === 'order_account_not_open') throw new OrderNotBillable(shortage.objectId);
  if (constraint === 'settlement_entry_of_strangers') {
    throw fieldRefused('/orderId', 'order-of-another-payer', {
      zh: '该到款由另一单位支付，不能用于本订单',
      en: 'the receipt was paid by another organisation and cannot pay for this order',
    });
  }
  if (constraint === 'invoice_allocation_of_strangers') throw orderUnknown('/orderId');
  if (constraint === 'settlement_entry_in_house') throw new OrderInHouse(shortage.objectId);
  if (constraint === 'invoice_claimed') throw new InvoiceClaimed();
  if (constraint === 'invoice_found_invalid') throw new InvoiceFoundInvalid();
  throw error;
}

/** One field that a rule refuses (422). */
export const fieldRefused = (pointer: string, code: string, message: Text): FieldsRefused =>
  new FieldsRefused([{ pointer, code, message }]);

/** An order that is not there, or of which the caller's organisation is not the holder: both answer alike. */
export const orderUnknown = (pointer: string): FieldsRefused =>
  fieldRefused(pointer, 'order-unknown', {
    zh: '订单不存在，或不是本单位提供的服务',
    en: 'the order does not exist or is not served by your organisation',
  });

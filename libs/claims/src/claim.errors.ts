import { DomainError, type Fen, formatYuan, NotFound, type Text } from '@app/common';
import type { ClaimState } from './claim.entity';

/** Unknown, or of another organisation. */
export class ClaimNotFound extends NotFound {
  constructor() {
    super({ zh: '兑付申请', en: 'claim' });
  }
}

export class PaymentBatchNotFound extends NotFound {
  constructor() {
    super({ zh: '拨付批次', en: 'payment batch' });
  }
}

/** The order is not yet accepted by the user organisation, or used no voucher money. */
export class OrderNotClaimable extends DomainError {
  constructor(state: string) {
    super({
      kind: 'rule',
      code: 'order-not-claimable',
      title: { zh: '订单尚不能申请兑付', en: 'The order cannot be claimed' },
      detail: {
        zh: '只有使用了创新券、服务已完成并由用户单位确认验收的订单可以申请兑付。请先完成验收。',
        en: 'Only an order that used a voucher, was completed and accepted by the user organisation can be claimed. Have it accepted first.',
      },
      members: { state },
    });
  }
}

/** The caller's organisation is a party of the order, but the other one is paid under this programme. */
export class NotThePayee extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'not-the-payee',
      title: { zh: '不是收款单位', en: 'Not the payee' },
      detail: {
        zh: '该方案的兑付款付给订单的另一方单位，请由对方提交兑付申请。',
        en: 'Under this programme the other party of the order is paid; the claim is theirs to submit.',
      },
    });
  }
}

/** A claim for the order is under way or paid. */
export class OrderClaimedTwice extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'order-claimed-twice',
      title: { zh: '该订单已申请兑付', en: 'The order is claimed already' },
      detail: {
        zh: '该订单已有一份兑付申请，不能重复申请。请在申请列表中查看。',
        en: 'There is a claim for this order already; find it in the list of claims.',
      },
    });
  }
}

/**
 * Other standing claims rest on one of the invoices, and less of it is left than was asked. Of an invoice between other
 * organisations it is not told how much.
 */
export class InvoiceUsedTwice extends DomainError {
  constructor(left?: { availableFen: Fen; askedFen: Fen }) {
    const [zh, en] =
      left && left.availableFen > 0
        ? [
            `该发票尚可使用 ${formatYuan(left.availableFen)}，`,
            `${formatYuan(left.availableFen)} of it is left. `,
          ]
        : ['', ''];
    super({
      kind: 'conflict',
      code: 'invoice-used-twice',
      title: { zh: '发票已使用', en: 'The invoice is used already' },
      detail: {
        zh: `其中一张发票的金额已用于其他兑付申请，同一金额只能使用一次。${zh}请核对发票代码、号码和用于本订单的金额。`,
        en: `Other claims rest on one of the invoices, and no part of it can be used twice. ${en}Check its code, its number and how much of it is for this order.`,
      },
      members: { ...left },
    });
  }
}

/** Another claim of the same organisation names the invoice with another amount. */
export class InvoiceAmountDiffers extends DomainError {
  constructor(knownFen: Fen, givenFen: Fen) {
    const [known, given] = [formatYuan(knownFen), formatYuan(givenFen)];
    super({
      kind: 'conflict',
      code: 'invoice-amount-differs',
      title: { zh: '发票金额不一致', en: 'The invoice is known with another amount' },
      detail: {
        zh: `另一份兑付申请中该发票的金额为 ${known}，本次填写 ${given}。请按票面金额填写，用于本订单的部分另行填写。`,
        en: `Another claim says ${known} of this invoice and this one ${given}. Give the amount as printed, and apart from it how much is for this order.`,
      },
      members: { knownFen, givenFen },
    });
  }
}

/** The holder has recorded one of the invoices with another day of issue. */
export class InvoiceDayDiffers extends DomainError {
  constructor(recordedOn: string, claimedOn: string) {
    super({
      kind: 'conflict',
      code: 'invoice-day-differs',
      title: { zh: '发票开具日期不一致', en: 'The invoice is recorded with another day' },
      detail: {
        zh: `服务单位登记的该发票开具日期为 ${recordedOn}，本次填写 ${claimedOn}。请按票面日期填写；如登记有误，请服务单位更正。`,
        en: `The holder recorded this invoice as issued on ${recordedOn} and this claim says ${claimedOn}. Give the day as printed, or have the holder correct its record.`,
      },
      members: { recordedOn, claimedOn },
    });
  }
}

/** The holder has recorded one of the invoices: taken back, of another amount, or with less for the order. */
export class InvoiceNotOfOrder extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'invoice-not-of-order',
      title: { zh: '发票与订单不符', en: 'The invoice is not of this order' },
      detail: {
        zh: '持有单位已登记其中一张发票，但该发票已红冲、金额不同，或分摊到本订单的金额不足。请核对发票，或请持有单位分摊到本订单。',
        en: 'The holder has recorded one of the invoices, but took it back, with another amount, or with less for this order. Check it, or ask the holder to allocate a part to the order.',
      },
    });
  }
}

/** What can be done with a claim. */
export type ClaimAction =
  'edit' | 'submit' | 'discard' | 'resubmit' | 'approve' | 'return' | 'reject';

const STATE_WORDS: Record<ClaimState, Text> = {
  draft: { zh: '草稿，待单位提交', en: 'a draft' },
  submitted: { zh: '待复核', en: 'under review' },
  approved: { zh: '已通过，待拨付', en: 'approved' },
  returned: { zh: '退回补正', en: 'returned for repair' },
  rejected: { zh: '不予通过', en: 'rejected' },
  in_batch: { zh: '拨付中', en: 'being paid' },
  paid: { zh: '已拨付', en: 'paid' },
};

const ACTION_WORDS: Record<ClaimAction, Text> = {
  edit: { zh: '修改草稿', en: 'edited' },
  submit: { zh: '提交', en: 'submitted' },
  discard: { zh: '作废', en: 'discarded' },
  resubmit: { zh: '补正后重新提交', en: 'handed in again' },
  approve: { zh: '通过', en: 'approved' },
  return: { zh: '退回', en: 'sent back' },
  reject: { zh: '驳回', en: 'rejected' },
};

/** The claim is not in a state that allows the action, or somebody was faster. */
export class ClaimStateConflict extends DomainError {
  constructor(action: ClaimAction, state: ClaimState) {
    const [is, wanted] = [STATE_WORDS[state], ACTION_WORDS[action]];
    super({
      kind: 'conflict',
      code: 'claim-state',
      title: { zh: '兑付申请状态不允许该操作', en: 'The claim does not allow this now' },
      detail: {
        zh: `该申请当前为“${is.zh}”，不能${wanted.zh}，请刷新后查看可用操作。`,
        en: `The claim is ${is.en} and cannot be ${wanted.en}; reload it to see what is possible.`,
      },
      members: { action, state },
    });
  }
}

/** Some claims of the batch are not approved, or not there. */
export class ClaimsNotPayable extends DomainError {
  constructor(claimIds: string[]) {
    super({
      kind: 'conflict',
      code: 'claims-not-payable',
      title: { zh: '部分申请不能拨付', en: 'Some claims cannot be paid' },
      detail: {
        zh: `有 ${claimIds.length} 份申请未通过复核、已在其他批次中或不存在，请移除后重新组批。`,
        en: `${claimIds.length} claim(s) are not approved, are in another batch or do not exist; take them out and try again.`,
      },
      members: { claimIds },
    });
  }
}

/** Each programme's money is paid by instructions of its own. */
export class BatchOfSeveralProgrammes extends DomainError {
  constructor(programmeIds: string[]) {
    super({
      kind: 'rule',
      code: 'batch-of-several-programmes',
      title: { zh: '一个批次只能包含同一方案的申请', en: 'A batch holds claims of one programme' },
      detail: {
        zh: '所选申请属于不同的创新券年度方案，请按方案分别组批。',
        en: 'The claims belong to different voucher programmes; make one batch for each.',
      },
      members: { programmeIds },
    });
  }
}

/** The batch was confirmed before. */
export class BatchStateConflict extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'payment-batch-state',
      title: { zh: '该批次已确认拨付', en: 'The batch is confirmed already' },
      detail: {
        zh: '该批次已登记回单，不能重复确认。',
        en: 'The receipt of this batch was entered before; it cannot be confirmed twice.',
      },
    });
  }
}

/** The receipt's reference belongs to another batch. */
export class PaymentReferenceUsed extends DomainError {
  constructor(reference: string) {
    super({
      kind: 'conflict',
      code: 'payment-reference-used',
      title: { zh: '回单号已使用', en: 'The receipt reference was used before' },
      detail: {
        zh: `回单号“${reference}”已用于另一拨付批次，请核对后填写正确的回单号。`,
        en: `Receipt reference "${reference}" belongs to another batch; check it and enter the right one.`,
      },
      members: { reference },
    });
  }
}

/** Maker and checker (经办/复核) must be two persons, and the checker no party of the order. */
export class SecondPersonRequired extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'second-person-required',
      title: { zh: '须由另一人办理', en: 'Another person must do this' },
      detail: {
        zh: '经办与复核不能是同一人，复核人也不能来自订单双方单位。请由其他有权限的人员办理。',
        en: 'Maker and checker must be two persons, and the checker must not belong to a party of the order. Ask a colleague with this right.',
      },
    });
  }
}

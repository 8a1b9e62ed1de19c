import {
  DomainError,
  type Fen,
  type FieldError,
  formatYuan,
  NotFound,
  type Text,
} from '@app/common';

/** Unknown, or not the asking organisation's. */
export class VoucherNotFound extends NotFound {
  constructor() {
    super({ zh: '创新券', en: 'voucher' });
  }
}

export class VoucherProgrammeNotFound extends NotFound {
  constructor() {
    super({ zh: '创新券年度方案', en: 'voucher programme' });
  }
}

/** The budget document was entered for this programme before. */
export class DocumentNumberUsed extends DomainError {
  constructor(documentNumber: string) {
    super({
      kind: 'conflict',
      code: 'document-number-used',
      title: { zh: '文号已使用', en: 'The document number was used before' },
      detail: {
        zh: `文号“${documentNumber}”已在本方案登记过一笔预算，不能重复登记。`,
        en: `Document number "${documentNumber}" already brought money into this programme and cannot do so twice.`,
      },
      members: { documentNumber },
    });
  }
}

/** Issuing the amount would put the organisation above the programme's ceiling. */
export class VoucherCeilingExceeded extends DomainError {
  constructor(amounts: { ceilingFen: Fen; issuedFen: Fen; askedFen: Fen }) {
    const [ceiling, issued, asked] = [amounts.ceilingFen, amounts.issuedFen, amounts.askedFen].map(
      formatYuan,
    );
    super({
      kind: 'rule',
      code: 'voucher-ceiling-exceeded',
      title: { zh: '超过单位年度上限', en: "Above the organisation's yearly ceiling" },
      detail: {
        zh: `每单位上限 ${ceiling}，已发放 ${issued}，本次 ${asked}。请减少金额。`,
        en: `The ceiling is ${ceiling}, ${issued} was issued before and ${asked} was asked. Issue less.`,
      },
      members: amounts,
    });
  }
}

/** What each cap of a programme is of. */
const CAP_NAMES = {
  order: { zh: '单笔订单上限', en: 'the cap of one order' },
  provider: { zh: '单一服务机构上限', en: 'the cap at one provider' },
  ceiling: { zh: '单位年度上限', en: "the organisation's yearly ceiling" },
} satisfies Record<string, Text>;

/** More was to be held than a cap leaves: since the price was named, other orders have taken it (422). */
export class VoucherCapExceeded extends DomainError {
  constructor(cap: keyof typeof CAP_NAMES, askedFen: Fen) {
    const name = CAP_NAMES[cap];
    super({
      kind: 'rule',
      code: 'voucher-cap-exceeded',
      title: { zh: '超过创新券使用上限', en: 'Above a cap of the voucher' },
      detail: {
        zh: `本次需冻结 ${formatYuan(askedFen)}，超过${name.zh}的余额，其他订单已先行占用。请重新询价后再提交。`,
        en: `${formatYuan(askedFen)} is more than ${name.en} leaves, as other orders came first. Ask for the price again.`,
      },
      members: { cap, askedFen },
    });
  }
}

/** The ceiling for the organisation's legal form is unknown (未定), so nothing is issued before a person decides it (422). */
export class VoucherCeilingUndetermined extends DomainError {
  constructor(legalForm: string) {
    super({
      kind: 'rule',
      code: 'voucher-ceiling-undetermined',
      title: { zh: '年度上限未定', en: 'The yearly ceiling is not determined' },
      detail: {
        zh: '方案尚未确定该法人类型的单位年度上限（未定），不能发放。请由方案发布单位先在方案规则中确定上限。',
        en: "The programme's rules leave the ceiling of this legal form open; its issuer has to set it in new rules first.",
      },
      members: { legalForm },
    });
  }
}

/** Rules of a programme and taking its vouchers back are its issuer's (403). */
export class NotTheIssuer extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'not-the-issuer',
      title: { zh: '不是方案发布单位', en: 'Not the issuer' },
      detail: {
        zh: '只有方案发布单位可以修订本方案的规则、撤回其创新券。',
        en: 'Only the organisation that issued the programme may change its rules or take its vouchers back.',
      },
    });
  }
}

/** The organisation's legal form is not one the programme covers, or there is no such organisation. */
export class OrganisationNotEligible extends DomainError {
  constructor(legalForm: string | null, eligibleForms: readonly string[]) {
    super({
      kind: 'rule',
      code: 'organisation-not-eligible',
      title: { zh: '该单位不符合申领资格', en: 'The organisation is not eligible' },
      detail: {
        zh: '该单位的法人类型不在本方案的支持范围内，请核对单位信息或选择其他方案。',
        en: 'The legal form of the organisation is not covered by this programme; check it or choose another programme.',
      },
      members: { legalForm, eligibleForms },
    });
  }
}

/** The last day of validity is over. */
export class VoucherExpired extends DomainError {
  constructor(expiresOn: string) {
    super({
      kind: 'rule',
      code: 'voucher-expired',
      title: { zh: '创新券已过期', en: 'The voucher has expired' },
      detail: {
        zh: `有效期至 ${expiresOn}（含当日），现已不能使用。请选择其他创新券，或不使用创新券。`,
        en: `It was valid through ${expiresOn}. Choose another voucher or go on without one.`,
      },
      members: { expiresOn },
    });
  }
}

/** The issuer took the voucher back (422). */
export class VoucherWithdrawn extends DomainError {
  constructor() {
    super({
      kind: 'rule',
      code: 'voucher-withdrawn',
      title: { zh: '创新券已撤回', en: 'The voucher was withdrawn' },
      detail: {
        zh: '发放单位已撤回该创新券的未使用额度。请选择其他创新券，或不使用创新券。',
        en: 'Its issuer took back what was unused. Choose another voucher or go on without one.',
      },
    });
  }
}

/** The order already has voucher money set aside or used. */
export class VoucherHeldTwice extends DomainError {
  constructor(orderId: string) {
    super({
      kind: 'conflict',
      code: 'voucher-held-twice',
      title: { zh: '该订单已冻结额度', en: 'The order already has a voucher hold' },
      detail: {
        zh: '该订单已有一笔创新券额度冻结或使用确认，不能重复冻结。',
        en: 'Voucher money is already held or captured for this order; it cannot be held twice.',
      },
      members: { orderId },
    });
  }
}

/** The order has no held voucher money (any more): it was captured or released before, or never held. */
export class VoucherHoldNotLive extends DomainError {
  constructor(orderId: string) {
    super({
      kind: 'conflict',
      code: 'voucher-hold-not-live',
      title: { zh: '额度冻结已处理', en: 'The voucher hold is resolved' },
      detail: {
        zh: '该订单没有处于冻结中的创新券额度，可能已被确认使用或释放。请刷新后查看最新状态。',
        en: 'No voucher money is held for this order; it was captured or released before. Reload to see the present state.',
      },
      members: { orderId },
    });
  }
}

/** More was to be captured than is held. */
export class CaptureExceedsHold extends DomainError {
  constructor(amounts: { heldFen: Fen; askedFen: Fen }) {
    super({
      kind: 'rule',
      code: 'capture-exceeds-hold',
      title: { zh: '使用金额超过冻结额度', en: 'More than is held' },
      detail: {
        zh: `冻结额度为 ${formatYuan(amounts.heldFen)}，不能确认使用 ${formatYuan(amounts.askedFen)}。`,
        en: `${formatYuan(amounts.heldFen)} is held; ${formatYuan(amounts.askedFen)} cannot be captured.`,
      },
      members: amounts,
    });
  }
}

/** More was to be given back than was captured and not given back yet (422). */
export class RefundExceedsCapture extends DomainError {
  constructor({ leftFen, askedFen }: { leftFen: Fen; askedFen: Fen }) {
    super({
      kind: 'rule',
      code: 'refund-exceeds-capture',
      title: { zh: '减退金额超过已使用的额度', en: 'More would be refunded than was used' },
      detail: {
        zh: `该订单使用的创新券尚有 ${formatYuan(leftFen)} 可减退，本次需要 ${formatYuan(askedFen)}。`,
        en: `${formatYuan(leftFen)} of the voucher money used can be given back; ${formatYuan(askedFen)} was asked.`,
      },
      members: { leftFen, askedFen },
    });
  }
}

/** A programme that covers no share of anything. */
export const ratioNotPositive: FieldError = {
  pointer: '/ratio',
  code: 'ratio-not-positive',
  message: { zh: '补助比例须大于 0', en: 'the ratio must be above 0' },
};

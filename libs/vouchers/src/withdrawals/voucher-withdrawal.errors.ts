import { DomainError, type Text } from '@app/common';

/** Why there is nothing to take back. */
export type NothingToWithdraw = 'withdrawn' | 'expired' | 'nothing-unused';

const WHY: Readonly<Record<NothingToWithdraw, Text>> = {
  withdrawn: {
    zh: '该创新券已撤回，无需再次办理。',
    en: 'The voucher was withdrawn before; nothing is left to do.',
  },
  expired: {
    zh: '该创新券已过期，未使用额度会自动退回预算，无需撤回。',
    en: 'The voucher has expired; what is unused returns to the budget by itself.',
  },
  'nothing-unused': {
    zh: '该创新券没有未使用的额度：已全部冻结或使用。被冻结的额度释放后可再次提出撤回。',
    en: 'Nothing of the voucher is unused: all of it is held or spent. Propose it again once held money is released.',
  },
};

/** The voucher has nothing that the issuer could take back (409). */
export class VoucherNotWithdrawable extends DomainError {
  constructor(reason: NothingToWithdraw) {
    super({
      kind: 'conflict',
      code: 'voucher-not-withdrawable',
      title: { zh: '没有可撤回的额度', en: 'Nothing can be withdrawn' },
      detail: WHY[reason],
      members: { reason },
    });
  }
}

/** A withdrawal of the voucher waits for a decision already, or there is none to decide about (409). */
export class WithdrawalStateConflict extends DomainError {
  constructor(state: 'proposed' | 'none') {
    const said =
      state === 'proposed'
        ? {
            zh: '该创新券已有一笔待复核的撤回，请先由另一人复核后再提出。',
            en: 'A withdrawal of this voucher waits for a decision already; another person decides about it first.',
          }
        : {
            zh: '该创新券没有待复核的撤回，请刷新后查看最新状态。',
            en: 'No withdrawal of this voucher waits for a decision; reload to see the present state.',
          };
    super({
      kind: 'conflict',
      code: 'voucher-withdrawal-state',
      title: { zh: '撤回状态不允许该操作', en: 'The withdrawal does not allow this' },
      detail: said,
      members: { state },
    });
  }
}

/** Whoever proposed to withdraw a voucher does not decide about it (403). */
export class WithdrawalNeedsOtherPerson extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'second-person-required',
      title: { zh: '须由另一人复核', en: 'Another person must decide' },
      detail: {
        zh: '撤回创新券须由提出人以外的人员复核，请联系本单位其他有权限的人员。',
        en: 'A withdrawal is decided by somebody other than who proposed it; ask a colleague with this right.',
      },
    });
  }
}

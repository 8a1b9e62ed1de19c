import { DomainError, type Text } from '@app/common';
import type { AdmissionState } from './provider-admission.entity';
import type { AdmissionAction } from './provider-admission.rules';

/** The organisation has applied already, or is admitted (409). */
export class AdmissionOpen extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'provider-admission-open',
      title: { zh: '已有入库申请', en: 'There is an application already' },
      detail: {
        zh: '本单位已入库，或已有一份入库申请正在办理。退回的申请请在原申请上补正，无需重新提交。',
        en: 'Your organisation is admitted, or its application is under way. Correct a returned application instead of sending another.',
      },
    });
  }
}

const STATES: Record<AdmissionState, Text> = {
  submitted: { zh: '待审核', en: 'under review' },
  returned: { zh: '退回补正', en: 'returned for repair' },
  approved: { zh: '已入库', en: 'admitted' },
  rejected: { zh: '不予入库', en: 'rejected' },
  ended: { zh: '已出库', en: 'ended' },
};

const ACTIONS: Record<AdmissionAction, Text> = {
  correct: { zh: '补正', en: 'corrected' },
  approve: { zh: '通过', en: 'approved' },
  return: { zh: '退回', en: 'returned' },
  reject: { zh: '驳回', en: 'rejected' },
  end: { zh: '移出', en: 'ended' },
};

/** The application is not in a state that allows the action, or somebody was faster (409). */
export class AdmissionStateConflict extends DomainError {
  constructor(action: AdmissionAction, state: AdmissionState) {
    const [is, wanted] = [STATES[state], ACTIONS[action]];
    super({
      kind: 'conflict',
      code: 'provider-admission-state',
      title: { zh: '入库申请状态不允许该操作', en: 'The application does not allow this now' },
      detail: {
        zh: `该入库申请当前为“${is.zh}”，不能${wanted.zh}，请刷新后查看可用操作。`,
        en: `The application is ${is.en} and cannot be ${wanted.en}; reload it to see what is possible.`,
      },
      members: { action, state },
    });
  }
}

/** Nobody is admitted who could not be paid: finance has not verified the account (422). */
export class PayeeAccountNotVerified extends DomainError {
  constructor() {
    super({
      kind: 'rule',
      code: 'payee-account-not-verified',
      title: { zh: '收款账户尚未核验', en: 'The payee account is not verified' },
      detail: {
        zh: '申请所附收款账户尚未由财务核验或已停用。请待财务核验后再通过，或退回请其更换账户。',
        en: 'The payee account of the application is not verified by finance, or no longer in use. Wait for finance, or return the application for another account.',
      },
    });
  }
}

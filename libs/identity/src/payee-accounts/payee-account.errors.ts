import { DomainError, type Text } from '@app/common';
import type { PayeeAccountState } from './payee-account.entity';
import type { PayeeAccountAction } from './payee-account.rules';

/** Another account of the organisation waits already (409). */
export class PayeeAccountPending extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'payee-account-pending',
      title: { zh: '已有待办的收款账户', en: 'Another payee account is waiting' },
      detail: {
        zh: '本单位已有一个收款账户正在等待确认或核验，请等其办结，或撤回后重新提交。',
        en: 'An account of your organisation waits for confirmation or verification already; wait for the outcome, or withdraw it and propose again.',
      },
    });
  }
}

const STATES: Record<PayeeAccountState, Text> = {
  proposed: { zh: '已提交', en: 'proposed' },
  confirmed: { zh: '待财务核验', en: 'waiting for finance' },
  active: { zh: '使用中', en: 'active' },
  refused: { zh: '核验未通过', en: 'refused' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
  replaced: { zh: '已被替换', en: 'replaced' },
};

const ACTIONS: Record<PayeeAccountAction, Text> = {
  confirm: { zh: '由本单位第二人确认', en: 'confirmed by a second person' },
  verify: { zh: '核验通过', en: 'verified' },
  refuse: { zh: '核验不通过', en: 'refused' },
  withdraw: { zh: '撤回', en: 'withdrawn' },
};

/** The account does not wait for this action, or somebody was faster (409). */
export class PayeeAccountStateConflict extends DomainError {
  constructor(action: PayeeAccountAction, state: PayeeAccountState) {
    const [is, wanted] = [STATES[state], ACTIONS[action]];
    super({
      kind: 'conflict',
      code: 'payee-account-state',
      title: { zh: '收款账户状态不允许该操作', en: 'The payee account does not allow this now' },
      detail: {
        zh: `该收款账户当前为“${is.zh}”，现在不能${wanted.zh}；变更账户须先由本单位第二人确认，再由财务核验。请刷新后查看。`,
        en: `The account is ${is.en} and cannot be ${wanted.en} now; a change is confirmed by a second person of the organisation first, then verified by finance. Reload it to see whose turn it is.`,
      },
      members: { action, state },
    });
  }
}

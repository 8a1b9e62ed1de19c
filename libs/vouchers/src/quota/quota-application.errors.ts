import { DomainError, NotFound } from '@app/common';
import type { EligibilityCheck } from './eligibility.rules';
import {
  QUOTA_ACTION_NAMES,
  QUOTA_STATE_NAMES,
  type QuotaAction,
  type QuotaState,
} from './quota-application.words';

/** Unknown, or of another organisation. */
export class QuotaApplicationNotFound extends NotFound {
  constructor() {
    super({ zh: '额度申请', en: 'quota application' });
  }
}

/** The application's state does not allow the action (409); tells what the asker may do instead. */
export class QuotaStateConflict extends DomainError {
  constructor(action: QuotaAction, state: QuotaState, allowedActions: readonly QuotaAction[]) {
    const names = allowedActions.map((one) => QUOTA_ACTION_NAMES[one]).join('、');
    const [zh, en] =
      allowedActions.length === 0
        ? ['请刷新后查看最新状态', 'reload it to see how it stands']
        : [`现在可以${names}`, `you may ${allowedActions.join(', ')}`];
    super({
      kind: 'conflict',
      code: 'quota-application-state',
      title: { zh: '额度申请状态不允许该操作', en: 'The application does not allow this now' },
      detail: {
        zh: `额度申请${QUOTA_STATE_NAMES[state]}，不能${QUOTA_ACTION_NAMES[action]}；${zh}。`,
        en: `The application is ${state}, which does not allow ${action}; ${en}.`,
      },
      members: { state, action, allowedActions: [...allowedActions] },
    });
  }
}

/** The organisation or the amount does not meet the programme's rules (422): all of them that fail. */
export class QuotaNotEligible extends DomainError {
  constructor(failed: readonly EligibilityCheck[]) {
    super({
      kind: 'rule',
      code: 'quota-not-eligible',
      title: { zh: '不符合申领条件', en: 'The rules of the programme are not met' },
      detail: {
        zh: `${failed.map(({ sentence }) => sentence.zh).join('；')}。`,
        en: `${failed.map(({ sentence }) => sentence.en).join('. ')}.`,
      },
      members: { reasons: failed.map(({ code, sentence }) => ({ code, message: sentence })) },
    });
  }
}

/** Whoever applied, pre-checked or belongs to the applicant does not take the next step (403). */
export class QuotaNeedsOtherPerson extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'second-person-required',
      title: { zh: '须由另一人办理', en: 'Another person must do this' },
      detail: {
        zh: '申请、初审与核准须由不同人员办理，且不得由申请单位人员审核。请由其他有权限的人员办理。',
        en: 'Applying, checking and deciding are done by different people, none of the applicant. Ask a colleague with this right.',
      },
    });
  }
}

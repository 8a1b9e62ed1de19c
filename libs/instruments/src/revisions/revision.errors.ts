import { DomainError } from '@app/common';
import type { OpenState } from './revision.rules';
import type { ReviewedField } from './reviewed-fields';

const STATE_NAMES: Readonly<Record<OpenState | 'none', string>> = {
  none: '无待审核的修改',
  draft: '修改未提交',
  submitted: '修改审核中',
  returned: '修改被退回',
};

/** The revision is in a state this cannot be done from, or there is none (409). */
export class RevisionStateConflict extends DomainError {
  constructor(state: OpenState | 'none') {
    super({
      kind: 'conflict',
      code: 'revision-state',
      title: {
        zh: '修改的当前状态不允许此操作',
        en: 'Not possible with the revision in this state',
      },
      detail: {
        zh: `该仪器当前为“${STATE_NAMES[state]}”，不能进行此操作；请刷新页面查看最新状态。`,
        en: `The revision of this instrument is "${state}", which does not allow this; reload to see its state.`,
      },
      members: { state },
    });
  }
}

/** Fields of a revision that is being reviewed cannot be changed under its reviewers (409). */
export class RevisionUnderReview extends DomainError {
  constructor(fields: readonly ReviewedField[]) {
    super({
      kind: 'conflict',
      code: 'revision-under-review',
      title: { zh: '修改正在审核', en: 'A revision is being reviewed' },
      detail: {
        zh: `字段“${fields.join('、')}”须审核，而上一次修改正在审核中；请等待审核结果，或撤回后重新提交。`,
        en: `${fields.join(', ')} need a review, and the revision before is still in its own; wait for it or withdraw it.`,
      },
      members: { fields },
    });
  }
}

/** The record was changed elsewhere since the revision was submitted (409). */
export class RevisionOutdated extends DomainError {
  constructor(fields: readonly ReviewedField[]) {
    super({
      kind: 'conflict',
      code: 'revision-outdated',
      title: { zh: '仪器信息已变动', en: 'The record has moved' },
      detail: {
        zh: `提交后字段“${fields.join('、')}”已被改动，修改没有生效；请退回，由持有单位核对后重新提交。`,
        en: `${fields.join(', ')} changed since this was submitted and nothing was done; send it back to be checked and submitted anew.`,
      },
      members: { fields },
    });
  }
}

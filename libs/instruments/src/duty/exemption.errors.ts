import { DomainError, NotFound, type Text } from '@app/common';
import type { ExemptionState } from './duty.words';

/** No such exemption, or not the caller's to see (404). */
export class ExemptionNotFound extends NotFound {
  constructor() {
    super({ zh: '免共享申请', en: 'exemption' });
  }
}

/** The instrument has an exemption that waits for a decision or runs (409). */
export class ExemptionOpen extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'exemption-open',
      title: { zh: '已有免共享申请', en: 'Another exemption is open' },
      detail: {
        zh: '该仪器已有一项免共享申请正在办理或仍在有效期内；请等待决定、撤回原申请，或在其到期后重新申请。',
        en: 'The instrument has an exemption that waits or still runs; await the decision, withdraw it, or ask again once it has ended.',
      },
    });
  }
}

const STATE_NAMES: Record<ExemptionState, Text> = {
  requested: { zh: '待决定', en: 'waiting for a decision' },
  granted: { zh: '已同意', en: 'granted' },
  refused: { zh: '未同意', en: 'refused' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
};

/** The exemption is decided or withdrawn already (409). */
export class ExemptionDecided extends DomainError {
  constructor(state: ExemptionState) {
    const name = STATE_NAMES[state];
    super({
      kind: 'conflict',
      code: 'exemption-decided',
      title: { zh: '免共享申请已办结', en: 'The exemption is no longer open' },
      detail: {
        zh: `该免共享申请当前为“${name.zh}”，不能再办理；请刷新后查看，如需变更请由持有单位重新申请。`,
        en: `The exemption is ${name.en} and cannot be decided again; reload it, and let the holder ask anew if something is to change.`,
      },
      members: { state },
    });
  }
}

/** There is no duty that the instrument could be exempt from (422). */
export class NothingToExempt extends DomainError {
  constructor(reason: Text) {
    super({
      kind: 'rule',
      code: 'nothing-to-exempt',
      title: { zh: '该仪器没有共享义务', en: 'The instrument need not be shared' },
      detail: {
        zh: `${reason.zh}。没有共享义务，无需申请免共享。`,
        en: `${reason.en}. Without a duty to share there is nothing to be exempt from.`,
      },
    });
  }
}

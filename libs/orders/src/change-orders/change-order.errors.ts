import { DomainError, NotFound } from '@app/common';
import type { fieldError } from '@app/http';
import type { OrderAction } from '../order.words';
import type { ChangeState } from './change-order.words';

/** Unknown, or of an order of others. */
export class ChangeOrderNotFound extends NotFound {
  constructor() {
    super({ zh: '变更单', en: 'change order' });
  }
}

/** The lines do not make a change (422): all problems together, each with its field. */
export class ChangeRefused extends DomainError {
  constructor(errors: readonly ReturnType<typeof fieldError>[]) {
    super({
      kind: 'rule',
      code: 'change-refused',
      title: { zh: '变更单不能成立', en: 'The lines make no change order' },
      detail: {
        zh: '请按每一行的提示修改后再提交。',
        en: 'Mend the lines as each of them says and send the change again.',
      },
      members: { errors },
    });
  }
}

const STATES: Record<ChangeState, string> = {
  proposed: '待实验室复核',
  offered: '待用户单位答复',
  accepted: '已接受',
  declined: '已谢绝',
  withdrawn: '已撤回',
  lapsed: '已随订单结束',
};

/** The change order is over, or another is open (409); tells what the asker may do with the order instead. */
export class ChangeOrderStateConflict extends DomainError {
  constructor(state: ChangeState, allowed: readonly OrderAction[]) {
    super({
      kind: 'conflict',
      code: 'change-order-state',
      title: { zh: '变更单状态不允许该操作', en: 'The change order does not allow this now' },
      detail: {
        zh: `变更单${STATES[state]}，请刷新订单查看最新的变更单。`,
        en: `The change order is ${state}; reload the order to see the present one.`,
      },
      members: { state, allowedActions: [...allowed] },
    });
  }
}

/** A reduction is approved by another person than its proposer (403). */
export class ReductionNeedsAnother extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'second-person-required',
      title: { zh: '须由另一人办理', en: 'Another person must do this' },
      detail: {
        zh: '减免或协议价须由提出人之外的人复核，请由本单位其他实验室管理员或资产管理部门办理。',
        en: 'A reduction or an agreed price is approved by another person than its proposer; ask a colleague who manages the laboratory.',
      },
    });
  }
}

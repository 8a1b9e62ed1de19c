import { DomainError, type Fen, formatYuan, NotFound } from '@app/common';
import { actionsIn, type StatementAction, type StatementState } from './statement.words';

/** Unknown, of other organisations, or not sent to its user organisation yet. */
export class StatementNotFound extends NotFound {
  constructor() {
    super({ zh: '结算单', en: 'statement' });
  }
}

/** The state of a statement does not allow an action; says what it allows. */
export class StatementStateConflict extends DomainError {
  constructor(action: StatementAction, state: StatementState) {
    const allowed = actionsIn(state);
    const [zh, en] = allowed.length > 0 ? [allowed.join('、'), allowed.join(', ')] : ['无', 'none'];
    super({
      kind: 'conflict',
      code: 'statement-state',
      title: { zh: '结算单状态不允许该操作', en: 'The statement does not allow this' },
      detail: {
        zh: `结算单处于 ${state} 状态，不能执行 ${action}。可执行：${zh}。`,
        en: `The statement is ${state} and cannot be taken through ${action}; it allows: ${en}.`,
      },
      members: { action, state, allowedActions: allowed },
    });
  }
}

/** Nothing of the month is left to state. */
export class StatementEmpty extends DomainError {
  constructor() {
    super({
      kind: 'rule',
      code: 'statement-empty',
      title: { zh: '结算单没有订单', en: 'The statement has no orders' },
      detail: {
        zh: '该用户单位当月没有已验收且尚未结算的订单。请核对月份，或先作废原结算单。',
        en: 'The user organisation has no accepted order of the month that is not on a statement already. Check the month, or void the earlier statement first.',
      },
    });
  }
}

/** The amount that was confirmed is not what the orders come to now. */
export class StatementChanged extends DomainError {
  constructor(seenFen: Fen, ownFen: Fen) {
    super({
      kind: 'conflict',
      code: 'statement-changed',
      title: { zh: '结算金额已变化', en: 'The amount has changed' },
      detail: {
        zh: `确认的金额为 ${formatYuan(seenFen)}，结算单当前应付 ${formatYuan(ownFen)}。请重新查看后确认。`,
        en: `${formatYuan(seenFen)} was confirmed, but the statement comes to ${formatYuan(ownFen)} now. Read it again before confirming.`,
      },
      members: { seenFen, ownFen },
    });
  }
}

/** A statement with an invoice over it is not voided, nor invoiced again. */
export class StatementInvoiced extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'statement-invoiced',
      title: { zh: '结算单已开票', en: 'The statement is invoiced' },
      detail: {
        zh: '该结算单已有有效发票，请先红冲发票。',
        en: 'There is an invoice over the statement; take the invoice back first.',
      },
    });
  }
}

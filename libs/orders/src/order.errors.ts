import { DomainError, type Fen, formatYuan, NotFound } from '@app/common';
import type { OrderState } from './order.words';

/** Unknown, or of another organisation. */
export class OrderNotFound extends NotFound {
  constructor() {
    super({ zh: '订单', en: 'order' });
  }
}

const STATES: Record<OrderState, string> = {
  open: '尚未完成',
  completed: '已完成服务、待确认',
  accepted: '已确认',
  disputed: '有异议、处理中',
  cancelled: '已取消',
};

/** What may be done to an order; reservations reprice with `move`. */
export type OrderAction = 'complete' | 'move' | 'cancel' | 'accept' | 'dispute';

const ACTIONS: Record<OrderAction, string> = {
  complete: '完成',
  move: '改期',
  cancel: '取消',
  accept: '确认',
  dispute: '提出异议',
};

/** The order is not in a state that allows the action, or somebody was faster. */
export class OrderStateConflict extends DomainError {
  constructor(action: OrderAction, state: OrderState) {
    super({
      kind: 'conflict',
      code: 'order-state',
      title: { zh: '订单状态不允许该操作', en: 'The order does not allow this now' },
      detail: {
        zh: `订单${STATES[state]}，不能${ACTIONS[action]}，请刷新后查看可用操作。`,
        en: `The order is ${state}, which does not allow ${action}; reload it to see what is possible.`,
      },
      members: { state, action },
    });
  }
}

/** More was charged than was quoted; that needs a change order the user organisation has accepted. */
export class FeeAboveQuote extends DomainError {
  constructor(actual: Fen, quoted: Fen) {
    const [asked, agreed] = [formatYuan(actual), formatYuan(quoted)];
    super({
      kind: 'rule',
      code: 'fee-above-quote',
      title: { zh: '实际费用超过报价', en: 'The fee is above the quote' },
      detail: {
        zh: `实际费用 ${asked} 超过约定的 ${agreed}，请先与用户单位办理变更，或按不高于报价的金额完成。`,
        en: `The fee ${asked} is above the agreed ${agreed}; agree a change with the user organisation first, or complete at no more than the quote.`,
      },
      members: {
        errors: [
          {
            pointer: '/actualFen',
            code: 'above-quote',
            message: { zh: `不能超过 ${agreed}`, en: `must not be above ${agreed}` },
          },
        ],
      },
    });
  }
}

/** An instrument without a valid fee schedule has no price, and without a price nothing is booked. */
export class NoFeeSchedule extends DomainError {
  constructor(serviceDate: string) {
    super({
      kind: 'rule',
      code: 'no-fee-schedule',
      title: { zh: '尚无收费标准', en: 'No fee schedule' },
      detail: {
        zh: `该仪器在 ${serviceDate} 没有有效的收费标准，请联系持有单位公布后再预约。`,
        en: `The instrument has no fee schedule valid on ${serviceDate}; ask its holder to publish one.`,
      },
      members: { serviceDate },
    });
  }
}

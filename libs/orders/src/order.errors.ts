import { DomainError, NotFound } from '@app/common';

/** Unknown, or of another organisation. */
export class OrderNotFound extends NotFound {
  constructor() {
    super({ zh: '订单', en: 'order' });
  }
}

/** The order is not in a state that allows the action, or somebody was faster. */
export class OrderStateConflict extends DomainError {
  constructor(action: string, state: string) {
    super({
      kind: 'conflict',
      code: 'order-state',
      title: { zh: '订单状态不允许该操作', en: 'The order does not allow this now' },
      detail: {
        zh: `订单当前状态为 ${state}，不能执行 ${action}，请刷新后查看可用操作。`,
        en: `The order is ${state}, which does not allow ${action}; reload it to see what is possible.`,
      },
      members: { state, action },
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

import { DomainError, type Fen, formatYuan, NotFound } from '@app/common';
import { fieldError, InvalidRequest } from '@app/http';
import type { Obstacle } from './order.actions';
import type { OrderAction, OrderState } from './order.words';

/** Unknown, or of another organisation. */
export class OrderNotFound extends NotFound {
  constructor() {
    super({ zh: '订单', en: 'order' });
  }
}

const STATES: Record<OrderState, string> = {
  submitted: '已提交、待服务单位答复',
  priced: '已报价、待用户单位确认报价',
  open: '尚未完成',
  sent: '样品已寄出',
  received: '样品已收到',
  running: '检测中',
  completed: '已完成服务、待确认',
  accepted: '已确认',
  disputed: '有异议、处理中',
  cancelled: '已取消',
  rejected: '已被实验室谢绝',
  withdrawn: '已撤回',
  expired: '报价已过期',
};

const ACTIONS: Record<OrderAction, string> = {
  price: '报价',
  'accept-quote': '接受报价',
  reject: '谢绝委托',
  withdraw: '撤回委托',
  expire: '过期',
  confirm: '确认备案',
  'provide-evidence': '提交替代证明',
  'accept-evidence': '采信替代证明',
  'return-evidence': '退回替代证明',
  'keep-papers': '补充合同与报告',
  send: '登记寄样',
  receive: '登记收样',
  're-promise': '调整承诺日期',
  start: '开始检测',
  complete: '完成',
  move: '改期',
  cancel: '取消',
  'propose-change': '提出变更',
  'approve-change': '复核变更',
  'accept-change': '接受变更',
  'decline-change': '谢绝变更',
  'withdraw-change': '撤回变更',
  accept: '确认',
  dispute: '提出异议',
  'propose-adjustment': '提出调整',
  'accept-adjustment': '接受调整',
  'withdraw-dispute': '撤回异议',
  'decide-dispute': '裁定争议',
};

const possible = (allowed: readonly OrderAction[]): [zh: string, en: string] =>
  allowed.length === 0
    ? ['请刷新后查看最新状态', 'reload it to see how it stands']
    : [`现在可以${allowed.map((one) => ACTIONS[one]).join('、')}`, `you may ${allowed.join(', ')}`];

const becauseOfEvidence = (action: OrderAction): [string, string] =>
  action === 'provide-evidence'
    ? ['已提交的替代证明正在审核', 'What was handed in is with a reviewer']
    : ['没有待审核的替代证明', 'No substitute evidence waits for a reviewer'];

/** What stands in the way of an action, where it is not the state itself. */
function because(state: OrderState, obstacle: Obstacle, action: OrderAction): [string, string] {
  if (obstacle === 'kind')
    return ['该类订单不在此办理', 'Orders of this kind have commands of their own'];
  if (obstacle === 'state') return [`订单${STATES[state]}`, `The order is ${state}`];
  if (obstacle === 'evidence') return becauseOfEvidence(action);
  if (obstacle === 'offer')
    return ['实验室尚未提出调整方案', 'The lab has offered nothing to settle the dispute yet'];
  return action === 'complete' || action === 'propose-change'
    ? [
        '订单有待处理的变更单，须先由用户单位答复或由实验室撤回',
        'A change order is open: the user organisation answers it or the lab withdraws it first',
      ]
    : ['订单没有可如此处理的变更单', 'No change order of the order waits for this'];
}

/**
 * The order is not in a state that allows the action, its change order stands in the way, or somebody was faster (409);
 * tells what the asker may do instead.
 */
export class OrderStateConflict extends DomainError {
  constructor(
    action: OrderAction,
    state: OrderState,
    obstacle: Obstacle,
    allowed: readonly OrderAction[],
  ) {
    const [zh, en] = possible(allowed);
    const [whyZh, whyEn] = because(state, obstacle, action);
    super({
      kind: 'conflict',
      code: 'order-state',
      title: { zh: '订单状态不允许该操作', en: 'The order does not allow this now' },
      detail: {
        zh: `${whyZh}，不能${ACTIONS[action]}；${zh}。`,
        en: `${whyEn}, which does not allow ${action}; ${en}.`,
      },
      members: { state, action, allowedActions: [...allowed] },
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

/** A number that no order has: its check character does not hold, so it was misheard or mistyped (400). */
export const notAnOrderNumber = (number: string): InvalidRequest =>
  new InvalidRequest([
    fieldError('/number', 'order-number', number, {
      zh: `“${number}”不是有效的订单号，请核对每一位（形如 JX26-000123-4，末位为校验码）`,
      en: `“${number}” is no order number; check each digit (such as JX26-000123-4, the last one checks the others)`,
    }),
  ]);

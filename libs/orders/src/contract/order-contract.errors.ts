import { DomainError } from '@app/common';
import type { ContractRule } from './order-contract.entity';

/** The contract that was accepted is not the one that there is now: the order or its clauses changed meanwhile (409). */
export class ContractChanged extends DomainError {
  constructor(sha256: string) {
    super({
      kind: 'conflict',
      code: 'contract-changed',
      title: { zh: '合同内容已变化', en: 'The contract has changed' },
      detail: {
        zh: '订单或合同条款已变化，您确认的不是当前合同，请重新阅读后再确认。',
        en: 'The order or the clauses changed, and what you accepted is not the contract of now: read it again, then accept it.',
      },
      members: { sha256 },
    });
  }
}

/** A laboratory that uses its own instrument has nobody to make a contract with (422). */
export class ContractWithOneself extends DomainError {
  constructor() {
    super({
      kind: 'rule',
      code: 'contract-with-oneself',
      title: { zh: '本单位使用无需合同', en: 'No contract with oneself' },
      detail: {
        zh: '用户单位与持有单位为同一单位，无需签订合同，可直接使用。',
        en: 'Both sides are one organisation, which needs no contract to use its own instruments.',
      },
    });
  }
}

/** What an order costs and when it is done is not agreed yet, so that nobody can be bound to it (409). */
export class ContractTooEarly extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'contract-too-early',
      title: { zh: '报价尚未被接受', en: 'The quote is not accepted yet' },
      detail: {
        zh: '委托的报价尚未被用户单位接受，合同的费用和期限未定；请在接受报价后再确认合同。',
        en: 'The quote of this order is not accepted yet, so fee and date of the contract are open; accept the quote first.',
      },
    });
  }
}

/** An order that was called off needs no contract any more (409). */
export class ContractOrderOver extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'contract-order-over',
      title: { zh: '订单已取消', en: 'The order is cancelled' },
      detail: {
        zh: '订单已取消或终止，不能再确认合同。如需服务请重新下单。',
        en: 'The order is over and its contract can no longer be accepted; place another one.',
      },
    });
  }
}

/** The holder lets nobody use its instruments before both sides have accepted a contract (422). */
export class ContractRequired extends DomainError {
  constructor(orderId: string, rule: ContractRule) {
    const [zh, en] =
      rule === 'first'
        ? [
            '首次使用前须由双方确认服务合同',
            'a contract that both sides accepted before the first use',
          ]
        : ['每次使用前须由双方确认服务合同', 'a contract that both sides accepted before each use'];
    super({
      kind: 'rule',
      code: 'contract-required',
      title: { zh: '尚未签订服务合同', en: 'There is no contract yet' },
      detail: {
        zh: `持有单位要求${zh}。请在订单中阅读并确认合同，待对方确认后再使用。`,
        en: `The holder asks for ${en}. Read and accept it with the order; use begins once the other side has accepted it too.`,
      },
      members: { orderId, rule },
    });
  }
}

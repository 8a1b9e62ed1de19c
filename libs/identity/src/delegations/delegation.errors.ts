import { DomainError } from '@app/common';

/** The power of attorney was revoked before, or its last day is over (409). */
export class DelegationEnded extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'delegation-ended',
      title: { zh: '授权委托已结束', en: 'The delegation has ended' },
      detail: {
        zh: '该授权委托已撤销或到期，无需再次撤销。需要继续代理时请由委托单位重新委托。',
        en: 'This delegation was revoked or has expired; there is nothing to revoke. The principal can grant a new one.',
      },
    });
  }
}

/** No power of attorney in force lets the agent do this (403). */
export class NotDelegated extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'not-delegated',
      title: { zh: '未获授权', en: 'Not delegated' },
      detail: {
        zh: '委托单位的授权委托书不包含此事项。请委托单位办理，或由其补充授权后再试。',
        en: 'The principal has not delegated this. Ask the principal to do it, or to grant a delegation that includes it.',
      },
    });
  }
}

/** Agent and decision, or agent and other party, are in one hand (422). Source: domain.md, 10b. */
export class AgentNotIndependent extends DomainError {
  constructor(tie: 'other-party' | 'reviewer') {
    const [zh, en] =
      tie === 'other-party'
        ? ['订单的服务机构或另一方单位', 'the provider or the other party of the order']
        : ['审核或拨付单位', 'an office that reviews or pays'];
    super({
      kind: 'rule',
      code: 'agent-not-independent',
      title: { zh: '代理机构须无利害关系', en: 'The agent must be independent' },
      detail: {
        zh: `代理机构是${zh}或与其有关联，不能代办。请由委托单位自行办理，或另行委托。`,
        en: `The agent is, or is tied to, ${en} and cannot prepare this. The principal has to do it, or to choose another agent.`,
      },
      members: { tie },
    });
  }
}

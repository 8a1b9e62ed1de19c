import { DomainError } from '@app/common';
import type { Verification } from './organisation.words';

const STATES: Record<Verification, string> = {
  pending: '正在等待核验',
  returned: '已退回补正，须由单位修改后重新提交',
  verified: '已通过核验',
};

/** The verification is not where the decision can start, or somebody was faster (409). */
export class VerificationConflict extends DomainError {
  constructor(verification: Verification) {
    super({
      kind: 'conflict',
      code: 'verification-state',
      title: { zh: '核验状态不允许该操作', en: 'The verification does not allow this now' },
      detail: {
        zh: `该单位${STATES[verification]}，不能进行此操作，请刷新后查看。`,
        en: `The verification is ${verification}, which does not allow this; reload it to see what is possible.`,
      },
      members: { verification },
    });
  }
}

/** Whoever belongs to an organisation does not decide about it (403). */
export class OwnOrganisation extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'own-organisation',
      title: { zh: '须由他人核验', en: 'Somebody else has to decide' },
      detail: {
        zh: '您是该单位的成员，不能核验或退回本单位，请由其他审核人员办理。',
        en: 'You belong to this organisation and cannot decide about it; ask another reviewer.',
      },
    });
  }
}

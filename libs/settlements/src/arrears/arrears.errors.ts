import { DomainError } from '@app/common';
import type { ArrearsReason } from './arrears.rules';

/** The user organisation owes the provider more than it allows, or for longer. */
export class ArrearsOverLimit extends DomainError {
  constructor(reason: ArrearsReason) {
    super({
      kind: 'rule',
      code: 'arrears-limit',
      title: { zh: '逾期欠款超过上限', en: 'More is overdue than the provider allows' },
      detail: reason.message,
      members: { reasons: [reason] },
    });
  }
}

import { DomainError } from '@app/common';
import { constraintOf } from '@app/database';
import { shortageOf } from '@app/settlements';

/** A claim on its way to payment has a notice that is not over, or none. */
export class NoticeNotOver extends DomainError {
  constructor(claimId: string) {
    super({
      kind: 'conflict',
      code: 'claim-notice-not-over',
      title: { zh: '公示未结束', en: 'The public notice is not over' },
      detail: {
        zh: '该方案须先公示再拨付：其中一份申请尚未公示，或公示期尚未结束。请先发布公示，公示期满的次日起可以组批。',
        en: 'Under this programme nothing is paid before its public notice is over: one of the claims was not published, or its notice still runs. Publish it, and pay from the day after the notice ends.',
      },
      members: { claimId },
    });
  }
}

/** Somebody objected to the claim, and nobody has decided yet. */
export class ClaimObjected extends DomainError {
  constructor(claimId: string) {
    super({
      kind: 'conflict',
      code: 'claim-objected',
      title: { zh: '公示异议未办结', en: 'An objection to the claim is open' },
      detail: {
        zh: '其中一份申请有公示异议尚未作出决定。请先办结异议，或将该申请移出批次。',
        en: 'An objection to one of the claims is not decided. Decide it first, or take the claim out.',
      },
      members: { claimId },
    });
  }
}

/** The programme pays only with the numbers of the minutes and of the fund document. */
export class BatchWithoutDocuments extends DomainError {
  constructor() {
    super({
      kind: 'rule',
      code: 'payment-batch-without-documents',
      title: { zh: '缺少文号', en: 'Document numbers are missing' },
      detail: {
        zh: '该方案拨付须填写会议纪要号（minutesNumber）和资金下达文号（fundDocumentNumber）。',
        en: 'This programme pays only with the number of the minutes (minutesNumber) and of the fund document (fundDocumentNumber).',
      },
    });
  }
}

/** The claim is on no running notice, or is being paid already. */
export class NothingToObjectTo extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'objection-too-late',
      title: { zh: '该申请不在公示中', en: 'The claim is on no notice' },
      detail: {
        zh: '只能对已公示且尚未拨付的申请登记异议。已拨付的，请按追回流程办理。',
        en: 'Objections are recorded against claims that were published and are not being paid yet. What is paid is to be clawed back.',
      },
    });
  }
}

/** One objection to the claim waits for its decision. */
export class ObjectionOpen extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'objection-open',
      title: { zh: '该申请已有待办异议', en: 'An objection waits already' },
      detail: {
        zh: '该申请已有一份异议待决定，请先办结后再登记。',
        en: 'An objection to the claim waits for its decision; decide it before the next is recorded.',
      },
    });
  }
}

/** There is no objection to decide, or somebody was faster. */
export class NoOpenObjection extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'objection-decided',
      title: { zh: '没有待决定的异议', en: 'No objection waits' },
      detail: {
        zh: '该申请没有待决定的异议，请刷新后查看。',
        en: 'No objection to the claim waits for a decision; reload it.',
      },
    });
  }
}

/** Some claims cannot be published: not approved, of another programme, or published already. */
export class ClaimsNotPublishable extends DomainError {
  constructor(claimIds: string[]) {
    super({
      kind: 'conflict',
      code: 'claims-not-publishable',
      title: { zh: '部分申请不能公示', en: 'Some claims cannot be published' },
      detail: {
        zh: `有 ${claimIds.length} 份申请未通过复核、已在公示中或不存在，请移除后重新发布。`,
        en: `${claimIds.length} claim(s) are not approved, are published already or do not exist; take them out and try again.`,
      },
      members: { claimIds },
    });
  }
}

/** Claims of the programme are on their way under stricter rules. */
export class PolicyLoosened extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'claim-policy-loosened',
      title: { zh: '有在途申请，不能放宽', en: 'Claims are on their way' },
      detail: {
        zh: '该方案有尚未办结的兑付申请，不能缩短公示期或取消文号要求。请待在途申请办结后再修改。',
        en: 'Claims of the programme are not settled: the notice cannot be made shorter nor the documents dropped before they are.',
      },
    });
  }
}

/** Says in words what the triggers around notices and payment refused; anything else is thrown as it came. */
export function refuseNotice(error: unknown): never {
  const claimId = shortageOf(error)?.objectId ?? '';
  switch (constraintOf(error)) {
    case 'claim_notice_not_over':
      throw new NoticeNotOver(claimId);
    case 'claim_objected':
      throw new ClaimObjected(claimId);
    case 'payment_batch_without_documents':
      throw new BatchWithoutDocuments();
    case 'payment_notice_line_not_approved':
    case 'payment_notice_line_repeated':
      throw new ClaimsNotPublishable([claimId]);
    case 'notice_objection_too_late':
      throw new NothingToObjectTo();
    case 'notice_objection_open':
      throw new ObjectionOpen();
    case 'claim_policy_loosened':
      throw new PolicyLoosened();
    default:
      throw error;
  }
}

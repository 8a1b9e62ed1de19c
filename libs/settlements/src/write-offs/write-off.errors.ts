import { DomainError } from '@app/common';

/** Whoever proposed to give money up does not decide about it (经办 and 复核). */
export class WriteOffNeedsSecondPerson extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'second-person-required',
      title: { zh: '须由另一人复核', en: 'Another person must decide' },
      detail: {
        zh: '核销须由提出人以外的人员复核，请联系本单位其他管理人员。',
        en: 'A write-off is decided by somebody other than who proposed it; ask another manager of your organisation.',
      },
    });
  }
}

/** A write-off of the order is proposed already, or there is none to decide about. */
export class WriteOffStateConflict extends DomainError {
  constructor(state: 'proposed' | 'none') {
    const said =
      state === 'proposed'
        ? {
            zh: '该订单已有一笔待复核的核销，请先复核后再提出。',
            en: 'A write-off of this order waits for a decision already; decide about it first.',
          }
        : {
            zh: '该订单没有待复核的核销，请刷新后查看。',
            en: 'No write-off of this order waits for a decision; reload it.',
          };
    super({
      kind: 'conflict',
      code: 'write-off-state',
      title: { zh: '核销状态不允许该操作', en: 'The write-off does not allow this' },
      detail: said,
      members: { state },
    });
  }
}

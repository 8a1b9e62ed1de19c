import { DomainError, FieldsRefused, NotFound } from '@app/common';
import { fieldError } from '@app/http';
import type { AgreedPriceState } from './agreed-price.entity';

/** Unknown, or between others (404). */
export class AgreedPriceNotFound extends NotFound {
  constructor() {
    super({ zh: '协议价', en: 'agreed price' });
  }
}

/** Whoever proposed it does not approve it (403). */
export class AgreedPriceNeedsAnother extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'second-person-required',
      title: { zh: '须由另一人复核', en: 'Another person must approve' },
      detail: {
        zh: '协议价须由提出人以外的人员复核，请联系本单位其他实验室管理员或资产管理人员。',
        en: 'An agreed price is approved by somebody other than who proposed it; ask another manager of your organisation.',
      },
    });
  }
}

const STATES: Record<AgreedPriceState, string> = {
  proposed: '待复核',
  approved: '已生效',
  withdrawn: '已撤销',
};

/** It is not where this could be done to it, or somebody was faster (409). */
export class AgreedPriceStateConflict extends DomainError {
  constructor(state: AgreedPriceState) {
    super({
      kind: 'conflict',
      code: 'agreed-price-state',
      title: { zh: '协议价状态不允许该操作', en: 'The agreed price does not allow this now' },
      detail: {
        zh: `协议价${STATES[state]}，请刷新后查看；如需新的协议价，请另行提出。`,
        en: `The agreed price is ${state}; reload it, and propose another one where the terms are to be others.`,
      },
      members: { state },
    });
  }
}

/** Another one holds for the same customer and the same instruments on one of its days (409). */
export class AgreedPriceOverlaps extends DomainError {
  constructor({
    id,
    validFrom,
    validUntil,
  }: {
    id: string;
    validFrom: string;
    validUntil: string;
  }) {
    super({
      kind: 'conflict',
      code: 'agreed-price-overlaps',
      title: { zh: '与已有协议价的有效期重叠', en: 'Another agreed price holds meanwhile' },
      detail: {
        zh: `该客户在 ${validFrom} 至 ${validUntil} 已有生效的协议价；请先撤销它，或另提有效期不重叠的协议价。`,
        en: `An agreed price holds from ${validFrom} to ${validUntil}; withdraw it, or propose one for other days.`,
      },
      members: { agreedPriceId: id, validFrom, validUntil },
    });
  }
}

/** Nobody of that id can be a customer (422). */
export const customerUnknown = (id: string): FieldsRefused =>
  new FieldsRefused([
    fieldError('/customerOrganisationId', 'customer-unknown', id, {
      zh: '没有这个单位，或为本单位；本单位人员的价格请设为收费标准的“单位内部价”',
      en: 'is unknown or your own organisation; prices of your own people are the internal tier of a fee schedule',
    }),
  ]);

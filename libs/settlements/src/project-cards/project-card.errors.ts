import { DomainError, FieldsRefused, NotFound } from '@app/common';
import { fieldRefused } from '../settlement.errors';

/** Unknown, or of another organisation. */
export class ProjectCardNotFound extends NotFound {
  constructor() {
    super({ zh: '课题经费卡', en: 'project card' });
  }
}

/** The organisation has a card of this number already. */
export class ProjectCardNumberTaken extends DomainError {
  constructor(number: string) {
    super({
      kind: 'conflict',
      code: 'project-card-number-taken',
      title: { zh: '经费卡号已存在', en: 'The project card exists already' },
      detail: {
        zh: `本单位已有卡号为 ${number} 的课题经费卡，请核对卡号，或修改已有的卡。`,
        en: `Your organisation has a project card ${number} already; check the number or change that card.`,
      },
    });
  }
}

/** The card is not the caller's to charge. */
export class ProjectCardNotYours extends DomainError {
  constructor(number: string) {
    super({
      kind: 'rule',
      code: 'project-card-not-yours',
      title: { zh: '您不能使用该经费卡', en: 'The project card is not yours to charge' },
      detail: {
        zh: `课题经费卡 ${number} 只能由课题负责人及其指定的人员使用，请联系负责人，或选择其他经费卡。`,
        en: `Project card ${number} is charged by its owner and by those named on it; ask its owner or choose another card.`,
      },
    });
  }
}

/** The card's last day is over. */
export class ProjectCardExpired extends DomainError {
  constructor() {
    super({
      kind: 'rule',
      code: 'project-card-expired',
      title: { zh: '经费卡已过期', en: 'The project card has expired' },
      detail: {
        zh: '该课题经费卡已过有效期，不能再使用。请选择其他经费卡，或请单位管理员延长有效期。',
        en: 'The last day of this project card is over. Choose another card, or have your organisation extend it.',
      },
    });
  }
}

/** The transfer was taken back before. */
export class TransferReversedTwice extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'card-transfer-reversed',
      title: { zh: '该笔转账已冲销', en: 'The transfer was taken back already' },
      detail: {
        zh: '该笔内部转账已冲销，不能再次冲销，请刷新后查看。',
        en: 'This internal transfer was taken back already; reload the card.',
      },
    });
  }
}

/** People who are not of the organisation answer as people who do not exist. */
export const notMembers = (pointers: readonly string[]): FieldsRefused =>
  new FieldsRefused(
    pointers.map((pointer) => ({
      pointer,
      code: 'not-a-colleague',
      message: {
        zh: '该人员不是本单位的成员，请从本单位成员中选择',
        en: 'is no member of your organisation; choose one of its members',
      },
    })),
  );

/** A transfer that is not there, or of another card: both answer alike. */
export const transferUnknown = (): FieldsRefused =>
  fieldRefused('/transferId', 'transfer-unknown', {
    zh: '该经费卡没有这笔转账，请从卡的转账记录中选择',
    en: 'the card has no such transfer; choose one of its transfers',
  });

/** An order that is not there, or that another organisation serves or uses: all answer alike. */
export const orderNotInHouse = (): FieldsRefused =>
  fieldRefused('/orderId', 'order-not-in-house', {
    zh: '订单不存在，或不是本单位使用本单位仪器的订单；对外订单请用发票和到款结算',
    en: 'the order does not exist or is not your organisation’s use of its own instruments; others are settled by invoice and receipt',
  });

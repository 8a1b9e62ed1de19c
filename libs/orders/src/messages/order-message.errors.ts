import { DomainError, FieldsRefused } from '@app/common';
import { fieldError } from '@app/http';

/** The office writes on an order only while it is in dispute: all else is between its two sides (409). */
export class OfficeWritesInDisputes extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'office-writes-in-disputes',
      title: { zh: '订单不在争议处理中', en: 'The order is not in dispute' },
      detail: {
        zh: '主管部门仅在订单有异议、处理中时可以留言；其他事项请由用户单位与持有单位直接沟通。',
        en: 'The office writes on an order only while it is disputed; all else is between its two sides.',
      },
    });
  }
}

/** What is named as read is no message of the order (422). */
export const messageUnknown = (id: string): FieldsRefused =>
  new FieldsRefused([
    fieldError('/untilId', 'message-unknown', id, {
      zh: '不是这个订单的留言，请刷新后重试',
      en: 'is no message of this order; load its messages again',
    }),
  ]);

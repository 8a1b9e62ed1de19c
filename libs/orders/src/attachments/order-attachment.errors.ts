import { DomainError, type FieldError, NotFound } from '@app/common';
import { fieldError } from '@app/http';

/** The order has no such attachment, or it was removed (404). */
export const attachmentNotFound = (): NotFound =>
  new NotFound({ zh: '订单附件', en: 'attachment' });

/** The same content lies with the order already. */
export const alreadyAttached = (fileId: string): FieldError =>
  fieldError('/fileId', 'already-attached', fileId, {
    zh: '内容相同的文件已在订单附件中，无需再次添加',
    en: 'a file of the same content is attached to the order already; there is no need for another',
  });

/** Only who renders the service reports on it. */
export const reportOfProvider = (): FieldError =>
  fieldError('/kind', 'report-of-provider', 'report', {
    zh: '报告由持有单位添加；请选择需求、原始数据或其他',
    en: 'a report is attached by the provider; choose requirement, raw-data or other',
  });

/** An order holds so many files and no more. */
export const tooManyAttachments = (most: number): FieldError =>
  fieldError('/fileId', 'too-many', most, {
    zh: `一个订单最多 ${most} 个附件，请合并为一个文件后再添加`,
    en: `an order has at most ${most} attachments; put several into one file`,
  });

/** Nothing is laid beside an order that came to nothing (409). */
export class AttachmentOrderOver extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'attachment-order-over',
      title: { zh: '订单已终止', en: 'The order is over' },
      detail: {
        zh: '订单已取消或终止，不能再添加附件；如需服务请重新下单。',
        en: 'The order was called off, and nothing is attached to it any more; place another one.',
      },
    });
  }
}

/** What somebody relies on stays with the order (409). */
export class AttachmentKept extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'attachment-kept',
      title: { zh: '附件已归档', en: 'The attachment is kept' },
      detail: {
        zh: '订单有异议、已确认或已终止，或该文件是已交付的报告，附件须保留；如有更正，请另行添加新文件并留言说明。',
        en: 'The order is disputed, accepted or over, or this is the report that was handed over: it stays. Attach a corrected file and say so in a message.',
      },
    });
  }
}

/** Only who attached a file takes it away (403). */
export class AttachmentOfAnother extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'attachment-of-another',
      title: { zh: '不是您添加的附件', en: 'Somebody else attached it' },
      detail: {
        zh: '附件只能由添加它的人删除，请联系其处理。',
        en: 'Only who attached a file may remove it; ask them.',
      },
    });
  }
}

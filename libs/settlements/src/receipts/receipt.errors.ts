import { DomainError, NotFound } from '@app/common';

/** Unknown, or of another holder. */
export class ReceiptNotFound extends NotFound {
  constructor() {
    super({ zh: '到款', en: 'receipt' });
  }
}

/** The holder has a receipt of this bank serial number already. */
export class ReceiptRecordedTwice extends DomainError {
  constructor(reference: string) {
    super({
      kind: 'conflict',
      code: 'receipt-recorded-twice',
      title: { zh: '到款已登记', en: 'The receipt is recorded already' },
      detail: {
        zh: `流水号 ${reference} 的到款已登记，请在到款列表中查看。`,
        en: `A receipt with the bank serial number ${reference} is recorded already; find it in the list of receipts.`,
      },
    });
  }
}

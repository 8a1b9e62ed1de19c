import { DomainError, type FieldError, NotFound } from '@app/common';
import type { InvoiceRequestState } from './invoice-request.words';

/** Unknown, or of other organisations. */
export class InvoiceRequestNotFound extends NotFound {
  constructor() {
    super({ zh: '开票申请', en: 'invoice request' });
  }
}

const NAMES: Record<InvoiceRequestState, string> = {
  requested: '待开票',
  issued: '已开票',
  refused: '已退回',
  withdrawn: '已撤回',
};

/** What has ended allows nothing more. */
export class InvoiceRequestStateConflict extends DomainError {
  constructor(state: InvoiceRequestState) {
    super({
      kind: 'conflict',
      code: 'invoice-request-state',
      title: { zh: '开票申请状态不允许该操作', en: 'The invoice request does not allow this' },
      detail: {
        zh: `开票申请已处于“${NAMES[state]}”状态，不能再开票、退回或撤回；如需开票请重新申请。`,
        en: `The request is ${state} and can neither be issued, refused nor withdrawn; ask anew for another invoice.`,
      },
      members: { state },
    });
  }
}

/** A field of the invoice that is not what the request asks for. */
export const notAsRequested = (field: string, given: string, requested: string): FieldError => ({
  pointer: `/${field}`,
  code: 'not-as-requested',
  message: {
    zh: `发票上的 ${given} 与申请的 ${requested} 不一致；请按申请开具，或退回申请并说明原因`,
    en: `the invoice says ${given} and the request ${requested}; issue it as requested, or refuse the request with a reason`,
  },
});

import { DomainError, type Fen, fen, formatYuan, NotFound } from '@app/common';
import { detailOf } from '../settlement.errors';

/** Unknown, or of other organisations. */
export class InvoiceNotFound extends NotFound {
  constructor() {
    super({ zh: '发票', en: 'invoice' });
  }
}

/** An invoice of this code and number is recorded already, maybe as a negative one. */
export class InvoiceRecordedTwice extends DomainError {
  constructor(code: string, number: string) {
    const named = [code, number].filter(Boolean).join(' ');
    super({
      kind: 'conflict',
      code: 'invoice-recorded-twice',
      title: { zh: '发票已登记', en: 'The invoice is recorded already' },
      detail: {
        zh: `发票 ${named} 已登记，一张发票只能登记一次。请核对发票代码和号码。`,
        en: `Invoice ${named} is recorded already and can be recorded once only. Check its code and number.`,
      },
    });
  }
}

/** A negative invoice, or one that was taken back, allows nothing more. */
export class InvoiceStateConflict extends DomainError {
  constructor(state: 'red_flushed' | 'red') {
    const what =
      state === 'red'
        ? { zh: '红字发票', en: 'a negative invoice' }
        : { zh: '已红冲的发票', en: 'taken back already' };
    super({
      kind: 'conflict',
      code: 'invoice-state',
      title: { zh: '发票状态不允许该操作', en: 'The invoice does not allow this' },
      detail: {
        zh: `该发票是${what.zh}，不能再分摊、查验或红冲。请登记新的发票。`,
        en: `The invoice is ${what.en} and cannot be allocated, verified or taken back; record a new one.`,
      },
      members: { state },
    });
  }
}

/** Amount and civil day of an invoice, as printed. */
interface Printed {
  amountFen: Fen;
  issuedOn: string;
}

/** A claim of the buyer rests on an invoice of this code and number, told with another amount or day. */
export class InvoiceClaimedOtherwise extends DomainError {
  private constructor(claimed: Printed, recorded: Printed) {
    const [theirs, ours] = [claimed, recorded].map((one) => formatYuan(one.amountFen));
    super({
      kind: 'conflict',
      code: 'invoice-claimed-otherwise',
      title: { zh: '发票与兑付申请所填不一致', en: 'A claim says otherwise of the invoice' },
      detail: {
        zh: `兑付申请中该发票为 ${theirs}、开具日期 ${claimed.issuedOn}，本次登记为 ${ours}、${recorded.issuedOn}。请核对发票；如申请填写有误，请用户单位更正兑付申请后再登记。`,
        en: `The buyer's claim says ${theirs}, issued on ${claimed.issuedOn}; recorded now: ${ours}, ${recorded.issuedOn}. Check the invoice; if the claim is wrong, have the user organisation correct it first.`,
      },
      members: { claimed, recorded },
    });
  }

  /** From what the trigger of `invoice` said of the claim. */
  static of(error: unknown, recorded: Printed): InvoiceClaimedOtherwise {
    const { claimedFen = 0, claimedOn = '' } = detailOf(error) ?? {};
    const claimed = { amountFen: fen(claimedFen), issuedOn: String(claimedOn) };
    return new InvoiceClaimedOtherwise(claimed, recorded);
  }
}

import { DomainError, type Fen, formatYuan, type Text, ZERO_FEN } from '@app/common';
import type { Cover } from './prepayment.queries';

/** The sums of a refusal, as people and as programs read them. */
function sumsOf(
  { number, dueFen, coverFen }: Cover,
  missingFen: Fen,
): { said: Text; values: { dueFen: Fen; coverFen: Fen; missingFen: Fen } } {
  const there = coverFen > 0 ? coverFen : ZERO_FEN;
  const [due, cover, missing] = [dueFen, there, missingFen].map(formatYuan);
  return {
    said: {
      zh: `订单 ${number} 须付 ${due}，已到账可用 ${cover}，尚缺 ${missing}`,
      en: `order ${number} needs ${due}, ${cover} is there for it, ${missing} is missing`,
    },
    values: { dueFen, coverFen: there, missingFen },
  };
}

/** By the terms the order was placed under, its work waits for money that is not there (422). */
export class PrepaymentMissing extends DomainError {
  constructor(cover: Cover, missingFen: Fen) {
    const { said, values } = sumsOf(cover, missingFen);
    super({
      kind: 'rule',
      code: 'prepayment-missing',
      title: { zh: '预付款不足', en: 'The order is not paid in advance' },
      detail: {
        zh: `按结算约定须先付款后服务：${said.zh}。请由用户单位补足款项、持有单位登记到款后再开始。`,
        en: `By the settlement terms the service is paid in advance: ${said.en}. Begin once the user organisation has paid the rest and the holder has recorded the receipt.`,
      },
      members: values,
    });
  }
}

/** By the terms the order was placed under, its report waits for money that is not there (409). */
export class ReportWithheld extends DomainError {
  constructor(cover: Cover, missingFen: Fen) {
    const { said, values } = sumsOf(cover, missingFen);
    super({
      kind: 'conflict',
      code: 'report-withheld',
      title: { zh: '付款后提供报告', en: 'The report goes out once it is paid' },
      detail: {
        zh: `按结算约定付款后提供报告：${said.zh}。请补足款项，持有单位登记到款后即可下载；如已付款，请联系持有单位核对到款。`,
        en: `By the settlement terms the report goes out once it is paid: ${said.en}. Pay the rest, and it can be downloaded as soon as the holder has recorded the receipt; if you have paid, ask the holder to look for it.`,
      },
      members: values,
    });
  }
}

import { DomainError, type Fen, formatYuan } from '@app/common';
import { fieldError } from '@app/http';

/** The fee named to settle a dispute is not lower than the one in dispute, or missing, or not asked for (422). */
export class SettlementFeeRefused extends DomainError {
  constructor(feeFen: number | undefined, chargedFen: Fen, wanted: 'lower' | 'none') {
    const charged = formatYuan(chargedFen);
    const message =
      wanted === 'none'
        ? {
            zh: '只有减收（reduced）才填写金额，请删除该项',
            en: 'only a reduction names a fee; remove it',
          }
        : {
            zh: `须填写低于原费用 ${charged} 的金额`,
            en: `must be below the fee in dispute of ${charged}`,
          };
    super({
      kind: 'rule',
      code: 'settlement-fee-refused',
      title: { zh: '处理金额不成立', en: 'This fee settles nothing' },
      detail: {
        zh: `费用：${message.zh}。全部免收请填 0 或选择免收。`,
        en: `The fee ${message.en}. To waive all of it, offer 0 or decide to cancel it.`,
      },
      members: { errors: [fieldError('/feeFen', 'fee', String(feeFen ?? ''), message)] },
    });
  }
}

/** The lab has offered another fee meanwhile (409): what the user organisation saw is not what it would accept. */
export class OfferChanged extends DomainError {
  constructor(offeredFen: Fen) {
    const offered = formatYuan(offeredFen);
    super({
      kind: 'conflict',
      code: 'adjustment-changed',
      title: { zh: '调整方案已变更', en: 'The offer has changed' },
      detail: {
        zh: `实验室现提出的费用为 ${offered}，请核对后按该金额接受。`,
        en: `The lab now offers a fee of ${offered}; look at it and accept that amount.`,
      },
      members: { offeredFen },
    });
  }
}

/** A dispute is decided, and an offer accepted, by somebody who is not on the other side of it (403). */
export class DisputeNeedsAnother extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'second-person-required',
      title: { zh: '须由另一人办理', en: 'Another person must do this' },
      detail: {
        zh: '提出方案的人不能自己接受，争议也不能由订单双方单位的人员裁定。请由其他有权限的人员办理。',
        en: 'Who made an offer does not accept it, and nobody of a party decides the dispute. Ask a colleague with this right.',
      },
    });
  }
}

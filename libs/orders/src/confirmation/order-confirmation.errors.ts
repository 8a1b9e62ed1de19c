import { DomainError } from '@app/common';
import type { OrderState } from '../order.words';

/** How an order is over that nobody confirms any more. */
const ENDS: Partial<Record<OrderState | 'confirmed-by-link', [zh: string, en: string]>> = {
  cancelled: ['已取消', 'cancelled'],
  withdrawn: ['已由用户单位撤回', 'withdrawn'],
  rejected: ['已被谢绝', 'declined'],
};

/** The provider has answered for the order already, by a link or signed in, or the order is over (409). */
export class OrderNotToConfirm extends DomainError {
  constructor(reason: OrderState | 'confirmed-by-link') {
    const [zh, en] = ENDS[reason] ?? ['已由服务机构确认', 'confirmed'];
    super({
      kind: 'conflict',
      code: 'order-not-to-confirm',
      title: { zh: '订单无需确认', en: 'The order needs no confirmation' },
      detail: {
        zh: `该订单${zh}，无需再通过链接确认。如有疑问请联系用户单位。`,
        en: `The order is ${en} already and needs no confirmation by link. Ask the user organisation if this surprises you.`,
      },
      members: { reason },
    });
  }
}

/** So many links for one order within a day: the next one must wait, so that nobody's mailbox is flooded (429). */
export const LINKS_PER_DAY = 5;

/** See {@link LINKS_PER_DAY}. */
export class TooManyConfirmationLinks extends DomainError {
  constructor() {
    super({
      kind: 'too-many',
      code: 'too-many-confirmation-links',
      title: { zh: '确认链接发送过于频繁', en: 'Too many confirmation links' },
      detail: {
        zh: `每笔订单 24 小时内最多发送 ${LINKS_PER_DAY} 次确认链接，请核对邮箱地址，明天再试。`,
        en: `An order gets at most ${LINKS_PER_DAY} confirmation links in 24 hours; check the address and try again tomorrow.`,
      },
      members: { retryAfterSeconds: 86_400 },
    });
  }
}

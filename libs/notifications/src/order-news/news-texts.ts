import type { OrderNews } from '@app/messaging';
import { mail, type MailFacts, type MailText } from '../mail-text';

/** What happened to an order, said in one sentence to whichever side reads it, and what there is to do. */
interface News {
  subject: string;
  zh: (facts: MailFacts) => string;
  en: (facts: MailFacts) => string;
}

const of = ({ orderNumber, other }: MailFacts): string => `与 ${other} 的订单 ${orderNumber}`;
const ofEn = ({ orderNumber, other }: MailFacts): string => `order ${orderNumber} with ${other}`;
const news = (
  subject: string,
  zh: (facts: MailFacts) => string,
  en: (facts: MailFacts) => string,
): News => ({ subject, zh, en });

const NEWS: Record<OrderNews, News> = {
  'order-submitted': news(
    '有新的送样委托，待报价 to price',
    ({ orderNumber, other }) => `${other} 提交了送样委托 ${orderNumber}，请登录后报价或谢绝：`,
    ({ orderNumber, other }) =>
      `${other} asks for a service on samples, order ${orderNumber}. Sign in to price or reject it.`,
  ),
  'order-priced': news(
    '已报价，待您确认 quoted',
    (facts) => `${of(facts)}已报价。报价有期限，请登录后接受或撤回委托：`,
    (facts) =>
      `There is a quote for ${ofEn(facts)}. It is good for some days only: accept it or withdraw the order.`,
  ),
  'order-quote-accepted': news(
    '报价已被接受 quote accepted',
    (facts) => `${of(facts)}的报价已被接受，订单生效；样品将按约定送达：`,
    (facts) =>
      `The quote for ${ofEn(facts)} was accepted. The order binds both sides; samples follow.`,
  ),
  'order-rejected': news(
    '委托未被接受 rejected',
    (facts) => `${of(facts)}未被接受，原因见订单；可另选单位：`,
    (facts) => `Your ${ofEn(facts)} was rejected; the reason stands with it. Ask another provider.`,
  ),
  'order-withdrawn': news(
    '委托已撤回 withdrawn',
    (facts) => `${of(facts)}已由用户单位撤回，无需再处理：`,
    (facts) => `The ${ofEn(facts)} was withdrawn by its user organisation; nothing is left to do.`,
  ),
  'order-expired': news(
    '报价已过期 quote expired',
    (facts) => `${of(facts)}的报价逾期未被接受，已过期；如仍需要，请重新委托：`,
    (facts) =>
      `The quote for ${ofEn(facts)} was not accepted in time and has expired; place another order if it is still needed.`,
  ),
  'order-sent': news(
    '样品已寄出 samples sent',
    (facts) => `${of(facts)}的样品已寄出，收到后请登录登记收样：`,
    (facts) => `The samples of ${ofEn(facts)} are on their way. Record them when they arrive.`,
  ),
  'order-received': news(
    '样品已收到 samples received',
    (facts) => `${of(facts)}的样品已由实验室收到并编号，您无需操作：`,
    (facts) => `The samples of ${ofEn(facts)} have arrived and carry their labels.`,
  ),
  'order-late': news(
    '已超过承诺日期 late',
    (facts) => `${of(facts)}已超过承诺的日期 ${facts.endsOn}，尚未完成。请实验室告知新的日期：`,
    (facts) =>
      `${ofEn(facts)} was promised by ${facts.endsOn} and is not completed. The laboratory should name another date.`,
  ),
  'order-promise-moved': news(
    '承诺日期已调整 promised date changed',
    (facts) => `${of(facts)}的承诺日期已由实验室调整为 ${facts.endsOn}，请登录查看：`,
    (facts) => `The laboratory now promises ${ofEn(facts)} by ${facts.endsOn}; sign in to see why.`,
  ),
  'order-confirmed': news(
    '服务已确认 confirmed',
    (facts) => `${of(facts)}已确认，订单生效：`,
    (facts) => `The service of ${ofEn(facts)} is confirmed; the order binds both sides.`,
  ),
  'order-cancelled': news(
    '订单已取消 cancelled',
    (facts) => `${of(facts)}已被取消，预留的创新券额度已释放：`,
    (facts) => `The ${ofEn(facts)} was cancelled; what its voucher had set aside is given back.`,
  ),
  'order-completed': news(
    '服务已完成，待确认 completed',
    (facts) =>
      `${of(facts)}已登记完成。请用户单位核对结果与费用，及时确认或提出异议，逾期视为确认：`,
    (facts) =>
      `The service of ${ofEn(facts)} is completed. The user organisation accepts or disputes result and fee; silence accepts.`,
  ),
  'order-accepted': news(
    '服务已被确认 accepted',
    (facts) => `${of(facts)}已被用户单位确认，可以结算：`,
    (facts) => `The service of ${ofEn(facts)} was accepted and can be settled.`,
  ),
  'order-accepted-by-silence': news(
    '逾期未答复，已视为确认 accepted by silence',
    (facts) => `${of(facts)}在期限内未被确认也未被提出异议，已视为确认，可以结算：`,
    (facts) =>
      `The service of ${ofEn(facts)} was neither accepted nor disputed in time; it counts as accepted.`,
  ),
  'order-change-to-approve': news(
    '减免或协议价待复核 reduction to approve',
    (facts) => `${of(facts)}有减免或协议价，须由提出人以外的人员复核：`,
    (facts) =>
      `A lower price for ${ofEn(facts)} waits for somebody else than its proposer to approve it.`,
  ),
  'order-change-offered': news(
    '费用变更待您答复 change to answer',
    (facts) => `${of(facts)}的费用有变更，须您接受或谢绝，未答复前订单不能完成：`,
    (facts) =>
      `The fee of ${ofEn(facts)} is to change. Accept or decline it: the order is not completed before.`,
  ),
  'order-change-accepted': news(
    '费用变更已被接受 change accepted',
    (facts) => `${of(facts)}的费用变更已被用户单位接受：`,
    (facts) => `The change of the fee of ${ofEn(facts)} was accepted.`,
  ),
  'order-change-declined': news(
    '费用变更被谢绝 change declined',
    (facts) => `${of(facts)}的费用变更被用户单位谢绝，原价不变：`,
    (facts) => `The change of the fee of ${ofEn(facts)} was declined; the fee stays as it was.`,
  ),
  'order-disputed': news(
    '用户单位提出异议 disputed',
    (facts) => `${of(facts)}被提出异议，处理完毕前不能结算。请登录查看原因，并提出调整方案或沟通：`,
    (facts) =>
      `The user organisation disputes ${ofEn(facts)}; nothing is paid until that is settled. See why, and offer a lower fee or answer.`,
  ),
  'order-adjustment-offered': news(
    '实验室提出调整方案 lower fee offered',
    (facts) => `对于${of(facts)}的异议，实验室提出了调整后的费用，请登录接受或继续沟通：`,
    (facts) =>
      `The laboratory offers a lower fee to settle the dispute of ${ofEn(facts)}; sign in to take it or go on.`,
  ),
  'order-dispute-settled': news(
    '异议已解决 dispute settled',
    (facts) => `${of(facts)}的异议已由用户单位了结，订单已确认：`,
    (facts) =>
      `The user organisation settled the dispute of ${ofEn(facts)}; the order is accepted.`,
  ),
  'order-dispute-decided': news(
    '争议已裁定 dispute decided',
    (facts) => `主管部门已对${of(facts)}的争议作出裁定，订单已确认，详情请登录查看：`,
    (facts) =>
      `The office decided the dispute of ${ofEn(facts)}; the order is accepted at the fee decided.`,
  ),
};

/** Subject and text of what became of an order. */
export const ORDER_TEXTS = Object.fromEntries(
  Object.entries(NEWS).map(([kind, { subject, zh, en }]) => [
    kind,
    (facts: MailFacts): MailText =>
      mail(`订单 ${facts.orderNumber} ${subject}`, [zh(facts), facts.address], [en(facts)]),
  ]),
) as Record<OrderNews, (facts: MailFacts) => MailText>;

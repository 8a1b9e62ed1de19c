import type { Text } from '@app/common';
import type { MailKind } from '@app/messaging';
import type { MailFacts } from '../mail-text';

/**
 * What is said in a text message, and so what is urgent enough for one: somebody has to act within hours, or would set
 * out for nothing. No link stands in it, as gateways want; who is told is said with the mail.
 */
export const SHORT_TEXTS: Partial<Record<MailKind, (facts: MailFacts) => Text>> = {
  'reservation-asked': ({ other, instrument, startsAt }) => ({
    zh: `${other}申请预约${instrument}（${startsAt}），请登录嘉仪审核。`,
    en: `${other} asks for ${instrument}, ${startsAt}. Sign in to Jiayi to decide.`,
  }),
  'reservation-cancelled': ({ instrument, startsAt }) => ({
    zh: `您预约的${instrument}（${startsAt}）已被取消，请勿前往，详情请登录嘉仪查看。`,
    en: `Your reservation of ${instrument}, ${startsAt}, was cancelled. See Jiayi for the reason.`,
  }),
  'reservation-displaced': ({ organisation }) => ({
    zh: `您预约的${organisation}停机，已为您保留其他时段24小时，请登录嘉仪选择。`,
    en: `${organisation} is down at your time. Other times are held for 24 hours; choose in Jiayi.`,
  }),
  'order-cancelled': ({ orderNumber, other }) => ({
    zh: `与${other}的订单${orderNumber}已被取消，请勿寄样或前往，详情请登录嘉仪查看。`,
    en: `Order ${orderNumber} with ${other} was cancelled. See Jiayi.`,
  }),
  'order-change-offered': ({ orderNumber, other }) => ({
    zh: `${other}提出订单${orderNumber}的费用变更，请登录嘉仪接受或谢绝。`,
    en: `${other} asks to change the fee of order ${orderNumber}. Answer in Jiayi.`,
  }),
  'order-disputed': ({ orderNumber, other }) => ({
    zh: `${other}对订单${orderNumber}提出异议，请登录嘉仪处理。`,
    en: `${other} disputes order ${orderNumber}. Sign in to Jiayi to answer.`,
  }),
  'waiting-offer': ({ instrument, startsAt }) => ({
    zh: `您候补的${instrument}空出${startsAt}起的时段，已为您保留2小时，请登录嘉仪预约。`,
    en: `${instrument} is free from ${startsAt} and held for you for 2 hours. Book it in Jiayi.`,
  }),
};

import type { MailKind } from '@app/messaging';
import { mail, type MailFacts, type MailText } from './mail-text';
import { OFFLINE_TEXTS } from './offline-mails';
import { MESSAGE_TEXTS } from './order-news/message-mails';
import { ORDER_TEXTS } from './order-news/news-texts';
import { CLASH_TEXTS } from './reservation-news/clash-mails';
import { NEWS_TEXTS } from './reservation-news/news-texts';
import { SETTLEMENT_TEXTS } from './settlement-news/settlement-mails';
import { VOUCHER_TEXTS } from './voucher-news/voucher-mails';

const NOT_YOU_ZH = '如果这与您无关，请忽略本邮件，不会发生任何变化。';
const NOT_YOU_EN = 'If this was not you, ignore this mail; nothing will change.';

/** Subject and text of every mail. */
export const MAIL_TEXTS: Record<MailKind, (facts: MailFacts) => MailText> = {
  ...NEWS_TEXTS,
  ...CLASH_TEXTS,
  ...OFFLINE_TEXTS,
  ...MESSAGE_TEXTS,
  ...ORDER_TEXTS,
  ...SETTLEMENT_TEXTS,
  ...VOUCHER_TEXTS,
  invitation: ({ organisation, address }) =>
    mail(
      `邀请您加入 ${organisation}`,
      [
        `${organisation} 邀请您在嘉仪（嘉兴市大型科研仪器共享预约系统）中作为其成员。`,
        '请在 7 天内打开以下链接接受邀请，链接只能使用一次：',
        address,
        NOT_YOU_ZH,
      ],
      [
        `${organisation} invites you to be its member in Jiayi, the shared instrument booking of Jiaxing.`,
        'Open the link above within 7 days; it works once.',
        NOT_YOU_EN,
      ],
    ),
  'password-reset': ({ address }) =>
    mail(
      '重置密码 Reset your password',
      [
        '有人请求重置您的密码。请在 30 分钟内打开以下链接设置新密码，链接只能使用一次：',
        address,
        NOT_YOU_ZH,
      ],
      [
        'Somebody asked to reset your password. Open the link above within 30 minutes; it works once.',
        NOT_YOU_EN,
      ],
    ),
  'organisation-verified': ({ organisation, address }) =>
    mail(
      `${organisation} 已通过审核 verified`,
      [`${organisation} 已通过审核。此前等待审核的预约会自动继续处理。`, address],
      [`${organisation} is verified. Bookings that waited for it go on by themselves.`],
    ),
  'organisation-returned': ({ organisation, reason, address }) =>
    mail(
      `${organisation} 的登记信息需要补正 returned`,
      [
        `${organisation} 的登记信息被退回补正，原因：${reason}`,
        '请登录后修改并重新提交：',
        address,
      ],
      [`The registration of ${organisation} was returned: ${reason}`, 'Sign in to correct it.'],
    ),
  'qualification-ending': ({ organisation, instrument, endsOn, address }) =>
    mail(
      `您的上机资格将于 ${endsOn} 到期 ending soon`,
      [
        `您在 ${organisation} 的 ${instrument} 的上机资格有效期至 ${endsOn}（含当日），此后的时间将不能预约。`,
        '如需继续使用，请联系该单位的实验室延期：',
        address,
      ],
      [
        `Your qualification for ${instrument} of ${organisation} is valid until ${endsOn}, that day included; later times cannot be booked.`,
        'Ask the laboratory to renew it if you need it longer.',
      ],
    ),
  'reservation-handed-over': ({ organisation, instrument, startsAt, address }) =>
    mail(
      `${startsAt} 的预约已转给您 handed over to you`,
      [
        `${organisation} 的 ${instrument} 在 ${startsAt} 的预约已由同事转给您使用。`,
        '请登录查看，并在开始前确认能够到场：',
        address,
      ],
      [
        `A colleague handed the reservation of ${instrument} of ${organisation} at ${startsAt} over to you.`,
        'Sign in to see it.',
      ],
    ),
  'reservation-displaced': ({ organisation, reason, address }) =>
    mail(
      '您的预约受停机影响，请选择 Please choose another time',
      [
        `您预约的 ${organisation} 因停机无法按时使用，原因：${reason}`,
        '我们为您保留了其他时段 24 小时。请打开以下链接选择改期、改用其他仪器或取消，无需登录，只能答复一次：',
        address,
      ],
      [
        'The instrument you booked is down at your time. Other times are held for you for 24 hours:',
        'open the link above to choose one, or to cancel. No sign-in is needed; it answers once.',
      ],
    ),
  'waiting-offer': ({ instrument, startsAt, endsAt, address }) =>
    mail(
      `您候补的时段有了 ${instrument} is held for you`,
      [
        `您候补的 ${instrument} 空出了 ${startsAt} 至 ${endsAt}，已为您保留 2 小时。请登录后在“我的候补”中预约，逾期将让给下一位：`,
        address,
      ],
      [
        `${startsAt} to ${endsAt} on ${instrument} became free and is held for you for 2 hours.`,
        'Book it from your waiting list before then; otherwise it goes to the next in line.',
      ],
    ),
  'waiting-alert': ({ instrument, startsAt, endsAt, address }) =>
    mail(
      `${instrument} 有空闲时段 has free time`,
      [`您关注的 ${instrument} 空出了 ${startsAt} 至 ${endsAt}，未为您保留，请尽快预约：`, address],
      [
        `${startsAt} to ${endsAt} on ${instrument} became free. It is not held for you; book it soon.`,
      ],
    ),
  'order-confirmation': ({ address }) =>
    mail(
      '请确认一笔服务订单 Please confirm an order',
      [
        '一家嘉兴的用户单位请贵单位确认一笔仪器服务订单。请在 14 天内打开以下链接核对并确认，链接只能使用一次：',
        address,
        NOT_YOU_ZH,
      ],
      [
        'An organisation of Jiaxing asks you to confirm an order for your instrument service.',
        'Open the link above within 14 days; it works once.',
        NOT_YOU_EN,
      ],
    ),
};

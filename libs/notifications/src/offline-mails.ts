import type { LinkPurpose } from '@app/identity';
import type { MailKind } from '@app/messaging';
import { mail, type MailFacts, type MailText } from './mail-text';
import { ORDER_PAGE } from './order-news/order-sides';

/** Mails about services that were filed (线下服务备案); `objectId` is the order. */
type OfflineMail = Extract<
  MailKind,
  'offline-asked' | 'offline-reminder' | 'offline-silent' | 'offline-evidence' | 'order-completion'
>;

/** Order number and both sides; the number stands where other mails name an instrument. */
const FACTS = `
  SELECT u.id AS user_id, u.email, g.name_zh AS organisation, p.name_zh AS other, NULL AS reason, o.number AS instrument,
         to_char(f.starts_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS starts_at,
         to_char(f.ends_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS ends_at, ${ORDER_PAGE}
    FROM service_order o JOIN offline_order f ON f.order_id = o.id
    JOIN organisation g ON g.id = o.user_organisation_id
    JOIN organisation p ON p.id = o.provider_organisation_id`;
const WAITS = `o.id = $1 AND $2::uuid IS NULL AND u.active AND o.state = 'submitted'`;
const REVIEWERS = `
  ${FACTS} JOIN membership m ON m.role = 'bureau_reviewer' JOIN app_user u ON u.id = m.user_id`;

const byLink = (purpose: string): string => `
  SELECT l.email, g.name_zh AS organisation, NULL AS reason, o.number AS instrument
    FROM signed_link l JOIN service_order o ON o.id = l.object_id
    JOIN organisation g ON g.id = o.user_organisation_id
   WHERE l.object_id = $1 AND l.id = $2 AND l.purpose = '${purpose}' AND l.used_at IS NULL AND l.expires_at > app_now()`;

/** Whom each goes to: the laboratory, the address of a link, or whoever filed it and the reviewers. */
export const OFFLINE_RECIPIENTS: Record<OfflineMail, string> = {
  'offline-asked': `
    ${FACTS} JOIN membership m ON m.organisation_id = p.id AND m.role IN ('lab_manager', 'instrument_operator')
    JOIN app_user u ON u.id = m.user_id
   WHERE ${WAITS}`,
  'offline-reminder': byLink('order-confirmation'),
  'order-completion': byLink('order-completion'),
  'offline-silent': `
    ${FACTS} JOIN app_user u ON u.id = o.placed_by
   WHERE ${WAITS}
   UNION ${REVIEWERS}
   WHERE ${WAITS}`,
  'offline-evidence': `${REVIEWERS}
   WHERE ${WAITS} AND EXISTS (SELECT FROM offline_evidence e WHERE e.order_id = o.id AND e.decision IS NULL)`,
};

/** A link answers without an account; everybody else signs in and is led to the order. */
export const OFFLINE_PAGES: Partial<Record<OfflineMail, { path: string; purpose: LinkPurpose }>> = {
  'offline-reminder': { path: '/order-confirmation', purpose: 'order-confirmation' },
  'order-completion': { path: '/order-completion', purpose: 'order-completion' },
};

const when = ({ startsAt, endsAt }: MailFacts): string => `${startsAt} 至 ${endsAt}`;
const whenEn = ({ startsAt, endsAt }: MailFacts): string => `${startsAt} to ${endsAt}`;

/** What each of them reads. */
export const OFFLINE_TEXTS: Record<OfflineMail, (facts: MailFacts) => MailText> = {
  'offline-asked': (facts) =>
    mail(
      `请确认线下服务备案 ${facts.instrument} please confirm`,
      [
        `${facts.organisation} 备案了由 ${facts.other} 提供的线下服务，订单号 ${facts.instrument}，计划时间：${when(facts)}。`,
        '请登录核对服务内容与费用，并在服务开始前确认或谢绝：',
        facts.address,
      ],
      [
        `${facts.organisation} filed a service of ${facts.other}, order ${facts.instrument}, planned ${whenEn(facts)}.`,
        'Sign in, check what is done and the fee, and confirm or decline it before it starts.',
      ],
    ),
  'offline-reminder': (facts) =>
    mail(
      `催办：请确认服务订单 ${facts.instrument} reminder`,
      [
        `${facts.organisation} 仍在等待贵单位确认服务订单 ${facts.instrument}。请打开以下链接核对并确认或谢绝，无需登录，链接 14 天内有效且只能使用一次，此前的链接已失效：`,
        facts.address,
      ],
      [
        `${facts.organisation} still waits for you to confirm the order ${facts.instrument}.`,
        'Open the link above within 14 days; it works once and replaces the one before. No sign-in is needed.',
      ],
    ),
  'order-completion': (facts) =>
    mail(
      `请登记服务完成 ${facts.instrument} please state the fee`,
      [
        `${facts.organisation} 请贵单位登记服务订单 ${facts.instrument} 已完成及实际费用。请打开以下链接填写，无需登录，链接 14 天内有效且只能使用一次：`,
        facts.address,
      ],
      [
        `${facts.organisation} asks you to state that the service of the order ${facts.instrument} was rendered, and its fee.`,
        'Open the link above within 14 days; it works once. No sign-in is needed.',
      ],
    ),
  'offline-silent': (facts) =>
    mail(
      `服务机构未确认线下服务备案 ${facts.instrument} provider silent`,
      [
        `${facts.organisation} 备案的线下服务（订单号 ${facts.instrument}，计划时间：${when(facts)}）经多次催办，${facts.other} 仍未确认。`,
        '用户单位可在订单中提交替代证明，由审核人员认定；也可撤回备案：',
        facts.address,
      ],
      [
        `${facts.other} has not confirmed the service that ${facts.organisation} filed (order ${facts.instrument}, planned ${whenEn(facts)}), in spite of reminders.`,
        'The user organisation may hand in substitute evidence for a reviewer to decide, or withdraw the filing.',
      ],
    ),
  'offline-evidence': (facts) =>
    mail(
      `替代证明待审核 ${facts.instrument} evidence to review`,
      [
        `${facts.organisation} 为线下服务备案（订单号 ${facts.instrument}，服务机构 ${facts.other}）提交了替代证明，请登录审核：`,
        facts.address,
      ],
      [
        `${facts.organisation} handed in substitute evidence for its filed service (order ${facts.instrument}, provider ${facts.other}).`,
        'Sign in to decide.',
      ],
    ),
};

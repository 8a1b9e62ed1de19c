import type { SettlementNews } from '@app/messaging';
import { mail, type MailFacts, type MailText } from '../mail-text';

/** Who looks after the money of a holder, as who may send statements and answer requests there. Joins `app_user u`. */
const HOLDERS_OFFICE = `
  JOIN membership m ON m.organisation_id = paper.holder_organisation_id AND m.role IN ('lab_manager', 'holder_admin')
  JOIN app_user u ON u.id = m.user_id AND u.active`;

const STATEMENT_FACTS = `
  SELECT u.id AS user_id, u.email, NULL AS organisation, other.name_zh AS other, NULL AS reason,
         paper.number AS statement_number, paper.due_on::text AS ends_on FROM statement paper`;
/** The state is asked for again: a statement that was corrected or voided meanwhile is not told of. */
const toHolder = (state: 'confirmed' | 'disputed'): string => `
  ${STATEMENT_FACTS} JOIN organisation other ON other.id = paper.customer_organisation_id ${HOLDERS_OFFICE}
   WHERE paper.id = $1 AND $2::uuid IS NULL AND paper.state = '${state}'`;

const REQUEST_FACTS = `
  SELECT u.id AS user_id, u.email, NULL AS organisation, other.name_zh AS other, NULL AS reason,
         to_char(paper.amount_fen / 100.0, 'FM999,999,999,999,990.00') AS amount FROM invoice_request paper`;
/** Whoever asked while they are of the organisation, else who leads there. */
const toRequester = (state: 'issued' | 'refused'): string => `
  ${REQUEST_FACTS} JOIN organisation other ON other.id = paper.holder_organisation_id
  JOIN membership m ON m.organisation_id = paper.user_organisation_id
   AND (m.user_id = paper.requested_by
        OR m.role IN ('enterprise_admin', 'lab_manager', 'holder_admin')
           AND NOT EXISTS (SELECT FROM membership w JOIN app_user a ON a.id = w.user_id
                            WHERE w.organisation_id = paper.user_organisation_id AND w.user_id = paper.requested_by AND a.active))
  JOIN app_user u ON u.id = m.user_id AND u.active
   WHERE paper.id = $1 AND $2::uuid IS NULL AND paper.state = '${state}'`;

/** Who is told, by the statement or the request ($1): the side that did not take the step. */
export const SETTLEMENT_RECIPIENTS: Record<SettlementNews, string> = {
  // As who may confirm it.
  'statement-sent': `
    ${STATEMENT_FACTS} JOIN organisation other ON other.id = paper.holder_organisation_id
    JOIN membership m ON m.organisation_id = paper.customer_organisation_id
     AND m.role IN ('enterprise_admin', 'lab_manager', 'holder_admin')
    JOIN app_user u ON u.id = m.user_id AND u.active
     WHERE paper.id = $1 AND $2::uuid IS NULL AND paper.state = 'sent'`,
  'statement-confirmed': toHolder('confirmed'),
  'statement-disputed': toHolder('disputed'),
  'invoice-requested': `
    ${REQUEST_FACTS} JOIN organisation other ON other.id = paper.user_organisation_id ${HOLDERS_OFFICE}
     WHERE paper.id = $1 AND $2::uuid IS NULL AND paper.state = 'requested'`,
  'invoice-issued': toRequester('issued'),
  'invoice-refused': toRequester('refused'),
};

const due = ({ endsOn }: MailFacts): string => (endsOn === '' ? '' : `，付款期限 ${endsOn}`);
const dueEn = ({ endsOn }: MailFacts): string => (endsOn === '' ? '' : `, due on ${endsOn}`);

/** What each of them reads; why something was refused stands with the paper alone. */
export const SETTLEMENT_TEXTS: Record<SettlementNews, (facts: MailFacts) => MailText> = {
  'statement-sent': (facts) =>
    mail(
      `结算单 ${facts.statementNumber} 待确认 to confirm`,
      [
        `${facts.other} 发来结算单 ${facts.statementNumber}${due(facts)}。请登录核对，并确认或提出异议：`,
        facts.address,
      ],
      [
        `${facts.other} sent you statement ${facts.statementNumber}${dueEn(facts)}. Sign in to confirm or dispute it.`,
      ],
    ),
  'statement-confirmed': ({ statementNumber, other, address }) =>
    mail(
      `结算单 ${statementNumber} 已确认 confirmed`,
      [`${other} 已确认结算单 ${statementNumber}，可以据此开票：`, address],
      [`${other} confirmed statement ${statementNumber}; it can be invoiced.`],
    ),
  'statement-disputed': ({ statementNumber, other, address }) =>
    mail(
      `结算单 ${statementNumber} 有异议 disputed`,
      [
        `${other} 对结算单 ${statementNumber} 提出异议。请登录查看原因，更正后重新发出或作废：`,
        address,
      ],
      [
        `${other} disputes statement ${statementNumber}. Sign in to see why, and correct or void it.`,
      ],
    ),
  'invoice-requested': ({ amount, other, address }) =>
    mail(
      `有新的开票申请 ¥${amount} to invoice`,
      [
        `${other} 申请开具金额 ¥${amount} 的发票。请登录开票并登记，或说明不能开票的原因：`,
        address,
      ],
      [`${other} asks for an invoice of ¥${amount}. Sign in to record it, or to say why not.`],
    ),
  'invoice-issued': ({ amount, other, address }) =>
    mail(
      `发票已开具 ¥${amount} issued`,
      [`${other} 已按您的申请开具金额 ¥${amount} 的发票，请登录查看：`, address],
      [`${other} issued the invoice of ¥${amount} that you asked for. Sign in to see it.`],
    ),
  'invoice-refused': ({ amount, other, address }) =>
    mail(
      `开票申请未被接受 ¥${amount} refused`,
      [
        `${other} 未能按您的申请开具金额 ¥${amount} 的发票，原因见申请。更正后可重新申请：`,
        address,
      ],
      [
        `${other} did not issue the invoice of ¥${amount} that you asked for; the reason stands with the request. Correct it and ask again.`,
      ],
    ),
};

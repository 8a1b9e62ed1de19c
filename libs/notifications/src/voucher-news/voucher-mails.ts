import type { VoucherNews } from '@app/messaging';
import { mail, type MailFacts, type MailText } from '../mail-text';

/** Who is told, by the withdrawal ($1): who leads at the organisation that had the voucher. */
export const VOUCHER_RECIPIENTS: Record<VoucherNews, string> = {
  'voucher-withdrawn': `
    SELECT u.id AS user_id, u.email, NULL AS organisation, issuer.name_zh AS other, asked.reason,
           to_char(asked.amount_fen / 100.0, 'FM999,999,999,999,990.00') AS amount
      FROM voucher_withdrawal asked JOIN voucher ON voucher.id = asked.voucher_id
      JOIN voucher_programme programme ON programme.id = voucher.programme_id
      JOIN organisation issuer ON issuer.id = programme.issuer_organisation_id
      JOIN membership m ON m.organisation_id = voucher.organisation_id
       AND m.role IN ('enterprise_admin', 'lab_manager', 'holder_admin')
      JOIN app_user u ON u.id = m.user_id AND u.active
     WHERE asked.id = $1 AND $2::uuid IS NULL AND asked.state = 'approved'`,
};

/** Where they read more of it. */
export const VOUCHER_PAGES = {
  'voucher-withdrawn': { path: '/vouchers' },
} satisfies Record<VoucherNews, { path: string }>;

/** What they read, in their issuer's words as far as the reason goes. */
export const VOUCHER_TEXTS: Record<VoucherNews, (facts: MailFacts) => MailText> = {
  'voucher-withdrawn': ({ amount, other, reason, address }) =>
    mail(
      `创新券未使用额度已撤回 ¥${amount} withdrawn`,
      [
        `${other} 撤回了贵单位一张创新券的未使用额度 ¥${amount}，该券不能再用于新的订单；已为订单冻结的额度不受影响。`,
        `原因：${reason}。如有疑问请联系发放单位。创新券：`,
        address,
      ],
      [
        `${other} took back ¥${amount} that one of your vouchers had unused. It pays for no further order; what is held for orders stays.`,
        `Why: ${reason}. Ask the issuer if you disagree.`,
      ],
    ),
};

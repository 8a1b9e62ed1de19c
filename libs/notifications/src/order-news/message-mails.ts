import { mail, type MailFacts, type MailText } from '../mail-text';
import { ORDER_PAGE, PROVIDER_SIDE, USER_SIDE } from './order-sides';

const UNREAD = `
  SELECT u.id AS user_id, u.email, NULL AS organisation, other.name_zh AS other, NULL AS reason, o.number AS order_number,
         n.unread::text, ${ORDER_PAGE}
    FROM order_message_mark k JOIN service_order o ON o.id = k.order_id
    JOIN LATERAL (SELECT count(*) AS unread FROM order_message w
                   WHERE w.order_id = o.id AND w.side <> k.side AND (k.read_until IS NULL OR w.id > k.read_until)) n
      ON n.unread > 0`;

/** Who is told of messages, by the mark of their side ($1): nobody once that side has read them. */
export const MESSAGE_RECIPIENTS = {
  'order-messages': `
    ${UNREAD} JOIN organisation other ON other.id = o.provider_organisation_id ${USER_SIDE}
     WHERE k.id = $1 AND $2::uuid IS NULL AND k.side = 'user'
    UNION
    ${UNREAD} JOIN organisation other ON other.id = o.user_organisation_id ${PROVIDER_SIDE}
     WHERE k.id = $1 AND $2::uuid IS NULL AND k.side = 'provider'`,
};

/** That there is something to read; what it is stands with the order alone. */
export const MESSAGE_TEXTS: Record<
  keyof typeof MESSAGE_RECIPIENTS,
  (facts: MailFacts) => MailText
> = {
  'order-messages': ({ orderNumber, other, unread, address }) =>
    mail(
      `订单 ${orderNumber} 有 ${unread} 条未读留言 unread messages`,
      [
        `与 ${other} 的订单 ${orderNumber} 有 ${unread} 条未读留言，请登录后在订单中查看并回复：`,
        address,
      ],
      [
        `There are ${unread} unread messages on order ${orderNumber} with ${other}.`,
        'Sign in to read and answer them with the order.',
      ],
    ),
};

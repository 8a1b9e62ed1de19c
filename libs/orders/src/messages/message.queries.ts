import type { EntityManager } from 'typeorm';
import type { Actor } from '@app/identity';
import type { OrderParties } from '../order.actions';
import { OrderNotFound } from '../order.errors';
import type { OrderState } from '../order.words';
import type { MessageRow } from './order-message.dto';
import type { MessageSide } from './order-message.entity';

/** An order as far as what is laid beside it depends on it. */
export interface ConversationOrder extends OrderParties {
  state: OrderState;
}

/** The order; with a lock, nobody takes a step with it meanwhile. @throws OrderNotFound */
export async function findConversationOrder(
  tx: EntityManager,
  orderId: string,
  lock = false,
): Promise<ConversationOrder> {
  const [order]: ConversationOrder[] = await tx.query(lock ? LOCKED_ORDER : ORDER, [orderId]);
  if (!order) throw new OrderNotFound();
  return order;
}

const ORDER = `
  SELECT placed_by AS "placedBy", user_organisation_id AS "userOrganisationId",
         provider_organisation_id AS "providerOrganisationId", state
    FROM service_order WHERE id = $1`;
const LOCKED_ORDER = `${ORDER} FOR NO KEY UPDATE`;

/** For which side somebody speaks; in an order of a laboratory with itself, who placed it is its user. */
export function sideOf({ organisationId, userId }: Actor, order: ConversationOrder): MessageSide {
  const isUser = organisationId === order.userOrganisationId;
  const isProvider = organisationId === order.providerOrganisationId;
  if (isUser && isProvider) return userId === order.placedBy ? 'user' : 'provider';
  if (isUser) return 'user';
  return isProvider ? 'provider' : 'office';
}

/** Messages of an order, the newest first; those before one of them for a later page. */
export function findMessages(
  tx: EntityManager,
  orderId: string,
  { before, limit }: { before: string | null; limit: number },
): Promise<MessageRow[]> {
  return tx.query(NEWEST_MESSAGES, [...[orderId, before, limit]]);
}

/** One message of an order. */
export async function findMessage(
  tx: EntityManager,
  orderId: string,
  id: string,
): Promise<MessageRow | undefined> {
  const [message]: MessageRow[] = await tx.query(ONE_MESSAGE, [orderId, id]);
  return message;
}

const MESSAGES = `
  SELECT m.id, m.side, m.text, u.display_name AS author_name, g.name_zh AS organisation_name, m.created_at,
         EXISTS (SELECT FROM order_message_mark k
                  WHERE k.order_id = m.order_id AND k.side <> m.side AND k.read_until >= m.id) AS is_read
    FROM order_message m JOIN app_user u ON u.id = m.author_id JOIN organisation g ON g.id = m.organisation_id
   WHERE m.order_id = $1`;
const ONE_MESSAGE = `${MESSAGES} AND m.id = $2`;
const NEWEST_MESSAGES = `${MESSAGES} AND ($2::uuid IS NULL OR m.id < $2) ORDER BY m.id DESC LIMIT $3`;

/** How many messages of others a side has not read; the office keeps no mark and has read all. */
export async function countUnread(
  tx: EntityManager,
  orderId: string,
  side: MessageSide,
): Promise<number> {
  if (side === 'office') return 0;
  const [row]: { unread: number }[] = await tx.query(
    `SELECT count(*)::int AS unread
       FROM order_message m LEFT JOIN order_message_mark k ON k.order_id = m.order_id AND k.side = $2
      WHERE m.order_id = $1 AND m.side <> $2 AND (k.read_until IS NULL OR m.id > k.read_until)`,
    [orderId, side],
  );
  return row?.unread ?? 0;
}

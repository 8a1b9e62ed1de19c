import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import { inCommand, inTransaction } from '@app/database';
import {
  type CommandCall,
  decodeCursor,
  DEFAULT_PAGE,
  type Page,
  page,
  type PageQuery,
} from '@app/http';
import type { Actor } from '@app/identity';
import { ORDER_SIDES } from '../order.words';
import { planNotice } from './message-notices';
import {
  countUnread,
  findConversationOrder,
  findMessage,
  findMessages,
  sideOf,
} from './message.queries';
import {
  type OrderMessageResponse,
  toOrderMessageResponse,
  type UnreadMessagesResponse,
} from './order-message.dto';
import { messageUnknown, OfficeWritesInDisputes } from './order-message.errors';

/** What both sides write on an order, and the office while it settles a dispute. */
@Injectable()
export class OrderMessages {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /** The messages of an order, the newest first. @throws OrderNotFound */
  async list(orderId: string, query: PageQuery): Promise<Page<OrderMessageResponse>> {
    const limit = query.limit ?? DEFAULT_PAGE;
    const before = (decodeCursor(query.cursor, 1)?.[0] as string | undefined) ?? null;
    const tx = this.db.manager;
    await findConversationOrder(tx, orderId);
    const rows = await findMessages(tx, orderId, { before, limit: limit + 1 });
    return page(rows, limit, ({ id }) => [id], toOrderMessageResponse);
  }

  /** What the actor's side has not read. @throws OrderNotFound */
  async unread(actor: Actor, orderId: string): Promise<UnreadMessagesResponse> {
    const tx = this.db.manager;
    const order = await findConversationOrder(tx, orderId);
    return { unread: await countUnread(tx, orderId, sideOf(actor, order)) };
  }

  /**
   * Writes for the actor's side. The other side is told some minutes later, once for all that came until then,
   * unless it has read it.
   *
   * @throws OfficeWritesInDisputes (409), OrderNotFound
   */
  send(
    actor: Actor,
    orderId: string,
    text: string,
    { call }: CommandCall,
  ): Promise<OrderMessageResponse> {
    return inCommand(this.db, call, async (tx) => {
      // One writes after the other, so that nothing comes to stand before what a side has read already.
      const order = await findConversationOrder(tx, orderId, true);
      const side = sideOf(actor, order);
      if (side === 'office' && order.state !== 'disputed') throw new OfficeWritesInDisputes();
      const id = newId();
      await tx.query(
        `INSERT INTO order_message (id, order_id, side, author_id, organisation_id, text) VALUES ($1, $2, $3, $4, $5, $6)`,
        [id, orderId, side, actor.userId, actor.organisationId, text],
      );
      for (const other of ORDER_SIDES) if (other !== side) await planNotice(tx, orderId, other);
      await this.audit.record(tx, {
        ...{ actor, action: 'order.message', objectType: 'service_order', objectId: orderId },
        detail: { messageId: id },
      });
      const message = await findMessage(tx, orderId, id);
      if (!message) throw new Error(`message ${id} is not there`);
      return toOrderMessageResponse(message);
    });
  }

  /**
   * The actor's side has read everything up to a message; reading backwards changes nothing.
   *
   * @throws FieldsRefused for a message of another order (422), OrderNotFound
   */
  read(actor: Actor, orderId: string, untilId: string): Promise<UnreadMessagesResponse> {
    return inTransaction(this.db, async (tx) => {
      const order = await findConversationOrder(tx, orderId);
      if (!(await findMessage(tx, orderId, untilId))) throw messageUnknown(untilId);
      const side = sideOf(actor, order);
      if (side === 'office') return { unread: 0 };
      await tx.query(
        `INSERT INTO order_message_mark AS k (id, order_id, side, read_until) VALUES ($1, $2, $3, $4)
         ON CONFLICT ON CONSTRAINT order_message_mark_side_taken
         DO UPDATE SET read_until = excluded.read_until WHERE k.read_until IS NULL OR k.read_until < excluded.read_until`,
        [newId(), orderId, side, untilId],
      );
      return { unread: await countUnread(tx, orderId, side) };
    });
  }
}

import type { EntityManager } from 'typeorm';
import { newId } from '@app/common';
import type { JobPayloads } from '@app/messaging';
import type { OrderSide } from '../order.words';

/** What is written within so many minutes is told together: one notice to a side in that time, and no more. */
export const NOTICE_MINUTES = 5;

/**
 * Plans that a side is told of what it has not read, unless it is to be told soon anyway. What it is told, and whether there
 * is still something to tell, is decided when the mail is written.
 */
export async function planNotice(
  tx: EntityManager,
  orderId: string,
  side: OrderSide,
): Promise<void> {
  const planned: { id: string; notice_at: Date }[] = await tx.query(
    `INSERT INTO order_message_mark AS k (id, order_id, side, notice_at)
     VALUES ($1, $2, $3, app_now() + make_interval(mins => $4))
     ON CONFLICT ON CONSTRAINT order_message_mark_side_taken
     DO UPDATE SET notice_at = excluded.notice_at WHERE k.notice_at IS NULL OR k.notice_at <= app_now()
     RETURNING id, notice_at`,
    [newId(), orderId, side, NOTICE_MINUTES],
  );
  for (const { id: objectId, notice_at: at } of planned) {
    const payload: JobPayloads['send-mail'] = { mail: 'order-messages', objectId };
    await tx.query(
      `INSERT INTO outbox_message (id, job, payload, next_at) VALUES ($1, 'send-mail', $2, $3)`,
      [newId(), payload, at],
    );
  }
}

import type { EntityManager } from 'typeorm';
import { newId } from '@app/common';
import type { JobPayloads, Outbox } from '@app/messaging';
import type { Told } from '../mail-writer';
import { PROVED_CHANNELS, type ProvedChannel } from './channel';

/**
 * Seconds to wait after each failed try before the next one. What is urgent is told within the hour or not at all.
 */
const WAITS = [30, 120, 600, 1_800] as const;

/** How long to wait after so many failed tries; undefined when there is no next one. */
export const waitAfter = (attempts: number): number | undefined => WAITS[attempts - 1];

/** Writes down what is to be sent to whom by other ways than mail; what is planned already is not planned again. */
export async function planMessages(
  tx: EntityManager,
  outbox: Outbox,
  messageId: string,
  { mail, objectId, linkId }: JobPayloads['send-mail'],
  told: readonly Told[],
): Promise<void> {
  for (const { userId, ways } of told) {
    for (const channel of PROVED_CHANNELS.filter((one) => ways.includes(one))) {
      const rows: { id: string }[] = await tx.query(
        `INSERT INTO notification_delivery (id, message_id, user_id, channel, kind, object_id, link_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT ON CONSTRAINT notification_delivery_once DO NOTHING RETURNING id`,
        [newId(), messageId, userId, channel, mail, objectId, linkId ?? null],
      );
      for (const { id } of rows) await outbox.add(tx, 'message-due', { deliveryId: id });
    }
  }
}

/** A message that is to be tried now. */
export interface DueMessage {
  id: string;
  user_id: string;
  channel: ProvedChannel;
  kind: JobPayloads['send-mail']['mail'];
  object_id: string;
  link_id: string | null;
  attempts: number;
}

/** The message when it still waits, locked. */
export async function findDueMessage(
  tx: EntityManager,
  id: string,
): Promise<DueMessage | undefined> {
  const [due]: DueMessage[] = await tx.query(
    `SELECT id, user_id, channel, kind, object_id, link_id, attempts FROM notification_delivery
      WHERE id = $1 AND state = 'pending' FOR UPDATE`,
    [id],
  );
  return due;
}

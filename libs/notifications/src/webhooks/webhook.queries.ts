import type { EntityManager } from 'typeorm';
import { newId } from '@app/common';
import { eventOf, type WebhookEvent } from './webhook-events';

/** A step in the life of something, and the organisations on its sides. */
export interface ToldChange {
  event: WebhookEvent;
  objectId: string;
  at: Date;
  sides: string[];
}

/** A step in the life of a reservation. */
export async function findReservationChange(
  tx: EntityManager,
  changeId: string,
): Promise<ToldChange | undefined> {
  const [step]: (Omit<ToldChange, 'event'> & { from: string | null; to: string })[] =
    await tx.query(
      `SELECT c.reservation_id AS "objectId", c.from_state AS from, c.to_state AS to, c.at,
              ARRAY[r.user_organisation_id, i.holder_id] AS sides
         FROM reservation_history c JOIN reservation r ON r.id = c.reservation_id
         JOIN instrument i ON i.id = r.instrument_id WHERE c.id = $1`,
      [changeId],
    );
  return step && { ...step, event: eventOf(step) };
}

/**
 * Writes down for each address of either side that it is to be told of a step; one that knows of it already is not told
 * again. @returns the deliveries
 */
export async function planDeliveries(
  tx: EntityManager,
  changeId: string,
  { event, objectId, at, sides }: ToldChange,
): Promise<string[]> {
  const endpoints: { id: string }[] = await tx.query(
    `SELECT id FROM webhook_endpoint
      WHERE organisation_id = ANY ($1) AND state = 'active' AND (events = '{}' OR $2 = ANY (events)) ORDER BY id`,
    [sides, event],
  );
  const planned: string[] = [];
  for (const endpoint of endpoints) {
    const rows: { id: string }[] = await tx.query(
      `INSERT INTO webhook_delivery (id, endpoint_id, event, object_id, change_id, occurred_at)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT ON CONSTRAINT webhook_delivery_once DO NOTHING RETURNING id`,
      [newId(), endpoint.id, event, objectId, changeId, at],
    );
    planned.push(...rows.map(({ id }) => id));
  }
  return planned;
}

/** A delivery that is to be tried now. */
export interface DueDelivery {
  id: string;
  endpoint_id: string;
  url: string;
  secret: string;
  former_secret: string | null;
  event: string;
  object_id: string | null;
  occurred_at: Date;
  attempts: number;
}

/** The delivery when it still waits and its address is switched on, locked. */
export async function findDue(tx: EntityManager, id: string): Promise<DueDelivery | undefined> {
  const [due]: DueDelivery[] = await tx.query(
    `SELECT d.id, d.endpoint_id, e.url, e.secret, d.event, d.object_id, d.occurred_at, d.attempts,
            CASE WHEN e.former_until > app_now() THEN e.former_secret END AS former_secret
       FROM webhook_delivery d JOIN webhook_endpoint e ON e.id = d.endpoint_id
      WHERE d.id = $1 AND d.state = 'pending' AND e.state = 'active' FOR UPDATE OF d`,
    [id],
  );
  return due;
}

import type { DataSource, EntityManager } from 'typeorm';
import { messageWithoutValues } from '@app/database';

/** Failures of its processor after which a message stays failed until a person looks at it. */
export const MAX_FAILURES = 5;

/**
 * Takes up a delivery: prolongs the lease of its row, so that the relay does not queue it again while it is worked on.
 *
 * @returns false when the row is done, or was queued anew since: this delivery has nothing to do
 */
export async function takeUp(
  db: DataSource,
  messageId: string,
  attempt: number,
  leaseSeconds: number,
): Promise<boolean> {
  const [rows]: [unknown[], number] = await db.query(
    `UPDATE outbox_message SET next_at = app_now() + make_interval(secs => $3)
      WHERE id = $1 AND attempt = $2 AND state = 'queued' RETURNING id`,
    [messageId, attempt, leaseSeconds],
  );
  return rows.length === 1;
}

/** Marks an outbox row as done; a second mark changes nothing. */
export async function markDone(tx: EntityManager, messageId: string): Promise<void> {
  await tx.query(
    `UPDATE outbox_message SET state = 'done', finished_at = app_now(), last_error = NULL
      WHERE id = $1 AND state IN ('pending', 'queued')`,
    [messageId],
  );
}

/**
 * Records a failure: the row waits for its next delivery, exponentially longer with full jitter, and after the fifth
 * stays visible as failed. The failure of an older delivery than the current one changes nothing.
 */
export async function markFailed(
  db: DataSource,
  messageId: string,
  attempt: number,
  error: unknown,
): Promise<void> {
  const name = error instanceof Error ? `${error.name}: ` : '';
  const reason = `${name}${messageWithoutValues(error)}`.slice(0, 500);
  await db.query(
    `UPDATE outbox_message
        SET failures = failures + 1,
            state = CASE WHEN failures + 1 >= $3 THEN 'failed' ELSE 'pending' END,
            finished_at = CASE WHEN failures + 1 >= $3 THEN app_now() END,
            next_at = app_now() + make_interval(secs => random() * least(900, 2 ^ (failures + 1))),
            last_error = $4
      WHERE id = $1 AND attempt = $2 AND state = 'queued'`,
    [messageId, attempt, MAX_FAILURES, reason],
  );
}

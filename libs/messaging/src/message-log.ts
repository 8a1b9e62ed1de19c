import type { DataSource, EntityManager } from 'typeorm';

export const MAX_ATTEMPTS = 5;

/** Marks an outbox row as done; a second mark changes nothing. */
export async function markDone(tx: EntityManager, messageId: string): Promise<void> {
  await tx.query(
    `UPDATE outbox_message SET state = 'done', finished_at = app_now(), last_error = NULL
      WHERE id = $1 AND state IN ('pending', 'queued')`,
    [messageId],
  );
}

/**
 * Records a failed attempt: the row waits for the next one, exponentially longer with full jitter, and after the
 * fifth stays visible as failed. An answer to an older attempt than the current one changes nothing.
 */
export async function markFailed(
  db: DataSource,
  messageId: string,
  attempt: number,
  error: unknown,
): Promise<void> {
  const reason = (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(
    0,
    500,
  );
  await db.query(
    `UPDATE outbox_message
        SET state = CASE WHEN attempt >= $3 THEN 'failed' ELSE 'pending' END,
            finished_at = CASE WHEN attempt >= $3 THEN app_now() END,
            next_at = app_now() + make_interval(secs => random() * least(900, 2 ^ attempt)),
            last_error = $4
      WHERE id = $1 AND attempt = $2 AND state = 'queued'`,
    [messageId, attempt, MAX_ATTEMPTS, reason],
  );
}

import type { Queue } from 'bullmq';
import type { DataSource } from 'typeorm';
import { JOB_QUEUES, type JobName, type QueueName } from './jobs';

const BATCH = 100;
/** Deliveries without any result, be it of a queue that loses or a job that kills its worker, before a person looks. */
const MAX_DELIVERIES = 20;

/** A row the relay has taken, with the attempt it is about to make. */
interface ClaimedMessage {
  id: string;
  job: JobName;
  payload: object;
  attempt: number;
}

/** What travels through the queue for an outbox row. */
export interface QueuedMessage {
  messageId: string;
  attempt: number;
  payload: object;
}

/**
 * Moves due outbox rows to their queues: claims them with a lease, commits, and only then adds the jobs, because
 * with Redis away `add` hangs and would hold the locks. A row whose lease runs out without a result is taken again,
 * which is the repair for a queue that lost everything.
 *
 * @returns how many rows were moved
 */
export async function relayOutbox(
  db: DataSource,
  queues: Map<QueueName, Queue>,
  leaseSeconds: number,
): Promise<number> {
  await giveUp(db);
  const [claimed]: [ClaimedMessage[], number] = await db.query(
    `UPDATE outbox_message SET state = 'queued', attempt = attempt + 1, next_at = app_now() + make_interval(secs => $2)
      WHERE id IN (SELECT id FROM outbox_message
                    WHERE state IN ('pending', 'queued') AND next_at <= app_now() AND attempt < $3
                    ORDER BY next_at LIMIT $1 FOR UPDATE SKIP LOCKED)
      RETURNING id, job, payload, attempt`,
    [BATCH, leaseSeconds, MAX_DELIVERIES],
  );
  for (const { id, job, payload, attempt } of claimed) {
    const message: QueuedMessage = { messageId: id, attempt, payload };
    await queues.get(JOB_QUEUES[job])?.add(job, message, { jobId: `${id}-${attempt}` });
  }
  return claimed.length;
}

/** A message that vanished so often is poison: it becomes visible as failed instead of coming back for ever. */
async function giveUp(db: DataSource): Promise<void> {
  await db.query(
    `UPDATE outbox_message SET state = 'failed', finished_at = app_now(),
            last_error = coalesce(last_error, format('queued %s times without a result', attempt))
      WHERE state IN ('pending', 'queued') AND attempt >= $1 AND next_at <= app_now()`,
    [MAX_DELIVERIES],
  );
}

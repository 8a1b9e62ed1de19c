import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { SqlState, sqlStateOf } from './postgres-error';

const ATTEMPTS = 3;
const RETRYABLE: readonly (string | undefined)[] = [
  SqlState.serializationFailure,
  SqlState.deadlockDetected,
];

/**
 * Runs `work` in one transaction, READ COMMITTED as every connection here is set to, and the *whole* of it again, at most three times in all, when
 * PostgreSQL chose it as the victim of a deadlock or a serialisation failure.
 */
export async function inTransaction<T>(
  db: DataSource,
  work: (tx: EntityManager) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction(work);
    } catch (error) {
      if (attempt >= ATTEMPTS || !RETRYABLE.includes(sqlStateOf(error))) throw error;
      // Full jitter: rivals that retry in step meet again.
      await pause(Math.random() * 20 * 2 ** attempt);
    }
  }
}

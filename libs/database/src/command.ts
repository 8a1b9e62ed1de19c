import type { DataSource, EntityManager } from 'typeorm';
import { DomainError } from '@app/common';
import { SqlState, sqlStateOf } from './postgres-error';
import { prepared } from './prepared';
import { inTransaction } from './transaction';

/** What makes two requests the same command; made by `libs/http` from the Idempotency-Key header. */
export interface IdempotentCall {
  callerId: string;
  key: string;
  operation: string;
  /** SHA-256 over operation, path and canonical body. */
  requestHash: Buffer;
  /** Set when the answer is a stored one, so that the response can say so. */
  replayed: boolean;
}

/** The key was used before for another request. */
export class IdempotencyKeyReused extends DomainError {
  constructor(key: string) {
    super({
      kind: 'rule',
      code: 'idempotency-key-reused',
      title: { zh: '幂等键已用于其他请求', en: 'The idempotency key belongs to another request' },
      detail: {
        zh: `Idempotency-Key“${key}”已用于内容不同的请求，请为新请求换一个键。`,
        en: `Idempotency-Key "${key}" was used for a different request; send a new key with a new request.`,
      },
    });
  }
}

/** The first request under this key is still running. */
export class CommandInProgress extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'command-in-progress',
      title: { zh: '相同请求正在处理', en: 'The same request is still running' },
      detail: {
        zh: '相同的请求尚未处理完，请稍后用同一个 Idempotency-Key 重试。',
        en: 'The same request has not finished; retry shortly with the same Idempotency-Key.',
      },
      members: { retryAfterSeconds: 5 },
    });
  }
}

/**
 * Runs a command at most once per caller and key: the key's row is written by the command's own transaction, so a
 * rival with the same key waits for it and is then given the stored answer. Without a call it is `inTransaction`.
 *
 * @param work returns the plain JSON answer, which is what a repetition gets, byte for byte
 * @throws IdempotencyKeyReused for another request under the key (422)
 * @throws CommandInProgress when the first one has not ended within the lock timeout (409)
 */
export async function inCommand<T extends object>(
  db: DataSource,
  call: IdempotentCall | undefined,
  work: (tx: EntityManager) => Promise<T>,
): Promise<T> {
  if (!call) return inTransaction(db, work);
  return inTransaction(db, async (tx) => {
    if (!(await claimKey(tx, call))) return replay<T>(tx, call);
    const answer = await work(tx);
    await tx.query(ANSWER, [call.callerId, call.key, JSON.stringify(answer)]);
    return answer;
  });
}

const CLAIM = prepared(
  `INSERT INTO idempotency_key (caller_id, key, operation, request_hash) VALUES ($1, $2, $3, $4)
   ON CONFLICT DO NOTHING RETURNING key`,
);
const ANSWER = prepared(
  'UPDATE idempotency_key SET response = $3 WHERE caller_id = $1 AND key = $2',
);

async function claimKey(tx: EntityManager, call: IdempotentCall): Promise<boolean> {
  try {
    const rows: unknown[] = await tx.query(CLAIM, [
      ...[call.callerId, call.key, call.operation, call.requestHash],
    ]);
    return rows.length === 1;
  } catch (error) {
    if (sqlStateOf(error) === SqlState.lockNotAvailable) throw new CommandInProgress();
    throw error;
  }
}

async function replay<T>(tx: EntityManager, call: IdempotentCall): Promise<T> {
  const [stored]: { request_hash: Buffer; response: string | null }[] = await tx.query(
    'SELECT request_hash, response FROM idempotency_key WHERE caller_id = $1 AND key = $2',
    [call.callerId, call.key],
  );
  if (!stored?.response) throw new CommandInProgress();
  if (!stored.request_hash.equals(call.requestHash)) throw new IdempotencyKeyReused(call.key);
  call.replayed = true;
  return JSON.parse(stored.response) as T;
}

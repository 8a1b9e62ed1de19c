import type { EntityManager } from 'typeorm';
import { newId, type Text } from '@app/common';
import { MAPPING_VERSION } from './mapping-version';
import type { KindReconciliation } from './reconciliation';
import type { SyncScope } from './sync.words';

/** A run in the hands of this worker. */
export interface ClaimedRun {
  id: string;
  scope: SyncScope;
}

/** Makes a run a person asked for. */
export async function insertManualRun(
  tx: EntityManager,
  scope: SyncScope,
  requestedBy: string,
): Promise<string> {
  const id = newId();
  await tx.query(
    `INSERT INTO sync_run (id, scope, trigger, requested_by, mapping_version) VALUES ($1, $2, 'manual', $3, $4)`,
    [id, scope, requestedBy, MAPPING_VERSION],
  );
  return id;
}

/** Makes tonight's run, once per date in Shanghai however many ask; null when it is there already. */
export async function insertNightlyRun(tx: EntityManager): Promise<string | null> {
  const rows: { id: string }[] = await tx.query(
    `INSERT INTO sync_run (id, scope, trigger, civil_date, mapping_version)
     VALUES ($1, 'all', 'nightly', (app_now() AT TIME ZONE 'Asia/Shanghai')::date, $2)
     ON CONFLICT DO NOTHING RETURNING id`,
    [newId(), MAPPING_VERSION],
  );
  return rows[0]?.id ?? null;
}

/**
 * Takes the next run for this worker: one whose worker fell silent before any that waits, and none while another
 * worker is at one. The unique index on running runs decides between rivals.
 */
export async function claimRun(
  tx: EntityManager,
  owner: string,
  leaseSeconds: number,
): Promise<ClaimedRun | null> {
  const [claimed]: [ClaimedRun[], number] = await tx.query(
    `UPDATE sync_run SET state = 'running', started_at = coalesce(started_at, app_now()), lease_owner = $1,
            lease_until = app_now() + make_interval(secs => $2)
      WHERE id = (SELECT id FROM sync_run
                   WHERE (state = 'running' AND lease_until < app_now())
                      OR (state = 'queued' AND NOT EXISTS (SELECT FROM sync_run WHERE state = 'running'))
                   ORDER BY (state = 'running') DESC, id LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING id, scope`,
    [owner, leaseSeconds],
  );
  return claimed[0] ?? null;
}

/** Prolongs the lease and refreshes the counts; false when another worker has taken the run. */
export async function renewLease(
  tx: EntityManager,
  runId: string,
  owner: string,
  leaseSeconds: number,
): Promise<boolean> {
  const [, renewed]: [unknown, number] = await tx.query(
    `UPDATE sync_run SET lease_until = app_now() + make_interval(secs => $3) WHERE id = $1 AND lease_owner = $2
        AND state = 'running'`,
    [runId, owner, leaseSeconds],
  );
  return renewed === 1;
}

/** Gives the lease back at once, for a worker that is told to stop: the next one continues without waiting. */
export async function releaseLease(tx: EntityManager, runId: string, owner: string): Promise<void> {
  await tx.query(
    `UPDATE sync_run SET lease_until = app_now() WHERE id = $1 AND lease_owner = $2 AND state = 'running'`,
    [runId, owner],
  );
}

/** Milliseconds until the lease of a running run ends, not below zero; null when the run is not running. */
export async function leaseRest(tx: EntityManager, runId: string): Promise<number | null> {
  const [run]: { rest: number }[] = await tx.query(
    `SELECT greatest(0, extract(epoch FROM lease_until - app_now()) * 1000)::int AS rest
       FROM sync_run WHERE id = $1 AND state = 'running'`,
    [runId],
  );
  return run?.rest ?? null;
}

/** Counts what became of the run's records so far. */
export async function countRun(tx: EntityManager, runId: string): Promise<void> {
  await tx.query(
    `UPDATE sync_run SET total = c.total, sent = c.sent, accepted = c.accepted, refused = c.refused
       FROM (SELECT count(*) AS total,
                    count(*) FILTER (WHERE item.last_sent_at >= run.started_at) AS sent,
                    count(*) FILTER (WHERE item.state = 'accepted') AS accepted,
                    count(*) FILTER (WHERE item.state = 'refused') AS refused
               FROM sync_item item JOIN sync_run run ON run.id = item.last_run_id WHERE run.id = $1) c
      WHERE id = $1`,
    [runId],
  );
}

/** Ends a run if it is still this worker's; what is neither accepted nor refused counts as failed. */
export async function endRun(
  tx: EntityManager,
  runId: string,
  owner: string,
  end: { reconciliation: KindReconciliation[] } | { failure: Text },
): Promise<void> {
  await countRun(tx, runId);
  const reconciliation = 'reconciliation' in end ? JSON.stringify(end.reconciliation) : null;
  const failure = 'failure' in end ? JSON.stringify(end.failure) : null;
  await tx.query(
    `UPDATE sync_run SET state = $3, finished_at = app_now(), failed = total - accepted - refused,
            reconciliation = $4, failure = $5, lease_owner = NULL, lease_until = NULL
      WHERE id = $1 AND lease_owner = $2 AND state = 'running'`,
    [runId, owner, failure === null ? 'finished' : 'failed', reconciliation, failure],
  );
}

/** Runs that some worker began and none has ended. */
export async function findUnfinishedRuns(tx: EntityManager): Promise<string[]> {
  const rows: { id: string }[] = await tx.query(`SELECT id FROM sync_run WHERE state = 'running'`);
  return rows.map((row) => row.id);
}

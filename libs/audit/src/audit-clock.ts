import type { DataSource, EntityManager } from 'typeorm';

/**
 * The database counts its transactions from below what its audit trail is sealed up to: it was restored into another
 * cluster, and entries written now would fall into sealed stretches. `npm run migrate` sets the count above them.
 */
export class AuditClockWentBack extends Error {
  override name = 'AuditClockWentBack';
}

/** The highest transaction number that the trail knows, 0 in an empty one. */
export const LAST_USED_XID = `SELECT greatest(
  coalesce((SELECT to_xid - 1 FROM audit_block ORDER BY seq DESC LIMIT 1), 0),
  coalesce((SELECT max(xid) FROM audit_entry), 0))`;

/**
 * Below this number, in which entries are ordered, every transaction has ended: no entry can still come in there.
 *
 * @throws AuditClockWentBack when entries written now would fall among those written before a restore
 */
export async function settledXid(db: DataSource | EntityManager): Promise<string> {
  const [clock]: { settled: string; behind: boolean }[] = await db.query(
    `SELECT (pg_snapshot_xmin(s)::text::bigint + app_transaction_offset())::text AS settled,
            pg_snapshot_xmax(s)::text::bigint + app_transaction_offset() < (${LAST_USED_XID}) AS behind
       FROM pg_current_snapshot() AS s`,
  );
  if (clock && !clock.behind) return clock.settled;
  throw new AuditClockWentBack(
    'The audit trail is ahead of the transaction counter of this database server, as after a restore; run "npm run migrate".',
  );
}

import type { DataSource, EntityManager } from 'typeorm';
import { inTransaction } from '@app/database';
import { settledXid } from './audit-clock';
import { type Block, CURRENT_FORMAT, entriesBetween, GENESIS, hashOf, sign } from './chain';

/** Advisory lock that lets one sealer run, however many processes try. */
const SEALER_LOCK = 7_310_001;
const MAX_ENTRIES = 20_000;

/**
 * Chains the audit entries below the oldest running transaction into one signed block; nothing that commits later
 * can have a smaller xid, so a sealed stretch never gains a row.
 *
 * @returns how many entries were sealed; 0 also when another sealer is at work
 * @throws AuditClockWentBack
 */
export async function sealAuditTrail(db: DataSource, key: string): Promise<number> {
  return inTransaction(db, async (tx) => {
    const [lock]: { mine: boolean }[] = await tx.query(
      'SELECT pg_try_advisory_xact_lock($1) AS mine',
      [SEALER_LOCK],
    );
    if (!lock?.mine) return 0;
    const [last]: Block[] = await tx.query('SELECT * FROM audit_block ORDER BY seq DESC LIMIT 1');
    const from = last?.to_xid ?? '0';
    const to = await nextBoundary(tx, from);
    if (to === null) return 0;
    const entries = await entriesBetween(tx, CURRENT_FORMAT, from, to);
    const previous = last?.hash ?? GENESIS;
    const hash = hashOf(previous, { format: CURRENT_FORMAT, from, to }, entries);
    const seq = BigInt(last?.seq ?? 0) + 1n;
    await tx.query(
      `INSERT INTO audit_block (seq, format, from_xid, to_xid, entry_count, previous_hash, hash, signature)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [seq, CURRENT_FORMAT, from, to, entries.length, previous, hash, sign(hash, key)],
    );
    return entries.length;
  });
}

/**
 * The xid up to which to seal now: all of the finished ones, but never more than `MAX_ENTRIES` entries at a time; null
 * when there is nothing to seal.
 */
async function nextBoundary(tx: EntityManager, from: string): Promise<string | null> {
  const [row]: { xid: string | null }[] = await tx.query(
    `SELECT max(xid)::text AS xid FROM
       (SELECT xid FROM audit_entry WHERE xid >= $1::bigint AND xid < $2::bigint ORDER BY xid LIMIT $3) AS stretch`,
    [from, await settledXid(tx), MAX_ENTRIES],
  );
  return row?.xid == null ? null : (BigInt(row.xid) + 1n).toString();
}

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { inTransaction } from '@app/database';

/** Advisory lock that lets one sealer run, however many processes try. */
const SEALER_LOCK = 7_310_001;
const MAX_ENTRIES = 20_000;
const GENESIS = Buffer.alloc(32);

interface Block {
  seq: string;
  from_xid: string;
  to_xid: string;
  entry_count: number;
  previous_hash: Buffer;
  hash: Buffer;
  signature: Buffer;
}

/** What a verification found: the number of sound blocks, and the first broken one. */
export interface Verification {
  blocks: number;
  entries: number;
  brokenAt: string | null;
}

/** The database is older than its audit seals: it was restored into another cluster and must be re-sealed by hand. */
export class AuditClockWentBack extends Error {
  override name = 'AuditClockWentBack';
}

/**
 * Chains the audit entries below the oldest running transaction into one signed block; nothing that commits later
 * can have a smaller xid, so a sealed stretch never gains a row.
 *
 * @returns how many entries were sealed; 0 also when another sealer is at work
 */
export async function sealAuditTrail(db: DataSource, key: string): Promise<number> {
  return inTransaction(db, async (tx) => {
    const [lock]: { mine: boolean }[] = await tx.query(
      'SELECT pg_try_advisory_xact_lock($1) AS mine',
      [SEALER_LOCK],
    );
    if (!lock?.mine) return 0;
    const last = await lastBlock(tx);
    const from = last?.to_xid ?? '0';
    const to = await nextBoundary(tx, from);
    if (to === null) return 0;
    const entries = await entriesBetween(tx, from, to);
    if (entries.length === 0) return 0;
    const previous = last?.hash ?? GENESIS;
    const hash = hashOf(previous, from, to, entries);
    await tx.query(
      `INSERT INTO audit_block (seq, from_xid, to_xid, entry_count, previous_hash, hash, signature)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [BigInt(last?.seq ?? 0) + 1n, from, to, entries.length, previous, hash, sign(hash, key)],
    );
    return entries.length;
  });
}

/** The xid up to which to seal now: all of the finished ones, but never more than `MAX_ENTRIES` entries at a time. */
async function nextBoundary(tx: EntityManager, from: string): Promise<string | null> {
  const [{ xmin, behind } = { xmin: '0', behind: false }]: { xmin: string; behind: boolean }[] =
    await tx.query(
      `SELECT pg_snapshot_xmin(s)::text AS xmin, pg_snapshot_xmax(s)::text::bigint < $1::bigint AS behind
       FROM pg_current_snapshot() AS s`,
      [from],
    );
  if (behind)
    throw new AuditClockWentBack(
      `audit blocks are sealed up to ${from}, the database is before it`,
    );
  const [row]: { xid: string | null }[] = await tx.query(
    `SELECT max(xid)::text AS xid FROM
       (SELECT xid FROM audit_entry WHERE xid >= $1::bigint AND xid < $2::bigint ORDER BY xid LIMIT $3) AS stretch`,
    [from, xmin, MAX_ENTRIES],
  );
  return row?.xid == null ? null : (BigInt(row.xid) + 1n).toString();
}

async function entriesBetween(tx: EntityManager, from: string, to: string): Promise<string[]> {
  // jsonb and timestamptz are written by PostgreSQL itself, so the text is the same whoever asks.
  const rows: { line: string }[] = await tx.query(
    `SELECT concat_ws('|', id, xid, extract(epoch FROM at), actor_id, organisation_id, action, object_type, object_id, detail) AS line
       FROM audit_entry WHERE xid >= $1::bigint AND xid < $2::bigint ORDER BY xid, id`,
    [from, to],
  );
  return rows.map((row) => row.line);
}

async function lastBlock(tx: EntityManager): Promise<Block | undefined> {
  const [block]: Block[] = await tx.query('SELECT * FROM audit_block ORDER BY seq DESC LIMIT 1');
  return block;
}

/** Recomputes the whole chain from the rows and names the first block that does not hold. */
export async function verifyAuditTrail(db: DataSource, key: string): Promise<Verification> {
  return inTransaction(db, async (tx) => {
    const blocks: Block[] = await tx.query('SELECT * FROM audit_block ORDER BY seq');
    const result: Verification = { blocks: 0, entries: 0, brokenAt: null };
    let previous: Buffer = GENESIS;
    let from = '0';
    for (const block of blocks) {
      const entries = await entriesBetween(tx, block.from_xid, block.to_xid);
      const hash = hashOf(previous, from, block.to_xid, entries);
      const sound =
        Number(block.seq) === result.blocks + 1 &&
        block.from_xid === from &&
        block.entry_count === entries.length &&
        hash.equals(block.hash) &&
        timingSafeEqual(sign(hash, key), block.signature);
      if (!sound) return { ...result, brokenAt: block.seq };
      result.blocks += 1;
      result.entries += entries.length;
      previous = block.hash;
      from = block.to_xid;
    }
    return result;
  });
}

function hashOf(previous: Buffer, from: string, to: string, entries: string[]): Buffer {
  const hash = createHash('sha256').update(previous).update(`${from}:${to}:${entries.length}\n`);
  for (const entry of entries) hash.update(`${Buffer.byteLength(entry)}:${entry}\n`);
  return hash.digest();
}

const sign = (hash: Buffer, key: string): Buffer => createHmac('sha256', key).update(hash).digest();

import type { DataSource } from 'typeorm';
import type { Finding } from './findings';
import type { AuditHeads } from './heads';
import { chainStart, verifyChain } from './verify-chain';
import { findMissingHeads, RecordedHeads, type Restoration } from './verify-heads';
import { verifyObjects } from './verify-objects';

/** What a verification looked at and found. */
export interface Verification {
  /** True when nothing was found. */
  sound: boolean;
  findings: Finding[];
  /** First and last block looked at, how many, and their entries; 0 in an empty trail. */
  firstBlock: string;
  lastBlock: string;
  blocks: number;
  entries: number;
  /** Entries not sealed yet, and the age of the oldest. */
  unsealedEntries: number;
  unsealedSeconds: number;
  /** Lines of the head files, and when the last one was written. */
  heads: number;
  lastHeadAt: string | null;
  restorations: Restoration[];
  /** Objects whose row was held against their last entry. */
  objects: number;
}

/** What {@link verifyAuditTrail} needs to know. */
export interface VerificationOptions {
  key: string;
  heads: AuditHeads;
  /** Looks at the latest blocks only, with at most so many entries together. */
  maxEntries?: number;
}

/**
 * Recomputes the chain from the rows, holds it against the heads recorded outside, and the objects against their
 * entries; changes nothing.
 */
export async function verifyAuditTrail(
  db: DataSource,
  { key, heads, maxEntries }: VerificationOptions,
): Promise<Verification> {
  // Before the chain: what is sealed meanwhile must not look as if it were recorded and missing.
  const recorded = await RecordedHeads.read(heads);
  const start = await chainStart(db, maxEntries);
  const chain = await verifyChain(db, key, start, (block) => recorded.compare(block));
  const objects = await verifyObjects(db, start.from);
  return {
    firstBlock: chain.blocks === 0 ? '0' : start.seq.toString(),
    lastBlock: chain.lastSeq,
    blocks: chain.blocks,
    entries: chain.entries,
    ...(await readUnsealed(db)),
    heads: recorded.count,
    lastHeadAt: recorded.last?.at ?? null,
    restorations: recorded.restorations,
    objects: objects.compared,
    ...verdict([
      ...chain.findings,
      ...recorded.findings,
      ...recorded.beyond(chain.lastSeq),
      ...(await findMissingHeads(db, heads, recorded.last)),
      ...objects.findings,
    ]),
  };
}

const verdict = (findings: Finding[]) => ({ sound: findings.length === 0, findings });

/** Entries that no block has yet, and the age of the oldest in seconds. */
export async function readUnsealed(
  db: DataSource,
): Promise<Pick<Verification, 'unsealedEntries' | 'unsealedSeconds'>> {
  const [row]: { count: number; seconds: number }[] = await db.query(
    `SELECT count(*)::int AS count, coalesce(extract(epoch FROM app_now() - min(at)), 0)::float AS seconds
       FROM audit_entry
      WHERE xid >= coalesce((SELECT to_xid FROM audit_block ORDER BY seq DESC LIMIT 1), 0)`,
  );
  return { unsealedEntries: row?.count ?? 0, unsealedSeconds: Math.max(0, row?.seconds ?? 0) };
}

import { createHash, createHmac } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';

/** A row of `audit_block` as PostgreSQL gives it. */
export interface Block {
  seq: string;
  format: BlockFormat;
  from_xid: string;
  to_xid: string;
  entry_count: number;
  previous_hash: Buffer;
  hash: Buffer;
  signature: Buffer;
}

/** How a block's entries are written down before they are hashed. */
export type BlockFormat = 1 | 2;

/** The format of blocks made now. */
export const CURRENT_FORMAT: BlockFormat = 2;

/** Stands for the hash before the first block. */
export const GENESIS = Buffer.alloc(32);

/**
 * The text of one entry in each format. PostgreSQL writes it, so it is the same whoever asks. The first had no digests,
 * and left out what was null, so that two entries could have one text.
 */
const CANONICAL: Record<BlockFormat, string> = {
  1: `concat_ws('|', e.id, e.xid, extract(epoch FROM e.at), e.actor_id, e.organisation_id, e.action, e.object_type,
                e.object_id, e.detail)`,
  2: `jsonb_build_array(e.id, e.xid, extract(epoch FROM e.at), e.actor_id, e.organisation_id, e.action, e.object_type,
                        e.object_id, e.detail, e.outcome, e.request_id, e.agent_organisation_id,
                        encode(e.digest_before, 'hex'), encode(e.digest_after, 'hex'))::text`,
};

/** False for what no release of ours wrote. */
export const isFormat = (format: number): format is BlockFormat => format in CANONICAL;

/** The entries from one transaction number up to another, which is not included, as texts in the order of their hash. */
export async function entriesBetween(
  db: DataSource | EntityManager,
  format: BlockFormat,
  from: string,
  to: string,
): Promise<string[]> {
  const rows: { line: string }[] = await db.query(
    `SELECT ${CANONICAL[format]} AS line FROM audit_entry e
      WHERE e.xid >= $1::bigint AND e.xid < $2::bigint ORDER BY e.xid, e.id`,
    [from, to],
  );
  return rows.map(({ line }) => line);
}

/** SHA-256 over the previous hash, the bounds and every entry, each with its length in front. */
export function hashOf(
  previous: Buffer,
  { format, from, to }: { format: BlockFormat; from: string; to: string },
  entries: readonly string[],
): Buffer {
  const head = `${format === 1 ? '' : `${format}:`}${from}:${to}:${entries.length}\n`;
  const hash = createHash('sha256').update(previous).update(head);
  for (const entry of entries) hash.update(`${Buffer.byteLength(entry)}:${entry}\n`);
  return hash.digest();
}

/** HMAC-SHA256 under the sealer's key. */
export const sign = (content: Buffer | string, key: string): Buffer =>
  createHmac('sha256', key).update(content).digest();

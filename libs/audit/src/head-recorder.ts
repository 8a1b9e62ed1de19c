import type { DataSource } from 'typeorm';
import type { AuditHead, AuditHeads } from './heads';

/** A new head is written at most once in this time, and the old one again at least once in that. */
const SHORTEST_MS = 60_000;
const LONGEST_MS = 3_600_000;

/** Keeps the signed head outside the database up to date; each worker has one. */
export class HeadRecorder {
  private last: { seq: string; entries: number; writtenAtMs: number } | undefined;

  constructor(
    private readonly db: DataSource,
    private readonly heads: AuditHeads,
  ) {}

  /** Writes down how far the trail is sealed, when it is time to. */
  async record(nowMs: number): Promise<void> {
    const silenceMs = nowMs - (this.last?.writtenAtMs ?? -Infinity);
    if (silenceMs < SHORTEST_MS) return;
    const head = await readHead(this.db, this.last);
    if (!head || (head.seq === this.last?.seq && silenceMs < LONGEST_MS)) return;
    await this.heads.append(head);
    this.last = { seq: head.seq, entries: head.entries, writtenAtMs: nowMs };
  }
}

/**
 * How far the trail is sealed now; undefined for an empty one.
 *
 * @param known a block whose count of entries is known, so that they need not all be counted again
 */
export async function readHead(
  db: DataSource,
  known: { seq: string; entries: number } = { seq: '0', entries: 0 },
): Promise<AuditHead | undefined> {
  const [row]: { seq: string; hash: string; added: number; at: string }[] = await db.query(
    `SELECT b.seq, encode(b.hash, 'hex') AS hash,
            (SELECT coalesce(sum(entry_count), 0)::float FROM audit_block c WHERE c.seq > $1 AND c.seq <= b.seq) AS added,
            to_char(app_now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at
       FROM audit_block b ORDER BY b.seq DESC LIMIT 1`,
    [known.seq],
  );
  return row && { seq: row.seq, hash: row.hash, entries: known.entries + row.added, at: row.at };
}

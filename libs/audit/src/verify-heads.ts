import type { DataSource, EntityManager } from 'typeorm';
import { type Finding, finding } from './findings';
import { type AuditHead, type AuditHeads, headFileOf } from './heads';
import type { CheckedBlock } from './verify-chain';

/** A head is written within this time after a block; younger ones may still come. */
export const HEAD_DELAY_SECONDS = 3_600;

/** The trail was taken back to an older state by whoever runs it, who said why. */
export interface Restoration {
  at: string;
  reason: string;
  /** Last block there was after it, and the last one recorded before. */
  backTo: string;
  lostUpTo: string;
}

/** The heads recorded outside, read before the chain is, so that a block sealed meanwhile is never missed. */
export class RecordedHeads {
  /** Heads that count, by block; several workers, or a second writing, may have recorded the same block twice. */
  private readonly bySeq = new Map<string, AuditHead[]>();
  readonly findings: Finding[] = [];
  readonly restorations: Restoration[] = [];
  last: AuditHead | undefined;
  count = 0;

  static async read(heads: AuditHeads): Promise<RecordedHeads> {
    const recorded = new RecordedHeads();
    for await (const { file, line, head } of heads.read()) {
      if (head === null || file !== headFileOf(head.at)) {
        recorded.findings.push(finding('head-altered', `${file}:${line}`));
      } else recorded.take(head);
    }
    return recorded;
  }

  private take(head: AuditHead): void {
    this.count += 1;
    if (head.restored !== undefined) this.takeBack(head, head.restored);
    this.bySeq.set(head.seq, [...(this.bySeq.get(head.seq) ?? []), head]);
    if (!this.last || BigInt(head.seq) >= BigInt(this.last.seq)) this.last = head;
  }

  private takeBack(head: AuditHead, reason: string): void {
    const lostUpTo = this.last?.seq ?? head.seq;
    this.restorations.push({ at: head.at, reason, backTo: head.seq, lostUpTo });
    for (const seq of this.bySeq.keys()) {
      if (BigInt(seq) > BigInt(head.seq)) this.bySeq.delete(seq);
    }
    this.last = head;
  }

  /** Holds a block of the database against what was recorded of it. */
  compare(block: CheckedBlock): void {
    const contradicts = (this.bySeq.get(block.seq) ?? []).some(
      ({ hash, entries }) => hash !== block.hash || entries !== block.entries,
    );
    if (contradicts) this.findings.push(finding('head-contradicted', `#${block.seq}`));
  }

  /** What was recorded beyond the last block there is. */
  beyond(lastSeq: string): Finding[] {
    return this.last && BigInt(this.last.seq) > BigInt(lastSeq)
      ? [finding('tail-cut', `#${lastSeq} < #${this.last.seq}`)]
      : [];
  }
}

/**
 * Heads that should be there and are not: none as late as the last block of an hour ago, or no file for a month in which
 * blocks were sealed. Blocks of the first format come from a release that recorded none.
 */
export async function findMissingHeads(
  db: DataSource | EntityManager,
  heads: AuditHeads,
  last: AuditHead | undefined,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const [due]: { seq: string | null }[] = await db.query(
    `SELECT max(seq)::text AS seq FROM audit_block
      WHERE format > 1 AND created_at < app_now() - make_interval(secs => $1)`,
    [HEAD_DELAY_SECONDS],
  );
  if (due?.seq && (!last || BigInt(last.seq) < BigInt(due.seq))) {
    findings.push(finding('heads-missing', `#${last?.seq ?? 0} < #${due.seq}`));
  }
  const there = (await heads.files()) ?? [];
  // What is sealed in the last hour of a month may have been recorded in the next one.
  const months: { month: string }[] = await db.query(
    `SELECT DISTINCT to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month FROM audit_block
      WHERE format > 1 AND created_at < app_now() - make_interval(secs => $1)
        AND date_trunc('month', created_at AT TIME ZONE 'UTC')
          = date_trunc('month', (created_at + make_interval(secs => $1)) AT TIME ZONE 'UTC') ORDER BY 1`,
    [HEAD_DELAY_SECONDS],
  );
  for (const { month } of months) {
    if (!there.includes(headFileOf(month))) {
      findings.push(finding('heads-missing', headFileOf(month)));
    }
  }
  return findings;
}

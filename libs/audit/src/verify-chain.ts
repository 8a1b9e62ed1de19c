import type { DataSource, EntityManager } from 'typeorm';
import { type Block, entriesBetween, GENESIS, hashOf, isFormat, sign } from './chain';
import { type Finding, finding } from './findings';

/** Blocks read at a time. */
const PAGE = 500;

/** Where a verification of the chain begins. */
interface ChainStart {
  /** First block to look at. */
  seq: bigint;
  /** Hash and end of the block before it, and entries up to there. */
  previous: Buffer;
  from: string;
  entries: number;
}

/** A block that was looked at, with the entries in all blocks up to it. */
export interface CheckedBlock {
  seq: string;
  hash: string;
  entries: number;
}

/** The latest stretch of whole blocks with at most so many entries, at least one block; the whole trail without a limit. */
export async function chainStart(
  db: DataSource | EntityManager,
  maxEntries?: number,
): Promise<ChainStart> {
  const whole: ChainStart = { seq: 1n, previous: GENESIS, from: '0', entries: 0 };
  if (maxEntries === undefined) return whole;
  const [before]: { seq: string; hash: Buffer; to_xid: string; entries: string }[] = await db.query(
    `SELECT seq, hash, to_xid, (SELECT sum(entry_count) FROM audit_block e WHERE e.seq <= b.seq) AS entries
       FROM (SELECT *, sum(entry_count) OVER (ORDER BY seq DESC) AS upwards FROM audit_block) AS b
      WHERE upwards > $1 AND seq < (SELECT max(seq) FROM audit_block) ORDER BY seq DESC LIMIT 1`,
    [maxEntries],
  );
  if (!before) return whole;
  return {
    seq: BigInt(before.seq) + 1n,
    previous: before.hash,
    from: before.to_xid,
    entries: Number(before.entries),
  };
}

/** What {@link verifyChain} looked at and found. */
interface ChainCheck {
  blocks: number;
  entries: number;
  /** Last block there is; 0 in an empty trail. */
  lastSeq: string;
  findings: Finding[];
}

/**
 * Recomputes the chain from the rows, block by block. After a broken block it goes on from what that block claims, so
 * that each fault is found where it is.
 *
 * @param seen told of every block, sound or not
 */
export async function verifyChain(
  db: DataSource | EntityManager,
  key: string,
  start: ChainStart,
  seen: (block: CheckedBlock) => void,
): Promise<ChainCheck> {
  const check: ChainCheck = {
    blocks: 0,
    entries: 0,
    lastSeq: (start.seq - 1n).toString(),
    findings: [],
  };
  let { seq, previous, from } = start;
  for await (const block of blocksFrom(db, seq)) {
    const fault = await faultOf(db, block, { seq, previous, from }, key);
    if (fault) check.findings.push(finding(fault, `#${block.seq}`));
    check.blocks += 1;
    check.entries += block.entry_count;
    check.lastSeq = block.seq;
    const entries = start.entries + check.entries;
    seen({ seq: block.seq, hash: block.hash.toString('hex'), entries });
    seq = BigInt(block.seq) + 1n;
    previous = block.hash;
    from = block.to_xid;
  }
  return check;
}

async function faultOf(
  db: DataSource | EntityManager,
  block: Block,
  expected: { seq: bigint; previous: Buffer; from: string },
  key: string,
): Promise<Finding['code'] | undefined> {
  const { format, from_xid: from, to_xid: to } = block;
  if (BigInt(block.seq) !== expected.seq || from !== expected.from) return 'block-missing';
  const isSigned = sign(block.hash, key).equals(block.signature);
  const isChained = block.previous_hash.equals(expected.previous);
  if (!isSigned || !isChained || !isFormat(format)) return 'block-altered';
  const lines = await entriesBetween(db, format, from, to);
  const isTrue = hashOf(expected.previous, { format, from, to }, lines).equals(block.hash);
  const missing = block.entry_count - lines.length;
  if (isTrue) return missing === 0 ? undefined : 'block-altered';
  if (missing === 0) return 'entries-altered';
  return missing > 0 ? 'entries-missing' : 'entries-added';
}

async function* blocksFrom(db: DataSource | EntityManager, first: bigint): AsyncGenerator<Block> {
  for (let next = first; ;) {
    const blocks: Block[] = await db.query(
      'SELECT * FROM audit_block WHERE seq >= $1 ORDER BY seq LIMIT $2',
      [next, PAGE],
    );
    yield* blocks;
    const last = blocks.at(-1);
    if (!last || blocks.length < PAGE) return;
    next = BigInt(last.seq) + 1n;
  }
}

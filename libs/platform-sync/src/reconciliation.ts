import type { RecordKind } from './platform-record';
import type { HolderDigest } from './regional-platform';

/** How many differing holders are kept with a run; the count is always complete. */
const KEPT_HOLDERS = 100;

/** Both sides of one kind of record compared after a run. */
export interface KindReconciliation {
  kind: RecordKind;
  /** Records we believe accepted. */
  ours: number;
  /** Records the peer holds. */
  theirs: number;
  holdersEqual: number;
  holdersDifferent: number;
  /** Credit codes of the first hundred holders that differ, sorted. */
  differing: string[];
}

const countOf = (digests: readonly HolderDigest[]): number =>
  digests.reduce((sum, digest) => sum + digest.count, 0);

/** Compares the digests of both sides holder by holder; one that only one side knows differs. */
export function compareDigests(
  kind: RecordKind,
  ours: readonly HolderDigest[],
  theirs: readonly HolderDigest[],
): KindReconciliation {
  const left = new Map(ours.map((digest) => [digest.insCode, digest.digest]));
  const right = new Map(theirs.map((digest) => [digest.insCode, digest.digest]));
  const holders = [...new Set([...left.keys(), ...right.keys()])].sort();
  const differing = holders.filter((holder) => left.get(holder) !== right.get(holder));
  return {
    kind,
    ours: countOf(ours),
    theirs: countOf(theirs),
    holdersEqual: holders.length - differing.length,
    holdersDifferent: differing.length,
    differing: differing.slice(0, KEPT_HOLDERS),
  };
}

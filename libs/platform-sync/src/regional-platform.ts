import type { OutgoingRecord, RecordKind } from './platform-record';

/** Most records in one call; the peer refuses more. */
export const BATCH_LIMIT = 100;

/**
 * What the peer made of one record. `applied` and `duplicate` both mean: it now holds this content. `stale` means it
 * holds this version or a newer one with other content, `refused` that a field is wrong.
 */
export type Outcome = 'applied' | 'duplicate' | 'stale' | 'refused';

/** The peer's answer to one record of a batch. */
export interface RecordAnswer {
  kind: RecordKind;
  insCode: string;
  key: string;
  /** The version answered to, so that an old answer cannot be taken for a new one. */
  version: number;
  outcome: Outcome;
  /** NRII return code: 100 held, 101 content wrong, 202 a field fails validation, 203 and 204 other. */
  code: number;
  field: string | null;
  message: string | null;
  /** The version the peer holds after this call; null when it holds none. */
  heldVersion: number | null;
}

/** Count and digest of what one holder has at the peer, for the comparison after a run. */
export interface HolderDigest {
  insCode: string;
  count: number;
  /** SHA-256 (hex) over `key:version:hash` lines in byte order of the key. */
  digest: string;
}

/** The regional platform as we use it; everything particular to a peer's interface stays behind this port. */
export abstract class RegionalPlatform {
  /** Name of the target, kept with each record's state. */
  abstract readonly target: string;
  /** False for a dry run: what it accepts nobody has received. */
  abstract readonly receives: boolean;

  /**
   * Delivers at most {@link BATCH_LIMIT} records of different keys; one answer for each.
   *
   * @throws PlatformNotReached when nothing was processed
   * @throws PlatformUndecided when the peer may have processed it
   */
  abstract deliver(records: readonly OutgoingRecord[]): Promise<RecordAnswer[]>;

  /** Digests of every holder with records of this kind. @throws PlatformNotReached, PlatformUndecided */
  abstract digests(kind: RecordKind): Promise<HolderDigest[]>;
}

import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Text } from '@app/common';
import { inTransaction } from '@app/database';
import { ExternalIds } from '@app/instruments';
import type { OutgoingRecord, RecordKind } from './platform-record';
import { type PresentRecord, RecordReader } from './record-reader';
import { type RecordAnswer, RegionalPlatform } from './regional-platform';
import { PlatformNotReached, PlatformUndecided } from './regional-platform.errors';
import {
  type Dispatch,
  type KnownItem,
  liftVersion,
  lockItems,
  markSent,
  unqueue,
  type Verdict,
  writeVerdicts,
} from './sync-item.queries';
import type { ItemState } from './sync.words';
import { verdictOf } from './verdict';

/** So often one content is sent without a clear answer before a person has to look. */
const MOST_ATTEMPTS = 12;

const isHeld = (item: KnownItem, hash: string): boolean =>
  item.payloadHash === hash && (item.state === 'accepted' || item.state === 'dead');

/**
 * The version that travels: the row's, as long as it grows with the content. What changes without the row (a holder's
 * name, the mapping) makes the next number; unchanged content keeps its own, so that a repetition is recognised.
 */
export function nextVersion(
  item: KnownItem,
  present: Pick<PresentRecord, 'hash' | 'rowVersion'>,
): number {
  if (item.payloadHash === present.hash) return item.sentVersion;
  return Math.max(present.rowVersion, item.sentVersion + 1);
}

/** Sends records in their present state and writes down what the platform said. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly db: DataSource,
    private readonly reader: RecordReader,
    private readonly platform: RegionalPlatform,
    private readonly externalIds: ExternalIds,
  ) {}

  /**
   * Delivers up to a batch of records of one kind; what the platform holds already is skipped.
   *
   * @throws PlatformNotReached, PlatformUndecided after the items say so
   */
  async deliver(kind: RecordKind, recordIds: readonly string[]): Promise<void> {
    const behind = await this.deliverOnce(kind, recordIds);
    // The peer knew newer versions than we do, as after a restore: now that ours are lifted, they are sent again.
    if (behind.length > 0) await this.deliverOnce(kind, behind);
  }

  private async deliverOnce(kind: RecordKind, recordIds: readonly string[]): Promise<string[]> {
    const records = await inTransaction(this.db, (tx) => this.prepare(tx, kind, recordIds));
    if (records.length === 0) return [];
    const answers = await this.send(kind, records);
    return inTransaction(this.db, (tx) => this.record(tx, kind, answers));
  }

  private async prepare(
    tx: EntityManager,
    kind: RecordKind,
    recordIds: readonly string[],
  ): Promise<OutgoingRecord[]> {
    const { target } = this.platform;
    const eligible = await this.reader.read(tx, kind, { ids: recordIds });
    const items = await lockItems(
      tx,
      target,
      kind,
      eligible.map(({ id }) => id),
    );
    // Read again under the lock: of two rivals the later one must also see the later content.
    const present = await this.reader.read(tx, kind, {
      ids: items.map(({ recordId }) => recordId),
    });
    const byId = new Map(items.map((item) => [item.recordId, item]));
    const dispatches: Dispatch[] = [];
    const records: OutgoingRecord[] = [];
    for (const one of present) {
      const item = byId.get(one.id);
      if (!item || isHeld(item, one.hash)) continue;
      const version = nextVersion(item, one);
      dispatches.push(dispatchOf(one, version));
      records.push({ ...one.mapped, version, hash: one.hash });
    }
    const allowed = new Set(present.map(({ id }) => id));
    await unqueue(
      tx,
      target,
      kind,
      recordIds.filter((id) => !allowed.has(id)),
    );
    if (dispatches.length > 0) await markSent(tx, target, kind, dispatches);
    return records;
  }

  private async send(kind: RecordKind, records: OutgoingRecord[]): Promise<RecordAnswer[]> {
    try {
      return await this.platform.deliver(records);
    } catch (error) {
      const undecided = error instanceof PlatformUndecided;
      if (undecided || error instanceof PlatformNotReached) {
        await this.recordFailure(kind, records, undecided ? 'undecided' : 'queued', error.detail);
      }
      throw error;
    }
  }

  private async recordFailure(
    kind: RecordKind,
    records: readonly OutgoingRecord[],
    state: ItemState,
    message: Text,
  ): Promise<void> {
    const verdicts = records.map(({ key, version }): Verdict => ({
      recordId: key,
      sentVersion: version,
      state,
      peerCode: null,
      field: null,
      message,
    }));
    await inTransaction(this.db, async (tx) => {
      await writeVerdicts(tx, this.platform.target, kind, verdicts);
      await tx.query(
        `UPDATE sync_item SET state = 'dead' WHERE target = $1 AND record_kind = $2 AND record_id = ANY($3)
            AND state IN ('queued', 'undecided') AND attempts >= $4`,
        [this.platform.target, kind, verdicts.map(({ recordId }) => recordId), MOST_ATTEMPTS],
      );
    });
  }

  /** @returns the records whose version had to be lifted above the peer's */
  private async record(
    tx: EntityManager,
    kind: RecordKind,
    answers: readonly RecordAnswer[],
  ): Promise<string[]> {
    const { target } = this.platform;
    const behind: string[] = [];
    for (const { outcome, key, version, heldVersion } of answers) {
      if (outcome !== 'stale' || heldVersion === null || heldVersion < version) continue;
      const lift = { recordId: key, sentVersion: version, heldVersion };
      if (await liftVersion(tx, target, kind, lift)) behind.push(key);
    }
    const decided = answers.filter(({ key }) => !behind.includes(key));
    const verdicts = decided.map(verdictOf);
    const joining = await this.findJoining(tx, kind, verdicts);
    await writeVerdicts(tx, target, kind, verdicts);
    for (const { recordId, today } of joining)
      await this.externalIds.markAcceptedByPlatform(tx, recordId, today);
    return behind;
  }

  /** Instruments that the platform accepts for the first time: that is when they join it (入网). */
  private async findJoining(
    tx: EntityManager,
    kind: RecordKind,
    verdicts: readonly Verdict[],
  ): Promise<{ recordId: string; today: string }[]> {
    if (kind !== 'instrument' || !this.platform.receives) return [];
    const accepted = verdicts.filter(({ state }) => state === 'accepted');
    return tx.query(
      `SELECT record_id AS "recordId", (app_now() AT TIME ZONE 'Asia/Shanghai')::date AS today FROM sync_item
        WHERE target = $1 AND record_kind = $2 AND record_id = ANY($3) AND accepted_at IS NULL ORDER BY record_id`,
      [this.platform.target, kind, accepted.map(({ recordId }) => recordId)],
    );
  }
}

function dispatchOf({ id, rowVersion, mapped, hash }: PresentRecord, version: number): Dispatch {
  return {
    recordId: id,
    holderCode: mapped.insCode,
    recordVersion: rowVersion,
    sentVersion: version,
    payloadHash: hash,
  };
}

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction } from '@app/database';
import type { RecordKind } from './platform-record';
import { type PresentRecord, RecordReader } from './record-reader';
import { RegionalPlatform } from './regional-platform';
import { findItems, type KnownItem, queueForRun } from './sync-item.queries';

/** Records looked at in one transaction. */
const PAGE_SIZE = 500;

/** True for content the platform has not accepted and nobody has given up. */
function isDue({ hash }: PresentRecord, item: KnownItem | undefined): boolean {
  if (item?.payloadHash !== hash) return true;
  return item.state !== 'accepted' && item.state !== 'dead';
}

/** Finds what a run has to send by comparing every record that may go out with what was accepted. */
@Injectable()
export class RunCollector {
  constructor(
    private readonly db: DataSource,
    private readonly reader: RecordReader,
    private readonly platform: RegionalPlatform,
  ) {}

  /**
   * Queues what is due of one kind, page by page; doing it again queues only what is still open.
   *
   * @param proceed throws when the run must stop
   */
  async collect(runId: string, kind: RecordKind, proceed: () => void): Promise<void> {
    let after: string | null = null;
    for (;;) {
      proceed();
      const last: string | null = await this.collectPage(runId, kind, after);
      if (last === null) return;
      after = last;
    }
  }

  /** @returns the last id of a full page, null at the end */
  private collectPage(
    runId: string,
    kind: RecordKind,
    after: string | null,
  ): Promise<string | null> {
    const { target } = this.platform;
    return inTransaction(this.db, async (tx) => {
      const records = await this.reader.read(tx, kind, { after, limit: PAGE_SIZE });
      const items = await findItems(
        tx,
        target,
        kind,
        records.map(({ id }) => id),
      );
      const due = records.filter((record) => isDue(record, items.get(record.id)));
      if (due.length > 0) await queueForRun(tx, runId, { target, kind, due });
      return records.length < PAGE_SIZE ? null : (records.at(-1)?.id ?? null);
    });
  }
}

import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditService } from '@app/audit';
import { inTransaction } from '@app/database';
import { type JobPayloads, type JobProcessor, Outbox } from '@app/messaging';
import { findUnfinishedRuns, insertNightlyRun } from './sync-run.queries';
import { SyncRunner } from './sync-runner';

/** Does a run; starting a worker continues those that a killed one left behind. */
@Injectable()
export class RunSyncProcessor implements JobProcessor<'run-sync'>, OnApplicationBootstrap {
  readonly job = 'run-sync';

  constructor(
    private readonly db: DataSource,
    private readonly runner: SyncRunner,
    private readonly outbox: Outbox,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      for (const runId of await findUnfinishedRuns(tx)) {
        await this.outbox.add(tx, 'sync-run-requested', { runId });
      }
    });
  }

  async process({ runId }: JobPayloads['run-sync']): Promise<void> {
    await this.runner.process(runId);
  }
}

/** At 02:00 in Shanghai: orders the night's run, once per date however many workers are awake. */
@Injectable()
export class NightlySyncProcessor implements JobProcessor<'nightly-sync'> {
  readonly job = 'nightly-sync';

  constructor(
    private readonly db: DataSource,
    private readonly outbox: Outbox,
    private readonly audit: AuditService,
  ) {}

  async process(): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      const runId = await insertNightlyRun(tx);
      if (runId === null) return;
      await this.outbox.add(tx, 'sync-run-requested', { runId });
      await this.audit.record(tx, {
        actor: null,
        action: 'sync.nightly-run',
        objectType: 'sync_run',
        objectId: runId,
      });
    });
  }
}

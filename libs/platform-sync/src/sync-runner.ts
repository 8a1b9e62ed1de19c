import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { newId, type Text } from '@app/common';
import { constraintOf, inTransaction } from '@app/database';
import { DeliveriesService } from './deliveries.service';
import type { RecordKind } from './platform-record';
import { PLATFORM_SETTINGS, type PlatformSettings } from './platform-sync.settings';
import { compareDigests, type KindReconciliation } from './reconciliation';
import { BATCH_LIMIT, RegionalPlatform } from './regional-platform';
import { PlatformNotReached, PlatformUndecided } from './regional-platform.errors';
import { RunCollector } from './run-collector';
import { RunInterrupted } from './sync.errors';
import { nextOfRun, ownDigests } from './sync-item.queries';
import {
  type ClaimedRun,
  claimRun,
  countRun,
  endRun,
  leaseRest,
  releaseLease,
  renewLease,
} from './sync-run.queries';
import { kindsOf } from './sync.words';

/** So many calls in a row may fail before a run gives up until the next one. */
const MOST_FAILED_CALLS = 5;
/** The longest a peer may make a run wait, whatever its Retry-After says. */
const LONGEST_PAUSE_MS = 60_000;

const UNEXPECTED: Text = { zh: '系统内部错误，请查看日志', en: 'an internal error; see the log' };

/** Does runs, one at a time in the whole system, and continues those whose worker fell silent. */
@Injectable()
export class SyncRunner implements BeforeApplicationShutdown {
  private readonly logger = new Logger(SyncRunner.name);
  private readonly owner = newId();
  private readonly stop = new AbortController();

  constructor(
    private readonly db: DataSource,
    private readonly collector: RunCollector,
    private readonly deliveries: DeliveriesService,
    private readonly platform: RegionalPlatform,
    @Inject(PLATFORM_SETTINGS) private readonly settings: PlatformSettings,
  ) {}

  /** Ends the run under way after its present batch, before the job worker waits for it. */
  beforeApplicationShutdown(): void {
    this.stop.abort();
  }

  /**
   * Does every run that can be claimed. When another worker holds the given one, waits out its lease once: a killed
   * worker's run is taken over, a living worker's is left to it.
   *
   * @throws RunInterrupted when this process is told to stop
   */
  async process(runId: string): Promise<void> {
    await this.drain();
    const rest = await leaseRest(this.db.manager, runId);
    if (rest === null) return;
    await this.pause(rest + 100);
    await this.drain();
  }

  private async drain(): Promise<void> {
    for (let run = await this.claim(); run !== null; run = await this.claim()) {
      await this.perform(run);
    }
  }

  private async claim(): Promise<ClaimedRun | null> {
    try {
      return await inTransaction(this.db, (tx) =>
        claimRun(tx, this.owner, this.settings.leaseSeconds),
      );
    } catch (error) {
      // A rival was faster; it does the waiting runs as well.
      if (constraintOf(error) === 'sync_run_two_running') return null;
      throw error;
    }
  }

  private async perform(run: ClaimedRun): Promise<void> {
    let lost = false;
    const heartbeat = setInterval(
      () => {
        renewLease(this.db.manager, run.id, this.owner, this.settings.leaseSeconds)
          .then(async (renewed) =>
            renewed ? countRun(this.db.manager, run.id) : void (lost = true),
          )
          .catch((error: unknown) => this.logger.warn({ err: error, event: 'lease-not-renewed' }));
      },
      (this.settings.leaseSeconds * 1000) / 3,
    );
    const proceed = (): void => {
      if (lost || this.stop.signal.aborted) throw new RunInterrupted();
    };
    try {
      const reconciliation = await this.exchange(run, proceed);
      await inTransaction(this.db, (tx) => endRun(tx, run.id, this.owner, { reconciliation }));
    } catch (error) {
      await this.abandon(run, error);
    } finally {
      clearInterval(heartbeat);
    }
  }

  private async exchange(run: ClaimedRun, proceed: () => void): Promise<KindReconciliation[]> {
    const kinds = kindsOf(run.scope);
    for (const kind of kinds) await this.collector.collect(run.id, kind, proceed);
    await countRun(this.db.manager, run.id);
    for (const kind of kinds) await this.send(run.id, kind, proceed);
    const results: KindReconciliation[] = [];
    for (const kind of kinds) results.push(await this.reconcile(kind, proceed));
    return results;
  }

  /** Walks the run's queue once: a record without a clear answer is left to the next run, not tried for ever. */
  private async send(runId: string, kind: RecordKind, proceed: () => void): Promise<void> {
    let after: string | null = null;
    for (;;) {
      const ids = await nextOfRun(this.db.manager, runId, { kind, after, limit: BATCH_LIMIT });
      if (ids.length === 0) return;
      await this.withRetries(proceed, () => this.deliveries.deliver(kind, ids));
      after = ids.at(-1) ?? null;
    }
  }

  private reconcile(kind: RecordKind, proceed: () => void): Promise<KindReconciliation> {
    return this.withRetries(proceed, async () => {
      const theirs = await this.platform.digests(kind);
      const ours = await ownDigests(this.db.manager, this.platform.target, kind);
      return compareDigests(kind, ours, theirs);
    });
  }

  /** Repeats a call that the platform did not take, with growing pauses and at most {@link MOST_FAILED_CALLS} times. */
  private async withRetries<T>(proceed: () => void, call: () => Promise<T>): Promise<T> {
    for (let failures = 1; ; failures += 1) {
      proceed();
      try {
        return await call();
      } catch (error) {
        const isTheirs = error instanceof PlatformNotReached || error instanceof PlatformUndecided;
        if (!isTheirs || failures >= MOST_FAILED_CALLS) throw error;
        await this.pause(this.pauseAfter(failures, error));
      }
    }
  }

  private pauseAfter(failures: number, error: PlatformNotReached | PlatformUndecided): number {
    const asked = error instanceof PlatformNotReached ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
    // Half fixed, half random: several workers must not come back in step.
    const ours = this.settings.retryBaseMs * 2 ** (failures - 1) * (0.5 + Math.random() / 2);
    return Math.min(LONGEST_PAUSE_MS, Math.max(asked, ours));
  }

  private async pause(durationMs: number): Promise<void> {
    try {
      await pause(durationMs, undefined, { signal: this.stop.signal });
    } catch {
      throw new RunInterrupted();
    }
  }

  private async abandon(run: ClaimedRun, error: unknown): Promise<void> {
    if (error instanceof RunInterrupted) {
      await releaseLease(this.db.manager, run.id, this.owner);
      throw error;
    }
    const isTheirs = error instanceof PlatformNotReached || error instanceof PlatformUndecided;
    if (!isTheirs) this.logger.error({ err: error, event: 'sync-run-failed', runId: run.id });
    const failure = isTheirs ? error.detail : UNEXPECTED;
    await inTransaction(this.db, (tx) => endRun(tx, run.id, this.owner, { failure }));
  }
}

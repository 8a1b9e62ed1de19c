import { setTimeout as pause } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { Queue } from 'bullmq';
import { DataSource } from 'typeorm';
import { JOB_QUEUES, type JobName, type QueueName, QUEUES, SCHEDULES } from './jobs';
import { markDone, markFailed, takeUp } from './message-log';
import { isProcessor, type JobContext, type JobProcessor } from './processor';
import { QueueFactory } from './queues';
import { type QueuedMessage, relayOutbox } from './relay';

/** How the relay and the schedules of a worker behave; tests shorten the times. */
export interface WorkerSettings {
  relayIntervalMs: number;
  /** A queued message without a result is queued again after this long. */
  leaseSeconds: number;
  /** Off in tests that start jobs themselves. */
  schedules: boolean;
}

export const WORKER_SETTINGS = 'WORKER_SETTINGS';

const SCHEDULE_RETRY_MS = 5_000;
const RELAY_PATIENCE_MS = 1_000;
/** Running jobs are given this long to finish; the launcher kills after eight seconds. */
const CLOSE_PATIENCE_MS = 6_000;

/** A wait that keeps no process alive. */
const patience = (millis: number): Promise<void> => pause(millis, undefined, { ref: false });

/** Runs the jobs: one BullMQ worker a queue, the outbox relay, and the schedules. */
@Injectable()
export class JobWorker implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(JobWorker.name);
  private readonly processors = new Map<string, JobProcessor<JobName>>();
  private readonly queues = new Map<QueueName, Queue>();
  private timer: NodeJS.Timeout | undefined;
  private relaying: Promise<void> = Promise.resolve();
  private stopped = false;
  private lastErrorAt = 0;

  constructor(
    private readonly db: DataSource,
    private readonly factory: QueueFactory,
    private readonly modules: ModulesContainer,
    @Inject(WORKER_SETTINGS) private readonly settings: WorkerSettings,
  ) {}

  onApplicationBootstrap(): void {
    this.collectProcessors();
    for (const name of Object.keys(QUEUES) as QueueName[]) {
      this.queues.set(name, this.factory.queue(name, this.onError));
      this.factory.worker(name, (job, data) => this.run(job, data), this.onError);
    }
    // Not awaited: with the queue away the worker starts all the same, and says how it is.
    if (this.settings.schedules) void this.keepScheduling();
    this.relayNext(0);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    // A queue that is away answers nothing: what hangs on it is left to the next start.
    await Promise.race([this.relaying, patience(RELAY_PATIENCE_MS)]);
    await Promise.race([this.factory.close(), patience(CLOSE_PATIENCE_MS)]);
  }

  /** Every declared job has exactly one processor, or the worker does not start. */
  private collectProcessors(): void {
    const providers = [...this.modules.values()].flatMap(({ providers: own }) => [...own.values()]);
    for (const { instance } of providers.filter(({ metatype }) => isProcessor(metatype))) {
      const processor = instance as JobProcessor<JobName>;
      if (this.processors.has(processor.job))
        throw new Error(`job ${processor.job} has two processors`);
      this.processors.set(processor.job, processor);
    }
    const orphans = Object.keys(JOB_QUEUES).filter((job) => !this.processors.has(job));
    if (orphans.length > 0) throw new Error(`no processor for job(s): ${orphans.join(', ')}`);
  }

  private async keepScheduling(): Promise<void> {
    while (!this.stopped) {
      try {
        return await this.schedule();
      } catch (error) {
        this.onError(error as Error);
        await pause(SCHEDULE_RETRY_MS);
      }
    }
  }

  private async schedule(): Promise<void> {
    for (const { job, cron, timeZone } of SCHEDULES) {
      const queue = this.queues.get(JOB_QUEUES[job]);
      await queue?.upsertJobScheduler(
        job,
        { pattern: cron, tz: timeZone },
        { name: job, data: {} },
      );
    }
  }

  private async run(job: string, data: unknown): Promise<void> {
    const processor = this.processors.get(job);
    if (!processor) throw new Error(`unknown job ${job}`);
    const message = data as Partial<QueuedMessage>;
    const { messageId = null, attempt = 1 } = message;
    const context: JobContext = {
      messageId,
      attempt,
      done: async (tx) => {
        if (messageId !== null) await markDone(tx, messageId);
      },
    };
    const { leaseSeconds } = this.settings;
    if (messageId !== null && !(await takeUp(this.db, messageId, attempt, leaseSeconds))) return;
    const heartbeat = setInterval(() => {
      if (messageId === null) return;
      takeUp(this.db, messageId, attempt, leaseSeconds).catch(this.onError);
    }, leaseSeconds * 333);
    try {
      await processor.process((message.payload ?? {}) as never, context);
      await context.done(this.db.manager);
    } catch (error) {
      this.logger.error({ err: error, event: 'job-failed', job, messageId, attempt });
      if (messageId !== null) await markFailed(this.db, messageId, attempt, error);
      throw error;
    } finally {
      clearInterval(heartbeat);
    }
  }

  private relayNext(delayMs: number): void {
    this.timer = setTimeout(() => {
      this.relaying = this.relay();
    }, delayMs);
  }

  private async relay(): Promise<void> {
    let moved = 0;
    try {
      moved = await relayOutbox(this.db, this.queues, this.settings.leaseSeconds);
    } catch (error) {
      this.onError(error as Error);
    }
    // A full batch is followed at once by the next; a quiet outbox is looked at again after the interval.
    if (!this.stopped) this.relayNext(moved > 0 ? 0 : this.settings.relayIntervalMs);
  }

  /** A queue that is away repeats its error many times a second: one line a second is enough to know. */
  private readonly onError = (error: Error): void => {
    if (this.stopped || Date.now() - this.lastErrorAt < 1_000) return;
    this.lastErrorAt = Date.now();
    this.logger.error({ err: error, event: 'queue-error' });
  };
}

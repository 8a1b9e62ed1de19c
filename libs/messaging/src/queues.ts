import {
  createPostgresBackend,
  type JobsOptions,
  Queue,
  setDefaultBackendFactory,
  Worker,
  type WorkerOptions,
} from 'bullmq';
import { type QueueName, QUEUES } from './jobs';

/** Where the queue lives: Redis when it is configured, else PostgreSQL. Nobody else needs to know. */
export interface QueueSettings {
  redisUrl: string | undefined;
  databaseUrl: string;
}

/** A killed worker's job is taken over within this time; BullMQ's own defaults would take a minute. */
const WORKER_OPTIONS = {
  lockDuration: 10_000,
  stalledInterval: 5_000,
  maxStalledCount: 2,
  // The PostgreSQL backend waits 15 s by default after a lost connection.
  runRetryDelay: 1_000,
} satisfies Partial<WorkerOptions>;

/** A finished job leaves at once: its id must be free for a resend, and the outbox row keeps the story. */
const JOB_OPTIONS: JobsOptions = { removeOnComplete: true, removeOnFail: true, attempts: 1 };

/** Makes queues and workers on the configured backend, and closes them. */
export class QueueFactory {
  private readonly open: { close(): Promise<void> }[] = [];

  constructor(private readonly settings: QueueSettings) {
    // Without an argument it is Redis again: the default is one for the whole process.
    setDefaultBackendFactory(settings.redisUrl ? undefined : createPostgresBackend);
  }

  queue(name: QueueName, onError: (error: Error) => void): Queue {
    const queue = new Queue(name, {
      connection: this.connection(),
      defaultJobOptions: JOB_OPTIONS,
    });
    queue.on('error', onError);
    this.open.push(queue);
    return queue;
  }

  worker(
    name: QueueName,
    process: (job: string, data: unknown) => Promise<void>,
    onError: (error: Error) => void,
  ): Worker {
    const worker = new Worker(name, (job) => process(job.name, job.data), {
      connection: this.connection(),
      concurrency: QUEUES[name].concurrency,
      ...WORKER_OPTIONS,
    });
    worker.on('error', onError);
    this.open.unshift(worker);
    return worker;
  }

  /** Workers first: they finish what they run, then the queues go. */
  async close(): Promise<void> {
    for (const one of this.open.splice(0)) await one.close();
  }

  private connection(): never {
    const { redisUrl, databaseUrl } = this.settings;
    const redis = { url: redisUrl, maxRetriesPerRequest: null };
    // The types know Redis only; the PostgreSQL backend takes the options of a pg pool in the same place.
    return (redisUrl ? redis : { connectionString: databaseUrl, max: 3 }) as never;
  }
}

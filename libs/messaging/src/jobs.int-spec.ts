import { setTimeout as pause } from 'node:timers/promises';
import { type INestApplicationContext, Injectable, Logger, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { newId } from '@app/common';
import { dataSourceOptions, inTransaction } from '@app/database';
import { allEntities } from '../../../apps/launcher/src/entities';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { backends } from '../../../test/support/redis';
import { JOB_QUEUES, type JobName, SCHEDULES } from './jobs';
import { MessagingModule } from './messaging.module';
import { Outbox } from './outbox';
import { type JobContext, provideProcessor } from './processor';
import { QueueFactory } from './queues';

interface Row {
  state: string;
  attempt: number;
  last_error: string | null;
  wait_seconds: number;
}

type TestProcessorType = Parameters<typeof provideProcessor>[0];

/** What the processors of this file saw and shall do next; every test writes its own plan. */
const plan = {
  seen: [] as { id: string; attempt: number }[],
  act: (_id: string, _context: JobContext): Promise<void> => Promise.resolve(),
};

const processorOf = (job: JobName): TestProcessorType => {
  @Injectable()
  class TestProcessor {
    readonly job = job;

    async process(payload: { runId?: string }, context: JobContext): Promise<void> {
      const id = payload.runId ?? '';
      plan.seen.push({ id, attempt: context.attempt });
      await plan.act(id, context);
    }
  }
  return TestProcessor;
};

const JOBS = Object.keys(JOB_QUEUES) as JobName[];
const processors = JOBS.map(processorOf);

let database: TestDatabase;
beforeAll(async () => {
  Logger.overrideLogger(false); // failing on purpose is what these jobs do
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => {
  plan.seen = [];
  plan.act = () => Promise.resolve();
});

async function startWorker(
  redisUrl: string | undefined,
  types: TestProcessorType[],
  settings: { schedules?: boolean; leaseSeconds?: number } = {},
): Promise<INestApplicationContext> {
  @Module({
    imports: [
      TypeOrmModule.forRoot(
        dataSourceOptions({
          url: database.url,
          poolSize: 4,
          applicationName: 'jiayi-test',
          entities: allEntities(),
        }),
      ),
      MessagingModule.forWorker(
        { redisUrl, databaseUrl: database.url },
        { relayIntervalMs: 20, leaseSeconds: 300, schedules: false, ...settings },
      ),
    ],
    providers: types.map(provideProcessor),
  })
  class WorkerModule {}
  const module = await Test.createTestingModule({ imports: [WorkerModule] }).compile();
  return module.init();
}

/** Writes an outbox row as a command does, and returns what names it. */
async function ask(): Promise<string> {
  const runId = newId();
  await inTransaction(database.dataSource, (tx) =>
    new Outbox().add(tx, 'sync-run-requested', { runId }),
  );
  return runId;
}

async function rowOf(runId: string): Promise<Row> {
  const [row]: Row[] = await database.dataSource.query(
    `SELECT state, attempt, last_error, extract(epoch FROM next_at - app_now())::float AS wait_seconds
       FROM outbox_message WHERE payload->>'runId' = $1`,
    [runId],
  );
  if (!row) throw new Error('there is no such outbox row');
  return row;
}

async function until(runId: string, fits: (row: Row) => boolean): Promise<Row> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const row = await rowOf(runId);
    if (fits(row)) return row;
    if (Date.now() > deadline) throw new Error(`last seen: ${JSON.stringify(row)}`);
    await pause(20);
  }
}

const attemptsOf = (runId: string) =>
  plan.seen.filter(({ id }) => id === runId).map(({ attempt }) => attempt);

/** Makes waiting rows due now, so that no test waits for the real delays. */
const makeDue = (runId: string) =>
  database.dataSource.query(
    `UPDATE outbox_message SET next_at = app_now() WHERE payload->>'runId' = $1 AND state = 'pending'`,
    [runId],
  );

describe('a worker', () => {
  it('refuses to start when a job has no processor', async () => {
    const some = processors.slice(0, 2);
    await expect(startWorker(undefined, some)).rejects.toThrow(/no processor for job\(s\): /);
  });
});

describe.each(backends())('jobs with the queue in $name', ({ start }) => {
  let backend: Awaited<ReturnType<typeof start>>;
  let worker: INestApplicationContext;

  beforeAll(async () => {
    backend = await start();
    worker = await startWorker(backend.redisUrl, processors);
  });
  afterAll(async () => {
    await worker.close();
    await backend.stop();
  });

  it('are done once for each committed message, and leave it done', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, ask));
    for (const id of ids) await until(id, ({ state }) => state === 'done');
    for (const id of ids) expect(attemptsOf(id)).toEqual([1]);
  });

  it('are never started for a message that was rolled back', async () => {
    const runId = newId();
    const failed = inTransaction(database.dataSource, async (tx) => {
      await new Outbox().add(tx, 'sync-run-requested', { runId });
      throw new Error('changed my mind');
    });
    await expect(failed).rejects.toThrow('changed my mind');
    const next = await ask();
    await until(next, ({ state }) => state === 'done');
    expect(attemptsOf(runId)).toEqual([]);
  });

  it('that fail are tried again ever later, and stay visible as failed after the fifth time', async () => {
    plan.act = () => Promise.reject(new TypeError('the platform is away'));
    const id = await ask();
    for (let attempt = 1; attempt < 5; attempt += 1) {
      const row = await until(
        id,
        (seen) => seen.attempt > attempt || (seen.attempt === attempt && seen.state === 'pending'),
      );
      // A short wait may be over before it was seen.
      if (row.attempt > attempt) continue;
      expect(row.wait_seconds).toBeLessThanOrEqual(2 ** attempt);
      expect(row.last_error).toBe('TypeError: the platform is away');
      await makeDue(id);
    }
    await until(id, ({ state }) => state === 'failed');
    expect(attemptsOf(id)).toEqual([1, 2, 3, 4, 5]);
    await pause(200);
    expect(await rowOf(id)).toMatchObject({ state: 'failed', attempt: 5 });
  });

  it('that fail once succeed the next time, and forget the error', async () => {
    plan.act = (_id, { attempt }) =>
      attempt === 1 ? Promise.reject(new Error('not yet')) : Promise.resolve();
    const id = await ask();
    await until(id, ({ state }) => state === 'pending');
    await makeDue(id);
    expect(await until(id, ({ state }) => state === 'done')).toMatchObject({
      attempt: 2,
      last_error: null,
    });
  });

  it('that the queue has lost are queued again when their lease has run out', async () => {
    const id = newId();
    await database.dataSource.query(
      `INSERT INTO outbox_message (id, job, payload, state, attempt, next_at)
       VALUES ($1, 'run-sync', $2, 'queued', 1, app_now() + interval '1 second')`,
      [newId(), { runId: id }],
    );
    await until(id, ({ state }) => state === 'done');
    expect(attemptsOf(id)).toEqual([2]);
  });

  it('take effect once, however often the queue delivers them', async () => {
    const id = await ask();
    await until(id, ({ state }) => state === 'done');
    const [row]: { id: string }[] = await database.dataSource.query(
      `SELECT id FROM outbox_message WHERE payload->>'runId' = $1`,
      [id],
    );
    const queue = worker.get(QueueFactory).queue('platform-runs', () => undefined);
    const again = { messageId: row?.id, attempt: 1, payload: { runId: id } };
    await Promise.all(
      ['a', 'b'].map((jobId) => queue.add('run-sync', again, { jobId: `x-${jobId}-${id}` })),
    );
    // A message asked for afterwards is done only when the queue has delivered those before it.
    const last = await ask();
    await until(last, ({ state }) => state === 'done');
    // The row is done a moment before its job has left the queue.
    const deadline = Date.now() + 10_000;
    while ((await queue.getJobCountByTypes('waiting', 'active')) > 0 && Date.now() < deadline) {
      await pause(20);
    }
    expect(await queue.getJobCountByTypes('waiting', 'active')).toBe(0);
    expect(attemptsOf(id)).toEqual([1]);
  });

  it('that vanish again and again without a result become visible as failed', async () => {
    const id = newId();
    await database.dataSource.query(
      `INSERT INTO outbox_message (id, job, payload, state, attempt, next_at)
       VALUES ($1, 'run-sync', $2, 'queued', 20, app_now() - interval '1 second')`,
      [id, { runId: id }],
    );
    await until(id, ({ state }) => state === 'failed');
    expect(attemptsOf(id)).toEqual([]);
  });

  it('that start by the clock have one schedule each in its time zone, however many workers start', async () => {
    const rivals = await Promise.all(
      [1, 2].map(() => startWorker(backend.redisUrl, processors, { schedules: true })),
    );
    const factory = worker.get(QueueFactory);
    const queues = [...new Set(SCHEDULES.map(({ job }) => JOB_QUEUES[job]))].map((name) =>
      factory.queue(name, () => undefined),
    );
    const find = async () =>
      (await Promise.all(queues.map((one) => one.getJobSchedulers()))).flat();
    // Workers do not wait for their schedules: with the queue away they start all the same.
    let found = await find();
    for (
      const deadline = Date.now() + 10_000;
      found.length < SCHEDULES.length && Date.now() < deadline;
    ) {
      await pause(50);
      found = await find();
    }
    await Promise.all(rivals.map((rival) => rival.close()));
    const schedules = found.map(({ key, pattern, tz }) => ({ key, pattern, tz }));
    const expected = SCHEDULES.map(({ job, cron, timeZone }) => ({
      key: job,
      pattern: cron,
      tz: timeZone,
    }));
    expect(schedules).toHaveLength(expected.length);
    expect(schedules).toEqual(expect.arrayContaining(expected));
    expect(SCHEDULES.find(({ job }) => job === 'nightly-sync')).toMatchObject({
      cron: '0 0 2 * * *',
      timeZone: 'Asia/Shanghai',
    });
  });
});

describe('a worker with two processors of one job', () => {
  it('refuses to start', async () => {
    const twice = [...processors, processorOf('run-sync')];
    await expect(startWorker(undefined, twice)).rejects.toThrow('job run-sync has two processors');
  });
});

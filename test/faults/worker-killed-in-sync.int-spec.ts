import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { AuditService } from '@app/audit';
import { Outbox } from '@app/messaging';
import { SyncService } from '@app/platform-sync';
import { createTestDatabase, type TestDatabase } from '../support/database';
import {
  buildHolder,
  buildInstruments,
  buildService,
  changeInstrument,
  type TestHolder,
} from '../support/platform-records';
import { startSystem, type TestSystem } from '../support/processes';
import { backends } from '../support/redis';
import { platformAdmin } from '../support/test-platform';

const INSTRUMENTS = 600;
/** Pause the platform makes before each batch of 100, so that the kill lands in the middle. */
const SLOWNESS_MS = 300;
const TIMEOUT_MS = 60_000;

interface RunFigures {
  state: string;
  total: number;
  accepted: number;
  failed: number;
}

async function until(
  what: string,
  system: TestSystem,
  isTrue: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MS;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`${what} did not happen\n${system.output()}`);
    await pause(50);
  }
}

async function requestRun(db: DataSource, holder: TestHolder): Promise<string> {
  const actor = {
    userId: holder.userId,
    displayName: '管理员',
    organisationId: holder.organisationId,
    organisationNameZh: '嘉兴市科技局',
    organisationRegionCode: '330400',
    organisationVerified: true,
    agentOrganisationId: null,
    roles: ['bureau_admin' as const],
  };
  const sync = new SyncService(db, new AuditService(), new Outbox());
  return (await sync.createRun(actor, { scope: 'all' })).id;
}

describe.each(backends())('a worker killed in the middle of a run, queue in $name', ({ start }) => {
  let database: TestDatabase;
  let system: TestSystem;
  let backend: Awaited<ReturnType<typeof start>>;

  beforeAll(async () => {
    database = await createTestDatabase();
    backend = await start();
    system = await startSystem({
      database,
      redisUrl: backend.redisUrl,
      services: ['platform-sandbox', 'worker'],
    });
  });

  afterAll(async () => {
    await system?.stop();
    await backend?.stop();
    await database?.drop();
  });

  const acceptedCount = async (): Promise<number> => {
    const [row]: { n: number }[] = await database.dataSource.query(
      `SELECT count(*)::int AS n FROM sync_item WHERE state = 'accepted'`,
    );
    return row?.n ?? 0;
  };
  const figuresOf = async (runId: string): Promise<RunFigures | undefined> => {
    const rows: RunFigures[] = await database.dataSource.query(
      'SELECT state, total, accepted, failed FROM sync_run WHERE id = $1',
      [runId],
    );
    return rows[0];
  };

  it('leaves every record at the platform once, with its final version', async () => {
    const db = database.dataSource;
    const holder = await buildHolder(db);
    const ids = await buildInstruments(db, holder, INSTRUMENTS);
    const [first = '', last = ''] = [ids[0], ids.at(-1)];
    const orderId = await buildService(db, holder, { provider: holder, instrumentId: first });
    const platform = platformAdmin(system.platformUrl);
    await platform.setFault({ mode: 'slow', delayMs: SLOWNESS_MS });

    const runId = await requestRun(db, holder);
    await until('the first batches', system, async () => (await acceptedCount()) >= 200);
    await system.kill('worker');
    expect(await acceptedCount()).toBeLessThan(INSTRUMENTS);
    // One record the platform has already and one it has not: both change while nobody works.
    await changeInstrument(db, first, 'changed-after-sending');
    await changeInstrument(db, last, 'changed-before-sending');

    await system.start('worker');
    await until('the end of the run', system, async () => {
      const state = (await figuresOf(runId))?.state;
      return state === 'finished' || state === 'failed';
    });

    expect(await figuresOf(runId)).toEqual({
      state: 'finished',
      total: INSTRUMENTS + 1,
      accepted: INSTRUMENTS + 1,
      failed: 0,
    });
    const wrong: string[] = [];
    for (const id of [...ids, orderId]) {
      const [applied, version] = id === first ? [2, 2] : id === last ? [1, 2] : [1, 1];
      const delivery = await platform.deliveryOf(id);
      if (delivery?.applied !== applied || delivery.version !== version)
        wrong.push(JSON.stringify(delivery));
    }
    expect(wrong).toEqual([]);
    expect(await platform.find('instrument', first)).toMatchObject({
      fields: { instrVersion: 'changed-after-sending' },
    });
  });
});

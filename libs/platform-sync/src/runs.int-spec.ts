import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { AuditService } from '@app/audit';
import { inTransaction } from '@app/database';
import { Outbound } from '@app/http';
import type { Actor } from '@app/identity';
import { Outbox } from '@app/messaging';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import {
  buildHolder,
  buildInstrument,
  buildInstruments,
  buildService,
  changeInstrument,
  type TestHolder,
} from '../../../test/support/platform-records';
import { startTestPlatform, type TestPlatform } from '../../../test/support/test-platform';
import { DutyDesk } from '../../instruments/src/testing/duty-desk';
import { DeliveriesService } from './deliveries.service';
import { HttpJsonPlatform } from './http-json.platform';
import type { PlatformSettings } from './platform-sync.settings';
import { RecordReader } from './record-reader';
import { RunCollector } from './run-collector';
import { NightlySyncProcessor, RunSyncProcessor } from './run.processors';
import { SyncItem } from './sync-item.entity';
import { SyncRun } from './sync-run.entity';
import { claimRun, insertManualRun } from './sync-run.queries';
import { SyncRunner } from './sync-runner';
import { SyncService } from './sync.service';
import type { SyncScope } from './sync.words';

let database: TestDatabase;
let db: DataSource;
let platform: TestPlatform;
let client: HttpJsonPlatform;
let holder: TestHolder;

const SETTINGS: PlatformSettings = {
  platformUrl: undefined,
  privateHosts: ['127.0.0.1'],
  appKey: 'jiaxing',
  secret: undefined,
  directory: '',
  publicUrl: undefined,
  retryBaseMs: 5,
  leaseSeconds: 2,
};

// A database for each test: a run covers everything there is.
beforeEach(async () => {
  database = await createTestDatabase();
  db = database.dataSource;
  platform = await startTestPlatform(database);
  const outbound = new Outbound({ peers: [platform.url], privateHosts: ['127.0.0.1'] });
  client = new HttpJsonPlatform(platform.url, platform.credentials, outbound);
  holder = await buildHolder(db);
});

afterEach(async () => {
  await client?.close();
  await platform?.stop();
  await database?.drop();
});

/** The runner of one worker process. */
function buildRunner(): SyncRunner {
  const reader = new RecordReader(SETTINGS);
  const deliveries = new DeliveriesService(db, reader, client, new DutyDesk({ db }).externalIds);
  return new SyncRunner(db, new RunCollector(db, reader, client), deliveries, client, SETTINGS);
}

const requestRun = (scope: SyncScope = 'all') =>
  inTransaction(db, (tx) => insertManualRun(tx, scope, holder.userId));
const getRun = (id: string) => db.getRepository(SyncRun).findOneByOrFail({ id });
const outboxOf = (job: string): Promise<{ payload: object }[]> =>
  db.query('SELECT payload FROM outbox_message WHERE job = $1', [job]);

/** Asks for a run and does it. */
async function run(scope: SyncScope = 'all'): Promise<SyncRun> {
  const id = await requestRun(scope);
  await buildRunner().process(id);
  return getRun(id);
}

describe('a run', () => {
  it('sends what is open, in batches, and proves that both sides hold the same', async () => {
    const instruments = await buildInstruments(db, holder, 230);
    await buildInstrument(db, holder, { status: 'draft', listed: false });
    const other = await buildHolder(db);
    const [instrumentId = ''] = await buildInstruments(db, other, 1);
    const orderId = await buildService(db, holder, { provider: other, instrumentId });
    expect(await run()).toMatchObject({
      state: 'finished',
      total: 232,
      sent: 232,
      accepted: 232,
      refused: 0,
      failed: 0,
      reconciliation: [
        { kind: 'instrument', ours: 231, theirs: 231, holdersEqual: 2, holdersDifferent: 0 },
        { kind: 'service_record', ours: 1, theirs: 1, holdersEqual: 1, holdersDifferent: 0 },
      ],
    });
    expect(await platform.deliveryOf(instruments[229] ?? '')).toMatchObject({ received: 1 });
    expect(await platform.deliveryOf(orderId)).toMatchObject({ received: 1, applied: 1 });
  });

  it('sends nothing when nothing changed and only the changed record when one did', async () => {
    const [first = ''] = await buildInstruments(db, holder, 3);
    await run();
    expect(await run()).toMatchObject({ state: 'finished', total: 0, sent: 0 });
    await changeInstrument(db, first, 'SU9000');
    expect(await run()).toMatchObject({ total: 1, accepted: 1 });
    expect(await platform.find('instrument', first)).toMatchObject({ version: 2 });
  });

  it('covers its scope only', async () => {
    const instrumentId = await buildInstrument(db, holder);
    const orderId = await buildService(db, holder, { provider: holder, instrumentId });
    expect(await run('instruments')).toMatchObject({ total: 1, accepted: 1 });
    expect(await platform.find('service_record', orderId)).toBeNull();
    expect(await run('services')).toMatchObject({ total: 1, accepted: 1 });
  });

  it('counts what the platform refuses and tries it again in the next run', async () => {
    await buildInstruments(db, holder, 2);
    const wrong = await buildInstrument(db, holder, { categoryCode: 'x' });
    expect(await run()).toMatchObject({
      state: 'finished',
      total: 3,
      accepted: 2,
      refused: 1,
      failed: 0,
    });
    expect(await run()).toMatchObject({ total: 1, refused: 1 });
    await db.query(`UPDATE instrument SET category_code = '010100', version = 2 WHERE id = $1`, [
      wrong,
    ]);
    expect(await run()).toMatchObject({ total: 1, accepted: 1 });
  });

  it('goes on after faults and doubles nothing', async () => {
    const ids = await buildInstruments(db, holder, 150);
    await platform.setFault({ mode: 'cut-after', times: 1 });
    expect(await run()).toMatchObject({ state: 'finished', accepted: 150 });
    expect(await platform.deliveryOf(ids[0] ?? '')).toMatchObject({ received: 2, applied: 1 });
    expect(await platform.deliveryOf(ids[149] ?? '')).toMatchObject({ received: 1, applied: 1 });
  });

  it('fails with a reason when the platform stays away, and the next run sends what was left', async () => {
    await buildInstruments(db, holder, 2);
    await platform.setFault({ mode: 'error' });
    const failed = await run();
    expect(failed).toMatchObject({ state: 'failed', total: 2, accepted: 0, failed: 2 });
    expect(failed.failure?.en).toContain('HTTP 500');
    await platform.clearFault();
    expect(await run()).toMatchObject({ state: 'finished', accepted: 2 });
  });

  it('reports what the platform has more or less of, by holder', async () => {
    await buildInstruments(db, holder, 2);
    await run();
    await db.query(`DELETE FROM sync_item WHERE id = (SELECT id FROM sync_item LIMIT 1)`);
    await db.query(`UPDATE instrument SET status = 'draft', listed_at = NULL`);
    const { reconciliation } = await run();
    expect(reconciliation?.[0]).toEqual({
      kind: 'instrument',
      ours: 1,
      theirs: 2,
      holdersEqual: 0,
      holdersDifferent: 1,
      differing: [holder.creditCode],
    });
  });
});

describe('one run at a time', () => {
  it('is done once when two workers are given it', async () => {
    const ids = await buildInstruments(db, holder, 120);
    const runId = await requestRun();
    await Promise.all([buildRunner().process(runId), buildRunner().process(runId)]);
    expect(await getRun(runId)).toMatchObject({ state: 'finished', accepted: 120 });
    for (const id of [ids[0], ids[60], ids[119]]) {
      expect(await platform.deliveryOf(id ?? '')).toMatchObject({ received: 1 });
    }
  });

  it('makes one nightly run a date, however many workers wake up', async () => {
    const processor = new NightlySyncProcessor(db, new Outbox(), new AuditService());
    await Promise.all(Array.from({ length: 5 }, () => processor.process()));
    const runs = await db.getRepository(SyncRun).findBy({ trigger: 'nightly' });
    expect(runs).toHaveLength(1);
    expect(await outboxOf('run-sync')).toEqual([{ payload: { runId: runs[0]?.id } }]);
  });

  it('does the runs that waited meanwhile', async () => {
    await buildInstruments(db, holder, 2);
    const [first, second] = [await requestRun('instruments'), await requestRun('services')];
    await buildRunner().process(second);
    expect([(await getRun(first)).state, (await getRun(second)).state]).toEqual([
      'finished',
      'finished',
    ]);
  });
});

describe('a run whose worker was killed', () => {
  it('is continued once the lease has run out, each record applied once', async () => {
    const ids = await buildInstruments(db, holder, 120);
    const runId = await requestRun();
    const killed = '00000000-0000-7000-8000-000000000001';
    await claimRun(db.manager, killed, 1);
    const deliveries = new DeliveriesService(
      db,
      new RecordReader(SETTINGS),
      client,
      new DutyDesk({ db }).externalIds,
    );
    await deliveries.deliver('instrument', ids.slice(0, 50));
    await platform.setFault({ mode: 'cut-after', times: 1 });
    await expect(deliveries.deliver('instrument', ids.slice(50, 60))).rejects.toThrow();
    await db.query(
      `UPDATE sync_item SET state = 'sent', last_run_id = $1 WHERE state = 'undecided'`,
      [runId],
    );

    await buildRunner().process(runId);
    expect(await getRun(runId)).toMatchObject({ state: 'finished', failed: 0 });
    expect(await db.getRepository(SyncItem).countBy({ state: 'accepted' })).toBe(120);
    for (const id of ids)
      expect(await platform.deliveryOf(id)).toMatchObject({ applied: 1, version: 1 });
  });

  it('is handed to the outbox again when a worker starts', async () => {
    const runId = await requestRun();
    await claimRun(db.manager, '00000000-0000-7000-8000-000000000001', 1);
    await new RunSyncProcessor(db, buildRunner(), new Outbox()).onApplicationBootstrap();
    expect(await outboxOf('run-sync')).toEqual([{ payload: { runId } }]);
  });

  it('is given back at once by a worker that is told to stop', async () => {
    await buildInstruments(db, holder, 300);
    await platform.setFault({ mode: 'slow', delayMs: 100 });
    const runId = await requestRun();
    const stopping = buildRunner();
    const work = stopping.process(runId);
    await pause(150);
    stopping.beforeApplicationShutdown();
    await expect(work).rejects.toThrow('continued by another worker');
    await platform.clearFault();
    await buildRunner().process(runId);
    expect(await getRun(runId)).toMatchObject({ state: 'finished', total: 300, accepted: 300 });
  });
});

describe('SyncService', () => {
  const actor = (): Actor => ({
    userId: holder.userId,
    displayName: '王晓',
    organisationId: holder.organisationId,
    organisationNameZh: '嘉兴市科技局',
    organisationRegionCode: '330400',
    organisationVerified: true,
    agentOrganisationId: null,
    roles: ['bureau_admin'],
  });
  const service = () => new SyncService(db, new AuditService(), new Outbox());

  it('asks for a run, traced and handed to the outbox in one transaction', async () => {
    const created = await service().createRun(actor(), { scope: 'services' });
    expect(created).toMatchObject({
      state: 'queued',
      scope: 'services',
      trigger: 'manual',
      total: 0,
    });
    expect(await outboxOf('run-sync')).toEqual([{ payload: { runId: created.id } }]);
    expect(await db.query('SELECT action, object_id FROM audit_entry')).toEqual([
      { action: 'sync.create-run', object_id: created.id },
    ]);
    expect(await service().getRun(created.id)).toEqual(created);
  });

  it('lists runs newest first and items by state, with the name people know, page by page', async () => {
    await buildInstruments(db, holder, 3, { categoryCode: 'x' });
    await buildInstrument(db, holder);
    const [older, newer] = [await run(), await run()];
    const runs = await service().listRuns({});
    expect(runs.items.map(({ id }) => id)).toEqual([newer.id, older.id]);
    const first = await service().listItems({ state: 'refused', limit: 2 });
    const rest = await service().listItems({ state: 'refused', limit: 2, cursor: first.next });
    expect([first.items.length, rest.items.length, rest.next]).toEqual([2, 1, undefined]);
    expect(first.items[0]).toMatchObject({
      recordName: '扫描电子显微镜',
      field: 'instrCategory',
      peerCode: 202,
      lastRunId: newer.id,
    });
    expect((await service().listItems({ runId: older.id })).items).toHaveLength(1);
  });

  it('resends a refused record, but not an accepted one', async () => {
    const refused = await buildInstrument(db, holder, { categoryCode: 'x' });
    const accepted = await buildInstrument(db, holder);
    await run();
    const itemOf = (recordId: string) => db.getRepository(SyncItem).findOneByOrFail({ recordId });
    expect(await service().resend(actor(), (await itemOf(refused)).id)).toMatchObject({
      state: 'queued',
    });
    expect(await outboxOf('deliver-instrument')).toEqual([{ payload: { instrumentId: refused } }]);
    await expect(service().resend(actor(), (await itemOf(accepted)).id)).rejects.toMatchObject({
      code: 'record-accepted',
    });
    await expect(service().getRun(refused)).rejects.toMatchObject({ code: 'not-found' });
  });
});

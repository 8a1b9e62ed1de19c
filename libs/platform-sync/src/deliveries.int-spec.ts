import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { Outbound } from '@app/http';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import {
  buildHolder,
  buildInstrument,
  buildService,
  changeInstrument,
  type TestHolder,
} from '../../../test/support/platform-records';
import { startTestPlatform, type TestPlatform } from '../../../test/support/test-platform';
import { DeliverInstrumentProcessor, DeliverServiceRecordProcessor } from './deliver.processors';
import { DutyDesk } from '../../instruments/src/testing/duty-desk';
import { DeliveriesService } from './deliveries.service';
import type { PlatformSettings } from './platform-sync.settings';
import { RecordReader } from './record-reader';
import { HttpJsonPlatform } from './http-json.platform';
import { SyncItem } from './sync-item.entity';

let database: TestDatabase;
let db: DataSource;
let platform: TestPlatform;
let client: HttpJsonPlatform;
let deliveries: DeliveriesService;
let holder: TestHolder;

const SETTINGS: PlatformSettings = {
  platformUrl: undefined,
  privateHosts: ['127.0.0.1'],
  appKey: 'jiaxing',
  secret: undefined,
  directory: '',
  publicUrl: 'https://yiqi.example.cn',
  retryBaseMs: 1,
  leaseSeconds: 2,
};

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.dataSource;
  platform = await startTestPlatform(database);
  const outbound = new Outbound({ peers: [platform.url], privateHosts: ['127.0.0.1'] });
  client = new HttpJsonPlatform(platform.url, platform.credentials, outbound);
  deliveries = new DeliveriesService(
    db,
    new RecordReader(SETTINGS),
    client,
    new DutyDesk({ db }).externalIds,
  );
  holder = await buildHolder(db);
});

afterEach(() => platform.clearFault());

afterAll(async () => {
  await client?.close();
  await platform?.stop();
  await database?.drop();
});

const deliver = (instrumentId: string) =>
  new DeliverInstrumentProcessor(deliveries).process({ instrumentId });
const deliverService = (orderId: string) =>
  new DeliverServiceRecordProcessor(db, deliveries).process({ orderId });
const itemOf = (recordId: string) =>
  db.getRepository(SyncItem).findOneByOrFail({ recordId, target: 'delta' });

describe('delivering an instrument', () => {
  it('is left to whoever brought it to the platform before, whose number services name', async () => {
    const id = await buildInstrument(db, holder);
    const link = (scheme: string, number: string) =>
      db.query(
        'INSERT INTO instrument_external_id (instrument_id, scheme, number) VALUES ($1, $2, $3)',
        [id, scheme, number],
      );
    const reader = new RecordReader(SETTINGS);
    const idsRead = async () =>
      (await reader.read(db.manager, 'instrument', { ids: [id] })).map((one) => one.id);
    await link('asset_cloud', 'A-1');
    expect(await idsRead()).toEqual([id]);
    await link('zj_platform', 'ZJ-2019-0451');
    expect(await idsRead()).toEqual([]);
    await deliver(id);
    expect(await platform.find('instrument', id)).toBeNull();
    const orderId = await buildService(db, holder, { provider: holder, instrumentId: id });
    const [service] = await reader.read(db.manager, 'service_record', {
      ids: [orderId],
    });
    expect(service?.mapped.fields.innerId).toBe('ZJ-2019-0451');
  });

  it('stays ours when the platform had it from us before somebody noted another number', async () => {
    const id = await buildInstrument(db, holder);
    await deliver(id);
    await db.query(
      `UPDATE instrument_external_id SET number = 'R-1' WHERE instrument_id = $1 AND scheme = 'regional'`,
      [id],
    );
    const read = await new RecordReader(SETTINGS).read(db.manager, 'instrument', { ids: [id] });
    expect(read).toHaveLength(1);
  });

  it('makes the instrument join when it is accepted for the first time', async () => {
    const id = await buildInstrument(db, holder);
    const joined = async () =>
      db.query(
        `SELECT e.number = $1::text AS by_our_id, e.verified_on = c.joined_on AS joined, c.sensor_due_on IS NOT NULL AS due
           FROM instrument_external_id e JOIN instrument_connection c USING (instrument_id) WHERE instrument_id = $1::uuid`,
        [id],
      );
    expect(await joined()).toEqual([]);
    await deliver(id);
    expect(await joined()).toEqual([{ by_our_id: true, joined: true, due: true }]);
    // Somebody corrects the date: what is accepted again changes nothing of it.
    await db.query(
      `UPDATE instrument_external_id SET verified_on = '2026-01-05' WHERE instrument_id = $1`,
      [id],
    );
    await changeInstrument(db, id, 'Regulus 8230');
    await deliver(id);
    expect(await joined()).toMatchObject([{ joined: false }]);
  });

  it('brings a listed instrument to the platform, mapped, and remembers that it was accepted', async () => {
    const id = await buildInstrument(db, holder);
    await deliver(id);
    expect(await itemOf(id)).toMatchObject({
      state: 'accepted',
      holderCode: holder.creditCode,
      recordVersion: 1,
      sentVersion: 1,
      peerCode: 100,
      attempts: 1,
    });
    expect(await platform.find('instrument', id)).toMatchObject({
      version: 1,
      fields: {
        cname: '扫描电子显微镜',
        worth: '35.80',
        serviceUrl: `https://yiqi.example.cn/instruments/${id}`,
      },
    });
  });

  it('sends unchanged content once and changed content as the row version', async () => {
    const id = await buildInstrument(db, holder);
    await deliver(id);
    await deliver(id);
    expect(await platform.deliveryOf(id)).toMatchObject({ received: 1, applied: 1 });
    await changeInstrument(db, id, 'SU9000');
    await deliver(id);
    expect(await platform.deliveryOf(id)).toMatchObject({ received: 2, applied: 2, version: 2 });
  });

  it('gives a version of its own to content that changed without the row', async () => {
    const other = await buildHolder(db);
    const id = await buildInstrument(db, other);
    await deliver(id);
    await db.query(`UPDATE organisation SET name_zh = '更名后的单位' WHERE id = $1`, [
      other.organisationId,
    ]);
    await deliver(id);
    expect(await platform.find('instrument', id)).toMatchObject({
      version: 2,
      fields: { insideDepart: '更名后的单位' },
    });
  });

  it('keeps what no reviewer has listed to itself', async () => {
    const draft = await buildInstrument(db, holder, { status: 'draft', listed: false });
    await deliver(draft);
    expect(await platform.deliveryOf(draft)).toBeNull();
    expect(await db.getRepository(SyncItem).countBy({ recordId: draft })).toBe(0);
  });

  it('tells that a listed instrument was withdrawn', async () => {
    const id = await buildInstrument(db, holder, { status: 'retired' });
    await deliver(id);
    expect(await platform.find('instrument', id)).toMatchObject({ standing: 'withdrawn' });
  });

  it('names field, code and reason of a refused record, and accepts it once it is repaired', async () => {
    const id = await buildInstrument(db, holder, { categoryCode: '01-100' });
    await deliver(id);
    expect(await itemOf(id)).toMatchObject({
      state: 'refused',
      peerCode: 202,
      field: 'instrCategory',
      message: { zh: '字段未通过校验（代码 202 instrCategory）：仪器分类编码应为6位数字' },
    });
    await db.query(`UPDATE instrument SET category_code = '010100', version = 2 WHERE id = $1`, [
      id,
    ]);
    await deliver(id);
    expect(await itemOf(id)).toMatchObject({
      state: 'accepted',
      field: null,
      message: null,
      sentVersion: 2,
    });
  });
});

describe('delivering through a platform that fails', () => {
  it('does not double a record whose answer was cut off', async () => {
    const id = await buildInstrument(db, holder);
    await platform.setFault({ mode: 'cut-after', times: 1 });
    await expect(deliver(id)).rejects.toMatchObject({ code: 'platform-undecided' });
    expect(await itemOf(id)).toMatchObject({ state: 'undecided' });
    await deliver(id);
    expect(await itemOf(id)).toMatchObject({ state: 'accepted', sentVersion: 1, attempts: 2 });
    expect(await platform.deliveryOf(id)).toMatchObject({ received: 2, applied: 1, duplicate: 1 });
  });

  it.each([
    ['cut-before', 'platform-undecided', 'undecided'],
    ['error', 'platform-undecided', 'undecided'],
    ['too-many', 'platform-not-reached', 'queued'],
  ])('keeps the record open after %s', async (mode, code, state) => {
    const id = await buildInstrument(db, holder);
    await platform.setFault({ mode, times: 1 });
    await expect(deliver(id)).rejects.toMatchObject({ code });
    expect(await itemOf(id)).toMatchObject({ state });
    await deliver(id);
    expect(await platform.deliveryOf(id)).toMatchObject({ applied: 1, version: 1 });
  });

  it('gives a record up after twelve tries without a clear answer', async () => {
    const id = await buildInstrument(db, holder);
    await platform.setFault({ mode: 'error' });
    for (let attempt = 0; attempt < 12; attempt += 1) await expect(deliver(id)).rejects.toThrow();
    expect(await itemOf(id)).toMatchObject({ state: 'dead', attempts: 12 });
    await platform.clearFault();
    await deliver(id);
    expect(await platform.deliveryOf(id)).toBeNull();
  });

  it('overtakes a version the platform holds and we forgot', async () => {
    const id = await buildInstrument(db, holder);
    await changeInstrument(db, id, 'SU9000');
    await deliver(id);
    await db.query('DELETE FROM sync_item WHERE record_id = $1', [id]);
    await db.query(`UPDATE instrument SET model = 'SU1', version = 1 WHERE id = $1`, [id]);
    await deliver(id);
    expect(await itemOf(id)).toMatchObject({ state: 'accepted', sentVersion: 3 });
    expect(await platform.find('instrument', id)).toMatchObject({
      version: 3,
      fields: { instrVersion: 'SU1' },
    });
  });
});

describe('deliveries side by side', () => {
  it('end with the newest content at both sides, whoever answers last', async () => {
    const id = await buildInstrument(db, holder);
    for (let round = 0; round < 5; round += 1) {
      await Promise.all([
        deliver(id),
        changeInstrument(db, id, `model-${round}`).then(() => deliver(id)),
        deliver(id),
      ]);
    }
    const item = await itemOf(id);
    const held = await platform.find('instrument', id);
    expect(item.state).toBe('accepted');
    expect(held).toMatchObject({
      version: item.sentVersion,
      hash: item.payloadHash,
      fields: { instrVersion: 'model-4' },
    });
  });
});

describe('a delivery that waits for a rival', () => {
  it('sends what the record has become meanwhile', async () => {
    const id = await buildInstrument(db, holder);
    await deliver(id);
    await changeInstrument(db, id, 'read-before-the-lock');
    let waiting = Promise.resolve();
    await db.transaction(async (rival) => {
      await rival.query('SELECT FROM sync_item WHERE record_id = $1 FOR UPDATE', [id]);
      waiting = deliver(id);
      await untilSomebodyWaits();
      await changeInstrument(db, id, 'changed-meanwhile');
    });
    await waiting;
    expect(await platform.find('instrument', id)).toMatchObject({
      version: 3,
      fields: { instrVersion: 'changed-meanwhile' },
    });
  });

  async function untilSomebodyWaits(): Promise<void> {
    const blocked = 'SELECT FROM pg_locks WHERE NOT granted';
    while ((await db.query<unknown[]>(blocked)).length === 0) await pause(10);
  }
});

describe('delivering a service record', () => {
  it('sends the instrument first, then the service', async () => {
    const user = await buildHolder(db);
    const instrumentId = await buildInstrument(db, holder);
    const orderId = await buildService(db, user, { provider: holder, instrumentId });
    await deliverService(orderId);
    expect(await platform.find('instrument', instrumentId)).toMatchObject({ version: 1 });
    expect(await platform.find('service_record', orderId)).toMatchObject({
      insCode: holder.creditCode,
      fields: {
        innerId: instrumentId,
        amounts: '1280.50',
        serviceTime: '2026-11-24 09',
        endTime: '2026-11-24 11',
        serviceAmount: '2.5',
        serviceType: 130,
        applicant: '无',
      },
    });
  });

  it('keeps a service that is not completed to itself', async () => {
    const instrumentId = await buildInstrument(db, holder);
    const orderId = await buildService(db, holder, {
      provider: holder,
      instrumentId,
      state: 'open',
    });
    await deliverService(orderId);
    expect(await platform.find('service_record', orderId)).toBeNull();
  });
});

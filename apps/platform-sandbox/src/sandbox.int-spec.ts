import {
  contentHash,
  type MappedRecord,
  type OutgoingRecord,
  type RecordAnswer,
  signedHeaders,
} from '@app/platform-sync';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { startSandbox, type RunningSandbox } from './start-sandbox';

const CREDENTIALS = { appKey: 'jiaxing', secret: 'sandbox-secret' };
const HOLDER = '12330400470000000X';

let database: TestDatabase;
let sandbox: RunningSandbox;

const start = () =>
  startSandbox({
    databaseUrl: database.urls.sandbox,
    host: '127.0.0.1',
    port: 0,
    credentials: CREDENTIALS,
  });

beforeAll(async () => {
  database = await createTestDatabase();
  sandbox = await start();
});

afterAll(async () => {
  await sandbox?.close();
  await database?.drop();
});

/** An instrument every field of which is right, unless a test says otherwise. */
function buildInstrument(
  key: string,
  version: number,
  fields: Record<string, string> = {},
): OutgoingRecord {
  const record: MappedRecord = {
    kind: 'instrument',
    insCode: HOLDER,
    key,
    standing: 'open',
    fields: {
      cname: '扫描电子显微镜',
      ename: '无',
      instrBelongsType: 4,
      instrBelongsName: '无',
      resourceName: '无',
      insideDepart: '分析测试中心',
      instrCategory: '010100',
      province: '浙江省',
      city: '嘉兴市',
      county: '南湖区',
      street: '广穹路899号',
      worth: '358.00',
      instrSource: '购置',
      type: '通用',
      subject: ['化学'],
      nation: '无',
      instrVersion: 'SU8600',
      manufacturer: 'Hitachi',
      beginDate: '2025-03-18',
      technical: '无',
      function: '无',
      serviceContent: '无',
      requirement: '无',
      fee: '无',
      achievement: '无',
      instrSupervise: '否',
      funds: ['地方财政资金'],
      contact: '王晓',
      phone: '0573-83640000',
      auditStatus: -1,
      ...fields,
    },
  };
  return { ...record, version, hash: contentHash(record) };
}

function buildService(key: string, instrumentKey: string): OutgoingRecord {
  const record: MappedRecord = {
    kind: 'service_record',
    insCode: HOLDER,
    key,
    standing: 'open',
    fields: {
      innerId: instrumentKey,
      amounts: '1280.50',
      serviceTime: '2026-11-24 09',
      endTime: '2026-11-24 11',
      serviceAmount: '2.5',
      serviceContent: '检测',
      serviceWay: ['占用共享'],
      serviceType: 130,
      serviceDirection: 136,
      subjectName: '无',
      subjectIncome: '无',
      subjectArea: '无',
      applicant: '无',
      applicantPhone: '无',
      applicantEmail: '无',
      applicantUnit: '某某公司',
      signAgreement: '否',
      adressType: '单位内',
      moveAddress: '无',
      serviceCode: 'DD1',
      record: '无',
    },
  };
  return { ...record, version: 1, hash: contentHash(record) };
}

function call(
  method: string,
  path: string,
  body = '',
  headers: Record<string, string> = {},
): Promise<Response> {
  const [plain = '', query = ''] = path.split('?');
  const signed = signedHeaders(CREDENTIALS, { method, path: plain, query, body });
  return fetch(sandbox.url + path, {
    method,
    body: body || null,
    headers: { ...signed, ...(body && { 'content-type': 'application/json' }), ...headers },
  });
}

async function send(...records: OutgoingRecord[]): Promise<RecordAnswer[]> {
  const response = await call('POST', '/v1/record-batches', JSON.stringify({ records }));
  expect(response.status).toBe(200);
  return ((await response.json()) as { results: RecordAnswer[] }).results;
}

async function get<T>(path: string): Promise<T> {
  return (await (await call('GET', path)).json()) as T;
}

const setFault = (fault: object) =>
  fetch(`${sandbox.url}/admin/fault`, {
    method: 'PUT',
    body: JSON.stringify(fault),
    headers: { 'content-type': 'application/json' },
  });

async function deliveryOf(key: string): Promise<Record<string, number>> {
  const response = await fetch(`${sandbox.url}/admin/deliveries?key=${key}`);
  const { items } = (await response.json()) as { items: Record<string, number>[] };
  return items[0] ?? {};
}

describe('POST /v1/record-batches', () => {
  it('applies a new record, then newer versions, and keeps the history', async () => {
    expect(await send(buildInstrument('a-1', 1))).toMatchObject([
      { outcome: 'applied', code: 100, heldVersion: 1 },
    ]);
    expect(await send(buildInstrument('a-1', 4, { phone: '0573-1' }))).toMatchObject([
      { outcome: 'applied' },
    ]);
    const { items } = await get<{ items: { version: number }[] }>(
      `/v1/records/instrument/${HOLDER}/a-1/versions`,
    );
    expect(items.map((item) => item.version)).toEqual([1, 4]);
  });

  it('acknowledges the same version and content without applying it twice', async () => {
    await send(buildInstrument('b-1', 1));
    expect(await send(buildInstrument('b-1', 1))).toMatchObject([
      { outcome: 'duplicate', code: 100 },
    ]);
    expect(await deliveryOf('b-1')).toMatchObject({ received: 2, applied: 1, duplicate: 1 });
  });

  it('ignores an older version and the same version with other content', async () => {
    await send(buildInstrument('c-1', 5));
    const answers = [
      ...(await send(buildInstrument('c-1', 4, { phone: '1' }))),
      ...(await send(buildInstrument('c-1', 5, { phone: '1' }))),
    ];
    expect(answers).toMatchObject([
      { outcome: 'stale', heldVersion: 5 },
      { outcome: 'stale', heldVersion: 5 },
    ]);
    expect(await get(`/v1/records/instrument/${HOLDER}/c-1`)).toMatchObject({
      version: 5,
      fields: { phone: '0573-83640000' },
    });
  });

  it('judges each record of a batch by itself and names the field and the code', async () => {
    const wrong = buildInstrument('d-2', 1, { instrCategory: '0101' });
    const forged = { ...buildInstrument('d-3', 1), hash: '0'.repeat(64) };
    const answers = await send(buildInstrument('d-1', 1), wrong, forged);
    expect(answers).toMatchObject([
      { key: 'd-1', outcome: 'applied', code: 100 },
      {
        key: 'd-2',
        outcome: 'refused',
        code: 202,
        field: 'instrCategory',
        message: '仪器分类编码应为6位数字',
      },
      { key: 'd-3', outcome: 'refused', code: 101, field: 'hash' },
    ]);
  });

  it('takes a service record only after its instrument, which may come in the same batch', async () => {
    expect(await send(buildService('e-9', 'e-1'))).toMatchObject([
      { outcome: 'refused', code: 203, field: 'innerId' },
    ]);
    expect(await send(buildService('e-9', 'e-1'), buildInstrument('e-1', 1))).toMatchObject([
      { key: 'e-9', outcome: 'applied' },
      { key: 'e-1', outcome: 'applied' },
    ]);
  });

  it('applies a version once when ten callers bring it at the same time', async () => {
    const batch = ['f-1', 'f-2', 'f-3'].map((key) => buildInstrument(key, 1));
    await Promise.all(Array.from({ length: 10 }, () => send(...batch)));
    expect(await deliveryOf('f-2')).toMatchObject({ received: 10, applied: 1, duplicate: 9 });
  });

  it.each([
    ['no list', {}],
    ['an empty list', { records: [] }],
    [
      'more than 100',
      { records: Array.from({ length: 101 }, (_, index) => buildInstrument(`x-${index}`, 1)) },
    ],
    ['one key twice', { records: [buildInstrument('y-1', 1), buildInstrument('y-1', 2)] }],
    ['no envelope', { records: [{ kind: 'instrument' }] }],
  ])('refuses a batch with %s as a whole', async (_, body) => {
    const response = await call('POST', '/v1/record-batches', JSON.stringify(body));
    expect([response.status, await response.json()]).toMatchObject([400, { code: 201 }]);
  });
});

describe('the signature', () => {
  const body = JSON.stringify({ records: [buildInstrument('s-1', 1)] });
  const post = (headers: Record<string, string>) =>
    fetch(`${sandbox.url}/v1/record-batches`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
  const signed = (credentials = CREDENTIALS, at = new Date(), of = body) =>
    signedHeaders(
      credentials,
      { method: 'POST', path: '/v1/record-batches', query: '', body: of },
      at,
    );

  it('lets a repeated nonce pass once', async () => {
    const headers = signed();
    expect([(await post(headers)).status, (await post(headers)).status]).toEqual([200, 401]);
  });

  it.each([
    ['no signature', () => ({})],
    ['another secret', () => signed({ appKey: 'jiaxing', secret: 'other' })],
    ['another client', () => signed({ appKey: 'huzhou', secret: CREDENTIALS.secret })],
    ['another body', () => signed(CREDENTIALS, new Date(), '{}')],
    ['a clock six minutes slow', () => signed(CREDENTIALS, new Date(Date.now() - 360_000))],
    ['a clock six minutes fast', () => signed(CREDENTIALS, new Date(Date.now() + 360_000))],
  ])('refuses %s', async (_, headers) => expect((await post(headers())).status).toBe(401));

  it('accepts a clock four minutes off', async () => {
    expect((await post(signed(CREDENTIALS, new Date(Date.now() - 240_000)))).status).toBe(200);
  });
});

describe('lists and digests', () => {
  it('pages by key and gives each holder a count and a digest that follow the content', async () => {
    const before = await get<{ holders: { count: number; digest: string }[] }>(
      '/v1/digests?kind=instrument',
    );
    await send(buildInstrument('zz-1', 1));
    const after = await get<{ holders: { count: number; digest: string }[] }>(
      '/v1/digests?kind=instrument',
    );
    expect(after.holders[0]?.count).toBe((before.holders[0]?.count ?? 0) + 1);
    expect(after.holders[0]?.digest).not.toBe(before.holders[0]?.digest);
    const page = await get<{ items: { key: string }[] }>(
      '/v1/records?kind=instrument&after=zz-0&limit=1',
    );
    expect(page.items.map((item) => item.key)).toEqual(['zz-1']);
  });

  it('answers 404 for a key it does not hold', async () => {
    expect((await call('GET', `/v1/records/instrument/${HOLDER}/nothing`)).status).toBe(404);
  });
});

describe('faults', () => {
  it('refuses, fails, slows down and limits as often as asked', async () => {
    await setFault({ mode: 'refuse', times: 1 });
    expect(await send(buildInstrument('g-1', 1))).toMatchObject([
      { outcome: 'refused', code: 203, field: 'cname' },
    ]);
    await setFault({ mode: 'error', times: 1 });
    expect((await call('GET', '/v1/counts')).status).toBe(500);
    await setFault({ mode: 'too-many', times: 1, retryAfterSeconds: 7 });
    const limited = await call('GET', '/v1/counts');
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
    await setFault({ mode: 'slow', times: 1, delayMs: 150 });
    const startedAt = performance.now();
    await call('GET', '/v1/counts');
    expect(performance.now() - startedAt).toBeGreaterThan(140);
    expect(await send(buildInstrument('g-1', 1))).toMatchObject([{ outcome: 'applied' }]);
  });

  it('cuts the line before or after the batch is processed', async () => {
    await setFault({ mode: 'cut-before', times: 1 });
    await expect(send(buildInstrument('h-1', 1))).rejects.toThrow();
    expect(await deliveryOf('h-1')).toEqual({});
    await setFault({ mode: 'cut-after', times: 1 });
    await expect(send(buildInstrument('h-1', 1))).rejects.toThrow();
    expect(await deliveryOf('h-1')).toMatchObject({ received: 1, applied: 1 });
  });

  it.each([{ mode: 'explode' }, { mode: 'slow', delayMs: -1 }, { mode: 'slow', times: 0.5 }])(
    'refuses %j',
    async (fault) => expect((await setFault(fault)).status).toBe(400),
  );
});

describe('start', () => {
  it('finds its records again after a restart', async () => {
    await send(buildInstrument('r-1', 1));
    await sandbox.close();
    sandbox = await start();
    expect(await get(`/v1/records/instrument/${HOLDER}/r-1`)).toMatchObject({ version: 1 });
    expect(await (await fetch(`${sandbox.url}/health/live`)).json()).toEqual({ status: 'ok' });
  });
});

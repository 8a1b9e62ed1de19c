import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import multipart from '@fastify/multipart';
import { type CanActivate, type ExecutionContext, Module } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DatabaseModule } from '@app/database';
import { FilesModule } from '@app/files';
import { type HttpRequest, prepare, UPLOAD_LIMIT_BYTES } from '@app/http';
import { type Actor, AppUser, Organisation } from '@app/identity';
import { MessagingModule } from '@app/messaging';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { InstrumentsModule } from './instruments.module';
import { TestRegister } from './testing/register';

/** Signs every request in as the person the test set, and lets everything through. */
class SignedInAs implements CanActivate {
  static actor: Actor;

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<HttpRequest & { signedIn?: object }>();
    request.caller = SignedInAs.actor;
    request.signedIn = { actor: SignedInAs.actor };
    return true;
  }
}

let database: TestDatabase;
let register: TestRegister;
let app: NestFastifyApplication;
let lab: Actor;
const directory = mkdtempSync(join(tmpdir(), 'jiayi-instruments-'));

beforeAll(async () => {
  database = await createTestDatabase();
  register = new TestRegister(database.dataSource);
  const settings = { url: database.url, poolSize: 4, applicationName: 'test' };
  @Module({
    imports: [
      DatabaseModule.forRoot(settings),
      FilesModule.forRoot({ dataDirectory: directory }),
      MessagingModule,
      TypeOrmModule.forFeature([Organisation, AppUser]),
      InstrumentsModule,
    ],
    providers: [{ provide: APP_GUARD, useClass: SignedInAs }],
  })
  class TestApp {}
  app = await NestFactory.create<NestFastifyApplication>(TestApp, new FastifyAdapter(), {
    logger: false,
    abortOnError: false,
  });
  prepare(app);
  await app.register(multipart, { limits: { fileSize: UPLOAD_LIMIT_BYTES, files: 1 } });
  await app.init();
});
afterAll(async () => {
  await app.close();
  await database.drop();
  rmSync(directory, { recursive: true });
});
beforeEach(async () => {
  lab = await register.buildActor('lab_manager');
  SignedInAs.actor = lab;
});

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH';

async function call(
  method: Method,
  path: string,
  payload?: object | Buffer,
  headers: Record<string, string> = {},
) {
  const response = await app.inject({ method, url: `/api/v1${path}`, payload, headers });
  const body = JSON.parse(response.body) as Record<string, unknown>;
  return { status: response.statusCode, headers: response.headers, body };
}

function upload(fileName: string, content: Buffer, field = 'file') {
  const head = `--x\r\ncontent-disposition: form-data; name="${field}"; filename="${fileName}"\r\ncontent-type: application/octet-stream\r\n\r\n`;
  const payload = Buffer.concat([Buffer.from(head), content, Buffer.from('\r\n--x--\r\n')]);
  const headers = { 'content-type': 'multipart/form-data; boundary=x' };
  return call('POST', '/instruments/imports', payload, headers);
}

describe('POST /instruments', () => {
  it('answers 201 with the draft, its ETag and warnings in the reader’s language', async () => {
    const input = register.describe({ categoryCode: '010199' });
    const { status, headers, body } = await call('POST', '/instruments', input, {
      'accept-language': 'en',
    });
    expect(status).toBe(201);
    expect(headers.etag).toBe('"1"');
    expect(body).toMatchObject({ status: 'draft', mustShare: true });
    expect(body.warnings).toMatchObject([{ message: expect.stringContaining('third level') }]);
  });

  it.each([
    ['an unknown property', { colour: 'red' }, 400, '/colour'],
    ['a missing name', { nameZh: undefined }, 400, '/nameZh'],
    ['an amount that is no whole number', { originalValueFen: 1.5 }, 400, '/originalValueFen'],
    ['a negative amount', { originalValueFen: -1 }, 400, '/originalValueFen'],
    ['no source of money', { fundingClasses: [] }, 400, '/fundingClasses'],
    ['an unknown source of money', { fundingClasses: ['lottery'] }, 400, '/fundingClasses'],
    ['a date that does not exist', { acceptedOn: '2026-02-30' }, 400, '/acceptedOn'],
    ['51 units', { units: 51 }, 400, '/units'],
    ['an unknown category', { categoryCode: '150101' }, 422, '/categoryCode'],
    ['an unknown region', { regionCode: '330499' }, 422, '/regionCode'],
  ])('refuses %s, naming the field', async (_, change, status, pointer) => {
    const answer = await call('POST', '/instruments', { ...register.describe(), ...change });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body.errors).toMatchObject([{ pointer }]);
  });

  it('answers 409 to an asset number that is taken', async () => {
    const input = register.describe();
    await call('POST', '/instruments', input);
    const answer = await call('POST', '/instruments', input);
    expect(answer).toMatchObject({
      status: 409,
      body: { code: 'asset-number-taken', errors: [{ pointer: '/assetNumber' }] },
    });
  });
});

describe('PATCH /instruments/{id}', () => {
  it('wants If-Match, takes the current one and refuses an old one', async () => {
    const { id } = await register.buildDraft(lab);
    const patch = (headers?: Record<string, string>) =>
      call('PATCH', `/instruments/${id}`, { model: 'Sigma 500' }, headers);
    expect((await patch()).status).toBe(400);
    const changed = await patch({ 'if-match': '"1"' });
    expect(changed).toMatchObject({ status: 200, body: { model: 'Sigma 500', version: 2 } });
    expect((await patch({ 'if-match': '"1"' })).status).toBe(412);
  });
});

describe('the commands of an instrument', () => {
  it('answer 200 with the instrument, 409 with the state', async () => {
    const { id } = await register.buildDraft(lab);
    expect(await call('POST', `/instruments/${id}/submit`)).toMatchObject({
      status: 200,
      body: { status: 'submitted' },
    });
    expect(await call('POST', `/instruments/${id}/submit`)).toMatchObject({
      status: 409,
      body: { code: 'instrument-state', status: 409, allowed: ['approve', 'return', 'retire'] },
    });
  });

  it('want a reason where people are owed one', async () => {
    const { id } = await register.buildListed(lab);
    const answer = await call('POST', `/instruments/${id}/suspend`, {});
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer: '/reason' }] } });
  });
});

describe('what a step takes beside its reason', () => {
  it.each([
    ['suspend', { reason: '维修', kind: 'holiday' }, '/kind'],
    ['suspend', { reason: '维修', expectedReturnOn: '2026-02-30' }, '/expectedReturnOn'],
    ['retire', { reason: '报废', successorId: 'x' }, '/successorId'],
    [
      'return',
      { reason: '不符', fields: [{ field: 'status', reason: '不符' }] },
      '/fields/0/field',
    ],
    ['return', { reason: '不符', fields: [{ field: 'model' }] }, '/fields/0/reason'],
  ])('is refused by %s when it is %j', async (command, body, pointer) => {
    const { id } = await register.buildListed(lab);
    const answer = await call('POST', `/instruments/${id}/${command}`, body);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
  });
});

describe('the revision of a listed instrument', () => {
  it('is proposed by PATCH, read with its ETag, submitted, and withdrawn with 204', async () => {
    const { id, version } = await register.buildListed(lab);
    const path = `/instruments/${id}/revision`;
    expect(await call('GET', path)).toMatchObject({
      status: 200,
      headers: { etag: '"0"' },
      body: { state: 'none', changes: [] },
    });
    expect(await call('POST', `${path}/submit`)).toMatchObject({
      status: 409,
      body: { code: 'revision-state', state: 'none' },
    });
    const ifMatch = { 'if-match': `"${version}"` };
    expect(await call('PATCH', `/instruments/${id}`, { model: 'X' }, ifMatch)).toMatchObject({
      status: 200,
      body: { model: 'Sigma 300', pendingFields: ['model'], version: version + 1 },
    });
    expect(await call('POST', `${path}/submit`, {}, { 'if-match': '"7"' })).toMatchObject({
      status: 412,
    });
    expect(await call('POST', `${path}/submit`, {}, { 'if-match': '"1"' })).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { state: 'submitted', changes: [{ field: 'model', from: 'Sigma 300', to: 'X' }] },
    });
    expect((await call('POST', `${path}/return`, {})).body.errors).toMatchObject([
      { pointer: '/reason' },
    ]);
    const open = await call('GET', `/instrument-revisions?reviewStep=office&reviewOverdue=false`);
    expect(open.body.items).toMatchObject([{ instrumentId: id, fields: ['model'] }]);
    const withdrawn = await app.inject({ method: 'DELETE', url: `/api/v1${path}` });
    expect([withdrawn.statusCode, withdrawn.body]).toEqual([204, '']);
    expect((await call('GET', path)).body.state).toBe('none');
  });

  it('is told by the history, page by page', async () => {
    const { id } = await register.buildListed(lab);
    const path = `/instruments/${id}/history`;
    const { body } = await call('GET', `${path}?limit=2`);
    expect(body.items).toMatchObject([
      { action: 'approve', fromStatus: 'submitted', toStatus: 'listed', reviewStep: 'office' },
      { action: 'submit', actorName: '测试人员', organisationNameZh: expect.any(String) },
    ]);
    const next = await call('GET', `${path}?limit=2&cursor=${String(body.next)}`);
    expect(next.body.items).toMatchObject([{ action: 'create' }]);
    expect((await call('GET', `${path}?cursor=nonsense`)).status).toBe(400);
  });
});

describe('review routes', () => {
  it('are set with If-Match, refused by what contradicts, and listed', async () => {
    const path = '/review-routes/county';
    const steps = [
      { step: 'unit', workdays: 3 },
      { step: 'bureau', workdays: 5 },
    ];
    const set = await call('PUT', path, { steps }, { 'if-match': '"0"' });
    expect(set).toMatchObject({ status: 200, headers: { etag: '"1"' }, body: { steps } });
    expect((await call('PUT', path, { steps }, { 'if-match': '"0"' })).status).toBe(412);
    const short = await call('PUT', path, { steps: steps.slice(0, 1) });
    expect(short).toMatchObject({ status: 422, body: { errors: [{ code: 'bureau-not-last' }] } });
    expect((await call('PUT', path, { steps: [] })).status).toBe(400);
    expect(await call('PUT', '/review-routes/village', { steps })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/affiliation' }] },
    });
    const { body } = await call('GET', '/review-routes');
    expect(body.items).toContainEqual({
      affiliation: 'county',
      steps,
      isDefault: false,
      version: 1,
    });
    expect(body.items).toHaveLength(5);
  });
});

describe('PUT terms', () => {
  it('keeps hours, rules and fees, and shows them with the instrument', async () => {
    const { id } = await register.buildDraft(lab);
    const hours = {
      weekly: [{ weekday: 1, from: '08:00', to: '24:00' }],
      exceptions: [{ date: '2026-10-01', closed: true }],
      onHolidays: 'closed',
    };
    const fees = {
      validFrom: '2020-01-01',
      lines: [{ kind: 'per_hour', amountFen: 30_000, tier: null }],
    };
    expect(await call('PUT', `/instruments/${id}/opening-hours`, hours)).toMatchObject({
      status: 200,
      headers: { etag: '"1"' },
      body: { version: 1, ...hours },
    });
    const policy = { lengthGridMinutes: 60, horizonDays: null, quotas: [] };
    expect((await call('PUT', `/instruments/${id}/booking-policy`, policy)).status).toBe(200);
    expect((await call('PUT', `/instruments/${id}/fee-schedule`, fees)).status).toBe(200);
    expect((await call('GET', `/instruments/${id}`)).body).toMatchObject({
      openingHours: hours,
      bookingPolicy: { lengthGridMinutes: 60, minMinutes: 60, horizonDays: null },
      feeSchedule: { version: 1, ...fees },
    });
  });

  it.each([
    [
      'opening-hours',
      { weekly: [{ weekday: 8, from: '08:00', to: '09:00' }], onHolidays: 'open' },
      400,
    ],
    [
      'opening-hours',
      { weekly: [{ weekday: 1, from: '8:00', to: '25:00' }], onHolidays: 'open' },
      400,
    ],
    [
      'opening-hours',
      { weekly: [{ weekday: 1, from: '09:00', to: '08:00' }], onHolidays: 'open' },
      422,
    ],
    ['booking-policy', { minMinutes: 120, maxMinutes: 60 }, 422],
    ['booking-policy', { minMinutes: 50, lengthGridMinutes: 15 }, 422],
    ['booking-policy', { approval: 'never' }, 400],
    ['fee-schedule', { validFrom: '2026-01-01', lines: [] }, 400],
    ['fee-schedule', { validFrom: '2026-01-01', lines: [{ kind: 'minimum', amountFen: 1 }] }, 422],
  ])('refuses %s %j with %i', async (path, payload, status) => {
    const { id } = await register.buildDraft(lab);
    const answer = await call('PUT', `/instruments/${id}/${path}`, payload);
    expect(answer.status).toBe(status);
    expect(answer.body.errors).not.toHaveLength(0);
  });
});

describe('POST /instruments/imports', () => {
  it('takes a ledger, answers 202 and shows the run', async () => {
    const sample = join(__dirname, 'import/samples/university-asset-ledger.xlsx');
    const { status, body } = await upload('台账.xlsx', readFileSync(sample));
    expect(status).toBe(202);
    const run = await call('GET', `/runs/${String(body.runId)}`);
    expect(run).toMatchObject({
      status: 200,
      body: { state: 'queued', done: 0, fileName: '台账.xlsx' },
    });
    const rows = await call('GET', `/runs/${String(body.runId)}/rows?verdict=refused&limit=10`);
    expect(rows).toMatchObject({ status: 200, body: { items: [] } });
  });

  it.each([
    ['a file of a wrong kind', 'ledger.pdf', Buffer.from('x'), 'file', 422],
    ['an empty file', 'ledger.csv', Buffer.alloc(0), 'file', 422],
    ['a file above 5 MB', 'ledger.csv', Buffer.alloc(5 * 1024 * 1024 + 1, 'x'), 'file', 422],
    ['a field of another name', 'ledger.csv', Buffer.from('x'), 'ledger', 400],
  ])('#26 refuses %s', async (_, name, content, field, status) => {
    const answer = await upload(name, content, field);
    expect(answer.status).toBe(status);
    expect(answer.body.errors).toMatchObject([{ pointer: '/file' }]);
  });

  it('refuses a body that is no upload', async () => {
    expect((await call('POST', '/instruments/imports', { file: 'x' })).status).toBe(400);
  });
});

describe('GET', () => {
  it('answers lists, categories, and 400 to bad filters', async () => {
    await register.buildListed(lab);
    expect(
      (await call('GET', '/instruments?outsideJiaxing=false&limit=1')).body.items,
    ).toHaveLength(1);
    expect((await call('GET', '/categories')).body).toMatchObject({ scheme: 'nrii-2024' });
    expect((await call('GET', '/instruments?status=broken')).status).toBe(400);
    expect((await call('GET', '/instruments?cursor=nonsense')).status).toBe(400);
    expect((await call('GET', '/instruments/not-a-uuid')).status).toBe(400);
    expect((await call('GET', '/runs/00000000-0000-7000-8000-000000000000')).status).toBe(404);
  });
});

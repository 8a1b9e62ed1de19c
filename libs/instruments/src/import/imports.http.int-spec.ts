import { join } from 'node:path';
import { DirectoryStorage } from '@app/files';
import type { TestBrowser } from '../../../identity/src/testing/test-browser';
import { ApiDesk, expected } from '../../../../test/support/api-desk';
import { csv, line } from '../testing/import-desk';
import { TestRegister } from '../testing/register';
import type { RunResponse, RunRowResponse } from './import.dto';

let desk: ApiDesk;
let lab: TestBrowser;
let register: TestRegister;

beforeAll(async () => {
  desk = await ApiDesk.open();
  register = new TestRegister(
    desk.db,
    new DirectoryStorage(join(desk.settings.dataDirectory, 'files')),
  );
});
afterAll(() => desk.close());
beforeEach(async () => {
  lab = await desk.signIn((await desk.build(['lab_manager'])).userId);
});

const cookieOf = (browser: TestBrowser): string =>
  `__Host-jiayi=${browser.cookie('__Host-jiayi') ?? ''}`;

/** A request whose body or answer is a file. */
const raw = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${desk.url}/api/v1${path}`, { ...init, headers: { cookie: cookieOf(lab) } });

async function upload(content: Buffer, query = '?preview=true', name = 'ledger.csv') {
  const body = new FormData();
  body.append('file', new Blob([new Uint8Array(content)]), name);
  return raw(`/instruments/imports${query}`, { method: 'POST', body });
}

async function preview(content: Buffer): Promise<string> {
  const answer = await upload(content);
  const { runId } = (await answer.json()) as { runId: string };
  await work(runId);
  return runId;
}

const work = (runId: string): Promise<void> =>
  register.imports.run(runId, { done: () => Promise.resolve() });

const call = <Body>(method: string, path: string, body?: unknown, headers = {}) =>
  lab.call<Body>(method, path, { body, headers });

const rowsOf = async (runId: string): Promise<RunRowResponse[]> =>
  expected(await call<{ items: RunRowResponse[] }>('GET', `/runs/${runId}/rows`), 200).items;

describe('an import over HTTP', () => {
  it('goes from preview through mapping and repair to commit', async () => {
    const runId = await preview(csv(line({}), line({ asset: 'A-2', value: '很贵' })));
    const run = expected(await call<RunResponse>('GET', `/runs/${runId}`), 200);
    expect(run).toMatchObject({ state: 'previewed', accepted: 1, refused: 1, registered: 0 });
    const columns = run.mapping?.columns.map(({ index, field }) => ({ index, field }));
    expected(
      await call('PUT', `/runs/${runId}/mapping`, { columns, monthDates: 'first-day' }),
      200,
    );
    await work(runId);
    const row = expected(
      await call<RunRowResponse>(
        'PATCH',
        `/runs/${runId}/rows/3`,
        { cells: { originalValue: '5', contactName: null } },
        { 'if-match': '"1"' },
      ),
      200,
    );
    expect(row).toMatchObject({ rowNumber: 3, verdict: 'accepted', version: 2 });
    const committing = expected(await call<RunResponse>('POST', `/runs/${runId}/commit`, {}), 200);
    expect(committing.state).toBe('committing');
    await work(runId);
    expect(expected(await call('GET', `/runs/${runId}`), 200)).toMatchObject({
      ...{ state: 'finished', registered: 2, done: 2 },
    });
  });

  it('says each message in the reader’s language', async () => {
    const runId = await preview(csv(line({ value: '很贵' })));
    const [row] = await rowsOf(runId);
    expect(row?.messages[0]).toMatchObject({
      message: expect.stringContaining('不是可识别的金额'),
    });
    const english = await call<{ items: RunRowResponse[] }>(
      'GET',
      `/runs/${runId}/rows`,
      undefined,
      {
        'accept-language': 'en',
      },
    );
    expect(english.body.items[0]?.messages[0]?.message).toContain('is no amount');
  });

  it.each([
    ['an unknown field', { cells: { colour: 'red' } }, '"1"', 400],
    ['an amount that is no text', { cells: { originalValue: 5 } }, '"1"', 400],
    ['a list of cells', { cells: [] }, '"1"', 400],
    ['no version', { skip: true }, undefined, 400],
    ['a stale version', { skip: true }, '"7"', 412],
  ])('refuses a repair with %s', async (_what, body, version, status) => {
    const runId = await preview(csv(line({})));
    const headers = version === undefined ? {} : { 'if-match': version };
    const answer = await call('PATCH', `/runs/${runId}/rows/2`, body, headers);
    expect(answer.status).toBe(status);
  });

  it.each(['0', '-1', '1.5', '99999999999999', 'x', '2%00'])(
    'has no row of number %s',
    async (number) => {
      const runId = await preview(csv(line({})));
      const answer = await call(
        'PATCH',
        `/runs/${runId}/rows/${number}`,
        {},
        { 'if-match': '"1"' },
      );
      expect([400, 404]).toContain(answer.status);
    },
  );

  it.each([
    [{ columns: [{ index: -1 }] }, '/columns/0/index'],
    [{ columns: [{ index: 0, field: 'colour' }] }, '/columns/0/field'],
    [{ columns: [], amountUnit: 'foreign-currency' }, '/amountUnit'],
    [{ columns: [], headerRow: 0 }, '/headerRow'],
    [{}, '/columns'],
  ])('refuses the mapping %j', async (body, pointer) => {
    const runId = await preview(csv(line({})));
    const answer = await call('PUT', `/runs/${runId}/mapping`, body);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
  });

  it('#24 #25 hands out its problem rows as .xlsx and CSV under a name of its own', async () => {
    const runId = await preview(csv(line({ asset: '=A1', value: '很贵' })));
    const workbook = await raw(`/runs/${runId}/problems`);
    expect(workbook.headers.get('content-disposition')).toContain(`filename*=UTF-8''`);
    expect(
      Buffer.from(await workbook.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
    const text = await (await raw(`/runs/${runId}/problems?format=csv`)).text();
    expect(text).toContain(`"'=A1"`);
    expect((await raw(`/runs/${runId}/problems?format=pdf`)).status).toBe(400);
  });

  it('#25 hands out the list of instruments, and refuses a filter that the list refuses', async () => {
    const answer = await raw('/instruments/export?format=csv&status=listed');
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('资产编号');
    expect((await raw('/instruments/export?status=broken')).status).toBe(400);
    expect((await raw('/instruments/export?limit=5')).status).toBe(400);
  });

  it.each([
    ['#26', 'a program in the clothes of a workbook', Buffer.from('MZ\u0000\u0000'), 'x.xlsx'],
    ['#27', 'half an archive', Buffer.from('PK\u0003\u0004 and no more'), 'x.xlsx'],
    ['#27', 'a text with NUL', Buffer.from('资产编号\u0000'), 'x.csv'],
  ])('%s refuses %s at once and keeps nothing of it', async (_number, _what, content, name) => {
    const count = async (): Promise<unknown> =>
      desk.db.query('SELECT count(*) FROM stored_file UNION ALL SELECT count(*) FROM import_run');
    const before = await count();
    const answer = await upload(content, '', name);
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: '/file' }] });
    expect(await count()).toEqual(before);
  });

  it('#26 keeps what a ledger is by its content, whatever its sender claims', async () => {
    const body = new FormData();
    body.append(
      'file',
      new File([new Uint8Array(csv(line({})))], '台账.csv', { type: 'image/png' }),
    );
    const answer = await raw('/instruments/imports?preview=true', { method: 'POST', body });
    const { runId } = (await answer.json()) as { runId: string };
    const kept = await desk.db.query(
      'SELECT media_type FROM stored_file WHERE id = (SELECT file_id FROM import_run WHERE id = $1)',
      [runId],
    );
    expect(kept).toEqual([{ media_type: 'text/csv' }]);
  });

  it('#28 keeps a name that is a path as a name', async () => {
    const answer = await upload(csv(line({})), '?preview=true', '../../etc/台账.csv');
    const { runId } = (await answer.json()) as { runId: string };
    expect(expected(await call('GET', `/runs/${runId}`), 200)).toMatchObject({
      fileName: '台账.csv',
    });
  });

  it('is its organisation’s alone', async () => {
    const runId = await preview(csv(line({})));
    lab = await desk.signIn((await desk.build(['lab_manager'])).userId);
    for (const [method, path] of [
      ...([
        ['GET', ''],
        ['GET', '/rows'],
        ['GET', '/problems'],
        ['POST', '/stop'],
      ] as const),
      ...([
        ['POST', '/commit'],
        ['POST', '/resume'],
        ['PUT', '/mapping'],
      ] as const),
    ]) {
      const body = method === 'GET' || path === '/stop' || path === '/resume' ? undefined : {};
      expect((await call(method, `/runs/${runId}${path}`, body)).status).toBe(404);
    }
  });
});

import { SAMPLES } from '../../../files/src/testing/archive';
import { TestObjectStore } from '../../../files/src/testing/object-store';
import { SignInDesk, COOKIE } from '../../../../test/support/sign-in-desk';
import type { TestBrowser } from '../testing/test-browser';
import type { FileResponse } from './upload.dto';

const QUOTA_MIB = 6;
const MIB = 1024 * 1024;

let desk: SignInDesk;
let owner: TestBrowser;

beforeAll(async () => {
  desk = await SignInDesk.open({
    JIAYI_DEMONSTRATION: '1',
    JIAYI_FILE_QUOTA_MIB: String(QUOTA_MIB),
  });
  owner = await desk.signIn((await desk.buildPerson('enterprise_member')).userId);
});
afterAll(() => desk.close());

const cookieOf = (browser: TestBrowser) => `${COOKIE}=${browser.cookie(COOKIE) ?? ''}`;
const send = (browser: TestBrowser, path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${desk.api.url}/api/v1${path}`, {
    ...init,
    headers: { ...(init.headers as Record<string, string>), cookie: cookieOf(browser) },
  });

async function upload(
  browser: TestBrowser,
  content: Buffer,
  { name = '合同.pdf', type = 'application/pdf', field = 'file' } = {},
): Promise<{
  status: number;
  body: FileResponse & { code: string; errors?: { pointer: string }[] };
}> {
  const form = new FormData();
  form.append(field, new File([new Uint8Array(content)], name, { type }));
  const response = await send(browser, '/files', { method: 'POST', body: form });
  return { status: response.status, body: (await response.json()) as never };
}

const pdfOf = (bytes: number): Buffer =>
  Buffer.concat([SAMPLES.pdf, Buffer.alloc(bytes - SAMPLES.pdf.length)]);

describe('an upload', () => {
  it('#26 is what its content says, whatever its sender claims', async () => {
    const { status, body } = await upload(owner, SAMPLES.png, {
      name: '发票.exe',
      type: 'text/html',
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: '发票.exe.png', mediaType: 'image/png' });
    const read = await send(owner, `/files/${body.id}`);
    expect(await read.json()).toEqual(body);
  });

  it.each([
    ['a page under the name of a picture', Buffer.from('<html>'), {}, 422, 'file-kind'],
    ['nothing', Buffer.alloc(0), {}, 422, 'file-empty'],
    ['more than 5 MiB', pdfOf(5 * MIB + 1), {}, 422, 'file-too-large'],
    ['a field of another name', SAMPLES.pdf, { field: 'document' }, 400, 'invalid-request'],
  ])('#26 of %s is refused', async (_what, content, parts, status, code) => {
    const answer = await upload(owner, content, parts);
    expect(answer).toMatchObject({ status, body: { code, errors: [{ pointer: '/file' }] } });
  });

  it('#26 that is no multipart request is refused', async () => {
    expect((await owner.call('POST', '/files', { body: { file: 'x' } })).status).toBe(400);
  });

  it('#26 fits into the space of the organisation, or is refused', async () => {
    const greedy = await desk.signIn((await desk.buildPerson('enterprise_member')).userId);
    expect((await upload(greedy, pdfOf(5 * MIB))).status).toBe(201);
    expect(await upload(greedy, pdfOf(2 * MIB))).toMatchObject({
      status: 422,
      body: { code: 'file-quota' },
    });
    expect((await upload(greedy, pdfOf(MIB))).status).toBe(201);
  });
});

describe('a download', () => {
  it.each([
    ["检测 报告'终稿'(2).pdf", "检测 报告'终稿'(2).pdf"],
    ['../../etc/passwd', 'passwd.pdf'],
    // So a browser sends quotes and line breaks in a name.
    ['a%0D%0Aset-cookie: "x".pdf', 'a%0D%0Aset-cookie: %22x%22.pdf'],
  ])('#24 of %j is saved under its name and shown nowhere', async (name, shown) => {
    const { body } = await upload(owner, SAMPLES.pdf, { name });
    const answer = await send(owner, `/files/${body.id}/content`);
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer()).equals(SAMPLES.pdf)).toBe(true);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('set-cookie')).toBeNull();
    const disposition = answer.headers.get('content-disposition') ?? '';
    expect(disposition).toMatch(
      /^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''[\w.~%-]+$/,
    );
    const encoded = disposition.slice(disposition.indexOf(`''`) + 2);
    expect(decodeURIComponent(encoded)).toBe(shown);
  });

  it('of another organisation’s file and of none answers alike', async () => {
    const { body } = await upload(owner, SAMPLES.pdf);
    const stranger = await desk.signIn((await desk.buildPerson('enterprise_admin')).userId);
    for (const path of [`/files/${body.id}`, `/files/${body.id}/content`]) {
      const foreign = await send(stranger, path);
      const absent = await send(stranger, path.replace(/.{12}(?=$|\/content)/, '000000000000'));
      expect([foreign.status, absent.status]).toEqual([404, 404]);
      const [left, right] = (await Promise.all([foreign.json(), absent.json()])) as {
        instance: string;
      }[];
      expect({ ...left, instance: '' }).toEqual({ ...right, instance: '' });
    }
    const auditor = await desk.signIn((await desk.buildPerson('auditor')).userId);
    expect((await send(auditor, `/files/${body.id}/content`)).status).toBe(200);
  });

  it('of what was not checked when it came goes out as mere bytes', async () => {
    const { body } = await upload(owner, SAMPLES.pdf);
    await desk.db.query(`UPDATE stored_file SET media_type = 'text/html' WHERE id = $1`, [body.id]);
    const answer = await send(owner, `/files/${body.id}/content`);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
  });
});

describe('an installation with an object store', () => {
  it('keeps its files there, and gives them out from there', async () => {
    const store = await TestObjectStore.open();
    const { endpoint, bucket, region, accessKeyId, secretAccessKey } = store.settings;
    const other = await SignInDesk.open({
      ...{ JIAYI_DEMONSTRATION: '1', JIAYI_OUTBOUND_PRIVATE_HOSTS: '127.0.0.1' },
      ...{ S3_ENDPOINT: endpoint, S3_BUCKET: bucket, S3_REGION: region },
      ...{ S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey },
    });
    try {
      const person = await other.signIn((await other.buildPerson('enterprise_member')).userId);
      const form = new FormData();
      form.append('file', new File([new Uint8Array(SAMPLES.pdf)], '合同.pdf'));
      const call = (path: string, init: RequestInit = {}) =>
        fetch(`${other.api.url}/api/v1${path}`, { ...init, headers: { cookie: cookieOf(person) } });
      const { id } = (await (await call('/files', { method: 'POST', body: form })).json()) as {
        id: string;
      };
      expect([...store.objects.values()]).toEqual([SAMPLES.pdf]);
      const read = await call(`/files/${id}/content`);
      expect(Buffer.from(await read.arrayBuffer())).toEqual(SAMPLES.pdf);
    } finally {
      await other.close();
      await store.close();
    }
  });
});

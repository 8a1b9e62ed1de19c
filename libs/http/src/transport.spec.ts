import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { startEcho } from './testing/echo-application';

type Injected = Parameters<NestFastifyApplication['inject']>[0] & object;

const URL_OF_ECHO = '/api/v1/echo';
let app: NestFastifyApplication;
beforeAll(async () => void ({ app } = await startEcho()));
afterAll(() => app.close());

/** Sends to the echo, as JSON unless told otherwise. */
async function send(request: Injected, to = app) {
  const { headers, ...rest } = request;
  const response = await to.inject({
    method: 'POST',
    url: URL_OF_ECHO,
    ...rest,
    headers: {
      host: 'jiayi.example',
      ...(request.payload !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
  });
  const isJson = /json/.test(String(response.headers['content-type'])) && response.body !== '';
  return {
    status: response.statusCode,
    headers: response.headers,
    body: (isJson ? JSON.parse(response.body) : {}) as {
      code?: string;
      errors?: { pointer: string; code: string }[];
      address?: string;
    },
  };
}

describe('a request that another site caused', () => {
  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: '' },
    { origin: 'https://jiayi.example.evil.example' },
    { origin: 'https://jiayi.example:8443' },
    { origin: 'https://jiayi.example@evil.example' },
    { origin: 'jiayi.example' },
    { origin: 'file://' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'same-site', origin: 'https://jiayi.example' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
    { 'sec-fetch-site': 'anything' },
  ])('#50 is refused for every method that changes something: %j', async (headers) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
      const { status, body } = await send({ method, headers, payload: '{}' });
      expect([status, body.code]).toEqual([403, 'cross-site-request']);
    }
  });

  it.each([
    {},
    { origin: 'https://jiayi.example' },
    { origin: 'https://jiayi.example', 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
  ])('#50 is told from one of our own: %j', async (headers) => {
    expect((await send({ headers, payload: '{}' })).status).toBe(201);
  });

  it.each([
    ['application/x-www-form-urlencoded', 'count=1'],
    [
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="count"\r\n\r\n1\r\n--x--\r\n',
    ],
    ['text/plain', '{"count":1}'],
    ['text/plain;charset=UTF-8', '{"count":1}'],
    ['application/octet-stream', '{"count":1}'],
    ['text/json', '{"count":1}'],
    ['application/xml', '<count>1</count>'],
    ['application/jsonx', '{"count":1}'],
    ['application/json, text/plain', '{"count":1}'],
    ['', '{"count":1}'],
  ])('#50 cannot come from a form: %s', async (type, payload) => {
    const { status } = await send({ headers: { 'content-type': type }, payload });
    expect(status).toBe(415);
  });
});

describe('cross-origin resource sharing', () => {
  it.each(['https://evil.example', 'null', 'https://jiayi.example', 'http://localhost:3000'])(
    '#53 is granted to nobody: %s',
    async (origin) => {
      const asked = {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
        'access-control-request-private-network': 'true',
      };
      for (const method of ['OPTIONS', 'GET', 'HEAD', 'POST'] as const) {
        const { status, headers } = await send({
          method,
          headers: asked,
          ...(method === 'POST' && { payload: '{}' }),
        });
        expect(
          Object.keys(headers).filter((name) => /^access-control-|^timing-allow/.test(name)),
        ).toEqual([]);
        expect(headers['cross-origin-resource-policy']).toBe('same-origin');
        if (method === 'OPTIONS') expect(status).toBe(404);
      }
    },
  );
});

describe('forwarded headers', () => {
  const LIES = {
    'x-forwarded-for': '198.51.100.7',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    forwarded: 'for=198.51.100.8;host=evil.example',
    'x-real-ip': '198.51.100.9',
    'client-ip': '198.51.100.10',
    'true-client-ip': '198.51.100.11',
    'cf-connecting-ip': '198.51.100.12',
  };
  const addressSeen = async (to: NestFastifyApplication, remoteAddress: string, headers: object) =>
    (await send({ method: 'GET', headers: { ...headers }, remoteAddress }, to)).body.address;

  it('#55 are believed of nobody without a configured proxy', async () => {
    for (const remote of ['127.0.0.1', '10.0.0.1', '203.0.113.1'])
      expect(await addressSeen(app, remote, LIES)).toBe(remote);
  });

  it('#55 are believed of a configured proxy, and only what that proxy itself wrote', async () => {
    const { app: behind } = await startEcho({ trustedProxies: ['10.0.0.0/8'] });
    const forwarded = (chain: string) => ({ ...LIES, 'x-forwarded-for': chain });
    expect(await addressSeen(behind, '203.0.113.1', LIES)).toBe('203.0.113.1');
    expect(await addressSeen(behind, '10.0.0.1', LIES)).toBe('198.51.100.7');
    const invented = forwarded('127.0.0.1, 198.51.100.7');
    expect(await addressSeen(behind, '10.0.0.1', invented)).toBe('198.51.100.7');
    const through = forwarded('1.1.1.1, 198.51.100.7, 10.0.0.2');
    expect(await addressSeen(behind, '10.0.0.1', through)).toBe('198.51.100.7');
    await behind.close();
  });

  it('#55 never say which host a request was for', async () => {
    const { app: behind } = await startEcho({ trustedProxies: ['10.0.0.0/8'] });
    const headers = { 'x-forwarded-host': 'evil.example', origin: 'https://evil.example' };
    const { status } = await send({ headers, payload: '{}', remoteAddress: '10.0.0.1' }, behind);
    expect(status).toBe(403);
    await behind.close();
  });
});

describe('input that an operation does not take', () => {
  it.each([
    ['a property', { payload: '{"surprise":1}' }, '/surprise'],
    ['a parameter', { url: `${URL_OF_ECHO}/touch?surprise=1` }, '/surprise'],
    ['a parameter beside a body', { url: `${URL_OF_ECHO}?surprise=1`, payload: '{}' }, '/surprise'],
  ])('#14 is refused by name: %s', async (_what, request, pointer) => {
    const { status, body } = await send({ url: `${URL_OF_ECHO}/touch`, ...request });
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ pointer, code: 'unknown-property' }]);
  });

  it('#14 may be empty', async () => {
    for (const payload of ['{}', undefined]) {
      const request = { url: `${URL_OF_ECHO}/touch`, ...(payload && { payload }) };
      expect((await send(request)).status).toBe(201);
    }
  });

  it.each(['a=1&a=1', 'a=1&b=2&a=3', 'a&a', 'a=1&%61=2', '__proto__=1&__proto__=2'])(
    '#16 is refused when it comes twice: ?%s',
    async (query) => {
      const { status, body } = await send({ method: 'GET', url: `${URL_OF_ECHO}?${query}` });
      expect([status, body.errors?.[0]?.code]).toEqual([400, 'repeated']);
    },
  );
});

describe('security headers', () => {
  it('#52 ask for https only where the public address is https', async () => {
    const { app: behindTls } = await startEcho({ publicUrl: 'https://jiayi.example' });
    const secure = (await send({ method: 'GET' }, behindTls)).headers;
    const plain = (await send({ method: 'GET' })).headers;
    await behindTls.close();
    expect(secure['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
    expect(secure['content-security-policy']).toMatch(/; upgrade-insecure-requests$/);
    expect(plain).not.toHaveProperty('strict-transport-security');
    expect(plain['content-security-policy']).not.toContain('upgrade');
  });
});

describe('a body', () => {
  const deep = (levels: number) => '{"part":'.repeat(levels) + '1' + '}'.repeat(levels);

  it.each([
    ['larger than 1 MiB', JSON.stringify({ name: 'x'.repeat(1_048_576) }), 413, undefined],
    ['nested 17 levels deep', deep(17), 400, 'depth'],
    ['nested 100,000 levels deep', '['.repeat(100_000), 400, 'depth'],
    ['of 10,001 values', `[${'1,'.repeat(10_000)}1]`, 400, 'values'],
    [
      'of 100,000 keys',
      `{${Array.from({ length: 100_000 }, (_, i) => `"${i}":1`).join()}}`,
      400,
      'values',
    ],
    [
      'of a list longer than its field allows',
      JSON.stringify({ parts: Array(201).fill({}) }),
      400,
      'array-max-size',
    ],
    [
      'of an encoding that is not UTF-8',
      Buffer.from('{"name":"\xff\xfe"}', 'latin1'),
      400,
      'utf-8',
    ],
    ['in GB18030', Buffer.from([0x7b, 0x22, 0xd6, 0xd0, 0x22, 0x3a, 0x31, 0x7d]), 400, 'utf-8'],
    ['cut off', '{"name":"x', 400, undefined],
    ['with something behind it', '{} {}', 400, undefined],
    ['that is empty', '', 400, undefined],
    ['that is a list', '[]', 400, 'object'],
    ['that is a text', '"x"', 400, 'object'],
    ['that is nothing', 'null', 400, 'object'],
  ])('#18 %s is refused', async (_what, payload, status, code) => {
    const answer = await send({ payload });
    expect([answer.status, answer.body.errors?.[0]?.code]).toEqual([status, code]);
  });

  it('#18 as deep as allowed is read, and signs within texts do not count', async () => {
    const { body } = await send({ payload: deep(16) });
    expect(body.errors?.[0]).toMatchObject({ pointer: '/part/part', code: 'unknown-property' });
    const text = JSON.stringify({ name: '[{,"\\'.repeat(33) });
    expect((await send({ payload: text })).status).toBe(201);
    expect((await send({ payload: '\ufeff{"name":"é"}' })).status).toBe(201);
  });

  it.each([
    '{"__proto__":{"count":"x"}}',
    '{"\\u005f_proto__":{"count":"x"}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    '{"constructor":{"name":"x"}}',
    '{"constructor":1}',
    '{"constructor":null}',
    '{"prototype":{}}',
    '{"part":{"__proto__":{"polluted":true}}}',
    '{"part":{"constructor":"x"}}',
    '{"parts":[{"constructor":{"prototype":{"polluted":true}}}]}',
    '{"hasOwnProperty":1}',
    '{"toString":"x","count":1}',
    '{"valueOf":{}}',
  ])('#17 with a key that JavaScript lives by is refused: %s', async (payload) => {
    const { status } = await send({ payload });
    expect(status).toBe(400);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect((await send({ payload: '{"count":1}' })).status).toBe(201);
  });
});

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { speak, startEcho, statusesIn } from './testing/echo-application';

const POST = 'POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
const GET = 'GET /api/v1/echo HTTP/1.1\r\nHost: x\r\n';
const CHUNKED = 'Transfer-Encoding: chunked\r\n';
/** A request that a smuggler would like to see answered as well. */
const SECOND = 'GET /api/v1/second HTTP/1.1\r\nHost: x\r\n\r\n';
/** Ends the connection in good order. */
const LAST = `${GET}Connection: close\r\n\r\n`;
const chunks = (text: string) => `${POST}${CHUNKED}\r\n${text}`;

const SHAPES: Readonly<Record<string, string>> = {
  'Content-Length before Transfer-Encoding': `${POST}Content-Length: 6\r\n${CHUNKED}\r\n0\r\n\r\n${SECOND}`,
  'Transfer-Encoding before Content-Length': `${POST}${CHUNKED}Content-Length: 6\r\n\r\n0\r\n\r\n${SECOND}`,
  'two lengths': `${POST}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}${SECOND}`,
  'the same length twice': `${POST}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}${SECOND}`,
  'a list of lengths': `${POST}Content-Length: 2, 2\r\n\r\n{}${SECOND}`,
  'a length with a sign': `${POST}Content-Length: +2\r\n\r\n{}${SECOND}`,
  'a negative length': `${POST}Content-Length: -2\r\n\r\n{}${SECOND}`,
  'a hexadecimal length': `${POST}Content-Length: 0x2\r\n\r\n{}${SECOND}`,
  'a length beyond 64 bits': `${POST}Content-Length: 18446744073709551618\r\n\r\n{}${SECOND}`,
  'an empty length': `${POST}Content-Length: \r\n\r\n{}${SECOND}`,
  'an unknown encoding': `${POST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${SECOND}`,
  'an encoding beside chunked': `${POST}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n${SECOND}`,
  'an encoding after chunked': `${POST}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${SECOND}`,
  'chunked twice': `${POST}${CHUNKED}${CHUNKED}\r\n0\r\n\r\n${SECOND}`,
  'identity and a length': `${POST}Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}${SECOND}`,
  'a quoted encoding': `${POST}Transfer-Encoding: "chunked"\r\n\r\n0\r\n\r\n${SECOND}`,
  'a vertical tab before the encoding': `${POST}Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n${SECOND}`,
  'a blank before the colon': `${POST}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${SECOND}`,
  'a folded encoding': `${POST}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n${SECOND}`,
  'chunks in HTTP/1.0': `POST /api/v1/echo HTTP/1.0\r\n${CHUNKED}\r\n0\r\n\r\n${SECOND}`,
  'a folded header': `${GET}X: a\r\n b\r\n\r\n${SECOND}`,
  'a first header that begins with a blank': `GET / HTTP/1.1\r\n Host: x\r\n\r\n${SECOND}`,
  'bare line feeds': `GET / HTTP/1.1\nHost: x\n\n${SECOND}`,
  'one bare line feed': `${GET}X: a\nY: b\r\n\r\n${SECOND}`,
  'a bare carriage return': `${GET}X: a\rY: b\r\n\r\n${SECOND}`,
  'a bare line feed at the end': `${GET}\n${SECOND}`,
  'a chunk extension with a line feed': chunks(`2;a\n{}\r\n0\r\n\r\n${SECOND}`),
  'endless chunk extensions': chunks(`2;${'a'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n${SECOND}`),
  'a chunk size with a bare line feed': chunks(`2\n{}\r\n0\r\n\r\n${SECOND}`),
  'chunk data with a bare line feed': chunks(`2\r\n{}\n0\r\n\r\n${SECOND}`),
  'a chunk size with a blank': chunks(`2 \r\n{}\r\n0\r\n\r\n${SECOND}`),
  'a chunk size with a prefix': chunks(`0x2\r\n{}\r\n0\r\n\r\n${SECOND}`),
  'a negative chunk size': chunks(`-2\r\n{}\r\n0\r\n\r\n${SECOND}`),
  'a chunk size beyond 64 bits': chunks(`10000000000000002\r\n{}\r\n0\r\n\r\n${SECOND}`),
  'a chunk longer than its size': chunks(`1\r\n{}\r\n0\r\n\r\n${SECOND}`),
  'a length among the trailers': chunks(`2\r\n{}\r\n0\r\nContent-Length: 5\r\n\r\n${SECOND}`),
  'a header without a colon': `${GET}X\r\n\r\n${SECOND}`,
  'a header without a name': `${GET}: a\r\n\r\n${SECOND}`,
  'a NUL in a name': `${GET}A\x00B: a\r\n\r\n${SECOND}`,
  'a NUL in a value': `${GET}A: a\x00b\r\n\r\n${SECOND}`,
  'an absolute address of another host': `GET http://evil.example/api/v1/echo HTTP/1.1\r\nHost: x\r\n\r\n${SECOND}`,
  'an authority for an address': `CONNECT evil.example:80 HTTP/1.1\r\nHost: x\r\n\r\n${SECOND}`,
  'an asterisk for an address': `OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n${SECOND}`,
  'an address with a fragment': `GET /api/v1/echo#x HTTP/1.1\r\nHost: x\r\n\r\n${SECOND}`,
  'an address with a blank': `GET /api/v1/echo x HTTP/1.1\r\nHost: x\r\n\r\n${SECOND}`,
  'two hosts': `${GET}Host: y\r\n\r\n${SECOND}`,
  'no host': `GET /api/v1/echo HTTP/1.1\r\n\r\n${SECOND}`,
  'a request without a version': `GET /api/v1/echo\r\n\r\n${SECOND}`,
  'HTTP/2 in the clothes of HTTP/1': `GET /api/v1/echo HTTP/2.0\r\nHost: x\r\n\r\n${SECOND}`,
  'the preface of HTTP/2': `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${SECOND}`,
  'a tab after the method': `GET\t/api/v1/echo HTTP/1.1\r\nHost: x\r\n\r\n${SECOND}`,
  'a method in small letters': `get /api/v1/echo HTTP/1.1\r\nHost: x\r\n\r\n${SECOND}`,
  'a GET with a body': `${GET}Content-Length: ${SECOND.length}\r\n\r\n${SECOND}`,
  'a GET with chunks': `${GET}${CHUNKED}\r\n0\r\n\r\n${SECOND}`,
  'an unknown expectation': `${POST}Expect: 200-ok\r\nContent-Length: 2\r\n\r\n{}${SECOND}`,
  'two types of content': `${POST}Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}${SECOND}`,
  'two credentials': `${GET}Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n${SECOND}`,
  'two idempotency keys': `${POST}Idempotency-Key: a\r\nIdempotency-Key: b\r\nContent-Length: 2\r\n\r\n{}${SECOND}`,
};

/** Unusual, but said in one way only: one answer to each request. */
const WELL_FORMED: Readonly<Record<string, string>> = {
  'chunks with a short extension': chunks('2;a=b\r\n{}\r\n0\r\n\r\n'),
  'chunks by another case of the name': `${POST}TRANSFER-encoding: CHUNKED\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
  'empty lines before the request': `\r\n\r\n${GET}\r\n`,
};

describe('a request that two readers may understand differently', () => {
  let app: NestFastifyApplication;
  let port: number;
  beforeAll(async () => void ({ app, port } = await startEcho()));
  afterAll(() => app.close());

  it.each(Object.entries(SHAPES))(
    '#56 is refused and ends the connection: %s',
    async (_, shape) => {
      const heard = await speak(port, shape);
      expect(statusesIn(heard)).toEqual([400]);
      expect(heard.closed).toBe(true);
      expect(heard.text).toMatch(/^content-type: application\/problem\+json; charset=utf-8\r$/im);
      expect(heard.text).toMatch(/^x-content-type-options: nosniff\r$/im);
      expect(heard.text).toMatch(/^x-request-id: [0-9a-f-]{36}\r$/im);
      expect(heard.text).not.toMatch(/second|HPE_|Error:/);
    },
  );

  it.each(Object.entries(WELL_FORMED))('#56 but %s gets one answer', async (_, shape) => {
    const heard = await speak(port, `${shape}${shape}${LAST}`);
    expect(statusesIn(heard)).toHaveLength(3);
  });

  it('#56 but no wish to upgrade is granted', async () => {
    const heard = await speak(port, `${GET}Connection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n`);
    expect(statusesIn(heard)).toEqual([200]);
  });

  it('#56 that is garbage behind a good one does not take the place of its answer', async () => {
    const heard = await speak(port, `${GET}\r\nnonsense\r\n\r\n`);
    expect(statusesIn(heard)[0]).toBe(200);
    expect(heard.closed).toBe(true);
  });

  it('#56 whose body turns out to be garbage after its answer gets no second one', async () => {
    const head = `POST /nothing HTTP/1.1\r\nHost: x\r\n${CHUNKED}\r\n`;
    const heard = await speak(port, head, { then: `zz\r\n${SECOND}` });
    expect(statusesIn(heard)).toEqual([404]);
    expect(heard.closed).toBe(true);
  });

  it.each(['TRACE', 'PROPFIND', 'PURGE', 'LINK', 'QUERY'])(
    '%s is no method here',
    async (method) => {
      const heard = await speak(
        port,
        `${method} /api/v1/echo HTTP/1.1\r\nHost: x\r\nCookie: a=b\r\n\r\n`,
      );
      expect(statusesIn(heard)).toEqual([405]);
      expect(heard.text).toMatch(/^allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r$/im);
      expect(heard.text).not.toContain('a=b');
    },
  );

  it('that is no HTTP at all, or too much of it, gets a problem as well', async () => {
    expect(statusesIn(await speak(port, 'nonsense\r\n\r\n'))).toEqual([400]);
    const heard = await speak(port, `${GET}X: ${'y'.repeat(20_000)}\r\n\r\n`);
    expect(statusesIn(heard)).toEqual([431]);
    expect(heard.text).toMatch(/^content-security-policy: /im);
  });
});

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Outbound } from '@app/http';
import { HttpJsonPlatform } from './http-json.platform';
import { contentHash, type MappedRecord, type OutgoingRecord } from './platform-record';
import type { RecordAnswer } from './regional-platform';
import { isSameSignature, signatureOf } from './signature';

const CREDENTIALS = { appKey: 'jiaxing', secret: 's3cret' };
const mapped: MappedRecord = {
  kind: 'instrument',
  insCode: '12330400470000000X',
  key: 'a-1',
  standing: 'open',
  fields: { cname: '扫描电子显微镜' },
};
const record: OutgoingRecord = { ...mapped, version: 2, hash: contentHash(mapped) };
const answer: RecordAnswer = {
  kind: 'instrument',
  insCode: record.insCode,
  key: 'a-1',
  version: 2,
  outcome: 'applied',
  code: 100,
  field: null,
  message: null,
  heldVersion: 2,
};

type Answering = (request: IncomingMessage, response: ServerResponse, body: string) => void;

let server: Server;
let platform: HttpJsonPlatform;
let respond: Answering;

beforeEach(async () => {
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => respond(request, response, Buffer.concat(parts).toString()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  platform = platformAt(`http://127.0.0.1:${port}`);
});

afterEach(async () => {
  await platform.close();
  server.closeAllConnections();
  server.close();
});

const platformAt = (url: string): HttpJsonPlatform =>
  new HttpJsonPlatform(
    url,
    CREDENTIALS,
    new Outbound({ peers: [url], privateHosts: ['127.0.0.1'] }),
  );

/** Answers with a body, 200 unless told otherwise. */
const say =
  (body: string, status = 200, headers: Record<string, string> = {}): Answering =>
  (_request, response) => {
    response.writeHead(status, headers).end(body);
  };

describe('HttpJsonPlatform.deliver', () => {
  it('signs the call so that the peer computes the same signature', async () => {
    let isGood = false;
    respond = (request, response, body) => {
      const header = (name: string) => String(request.headers[name]);
      const expected = signatureOf(CREDENTIALS.secret, {
        method: request.method ?? '',
        path: request.url ?? '',
        query: '',
        body,
        timestamp: header('x-timestamp'),
        nonce: header('x-nonce'),
        appKey: header('x-app-key'),
      });
      isGood = isSameSignature(expected, header('x-signature'));
      response.end(JSON.stringify({ results: [answer] }));
    };
    await expect(platform.deliver([record])).resolves.toEqual([answer]);
    expect(isGood).toBe(true);
  });

  it.each([
    ['text that is no JSON', say('<html>')],
    ['truncated JSON', say('{"results":[')],
    ['no results', say('{}')],
    ['too few results', say('{"results":[]}')],
    ['an answer to another record', say(JSON.stringify({ results: [{ ...answer, key: 'b' }] }))],
    ['an answer to another version', say(JSON.stringify({ results: [{ ...answer, version: 1 }] }))],
    ['an unknown outcome', say(JSON.stringify({ results: [{ ...answer, outcome: 'fine' }] }))],
    ['a code that is text', say(JSON.stringify({ results: [{ ...answer, code: '100' }] }))],
    ['an answer above 1 MiB', say(`"${'x'.repeat(1_100_000)}"`)],
    ['a redirect', say('', 302, { location: 'http://127.0.0.1:9/' })],
    ['HTTP 500', say('', 500)],
  ])('believes nothing of %s', async (_, answering) => {
    respond = answering;
    await expect(platform.deliver([record])).rejects.toMatchObject({ code: 'platform-undecided' });
  });

  it('cannot tell what became of a call whose line was cut', async () => {
    respond = (request) => request.socket.destroy();
    await expect(platform.deliver([record])).rejects.toMatchObject({ code: 'platform-undecided' });
  });

  it.each([401, 429, 503])('knows that nothing was processed at HTTP %i', async (status) => {
    respond = say('', status, { 'retry-after': '7' });
    await expect(platform.deliver([record])).rejects.toMatchObject({
      code: 'platform-not-reached',
      retryAfterSeconds: 7,
    });
  });

  it('knows that nothing was processed when nobody listens', async () => {
    const nobody = platformAt('http://127.0.0.1:1');
    await expect(nobody.deliver([record])).rejects.toMatchObject({ code: 'platform-not-reached' });
    await nobody.close();
  });
});

describe('HttpJsonPlatform.digests', () => {
  it('reads the digest of each holder and nothing malformed', async () => {
    const holders = [{ insCode: record.insCode, count: 1, digest: 'a'.repeat(64) }];
    respond = say(JSON.stringify({ holders }));
    await expect(platform.digests('instrument')).resolves.toEqual(holders);
    respond = say(JSON.stringify({ holders: [{ ...holders[0], digest: 'short' }] }));
    await expect(platform.digests('instrument')).rejects.toMatchObject({
      code: 'platform-undecided',
    });
  });
});

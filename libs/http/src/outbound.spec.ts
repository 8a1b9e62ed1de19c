import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Outbound, type OutboundRules, type Resolver } from './outbound';
import { reachOf } from './outbound-addresses';

const PEER = 'https://platform.example.cn';

/** URLs that are not of {@link PEER}'s origin, or hide something in an address that is. */
const NOT_CONFIGURED = [
  'http://platform.example.cn/',
  'https://platform.example.cn:8443/',
  'https://platform.example.cn:80/',
  'https://platform.example.cn./',
  'https://platform.example.cn.evil.example/',
  'https://evil.example/platform.example.cn',
  'https://evil.example/?https://platform.example.cn',
  'https://evil.example/#platform.example.cn',
  'https://platform.example.cn@evil.example/',
  'https://platform.example.cn:443@evil.example/',
  'https://platform.example.cn%2f@evil.example/',
  'https://evil.example\\@platform.example.cn/',
  'https://user:word@platform.example.cn/',
  'https://user@platform.example.cn/',
  'https://sub.platform.example.cn/',
  'https://xplatform.example.cn/',
  'https://platform.example.com/',
  'https://рlatform.example.cn/', // a Cyrillic er
  'https://localhost/',
  'ftp://platform.example.cn/',
  'file:///etc/passwd',
  'data:application/json,{}',
  'javascript:fetch(0)',
  'gopher://platform.example.cn/_GET',
  'ws://platform.example.cn/',
  '//platform.example.cn/',
  'platform.example.cn',
  'https://',
  '',
];

/** Addresses in all the ways a URL can write them; the origin itself is configured in the test. */
const NOT_PUBLIC = [
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0177.0.0.1/',
  'https://①②⑦.0.0.1/',
  'https://127.255.255.254/',
  'https://0.0.0.0/',
  'https://0.1.2.3/',
  'https://10.0.0.1/',
  'https://10.255.255.255/',
  'https://172.16.0.1/',
  'https://172.31.255.255/',
  'https://192.168.1.1/',
  'https://100.64.0.1/',
  'https://100.127.255.255/',
  'https://100.100.100.200/',
  'https://169.254.169.254/latest/meta-data/',
  'https://169.254.0.1/',
  'https://168.63.129.16/',
  'https://192.0.0.1/',
  'https://192.0.0.192/',
  'https://192.0.2.1/',
  'https://198.18.0.1/',
  'https://198.51.100.1/',
  'https://203.0.113.1/',
  'https://224.0.0.1/',
  'https://240.0.0.1/',
  'https://255.255.255.255/',
  'https://[::]/',
  'https://[::1]/',
  'https://[0:0:0:0:0:0:0:1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[::ffff:a9fe:a9fe]/',
  'https://[::ffff:8.8.8.8]/',
  'https://[::127.0.0.1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[64:ff9b:1::a00:1]/',
  'https://[2002:7f00:1::]/',
  'https://[2001:0:1::1]/',
  'https://[2001:db8::1]/',
  'https://[3fff::1]/',
  'https://[fc00::1]/',
  'https://[fd12:3456::1]/',
  'https://[fd00:ec2::254]/',
  'https://[fe80::1]/',
  'https://[fec0::1]/',
  'https://[ff02::1]/',
];

const notAsked: Resolver = () => Promise.reject(new Error('nobody should have been looked up'));
const answering =
  (...addresses: string[]): Resolver =>
  () =>
    Promise.resolve(
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

const open: Outbound[] = [];
function outbound(rules: Partial<OutboundRules>, resolve?: Resolver): Outbound {
  const made = new Outbound({ peers: [PEER], privateHosts: [], ...rules }, resolve);
  open.push(made);
  return made;
}

let warned: jest.SpyInstance;
beforeEach(() => {
  warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
});
afterEach(async () => {
  warned.mockRestore();
  await Promise.all(open.splice(0).map((each) => each.close()));
});

describe('Outbound refuses', () => {
  it.each(NOT_CONFIGURED)('#30 an address that is not configured: %s', async (url) => {
    await expect(outbound({}, notAsked).fetch(url)).rejects.toMatchObject({
      code: 'OUTBOUND_REFUSED',
    });
    expect(warned).toHaveBeenCalledWith(expect.objectContaining({ event: 'outbound-refused' }));
  });

  it.each(NOT_PUBLIC)('#29 an address of the inside even as a peer: %s', async (url) => {
    const call = outbound({ peers: [url] }, notAsked).fetch(url);
    await expect(call).rejects.toMatchObject({ code: 'OUTBOUND_REFUSED' });
    expect(warned).toHaveBeenCalledTimes(1);
  });

  it.each(NOT_PUBLIC.map((url) => new URL(url).hostname.replace(/^\[|\]$/g, '')))(
    '#29 a peer whose name leads to %s',
    async (address) => {
      const call = outbound({}, answering(address)).fetch(PEER);
      await expect(call).rejects.toMatchObject({ code: 'OUTBOUND_REFUSED' });
    },
  );

  it('#29 a name with a good and a bad address, and one with none', async () => {
    for (const addresses of [['8.8.8.8', '10.0.0.1'], []]) {
      const call = outbound({}, answering(...addresses)).fetch(PEER);
      await expect(call).rejects.toMatchObject({ code: 'OUTBOUND_REFUSED' });
    }
  });

  it('#29 metadata services even of a host that may be private', async () => {
    const rules = { peers: ['https://cloud.example'], privateHosts: ['cloud.example'] };
    for (const address of ['169.254.169.254', 'fd00:ec2::254', '100.100.100.200', 'fe80::1']) {
      const call = outbound(rules, answering(address)).fetch('https://cloud.example/');
      await expect(call).rejects.toMatchObject({ code: 'OUTBOUND_REFUSED' });
    }
  });

  it.each(['ftp://host', 'host', '', 'http://platform.example.cn'])(
    'to start with the peer %j',
    (peer) => {
      expect(() => outbound({ peers: [peer] })).toThrow(
        expect.objectContaining({ name: 'ConfigurationError' }),
      );
    },
  );

  it('nothing that is public', () => {
    for (const address of ['8.8.8.8', '100.63.255.255', '172.32.0.1', '2400:3200::1'])
      expect(reachOf(address)).toBe('public');
    expect(reachOf('::ffff:10.0.0.1')).toBe('private');
  });
});

describe('Outbound', () => {
  let server: Server;
  let port: number;
  let heard: IncomingMessage[];
  let respond: (request: IncomingMessage, response: ServerResponse) => void;

  beforeEach(async () => {
    heard = [];
    server = createServer((request, response) => {
      heard.push(request);
      respond(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const intranet = (rules: Partial<OutboundRules> = {}, resolve = answering('127.0.0.1')) =>
    outbound(
      { peers: [`http://peer.test:${port}/ignored`], privateHosts: ['peer.test'], ...rules },
      resolve,
    );
  const address = (path = '/') => `http://peer.test:${port}${path}`;

  it('reaches a named private host, with its own name, method, headers and body', async () => {
    respond = (request, response) => {
      request.setEncoding('utf8').on('data', (body: string) => {
        response.writeHead(201, { 'x-echo': request.headers['x-word'] }).end(body.toUpperCase());
      });
    };
    const answer = await intranet().fetch(address('/a?b=c'), {
      method: 'POST',
      headers: { 'x-word': 'word' },
      body: new URLSearchParams({ grant: 'code' }),
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('x-echo')).toBe('word');
    expect(await answer.text()).toBe('GRANT=CODE');
    expect(heard[0]).toMatchObject({
      url: '/a?b=c',
      headers: {
        host: `peer.test:${port}`,
        'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
      },
    });
  });

  it('reads an answer that has no body', async () => {
    respond = (_request, response) => response.writeHead(204).end();
    const answer = await intranet().fetch(address());
    expect([answer.status, await answer.text()]).toEqual([204, '']);
  });

  it('#29 resolves once and connects to what it judged: a rebinding name gets nowhere', async () => {
    respond = (_request, response) =>
      response.writeHead(200, { connection: 'close' }).end('answer');
    const answers = ['127.0.0.1', '169.254.169.254', '127.0.0.1'];
    let asked = 0;
    const rebinding: Resolver = () => answering(answers[asked++] ?? '')('');
    const calls = intranet({}, rebinding);
    expect(await (await calls.fetch(address())).text()).toBe('answer');
    expect(asked).toBe(1);
    await expect(calls.fetch(address())).rejects.toMatchObject({ code: 'OUTBOUND_REFUSED' });
    expect(asked).toBe(2);
    expect(heard).toHaveLength(1);
  });

  it.each([301, 302, 303, 307, 308])('#29 follows no redirect: HTTP %i', async (status) => {
    respond = (_request, response) =>
      response.writeHead(status, { location: address('/elsewhere') }).end();
    expect((await intranet().fetch(address())).status).toBe(status);
    expect(heard.map(({ url }) => url)).toEqual(['/']);
  });

  it.each([
    ['announced', { 'content-length': String(5_000_000) }],
    ['endless', { 'transfer-encoding': 'chunked' }],
  ])('#30 stops reading an answer above its limit: %s', async (_what, headers) => {
    let sent = 0;
    respond = (request, response) => {
      response.writeHead(200, headers);
      const more = () => {
        while (!request.socket.destroyed && sent < 4_900_000) {
          sent += 65_536;
          if (!response.write('x'.repeat(65_536))) return void response.once('drain', more);
        }
      };
      more();
    };
    const call = intranet({ answerLimitBytes: 100_000 }).fetch(address());
    await expect(call).rejects.toMatchObject({ code: 'UND_ERR_RES_EXCEEDED_MAX_SIZE' });
  });

  it.each([
    ['never begins', 0],
    ['drips', 20],
  ])('#30 gives up on an answer that %s', async (_what, everyMs) => {
    respond = ({ socket }, response) => {
      void (async () => {
        while (everyMs > 0 && !socket.destroyed) {
          response.write('.');
          await delay(everyMs);
        }
      })();
    };
    const startedAt = Date.now();
    const call = intranet({ timeoutMs: 300 }).fetch(address());
    await expect(call).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(Date.now() - startedAt).toBeLessThan(10_000);
  });

  it('ends a call when its caller does', async () => {
    respond = () => undefined;
    const signal = AbortSignal.timeout(50);
    await expect(intranet().fetch(address(), { signal })).rejects.toThrow();
  });
});

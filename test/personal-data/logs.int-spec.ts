import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { newId } from '@app/common';
import { messageWithoutValues } from '@app/database';
import { createLogger, NestLogger } from '@app/http';
import { connect } from '../../apps/launcher/src/connection';
import { SmtpTransport } from '../../libs/notifications/src/mail-transport';
import { ApiDesk } from '../support/api-desk';
import { type ApiDocument, canaryCalls, leaks, newCanaries } from './canaries';

/** Each of them meets other refusals; together they get past the guard of every operation. */
const CALLERS = [
  ...(['enterprise_admin', 'lab_manager', 'bureau_admin', 'security_admin'] as const),
];
const VALID_CREDIT_CODE = '91330402MA9JXDY10Q';

/** What ends the session, or the account, behind the cookie: whoever calls it meets nothing else afterwards. */
const ENDS_SESSION = /^POST \S+\/(sessions|erasure|organisation)$|\/sessions\/current$/;

/** A mail server without mailboxes, as far as it comes. */
function refuseRecipients(socket: Socket): void {
  socket.write('220 test\r\n');
  socket.on('data', (data: Buffer) => {
    const line = data.toString();
    const address = /<(.*)>/.exec(line)?.[1];
    socket.write(line.startsWith('RCPT') ? `550 <${address}>: no such user\r\n` : '250 ok\r\n');
  });
}

let desk: ApiDesk;
const canaries = newCanaries();

beforeAll(async () => {
  desk = await ApiDesk.open();
});
afterAll(() => desk.close());

const registration = () => ({
  organisation: {
    nameZh: canaries.text,
    creditCode: VALID_CREDIT_CODE,
    kind: 'enterprise',
    legalForm: 'enterprise',
    regionCode: '330402',
    affiliation: 'none',
    contactName: canaries.text,
    contactPhone: canaries.phone,
  },
  person: {
    login: canaries.text,
    displayName: canaries.text,
    password: canaries.password,
    email: canaries.email,
  },
});

/** Takes a table away from under the API while `work` runs. */
async function without(table: string, work: () => Promise<void>): Promise<void> {
  const rename = (from: string, to: string) =>
    connect(desk.database.urls.owner, (owner) =>
      owner.query(`ALTER TABLE ${from} RENAME TO ${to}`),
    );
  await rename(table, `${table}_away`);
  try {
    await work();
  } finally {
    await rename(`${table}_away`, table);
  }
}

describe('#60 no secrets or personal data in logs', () => {
  it('of a person who registers, signs in, errs and is refused', async () => {
    const browser = desk.browser();
    const call = async (method: string, path: string, body?: object) =>
      (await browser.call(method, path, { body })).status;
    const { text: login, password, email } = canaries;
    expect(await call('POST', '/registrations', registration())).toBe(201);
    expect(await call('POST', '/registrations', registration())).toBe(409);
    expect(await call('POST', '/sessions', { login, password })).toBe(201);
    expect(await call('POST', '/sessions', { login, password: `${password}x` })).toBe(401);
    expect(await call('POST', '/sessions', { login, password, surname: login })).toBe(400);
    expect(await call('PATCH', '/me', { email, phone: login })).toBe(400);
    expect(await call('PUT', '/me/password', { current: password, next: password })).toBe(422);
    expect(await call('POST', '/password-resets', { login })).toBe(202);
    expect(await call('GET', `/organisations?q=${encodeURIComponent(login)}`)).toBe(403);
    expect(await call('GET', `/nowhere/${encodeURIComponent(login)}`)).toBe(404);
    expect(leaks(desk.log, canaries)).toEqual([]);
  });

  it('when the database fails under statements that carry them', async () => {
    const before = desk.log.length;
    await without('organisation', () =>
      without('app_user', async () => {
        const browser = desk.browser();
        const { text: login, password } = canaries;
        for (const [path, body] of [
          ['/sessions', { login, password }],
          ['/registrations', registration()],
          ['/password-resets', { login }],
        ] as const) {
          expect([path, (await browser.call('POST', path, { body })).status]).toEqual([path, 500]);
        }
      }),
    );
    const errors = desk.log.slice(before).filter((line) => line.includes('"level":"error"'));
    expect(errors.length).toBeGreaterThanOrEqual(3);
    expect(errors[0]).toContain('"code":"42P01"');
    expect(leaks(desk.log, canaries)).toEqual([]);
  });

  it('through every operation, in every part of a request, by every kind of caller', async () => {
    const document = (await (await fetch(`${desk.url}/api/openapi.json`)).json()) as ApiDocument;
    const cookies = [''];
    for (const role of CALLERS) {
      const browser = await desk.signIn((await desk.build([role])).userId);
      cookies.push(`__Host-jiayi=${browser.cookie('__Host-jiayi')}`);
    }
    const statuses = new Map<number, number>();
    for (const cookie of cookies) {
      for (const { method, path, body } of canaryCalls(document, canaries)) {
        if (cookie && ENDS_SESSION.test(`${method} ${path}`)) continue;
        const { status } = await fetch(`${desk.url}${path}`, {
          method,
          headers: { cookie, ...(body !== undefined && { 'content-type': 'application/json' }) },
          ...(body !== undefined && { body }),
        });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    }
    for (const status of [200, 400, 401, 403, 404]) {
      expect([status, (statuses.get(status) ?? 0) > 20]).toEqual([status, true]);
    }
    expect(desk.log.length).toBeGreaterThan(1_000);
    expect(leaks(desk.log, canaries)).toEqual([]);
  });

  it('when a mail server does not take the address of a mail', async () => {
    const server = createServer(refuseRecipients).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const transport = new SmtpTransport(`smtp://127.0.0.1:${port}`, 'jiayi@example.cn');
    const mail = { id: newId(), to: canaries.email, subject: canaries.text, text: canaries.phone };
    const error: unknown = await transport.send(mail).catch((refusal: unknown) => refusal);
    server.close();
    expect((error as Error).message).toContain(canaries.email);
    const lines: string[] = [];
    const logger = createLogger('worker', 'debug', { write: (line) => void lines.push(line) });
    new NestLogger(logger).error({ err: error, event: 'job-failed' });
    expect(lines[0]).toContain('550');
    expect(leaks([...lines, messageWithoutValues(error)], canaries)).toEqual([]);
  });

  it('is seen to fail on a line that holds one', () => {
    const lines = [...desk.log.slice(0, 10), `{"msg":"who: ${canaries.phone}"}`];
    expect(leaks(lines, canaries)).toEqual([canaries.phone]);
  });

  it('leaves none in what the trail tells, which forgets nothing', async () => {
    const rows: { line: string }[] = await desk.db.query(
      'SELECT action || detail::text AS line FROM audit_entry',
    );
    const lines = rows.map(({ line }) => line);
    expect(lines.length).toBeGreaterThan(100);
    expect(leaks(lines, canaries)).toEqual([]);
  });
});

import { randomUUID } from 'node:crypto';
import { connect as connectSocket } from 'node:net';
import type { Answer, ApiClient, Problem } from './api-client';
import { buildListed, describeInstrument, type Instrument } from './instruments';
import { hours, startWorld, type World } from './world';

type Refusal = Answer<Problem>;

const DAY = 3;
let world: World;
let lab: ApiClient;
let user: ApiClient;
let bureau: ApiClient;
let instrument: Instrument;
let foreignReservation: string;

beforeAll(async () => {
  world = await startWorld({ services: ['api'] });
  lab = await world.buildClient('lab_manager');
  user = await world.buildClient('enterprise_member');
  bureau = await world.buildClient('bureau_reviewer');
  instrument = await buildListed(lab, bureau);
  const other = await world.buildClient('enterprise_member');
  const made = await other.create<{ id: string }>('/reservations', booking());
  foreignReservation = made.id;
});
afterAll(() => world.stop());

const booking = (changes: object = {}): Record<string, unknown> => ({
  instrumentId: instrument.id,
  ...hours(DAY, 9, 11),
  purpose: 'testing',
  ...changes,
});

/** How many rows each table has; a session that is merely seen again changes none. */
async function countAllRows(): Promise<Record<string, number>> {
  const db = world.database.dataSource;
  const tables: { name: string }[] = await db.query(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
      WHERE schemaname = 'public' AND tablename NOT IN ('audit_entry', 'audit_block') AND has_table_privilege(format('%I.%I', schemaname, tablename), 'SELECT')`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const rows: { count: number }[] = await db.query(`SELECT count(*)::int AS count FROM ${name}`);
    counts[name] = rows[0]?.count ?? 0;
  }
  expect(Object.keys(counts).length).toBeGreaterThan(25);
  return counts;
}

/** Sends in both languages, wants the same problem in each, and nothing written but a refusal in the audit trail. */
async function refused(
  send: (headers: Record<string, string>) => Promise<Refusal>,
): Promise<Problem> {
  const before = await countAllRows();
  const zh = await send({ 'accept-language': 'zh-CN' });
  const en = await send({ 'accept-language': 'en' });
  for (const answer of [zh, en]) {
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.body.type).toBe(`urn:problem-type:${answer.body.code}`);
    expect(answer.body.status).toBe(answer.status);
    expect(answer.body.instance).toBe(answer.headers.get('x-request-id'));
  }
  expect(zh.body.title).toMatch(/\p{Script=Han}/u);
  expect(en.body.title).not.toMatch(/\p{Script=Han}/u);
  expect(en.body.code).toBe(zh.body.code);
  expect(await countAllRows()).toEqual(before);
  return en.body;
}

const post = (
  client: ApiClient,
  path: string,
  body: unknown,
  more: Record<string, string> = {},
): ((headers: Record<string, string>) => Promise<Refusal>) => {
  const key = { 'idempotency-key': randomUUID() };
  return (headers) => client.send('POST', path, { body, headers: { ...key, ...headers, ...more } });
};

const raw =
  (
    body: string,
    contentType = 'application/json',
  ): ((headers: Record<string, string>) => Promise<Refusal>) =>
  (headers) =>
    user.send('POST', '/reservations', {
      raw: body,
      headers: { 'content-type': contentType, 'idempotency-key': randomUUID(), ...headers },
    });

const get = (path: string): ((headers: Record<string, string>) => Promise<Refusal>) => {
  return (headers) => user.send('GET', path, { headers });
};

describe('a body', () => {
  it.each([
    ['that is no JSON', '{"instrumentId": ', 400],
    ['that is empty', '', 400],
    ['that is a list', '[]', 400],
    ['that is null', 'null', 400],
    ['with __proto__', '{"__proto__": {"admin": true}}', 400],
    ['with constructor.prototype', '{"constructor": {"prototype": {"admin": true}}}', 400],
    ['that is oversized', JSON.stringify({ purpose: 'x'.repeat(1_100_000) }), 413],
  ])('%s is refused', async (_what, body, status) => {
    expect((await refused(raw(body))).status).toBe(status);
  });

  it('of another content type is refused', async () => {
    expect((await refused(raw('<a/>', 'application/xml'))).status).toBe(415);
    expect((await refused(raw('a=1', 'application/x-www-form-urlencoded'))).status).toBe(415);
    expect((await refused(raw(JSON.stringify(booking()), 'text/plain'))).status).toBe(415);
  });

  it('with every field wrong names every field', async () => {
    const body = { instrumentId: 7, startsAt: 'tomorrow', purpose: 'fun', surprise: true };
    const problem = await refused(post(user, '/reservations', body));
    expect(problem.status).toBe(400);
    const found = problem.errors?.map(({ pointer, code }) => `${pointer} ${code}`).sort();
    expect(found).toEqual([
      '/endsAt required',
      '/instrumentId uuid',
      '/purpose in',
      '/startsAt instant',
      '/surprise unknown-property',
    ]);
  });

  it.each([
    ['a NUL character', { nameZh: 'a\u0000b' }, '/nameZh'],
    ['half a surrogate pair', { nameZh: 'a\ud800b' }, '/nameZh'],
    ['a fraction of a fen', { originalValueFen: 1.5 }, '/originalValueFen'],
    ['more fen than can be counted', { originalValueFen: 1e300 }, '/originalValueFen'],
    ['a negative amount', { originalValueFen: -1 }, '/originalValueFen'],
    ['a date that does not exist', { acceptedOn: '2026-02-30' }, '/acceptedOn'],
    ['a number as text', { originalValueFen: '30000000' }, '/originalValueFen'],
    ['a text that is too long', { nameZh: '仪'.repeat(10_000) }, '/nameZh'],
    ['an unknown word in a list', { fundingClasses: ['lottery'] }, '/fundingClasses'],
    ['an object for a list', { fundingClasses: { length: 1 } }, '/fundingClasses'],
  ])('with %s names the field', async (_what, change, pointer) => {
    const problem = await refused(post(lab, '/instruments', describeInstrument(change)));
    expect(problem.status).toBe(400);
    expect(problem.errors).toMatchObject([{ pointer }]);
  });

  it('with an unknown category or region is understood but refused', async () => {
    const body = describeInstrument({ categoryCode: '999999', regionCode: '330499' });
    const problem = await refused(post(lab, '/instruments', body));
    expect(problem.status).toBe(422);
    expect(problem.errors?.map(({ pointer }) => pointer).sort()).toEqual([
      '/categoryCode',
      '/regionCode',
    ]);
  });
});

describe('a credit code', () => {
  it.each([
    ['a wrong check character', '914403001922038217', 'check-character'],
    ['17 characters', '91440300192203821', 'length'],
    ['a letter outside the alphabet', '91330402MA2I000000', 'alphabet'],
  ])('with %s is refused', async (_what, creditCode, code) => {
    const body = {
      ...{ nameZh: '单位', creditCode, kind: 'enterprise', legalForm: 'enterprise' },
      ...{ regionCode: '330402', contactName: '王晓', contactPhone: '0573-83640000' },
    };
    const problem = await refused(post(bureau, '/organisations', body));
    expect(problem.status).toBe(422);
    expect(problem.errors).toMatchObject([{ pointer: '/creditCode', code }]);
  });
});

describe('a period', () => {
  it.each([
    [
      'that is reversed',
      { startsAt: hours(DAY, 12, 13).endsAt, endsAt: hours(DAY, 12, 13).startsAt },
    ],
    [
      'that is empty',
      { startsAt: hours(DAY, 12, 13).startsAt, endsAt: hours(DAY, 12, 13).startsAt },
    ],
    ['that lasts for years', { ...hours(DAY, 12, 13), endsAt: '2199-01-01T00:00:00+08:00' }],
  ])('%s names its end', async (_what, period) => {
    const problem = await refused(post(user, '/reservations', booking(period)));
    expect(problem.status).toBe(422);
    expect(problem.errors).toMatchObject([{ pointer: '/endsAt' }]);
  });

  it('in the past is refused with its reason', async () => {
    const problem = await refused(post(user, '/reservations', booking(hours(-1, 9, 10))));
    expect(problem).toMatchObject({ status: 422, code: 'booking-rule' });
    expect(problem.reasons?.map(({ code }) => code)).toContain('in-the-past');
  });

  it('without an offset is no instant', async () => {
    const body = booking({ startsAt: '2027-01-04T09:00:00' });
    const problem = await refused(post(user, '/reservations', body));
    expect(problem.errors).toMatchObject([{ pointer: '/startsAt' }]);
  });
});

describe('an id', () => {
  it.each(['/reservations/', '/orders/', '/instruments/', '/vouchers/', '/claims/', '/runs/'])(
    'that nobody has is not found below %s, and one that is malformed names itself',
    async (path) => {
      const reader = path === '/runs/' ? lab : user;
      const read = (id: string) => (headers: Record<string, string>) =>
        reader.send<Problem>('GET', `${path}${id}`, { headers });
      expect(await refused(read(randomUUID()))).toMatchObject({ status: 404 });
      const problem = await refused(read('42'));
      expect(problem.status).toBe(400);
      expect(problem.errors).toMatchObject([{ pointer: '/id' }]);
    },
  );

  it('of a foreign object answers like one that nobody has', async () => {
    const foreign = await refused(get(`/reservations/${foreignReservation}`));
    const unknown = await refused(get(`/reservations/${randomUUID()}`));
    expect({ ...foreign, instance: '' }).toEqual({ ...unknown, instance: '' });
    for (const action of ['cancel', 'move', 'check-in', 'check-out']) {
      const path = `/reservations/${foreignReservation}/${action}`;
      const problem = await refused(post(user, path, action === 'move' ? hours(DAY, 14, 15) : {}));
      expect(problem.status).toBe(404);
    }
  });

  it('of an unknown instrument or voucher is not found by a booking', async () => {
    const unknown = { instrumentId: randomUUID() };
    expect((await refused(post(user, '/reservations', booking(unknown)))).status).toBe(404);
    const period = hours(DAY, 14, 15);
    const voucher = booking({ ...period, voucherId: randomUUID() });
    expect((await refused(post(user, '/reservations', voucher))).status).toBe(404);
  });
});

describe('a query', () => {
  const forged = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url');

  it.each([
    ['that is no base64', '%%%25'],
    ['that is no JSON', 'abcd'],
    ['of another list', forged(['x'])],
    ['with wrong types', forged([{}, null])],
    ['with texts that are no instant and no id', forged(['then', "'; DROP TABLE reservation; --"])],
    ['with a NUL character', forged(['2026-01-01T00:00:00Z', '\u0000'])],
  ])('with a cursor %s is refused', async (_what, cursor) => {
    const problem = await refused(get(`/reservations?cursor=${cursor}`));
    expect(problem.status).toBe(400);
    expect(problem.errors).toMatchObject([{ pointer: '/cursor' }]);
  });

  it.each([
    ['a repeated parameter', '/reservations?limit=1&limit=2', '/limit'],
    ['an unknown parameter', '/reservations?sort=price', '/sort'],
    ['a limit of nothing', '/instruments?limit=0', '/limit'],
    ['a limit beyond the largest', '/instruments?limit=201', '/limit'],
    ['a limit that is no number', '/instruments?limit=1e9', '/limit'],
    ['a NUL character', '/instruments?q=%00', '/q'],
    ['a nested parameter', '/instruments?q[like]=%25', '/q[like]'],
  ])('with %s names it', async (_what, path, pointer) => {
    const problem = await refused(get(path));
    expect(problem.status).toBe(400);
    expect(problem.errors).toMatchObject([{ pointer }]);
  });

  it('with broken percent-encoding is refused', async () => {
    expect((await refused(get('/reservations/%E0%A4%A'))).status).toBe(400);
  });
});

describe('a request', () => {
  it('that another site caused is refused', async () => {
    const foreign = { origin: 'https://evil.example' };
    const problem = await refused(
      post(user, '/reservations', booking(hours(DAY, 14, 15)), foreign),
    );
    expect(problem).toMatchObject({ status: 403, code: 'cross-site-request' });
    const site = { 'sec-fetch-site': 'cross-site' };
    expect((await refused(post(user, '/reservations', booking(), site))).status).toBe(403);
  });

  it('for an address that is not there is a problem too', async () => {
    expect((await refused(get('/nothing/here'))).status).toBe(404);
  });

  it('with an Idempotency-Key nobody can read names the header', async () => {
    const key = { 'idempotency-key': 'a b' };
    const problem = await refused(post(user, '/reservations', booking(), key));
    expect(problem.errors).toMatchObject([{ pointer: '/Idempotency-Key' }]);
  });

  it('that is no HTTP gets a problem and not a reset', async () => {
    const headers = `GET /api/v1/me HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`;
    expect(await speak(headers)).toMatch(/^HTTP\/1\.1 431 [^]*application\/problem\+json/);
    expect(await speak('nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [^]*problem\+json/);
  });

  it('without If-Match changes nothing where it must be sent', async () => {
    const send = (headers: Record<string, string>): Promise<Refusal> =>
      lab.send('PATCH', `/instruments/${instrument.id}`, { body: { model: 'x' }, headers });
    expect((await refused(send)).errors).toMatchObject([{ pointer: '/If-Match' }]);
  });
});

/** Says something on a bare connection and returns all that comes back. */
function speak(text: string): Promise<string> {
  const { hostname, port } = new URL(world.system.apiUrl);
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = connectSocket(Number(port), hostname, () => socket.write(text));
    socket.on('data', (chunk) => (heard += chunk.toString()));
    socket.on('close', () => resolve(heard));
    socket.on('error', reject);
  });
}

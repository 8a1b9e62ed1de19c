import { DateTime } from 'luxon';
import { civilDateOf, newId, startOfCivilDate } from '@app/common';
import { AppModule } from '../../../../apps/api/src/app.module';
import { freePort } from '../../../../apps/launcher/src/ports';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import type { Role } from '../access/roles';
import { KeyDesk } from '../testing/key-desk';
import { buildPerson, PASSWORD } from '../testing/people';
import { TestApi } from '../testing/test-api';
import { TestBrowser } from '../testing/test-browser';

const TOMORROW = DateTime.utc().plus({ days: 1 });
let database: TestDatabase;
let api: TestApi;
let desk: KeyDesk;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startApi();
  desk = new KeyDesk(database.dataSource, api.url);
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});
afterEach(() => setDatabaseTime(database, null));

/** The API without second factors, as in a demonstration, unless told otherwise. */
const startApi = async (change: NodeJS.ProcessEnv = {}) =>
  TestApi.start((settings) => AppModule.forRoot(settings), {
    DATABASE_URL: database.url,
    PORT: String(await freePort()),
    JIAYI_DEMONSTRATION: '1',
    JIAYI_RATE_BURST: '100000',
    ...change,
  });

const REFUSED = { status: 401, body: { code: 'api-key-refused' } };

describe('an API key', () => {
  it('is shown once, and then is nowhere: not in lists, tables, trail or log', async () => {
    const headers = { 'idempotency-key': newId() };
    const keeper = await desk.buildKeeper();
    const { status, body } = await desk.create(keeper, {}, headers);
    expect(status).toBe(201);
    const { key, ...shown } = body;
    expect(key).toMatch(/^jy_[A-Za-z0-9_-]{43}$/);
    expect(shown).toEqual({
      id: expect.any(String),
      name: '门户对接',
      prefix: key.slice(0, 9),
      scopes: ['instruments:read'],
      roles: ['platform_service'],
      expiresOn: civilDateOf(TOMORROW),
      createdAt: expect.any(String),
      lastUsedAt: null,
      revokedAt: null,
    });
    await desk.asProgram(key);
    await desk.asProgram(key, 'GET', `/organisations/${keeper.organisationId}/api-keys`);
    const listed = await keeper.browser.call(
      'GET',
      `/organisations/${keeper.organisationId}/api-keys`,
    );
    expect(listed).toMatchObject({ status: 200, body: { items: [{ id: shown.id }] } });
    const hex = Buffer.from(key).toString('hex');
    for (const table of [
      'api_key',
      'app_user',
      'idempotency_key',
      'audit_entry',
      'outbox_message',
    ]) {
      const rows: { text: string }[] = await database.dataSource.query(
        `SELECT t::text AS text FROM ${table} t`,
      );
      expect(rows.filter(({ text }) => text.includes(key) || text.includes(hex))).toEqual([]);
    }
    expect(JSON.stringify(listed.body)).not.toContain(key);
    expect(api.log.join('')).not.toContain(key);
  });

  it('lets a machine of the organisation in, and notes when', async () => {
    const { key, id, keeper } = await desk.buildKey();
    expect(await desk.asProgram(key)).toMatchObject({
      status: 200,
      body: { displayName: '门户对接', organisation: { id: keeper.organisationId } },
    });
    expect((await desk.asProgram(key, 'GET', '/instruments')).status).toBe(200);
    const path = `/organisations/${keeper.organisationId}/api-keys`;
    const { body } = await keeper.browser.call<{
      items: { id: string; lastUsedAt: string | null }[];
    }>('GET', path);
    const used = body.items.find((one) => one.id === id)?.lastUsedAt ?? '';
    expect(Math.abs(DateTime.fromISO(used).diffNow('minutes').minutes)).toBeLessThan(1);
  });

  it('names its machine in the trail', async () => {
    const { key, keeper } = await desk.buildKey(['instruments:write'], 'lab_manager');
    const { body: machine } = await desk.asProgram(key);
    expect((await desk.asProgram(key, 'GET', '/vouchers')).status).toBe(403);
    const rows: object[] = await database.dataSource.query(
      `SELECT actor_id, organisation_id, action, outcome FROM audit_entry WHERE actor_id = $1`,
      [machine.id],
    );
    const { organisationId } = keeper;
    expect(rows).toEqual([
      {
        actor_id: machine.id,
        organisation_id: organisationId,
        action: 'vouchers.list',
        outcome: 'refused',
      },
    ]);
  });

  it('does not open the door by password', async () => {
    const { key } = await desk.buildKey();
    const { body: machine } = await desk.asProgram(key);
    const [row]: { login: string }[] = await database.dataSource.query(
      'SELECT login FROM app_user WHERE id = $1',
      [machine.id],
    );
    for (const password of [key, PASSWORD, 'null']) {
      const body = { login: row?.login, password };
      const answer = await new TestBrowser(api.url).call('POST', '/sessions', { body });
      expect(answer.status).toBe(401);
    }
  });
});

describe('a key that is not live', () => {
  it.each([
    ['unknown', `jy_${'x'.repeat(43)}`],
    ['of another shape', 'some-other-token-that-is-long-enough'],
    ['longer than a key', `jy_${'x'.repeat(44)}`],
    ['empty', ''],
    ['with more behind it', `jy_${'x'.repeat(43)} more`],
  ])('%s is refused, also beside a live session', async (_what, key) => {
    const { browser } = await desk.buildKeeper();
    expect((await browser.call('GET', '/me')).status).toBe(200);
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
      const headers = { authorization: `${scheme} ${key}`.trim() };
      expect(await browser.call('GET', '/me', { headers })).toMatchObject(REFUSED);
    }
  });

  it('does not disturb a session when the header is another scheme’s', async () => {
    const { browser } = await desk.buildKeeper();
    const headers = { authorization: 'Basic dXNlcjpwYXNz' };
    expect((await browser.call('GET', '/me', { headers })).status).toBe(200);
  });

  it('has ended with its last day in Shanghai, not before', async () => {
    const { key } = await desk.buildKey();
    const end = startOfCivilDate(civilDateOf(TOMORROW.plus({ days: 1 }))) as DateTime<true>;
    await setDatabaseTime(database, end.minus({ seconds: 1 }));
    expect((await desk.asProgram(key)).status).toBe(200);
    await setDatabaseTime(database, end);
    expect(await desk.asProgram(key)).toMatchObject(REFUSED);
  });

  it('was revoked: nothing that begins after the answer gets through, whatever runs beside it', async () => {
    const { key, id, keeper } = await desk.buildKey();
    const storm = Array.from({ length: 40 }, () => desk.asProgram(key, 'GET', '/instruments'));
    const revoked = await keeper.browser.call('DELETE', `/api-keys/${id}`);
    const after = await Promise.all(Array.from({ length: 10 }, () => desk.asProgram(key)));
    expect(revoked.status).toBe(204);
    for (const answer of after) expect(answer).toMatchObject(REFUSED);
    for (const { status } of await Promise.all(storm)) expect([200, 401]).toContain(status);
    const headers = { authorization: `Bearer ${key}` };
    expect(await keeper.browser.call('GET', '/me', { headers })).toMatchObject(REFUSED);
  });

  it('may be revoked twice, by two at once, and has one line in the trail', async () => {
    const { id, keeper } = await desk.buildKey();
    const answers = await Promise.all(
      [1, 2, 3].map(() => keeper.browser.call('DELETE', `/api-keys/${id}`)),
    );
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
    const rows: unknown[] = await database.dataSource.query(
      `SELECT FROM audit_entry WHERE object_id = $1 AND action = 'api-key.revoke'`,
      [id],
    );
    expect(rows).toHaveLength(1);
    const unexplained: unknown[] = await database.dataSource.query(
      `SELECT FROM audit_entry JOIN api_key k ON object_id IN (k.id, k.user_id) WHERE k.id = $1 AND action LIKE '%.change'`,
      [id],
    );
    expect(unexplained).toEqual([]);
  });

  it('was stopped, or has lost its machine’s account or roles: each is enough', async () => {
    const [stopped, closed, bare] = [
      await desk.buildKey(),
      await desk.buildKey(),
      await desk.buildKey(),
    ];
    await database.dataSource.query('UPDATE api_key SET revoked_at = app_now() WHERE id = $1', [
      stopped.id,
    ]);
    const userOf = 'SELECT user_id FROM api_key WHERE id = $1';
    await database.dataSource.query(`UPDATE app_user SET active = false WHERE id = (${userOf})`, [
      closed.id,
    ]);
    await database.dataSource.query(`DELETE FROM membership WHERE user_id = (${userOf})`, [
      bare.id,
    ]);
    expect(await desk.asProgram(stopped.key)).toMatchObject(REFUSED);
    expect(await desk.asProgram(closed.key)).toMatchObject(REFUSED);
    expect(await desk.asProgram(bare.key)).toMatchObject(REFUSED);
  });
});

describe('whoever makes a key', () => {
  it.each<[Role]>([['enterprise_admin'], ['holder_admin'], ['lab_manager'], ['bureau_admin']])(
    'may be %s, for the own organisation only',
    async (role) => {
      const keeper = await desk.buildKeeper(role);
      expect((await desk.create(keeper)).status).toBe(201);
      const { organisationId } = await buildPerson(database.dataSource, ['enterprise_admin']);
      const foreign = await desk.create({ ...keeper, organisationId });
      expect([403, 404]).toContain(foreign.status);
      const rows: unknown[] = await database.dataSource.query(
        'SELECT FROM api_key WHERE organisation_id = $1',
        [organisationId],
      );
      expect(rows).toEqual([]);
    },
  );

  it.each<[Role]>([
    ['enterprise_member'],
    ['instrument_operator'],
    ['finance_officer'],
    ['auditor'],
  ])('may not be %s', async (role) => {
    expect(await desk.create(await desk.buildKeeper(role))).toMatchObject({ status: 403 });
  });

  it('gives it no role that is not theirs, and none that needs a second factor', async () => {
    const keeper = await desk.buildKeeper('enterprise_admin', 'bureau_reviewer');
    const answer = await desk.create(keeper, { roles: ['lab_manager', 'bureau_reviewer'] });
    expect(answer).toMatchObject({
      status: 422,
      body: {
        code: 'fields-refused',
        errors: [
          { pointer: '/roles/0', code: 'not-yours' },
          { pointer: '/roles/1', code: 'needs-second-factor' },
        ],
      },
    });
  });

  it.each([
    ['yesterday', -1, 422],
    ['today', 0, 201],
    ['in 400 days', 400, 201],
    ['in 401 days', 401, 422],
  ])('may end it %s: %i days ahead is %i', async (_what, days, status) => {
    const expiresOn = civilDateOf(DateTime.utc().plus({ days }));
    const answer = await desk.create(await desk.buildKeeper(), { expiresOn });
    expect(answer.status).toBe(status);
  });

  it.each([
    ['no scope', { scopes: [] }, '/scopes'],
    ['an unknown scope', { scopes: ['everything'] }, '/scopes'],
    ['an unknown role', { roles: ['emperor'] }, '/roles'],
    ['no name', { name: ' ' }, '/name'],
    ['no end', { expiresOn: undefined }, '/expiresOn'],
    ['a key of their own', { key: 'jy_mine' }, '/key'],
  ])('is told what is wrong with %s', async (_what, change, pointer) => {
    const answer = await desk.create(await desk.buildKeeper(), change);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
  });

  it('#37 has proved recently who they are; to revoke one, nobody has to', async () => {
    const { id, keeper } = await desk.buildKey();
    await setDatabaseTime(database, DateTime.utc().plus({ minutes: 11 }));
    const stale = { status: 401, body: { code: 'proof-required' } };
    expect(await desk.create(keeper)).toMatchObject(stale);
    expect((await keeper.browser.call('DELETE', `/api-keys/${id}`)).status).toBe(204);
  });

  it('finds room for twenty, and five rivals for the last place are one key', async () => {
    const keeper = await desk.buildKeeper();
    for (let made = 0; made < 19; made += 1) expect((await desk.create(keeper)).status).toBe(201);
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => desk.create(keeper)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422, 422]);
    const made = answers.find(({ status }) => status === 201);
    await keeper.browser.call('DELETE', `/api-keys/${made?.body.id}`);
    expect((await desk.create(keeper)).status).toBe(201);
  });

  it('sees the keys page by page; so do security and audit, and nobody of another organisation', async () => {
    const keeper = await desk.buildKeeper();
    const made = [await desk.create(keeper), await desk.create(keeper), await desk.create(keeper)];
    const path = `/organisations/${keeper.organisationId}/api-keys`;
    type Page = { items: { id: string }[]; next?: string };
    const first = await keeper.browser.call<Page>('GET', `${path}?limit=2`);
    const rest = await keeper.browser.call<Page>(
      'GET',
      `${path}?limit=2&cursor=${first.body.next}`,
    );
    const ids = [...first.body.items, ...rest.body.items].map(({ id }) => id);
    expect(ids).toEqual(made.map(({ body }) => body.id).reverse());
    expect(rest.body.next).toBeUndefined();
    for (const role of ['security_admin', 'auditor'] as const) {
      const { browser } = await desk.buildKeeper(role);
      expect((await browser.call('GET', path)).status).toBe(200);
    }
    const { browser } = await desk.buildKeeper();
    expect([403, 404]).toContain((await browser.call('GET', path)).status);
  });

  it('is not the only one to stop it: security may, a stranger may not', async () => {
    const { id, key } = await desk.buildKey();
    const [stranger, auditor] = [await desk.buildKeeper(), await desk.buildKeeper('auditor')];
    expect((await stranger.browser.call('DELETE', `/api-keys/${id}`)).status).toBe(404);
    expect((await auditor.browser.call('DELETE', `/api-keys/${id}`)).status).toBe(403);
    expect((await desk.asProgram(key)).status).toBe(200);
    const { browser } = await desk.buildKeeper('security_admin');
    expect((await browser.call('DELETE', `/api-keys/${id}`)).status).toBe(204);
    expect(await desk.asProgram(key)).toMatchObject(REFUSED);
  });
});

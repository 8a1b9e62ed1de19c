import { newId } from '@app/common';
import { AppModule } from '../../../../apps/api/src/app.module';
import { freePort } from '../../../../apps/launcher/src/ports';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { ACCESS_POLICY } from '../access/access-policy';
import { verdictOf } from '../access/access-row';
import { opens, type Scope, SCOPES } from '../access/api-key-scopes';
import type { Role } from '../access/roles';
import { KeyDesk } from '../testing/key-desk';
import { TestApi } from '../testing/test-api';
import { TestBrowser } from '../testing/test-browser';

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

/** The API without second factors, as in a demonstration, unless told otherwise. */
const startApi = async (change: NodeJS.ProcessEnv = {}) =>
  TestApi.start((settings) => AppModule.forRoot(settings), {
    DATABASE_URL: database.url,
    PORT: String(await freePort()),
    JIAYI_DEMONSTRATION: '1',
    JIAYI_RATE_BURST: '100000',
    ...change,
  });

describe('what a key may do', () => {
  it.each<[Role, readonly Scope[]]>([
    ['platform_service', SCOPES],
    ['enterprise_admin', SCOPES],
    ['lab_manager', SCOPES],
    ...SCOPES.map((scope): [Role, readonly Scope[]] => ['lab_manager', [scope]]),
  ])(
    'as %s with the scopes %j is what both allow, for every operation of the API',
    async (role, scopes) => {
      const operations = api.operations().filter(({ id }) => ACCESS_POLICY[id]?.who !== 'anyone');
      expect(operations.length).toBeGreaterThan(60);
      const { key } = await desk.buildKey(scopes, role);
      const wrong: string[] = [];
      for (const { id, method, path } of operations) {
        const row = ACCESS_POLICY[id]!;
        const isAllowed = opens(scopes, id) && verdictOf(row, [role]) !== 'forbidden';
        const parts = method === 'GET' || method === 'DELETE' ? {} : { body: {} };
        const headers = { 'idempotency-key': newId() };
        const answer = await desk.asProgram(key, method, path, { ...parts, headers });
        const isForbidden = answer.status === 403 && answer.body.code === 'forbidden';
        if (isForbidden === isAllowed || answer.status >= 500)
          wrong.push(`${id}: ${answer.status}`);
      }
      expect(wrong).toEqual([]);
    },
  );

  it('never goes with a role that needs a second factor, should somebody give it one', async () => {
    const { key, id } = await desk.buildKey(SCOPES);
    await database.dataSource.query(
      `UPDATE membership SET role = 'bureau_reviewer' WHERE user_id = (SELECT user_id FROM api_key WHERE id = $1)`,
      [id],
    );
    const real = await startApi({ JIAYI_DEMONSTRATION: '' });
    const headers = { authorization: `Bearer ${key}` };
    const answer = await new TestBrowser(real.url).call('GET', '/instruments', { headers });
    expect(answer).toMatchObject({ status: 403, body: { code: 'second-factor-required' } });
    await real.stop();
  });

  it('#50 is not stopped by the check of origins, which is for browsers', async () => {
    const { key } = await desk.buildKey(['reservations:write'], 'enterprise_admin');
    const body = {};
    const headers = { 'idempotency-key': newId() };
    const program = await desk.asProgram(key, 'POST', '/reservations', { body, headers });
    expect(program).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    const foreign = { ...headers, origin: 'https://evil.example' };
    expect(
      await desk.asProgram(key, 'POST', '/reservations', { body, headers: foreign }),
    ).toMatchObject({
      status: 403,
      body: { code: 'cross-site-request' },
    });
  });
});

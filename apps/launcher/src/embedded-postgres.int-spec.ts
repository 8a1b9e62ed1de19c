import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '@app/common';
import { connect, withCredentials } from './connection';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres';
import { migrate } from './migrations';
import { ROOT_HOME } from './postgres-binaries';
import { prepareForeignServer, SANDBOX_SCHEMA } from './roles';
import { scratchDirectory } from './scratch';

const PASSWORD = 'p@ss/word';
const folder = scratchDirectory('jiayi-embedded-');
const directory = join(folder, 'deep', 'postgres');
let server: EmbeddedPostgres;

const start = () => startEmbeddedPostgres({ directory, password: PASSWORD, fast: true });
const asSuperuser = (statement: string) =>
  connect(server.url('postgres'), (client) => client.query(statement));

beforeAll(async () => {
  server = await start();
});
afterAll(() => {
  server.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('startEmbeddedPostgres', () => {
  it('asks everybody for a password', async () => {
    const stranger = withCredentials(server.url('postgres'), 'postgres', 'guess');
    await expect(connect(stranger, () => Promise.resolve())).rejects.toThrow(ConfigurationError);
    const { rows } = await asSuperuser('SELECT rolpassword FROM pg_authid WHERE rolcanlogin');
    expect(rows).toEqual([{ rolpassword: expect.stringMatching(/^SCRAM-SHA-256\$/) }]);
  });

  it('takes over a server whose starter was killed', async () => {
    const again = await start();
    expect(again).toMatchObject({ reused: true, port: server.port });
  });

  it('keeps its data over a stop and a start', async () => {
    await asSuperuser('CREATE DATABASE kept');
    server.stop();
    server = await start();
    expect(server.reused).toBe(false);
    await connect(server.url('kept'), (client) => client.query('SELECT 1'));
  });

  it.each([
    ['files but no cluster', ['base'], 'half made'],
    ['a cluster without our mark', ['PG_VERSION'], 'half made'],
    ['a cluster of another version', ['PG_VERSION', 'jiayi-initialised'], 'PostgreSQL 12'],
  ])('refuses a directory with %s in one sentence', async (what, files, reason) => {
    const broken = join(folder, what);
    mkdirSync(broken);
    for (const file of files) writeFileSync(join(broken, file), '12\n');
    const attempt = startEmbeddedPostgres({ directory: broken, password: PASSWORD });
    await expect(attempt).rejects.toThrow(ConfigurationError);
    await expect(attempt).rejects.toThrow(reason);
    await expect(attempt).rejects.toThrow(broken);
  });
});

// Nobody but root can meet this: an ordinary user's database runs under the user's own account.
if (process.getuid?.() === 0) {
  describe('startEmbeddedPostgres as root, below a directory closed to other accounts', () => {
    it('keeps the data where the database account may go', async () => {
      const closed = join(folder, 'closed');
      mkdirSync(closed, { mode: 0o700 });
      const elsewhere = await startEmbeddedPostgres({
        directory: join(closed, 'postgres'),
        password: PASSWORD,
        fast: true,
      });
      elsewhere.stop();
      rmSync(elsewhere.directory, { recursive: true });
      expect(elsewhere.directory).toMatch(new RegExp(`^${ROOT_HOME}/database-`));
    });

    it('never makes a second, empty database beside one it cannot enter', async () => {
      const closed = join(folder, 'moved');
      mkdirSync(join(closed, 'postgres'), { recursive: true, mode: 0o700 });
      writeFileSync(join(closed, 'postgres', 'PG_VERSION'), '18\n');
      const attempt = startEmbeddedPostgres({
        directory: join(closed, 'postgres'),
        password: PASSWORD,
      });
      await expect(attempt).rejects.toThrow(/may not enter/);
    });
  });
}

describe('prepareForeignServer', () => {
  const passwords = { app: 'app-secret', sandbox: 'sandbox-secret' };
  const prepare = (account: string, password = 'own', known = passwords) =>
    prepareForeignServer(
      withCredentials(server.url('elsewhere'), account, password),
      known,
      (role) => `secrets/database-${role}`,
    );

  beforeAll(async () => {
    await asSuperuser(`CREATE ROLE operator LOGIN CREATEROLE PASSWORD 'own'`);
    await asSuperuser(`CREATE ROLE visitor LOGIN PASSWORD 'own'`);
    await asSuperuser('CREATE DATABASE elsewhere OWNER operator');
  });

  it('refuses an account that may not make roles, naming what is missing', async () => {
    await expect(prepare('visitor')).rejects.toThrow(/CREATEROLE/);
  });

  it('refuses a wrong password without showing it', async () => {
    const attempt = prepare('operator', 'wrong-secret');
    await expect(attempt).rejects.toThrow(/check DATABASE_URL/);
    await expect(attempt).rejects.not.toThrow(/wrong-secret/);
  });

  it('makes roles and schema with an ordinary owner, so that the system can be migrated', async () => {
    const urls = await prepare('operator');
    await migrate(urls.owner);
    const { rows } = await connect(urls.app, (app) =>
      app.query('SELECT app_now() IS NOT NULL AS ok'),
    );
    expect(rows).toEqual([{ ok: true }]);
    await connect(urls.sandbox, (own) => own.query(`CREATE TABLE ${SANDBOX_SCHEMA}.kept (id int)`));
  });

  it('does it again without harm', async () => {
    await expect(prepare('operator')).resolves.toHaveProperty('owner');
  });

  it('leaves the password of a role alone that another installation made', async () => {
    const attempt = prepare('operator', 'own', { ...passwords, app: 'another' });
    await expect(attempt).rejects.toThrow(/put its password into secrets\/database-app/);
  });

  it('names a server that does not answer', async () => {
    const nowhere = 'postgres://operator:hidden@127.0.0.1:1/jiayi';
    const attempt = prepareForeignServer(nowhere, passwords, () => '');
    await expect(attempt).rejects.toThrow(/127\.0\.0\.1:1\/jiayi/);
    await expect(attempt).rejects.not.toThrow(/hidden/);
  });
});

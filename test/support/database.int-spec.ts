import { DateTime } from 'luxon';
import { type Client, escapeIdentifier } from 'pg';
import { runMigrations } from 'bullmq';
import { connect } from '../../apps/launcher/src/connection';
import { APPEND_ONLY_TABLES } from '../../apps/launcher/src/grants';
import { migrate } from '../../apps/launcher/src/migrations';
import { createTestDatabase, setDatabaseTime, type TestDatabase } from './database';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ entities: [] });
});
afterAll(() => database.drop());

const asOwner = (statement: string) =>
  connect(database.urls.owner, (owner) => owner.query(statement));
const asApp = (statement: string) => connect(database.url, (app) => app.query(statement));

describe('the serving role', () => {
  it('is no superuser and may not make tables', async () => {
    const [role] = await database.dataSource.query(
      'SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = current_user',
    );
    expect(Object.values(role as object)).toEqual([false, false, false, false]);
    await expect(asApp('CREATE TABLE sneaky (id int)')).rejects.toMatchObject({ code: '42501' });
  });

  it.each(Object.entries(APPEND_ONLY_TABLES))(
    'may not change, remove or truncate rows of %s beyond %s',
    async (table, granted) => {
      await asOwner(`CREATE TABLE IF NOT EXISTS ${table} (id int)`);
      await migrate(database.urls.owner);
      const column = escapeIdentifier(
        (await asApp(`SELECT * FROM ${table} LIMIT 0`)).fields[0]!.name,
      );
      const refused = { code: '42501' };
      await expect(asApp(`UPDATE ${table} SET ${column} = NULL`)).rejects.toMatchObject(refused);
      if (!granted.includes('DELETE'))
        await expect(asApp(`DELETE FROM ${table}`)).rejects.toMatchObject(refused);
      await expect(asApp(`TRUNCATE ${table}`)).rejects.toMatchObject(refused);
    },
  );

  it('may do everything but truncate with any other table', async () => {
    await asOwner('CREATE TABLE ordinary (id int)');
    await migrate(database.urls.owner);
    await asApp('INSERT INTO ordinary VALUES (1)');
    await asApp('UPDATE ordinary SET id = 2');
    await asApp('DELETE FROM ordinary');
    await expect(asApp('TRUNCATE ordinary')).rejects.toMatchObject({ code: '42501' });
  });
});

describe('the sandbox role', () => {
  it('owns its schema and sees nothing else', async () => {
    await connect(database.urls.sandbox, async (sandbox: Client) => {
      await sandbox.query('CREATE TABLE platform_sandbox.received (id int)');
      await expect(sandbox.query('SELECT * FROM schema_migration')).rejects.toMatchObject({
        code: '42501',
      });
    });
  });
});

describe('migrate', () => {
  it('may be called by several processes at once and does its work once', async () => {
    const reports = await Promise.all([1, 2, 3].map(() => migrate(database.urls.owner)));
    expect(reports.map((report) => report.applied)).toEqual([[], [], []]);
    await connect(database.urls.owner, (owner) => runMigrations(owner));
  });
});

describe('setDatabaseTime', () => {
  it('moves app_now() and gives it back', async () => {
    const read = async () => {
      const [row]: { now: Date }[] = await database.dataSource.query('SELECT app_now() AS now');
      return row?.now.toISOString();
    };
    const at = DateTime.fromISO('2026-07-01T12:00:00+08:00') as DateTime<true>;
    await setDatabaseTime(database, at);
    expect(await read()).toBe('2026-07-01T04:00:00.000Z');
    await setDatabaseTime(database, null);
    expect(Math.abs(Date.parse((await read()) ?? '') - Date.now())).toBeLessThan(60_000);
  });
});

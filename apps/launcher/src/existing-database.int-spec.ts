import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '@app/common';
import { connect } from './connection';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres';
import { existingSecret, withExistingDatabase } from './existing-database';
import { prepareEmbeddedServer } from './roles';
import { scratchDirectory } from './scratch';
import { SecretFiles } from './secrets';

const dataDirectory = scratchDirectory('jiayi-existing-');
const secrets = new SecretFiles(join(dataDirectory, 'secrets'));
const settings = { dataDirectory, databaseUrl: undefined };
let server: EmbeddedPostgres;

const start = () =>
  startEmbeddedPostgres({
    directory: join(dataDirectory, 'postgres'),
    password: secrets.get('database-superuser'),
    fast: true,
  });
const whoAmI = (url: string) =>
  connect(url, async (client) => {
    const { rows } = await client.query<{ name: string }>('SELECT current_user AS name');
    return rows[0]?.name;
  });

beforeAll(async () => {
  server = await start();
  const [owner, app, sandbox] = ['owner', 'app', 'sandbox'].map((role) =>
    secrets.get(`database-${role as 'owner' | 'app' | 'sandbox'}`),
  );
  await prepareEmbeddedServer(server.url, {
    owner: owner ?? '',
    app: app ?? '',
    sandbox: sandbox ?? '',
  });
});
afterAll(() => {
  server.stop();
  rmSync(dataDirectory, { recursive: true, force: true });
});

describe('withExistingDatabase', () => {
  it('works beside a running system and leaves it running', async () => {
    expect(await withExistingDatabase(settings, whoAmI)).toBe('jiayi_app');
    expect(await whoAmI(server.url('postgres'))).toBe('postgres');
  });

  it('starts the embedded database of a stopped one, and stops it again', async () => {
    server.stop();
    expect(await withExistingDatabase(settings, whoAmI)).toBe('jiayi_app');
    const failing = withExistingDatabase(settings, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    server = await start();
    expect(server.reused).toBe(false);
  });

  it('takes the database of the operator where one is named', async () => {
    const databaseUrl = server.url('postgres');
    expect(await withExistingDatabase({ ...settings, databaseUrl }, whoAmI)).toBe('postgres');
  });

  it('makes nothing where nothing is', async () => {
    const elsewhere = join(dataDirectory, 'elsewhere');
    const nowhere = withExistingDatabase({ ...settings, dataDirectory: elsewhere }, whoAmI);
    await expect(nowhere).rejects.toThrow(ConfigurationError);
    expect(() => existingSecret(elsewhere, 'audit-key')).toThrow('JIAYI_DATA_DIR');
    expect(existsSync(elsewhere)).toBe(false);
  });
});

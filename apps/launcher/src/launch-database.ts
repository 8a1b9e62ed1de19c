import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '@app/common';
import { openConnection } from './connection';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres';
import { ADDRESS_FILE } from './ports';
import { type RoleUrls, prepareEmbeddedServer, prepareForeignServer } from './roles';
import type { SecretFiles } from './secrets';
import type { LaunchSettings } from './settings';
import type { Shutdown } from './shutdown';

/** Key of the session lock that one launcher holds on its embedded server: "JYLN" in ASCII. */
const LAUNCHER_LOCK = 0x4a594c4e;

/** Opens the operator's database, or starts the embedded one, and makes the roles. */
export async function openDatabase(
  settings: LaunchSettings,
  secrets: SecretFiles,
  shutdown: Shutdown,
): Promise<RoleUrls> {
  const passwords = {
    owner: secrets.get('database-owner'),
    app: secrets.get('database-app'),
    sandbox: secrets.get('database-sandbox'),
  };
  const { databaseUrl } = settings;
  if (databaseUrl) {
    requireAddress(databaseUrl);
    const secretOf = (role: 'app' | 'sandbox') => secrets.pathOf(`database-${role}`);
    return prepareForeignServer(databaseUrl, passwords, secretOf);
  }
  const directory = join(settings.dataDirectory, 'postgres');
  const password = secrets.get('database-superuser');
  const server = await startEmbeddedPostgres({ directory, password });
  if (server.directory !== directory) {
    console.log(
      `数据库账户无法进入 ${directory}，数据位于 ${server.directory}。 The data is in ${server.directory}: the database account may not enter ${directory}.`,
    );
  }
  await takeOver(server, settings);
  shutdown.add(() => server.stop());
  return prepareEmbeddedServer(server.url, passwords);
}

function requireAddress(url: string): void {
  if (URL.canParse(url) && /^postgres(ql)?:$/.test(new URL(url).protocol)) return;
  throw new ConfigurationError(
    'DATABASE_URL 不是有效的 PostgreSQL 地址。 ' +
      'DATABASE_URL is not a PostgreSQL address (postgres://user:password@host:port/database).',
  );
}

/**
 * Makes sure that no other launcher lives on this server. The lock belongs to the session, so it is given back however
 * its holder ends; a server whose launcher was killed is ours from here on.
 */
async function takeOver(server: EmbeddedPostgres, settings: LaunchSettings): Promise<void> {
  const session = await openConnection(server.url('postgres'));
  const { rows } = await session.query<{ mine: boolean }>(
    'SELECT pg_try_advisory_lock($1) AS mine',
    [LAUNCHER_LOCK],
  );
  if (!rows[0]?.mine) {
    await session.end();
    const address = readFileSync(join(settings.dataDirectory, ADDRESS_FILE), 'utf8').trim();
    throw new ConfigurationError(
      `数据目录 ${settings.dataDirectory} 正由另一个实例使用（${address}）。 ` +
        `Jiayi already runs on ${settings.dataDirectory}, at ${address}: use it, stop it, or set JIAYI_DATA_DIR.`,
    );
  }
  if (!server.reused) return;
  console.log(
    '沿用上次遗留的数据库进程。 Taking over the database server an earlier start left running.',
  );
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '@app/common';
import { withCredentials } from './connection';
import { startEmbeddedPostgres } from './embedded-postgres';
import { DATABASE, ROLES } from './roles';
import { type SecretName, SecretFiles } from './secrets';
import type { LaunchSettings } from './settings';

/**
 * Runs `work` with the address of the database there is: that of `DATABASE_URL`, or the embedded one as the serving role,
 * whether the system runs on it or not. Nothing is made that was not there.
 *
 * @throws ConfigurationError when there is none
 */
export async function withExistingDatabase<T>(
  { databaseUrl, dataDirectory }: Pick<LaunchSettings, 'databaseUrl' | 'dataDirectory'>,
  work: (url: string) => Promise<T>,
): Promise<T> {
  if (databaseUrl) return work(databaseUrl);
  const password = existingSecret(dataDirectory, 'database-superuser');
  const servingPassword = existingSecret(dataDirectory, 'database-app');
  const directory = join(dataDirectory, 'postgres');
  const server = await startEmbeddedPostgres({ directory, password });
  try {
    return await work(withCredentials(server.url(DATABASE), ROLES.app, servingPassword));
  } finally {
    if (!server.reused) server.stop();
  }
}

/** A secret of the data directory. @throws ConfigurationError when no start has made one */
export function existingSecret(dataDirectory: string, name: SecretName): string {
  const folder = join(dataDirectory, 'secrets');
  if (existsSync(join(folder, name))) return new SecretFiles(folder).get(name);
  throw new ConfigurationError(
    `数据目录 ${dataDirectory} 中没有 ${name}，请用 JIAYI_DATA_DIR 指定数据目录，或设置 DATABASE_URL。 ` +
      `The data directory ${dataDirectory} has no ${name}: name the right one with JIAYI_DATA_DIR, or set DATABASE_URL.`,
  );
}

import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../apps/launcher/src/embedded-postgres';
import { migrate } from '../../apps/launcher/src/migrations';
import { prepareEmbeddedServer } from '../../apps/launcher/src/roles';
import { scratchDirectory } from '../../apps/launcher/src/scratch';
import { DIRECTORY_PREFIX, stopAbandonedServers } from './abandoned-servers';
import { PASSWORD, publishServer, TEMPLATE } from './test-server';

/** Starts one PostgreSQL for a jest call and migrates the database that every spec file clones. */
export default async function setUp(): Promise<void> {
  stopAbandonedServers();
  const directory = scratchDirectory(`${DIRECTORY_PREFIX}${process.pid}-`);
  const server = await startEmbeddedPostgres({
    directory: join(directory, 'postgres'),
    password: PASSWORD,
    fast: true,
  });
  publishServer({ directory, server });
  const passwords = { owner: PASSWORD, app: PASSWORD, sandbox: PASSWORD };
  const { owner } = await prepareEmbeddedServer(server.url, passwords, TEMPLATE);
  await migrate(owner);
}

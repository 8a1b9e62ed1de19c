import type { EmbeddedPostgres } from '../../apps/launcher/src/embedded-postgres';

/** The migrated database that every test database is a clone of. */
export const TEMPLATE = 'jiayi_template';

/** Password of every role of the throw-away server, which listens on the loopback address only. */
export const PASSWORD = 'test';

interface OwnServer {
  directory: string;
  server: EmbeddedPostgres;
}

const VARIABLE = 'JIAYI_TEST_POSTGRES_PORT';
let own: OwnServer | undefined;

/** Remembers the server for the teardown, and tells its port to the workers, which inherit the environment. */
export function publishServer(started: OwnServer): void {
  own = started;
  process.env[VARIABLE] = String(started.server.port);
}

/** The server that this process started. */
export function ownServer(): OwnServer {
  if (!own) throw new Error('the global setup did not start a PostgreSQL');
  return own;
}

/** The superuser's address of one database of the running test server. */
export function adminUrl(database: string): string {
  const port = process.env[VARIABLE];
  if (!port) throw new Error(`no test PostgreSQL: this suite needs the global setup (JIAYI_SUITE)`);
  return `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/${database}`;
}

import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { ConfigurationError } from '@app/common';
import { sqlStateOf } from '@app/database';
import { connect, withCredentials } from './connection';

/** The database roles of the system: who owns and migrates, who serves, and the stand-in of the regional platform. */
export const ROLES = {
  owner: 'jiayi_owner',
  app: 'jiayi_app',
  sandbox: 'jiayi_sandbox',
} as const;

/** The schema in which the platform sandbox keeps what it was sent. */
export const SANDBOX_SCHEMA = 'platform_sandbox';

/** The database of the embedded server. */
export const DATABASE = 'jiayi';

/** Passwords of {@link ROLES}. */
export type RolePasswords = Record<keyof typeof ROLES, string>;

/** Addresses of one database, one for each role. */
export type RoleUrls = Record<keyof typeof ROLES, string>;

/** The same database as seen by each role; the owner keeps the account of `ownerUrl`. */
export function roleUrls(
  ownerUrl: string,
  passwords: Pick<RolePasswords, 'app' | 'sandbox'>,
): RoleUrls {
  return {
    owner: ownerUrl,
    app: withCredentials(ownerUrl, ROLES.app, passwords.app),
    sandbox: withCredentials(ownerUrl, ROLES.sandbox, passwords.sandbox),
  };
}

/**
 * Makes the roles and the database of a server that is ours alone, and sets the passwords.
 *
 * @param urlOf the superuser's address of a database
 */
export async function prepareEmbeddedServer(
  urlOf: (database: string) => string,
  passwords: RolePasswords,
  database: string = DATABASE,
): Promise<RoleUrls> {
  await connect(urlOf('postgres'), async (client) => {
    for (const name of ['owner', 'app', 'sandbox'] as const) {
      await createRole(client, ROLES[name], passwords[name]);
      await setPassword(client, ROLES[name], passwords[name]);
    }
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [
      database,
    ]);
    if (!rowCount)
      await client.query(`CREATE DATABASE ${escapeIdentifier(database)} OWNER ${ROLES.owner}`);
  });
  await connect(urlOf(database), prepareDatabase);
  return roleUrls(withCredentials(urlOf(database), ROLES.owner, passwords.owner), passwords);
}

/**
 * Makes the serving roles on a server that is not ours, with the account of DATABASE_URL. A role that is already
 * there keeps its password: another installation may use it.
 *
 * @throws ConfigurationError when the account may not, or a role has another password than our secret file
 */
export async function prepareForeignServer(
  ownerUrl: string,
  passwords: Pick<RolePasswords, 'app' | 'sandbox'>,
  secretPathOf: (role: 'app' | 'sandbox') => string,
): Promise<RoleUrls> {
  const urls = roleUrls(ownerUrl, passwords);
  await connect(ownerUrl, async (client) => {
    for (const role of ['app', 'sandbox'] as const) {
      const made = await createRole(client, ROLES[role], passwords[role]);
      if (!made) await requireLogin(urls[role], ROLES[role], secretPathOf(role));
    }
    await prepareDatabase(client);
  });
  return urls;
}

/** Returns false when the role is there already. */
async function createRole(client: Client, role: string, password: string): Promise<boolean> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  if (rowCount) return false;
  await explained(client, `CREATE ROLE ${role} LOGIN PASSWORD ${escapeLiteral(password)}`);
  return true;
}

const setPassword = (client: Client, role: string, password: string) =>
  client.query(`ALTER ROLE ${role} LOGIN PASSWORD ${escapeLiteral(password)}`);

async function requireLogin(url: string, role: string, secretFile: string): Promise<void> {
  try {
    await connect(url, () => Promise.resolve());
  } catch (cause) {
    throw new ConfigurationError(
      `数据库角色 ${role} 已存在且密码不同，请将其密码写入 ${secretFile}。 ` +
        `The database role ${role} exists already with another password; put its password into ${secretFile}.`,
      { cause },
    );
  }
}

/** Only the named roles may connect, and the sandbox gets a schema of its own. */
async function prepareDatabase(client: Client): Promise<void> {
  const { rows } = await client.query<{ database: string; superuser: boolean }>(
    `SELECT current_database() AS database, rolsuper AS superuser FROM pg_roles WHERE rolname = current_user`,
  );
  const database = escapeIdentifier(rows[0]?.database ?? DATABASE);
  await explained(client, `REVOKE CONNECT, TEMPORARY ON DATABASE ${database} FROM PUBLIC`);
  await explained(
    client,
    `GRANT CONNECT ON DATABASE ${database} TO ${ROLES.app}, ${ROLES.sandbox}`,
  );
  const { rowCount } = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [
    SANDBOX_SCHEMA,
  ]);
  if (rowCount) return;
  // whoever is not a superuser must be a member of the role that shall own the schema
  if (!rows[0]?.superuser) await explained(client, `GRANT ${ROLES.sandbox} TO current_user`);
  await explained(client, `CREATE SCHEMA ${SANDBOX_SCHEMA} AUTHORIZATION ${ROLES.sandbox}`);
}

async function explained(client: Client, statement: string): Promise<void> {
  try {
    await client.query(statement);
  } catch (cause) {
    if (sqlStateOf(cause) !== '42501') throw cause;
    const what = statement.replace(/PASSWORD .*/, '').trim();
    throw new ConfigurationError(
      `DATABASE_URL 的账户权限不足（需要 CREATEROLE 和数据库所有权）：${what}。 ` +
        `The account of DATABASE_URL may not "${what}"; it needs CREATEROLE and must own the database.`,
      { cause },
    );
  }
}

import { Client } from 'pg';
import { ConfigurationError } from '@app/common';
import { sqlStateOf } from '@app/database';

const CONNECT_TIMEOUT_MS = 10_000;

/** Runs `work` on a connection of its own and closes it. @throws ConfigurationError when the database cannot be reached */
export async function connect<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await openConnection(url);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Opens a connection that the caller ends. @throws ConfigurationError when the database cannot be reached */
export async function openConnection(url: string): Promise<Client> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'jiayi-launcher',
  });
  // a server that goes away while nothing is asked of it is noticed by the next statement
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (cause) {
    throw unreachable(url, cause);
  }
}

/** The address without its password, for messages and logs. */
export function publicUrl(url: string): string {
  if (!URL.canParse(url)) return 'DATABASE_URL';
  const parsed = new URL(url);
  parsed.password = '';
  return parsed.toString();
}

/** The same database under another account. */
export function withCredentials(url: string, user: string, password: string): string {
  const parsed = new URL(url);
  parsed.username = encodeURIComponent(user);
  parsed.password = encodeURIComponent(password);
  return parsed.toString();
}

function unreachable(url: string, cause: unknown): ConfigurationError {
  const reason = cause instanceof AggregateError ? cause.errors[0] : cause;
  const detail = reason instanceof Error ? reason.message : String(reason);
  const state = sqlStateOf(reason);
  const zh = state?.startsWith('28') ? '拒绝登录' : '无法连接';
  return new ConfigurationError(
    `数据库 ${publicUrl(url)} ${zh}，请检查 DATABASE_URL。 ` +
      `The database ${publicUrl(url)} cannot be used, check DATABASE_URL: ${detail}`,
    { cause },
  );
}

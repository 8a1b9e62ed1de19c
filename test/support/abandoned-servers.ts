import { existsSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresBinaries } from '../../apps/launcher/src/postgres-binaries';

/** Beginning of the name of every test server's directory; the id of the process that made it follows. */
export const DIRECTORY_PREFIX = 'jiayi-test-';

/** Stops servers whose jest was killed before its teardown, and removes what they left behind. */
export function stopAbandonedServers(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${DIRECTORY_PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const directory = join(tmpdir(), name);
    const cluster = join(directory, 'postgres');
    if (existsSync(join(cluster, 'postmaster.pid'))) {
      postgresBinaries().run('pg_ctl', ['-D', cluster, '-m', 'immediate', 'stop'], 'silent');
    }
    rmSync(directory, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigurationError } from '@app/common';

/**
 * Makes the data directory and finds out that it can be written to.
 *
 * @throws ConfigurationError naming the directory and what the system says
 */
export function prepareDataDirectory(path: string): void {
  try {
    make(path);
    const probe = join(path, '.writable');
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (cause) {
    throw new ConfigurationError(
      `数据目录 ${path} 无法使用，请检查路径和权限，或用 JIAYI_DATA_DIR 指定其他目录。 ` +
        `The data directory ${path} cannot be used; check it or set JIAYI_DATA_DIR: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** Level by level: Node's recursive mkdir never returns where the system answers ENOENT for good, as below /proc. */
function make(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) return;
  if (found) throw new Error('it is a file');
  make(dirname(path));
  mkdirSync(path, { mode: 0o755 });
}

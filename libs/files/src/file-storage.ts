import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where the bytes of files lie: a local directory by default, an S3-compatible store where one is configured. */
export abstract class FileStorage {
  /** Keeps the bytes under an id for good; safe on disk when it returns. */
  abstract write(id: string, content: Buffer): Promise<void>;
  abstract read(id: string): Promise<Buffer>;
  /** Forgets bytes that no record came to point at. */
  abstract remove(id: string): Promise<void>;
}

/** Files in a directory of this machine, by the first characters of their id. */
export class DirectoryStorage extends FileStorage {
  constructor(private readonly root: string) {
    super();
  }

  async write(id: string, content: Buffer): Promise<void> {
    const path = this.pathOf(id);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    // Written aside and renamed: a crash leaves no half file under the final name.
    const file = await open(`${path}.part`, 'w', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.part`, path);
    await syncDirectory(dirname(path));
  }

  read(id: string): Promise<Buffer> {
    return readFile(this.pathOf(id));
  }

  remove(id: string): Promise<void> {
    return rm(this.pathOf(id), { force: true });
  }

  private pathOf(id: string): string {
    return join(this.root, pathOfFile(id));
  }
}

/**
 * Where a file lies below the root of its storage.
 *
 * @throws RangeError for what is no id: no path comes from anybody's input
 */
export function pathOfFile(id: string): string {
  if (!/^[0-9a-f-]{36}$/.test(id)) throw new RangeError(`not a file id: ${id}`);
  // The last characters of a UUIDv7 are random; its first ones would put a whole day into one folder.
  return `${id.slice(-2)}/${id}`;
}

/** The new name is on disk only once its directory is. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

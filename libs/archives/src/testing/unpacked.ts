import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fromBufferPromise } from 'yauzl';
import type { ArchiveIndex } from '../archive-index';

/** An archive as somebody without this system unpacks it. */
export interface Unpacked {
  files: ReadonlyMap<string, Buffer>;
  index: ArchiveIndex;
}

/** Reads a ZIP by another library than the one that writes it. */
export async function unpack(archive: Buffer): Promise<Unpacked> {
  const files = new Map<string, Buffer>();
  const zip = await fromBufferPromise(archive, { lazyEntries: true, validateEntrySizes: true });
  for await (const entry of zip.eachEntry()) {
    const chunks: Buffer[] = [];
    const stream = (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>;
    for await (const chunk of stream) chunks.push(chunk);
    files.set(entry.fileName, Buffer.concat(chunks));
  }
  const index = JSON.parse(files.get('index.json')?.toString('utf8') ?? '') as ArchiveIndex;
  return { files, index };
}

/** Writes the files to a directory and has coreutils hold them against SHA256SUMS. @returns what it says of each */
export function verifyChecksums({ files }: Unpacked): string[] {
  const directory = mkdtempSync(join(tmpdir(), 'jiayi-archive-'));
  try {
    for (const [path, content] of files) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), content);
    }
    const said = execFileSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: directory });
    return said.toString('utf8').trim().split('\n');
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

import { timingSafeEqual } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sign } from './chain';

/** How far the trail was sealed at a moment, written where the database cannot reach. */
export interface AuditHead {
  /** The last block, and its hash in hexadecimal digits. */
  seq: string;
  hash: string;
  /** Entries in all blocks up to it. */
  entries: number;
  /** ISO 8601, UTC. */
  at: string;
  /** Why the database was taken back to this block; heads beyond it, written before, count no more. */
  restored?: string;
}

/** One line of a head file; `head` is null when it cannot be read or was not signed with our key. */
export interface HeadLine {
  file: string;
  line: number;
  head: AuditHead | null;
}

const FILE = /^\d{4}-\d{2}\.jsonl$/;

/** Name of the file with the heads of a month (UTC). */
export const headFileOf = (at: string): string => `${at.slice(0, 7)}.jsonl`;

/** Signed heads in a folder, one file a month, one line a head; only ever appended to, by any number of workers. */
export class AuditHeads {
  constructor(
    readonly directory: string,
    private readonly key: string,
  ) {}

  /** Writes a head and waits until it is on the disk. One write of one line: those of several workers do not mix. */
  async append(head: AuditHead): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const line = JSON.stringify({ ...head, signature: this.signatureOf(head).toString('hex') });
    const file = await open(join(this.directory, headFileOf(head.at)), 'a', 0o600);
    try {
      await file.write(`${line}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  /** Names of the files there are, oldest first; undefined when the folder is missing. */
  async files(): Promise<string[] | undefined> {
    if (!existsSync(this.directory)) return undefined;
    const names = await readdir(this.directory);
    return names.filter((name) => FILE.test(name)).sort();
  }

  /** Every line of every file, oldest first. */
  async *read(): AsyncGenerator<HeadLine> {
    for (const file of (await this.files()) ?? []) {
      let line = 0;
      for await (const text of createInterface({
        input: createReadStream(join(this.directory, file), 'utf8'),
        crlfDelay: Infinity,
      })) {
        line += 1;
        if (text !== '') yield { file, line, head: this.parse(text) };
      }
    }
  }

  private parse(text: string): AuditHead | null {
    try {
      const { signature, ...head } = JSON.parse(text) as AuditHead & { signature: string };
      const given = Buffer.from(signature, 'hex');
      const expected = this.signatureOf(head);
      return given.length === expected.length && timingSafeEqual(given, expected) ? head : null;
    } catch {
      return null;
    }
  }

  private signatureOf({ seq, hash, entries, at, restored }: AuditHead): Buffer {
    return sign(JSON.stringify(['head', seq, hash, entries, at, restored ?? null]), this.key);
  }
}

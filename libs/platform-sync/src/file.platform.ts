import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { newId } from '@app/common';
import type { OutgoingRecord, RecordKind } from './platform-record';
import { type HolderDigest, type RecordAnswer, RegionalPlatform } from './regional-platform';
import { systemCodeOf } from './system-error';

/**
 * A dry run: writes each record to `<directory>/<kind>/<insCode>/<key>.json` as it would be sent, and keeps the newest.
 * Its target has states of its own, so nothing counts as delivered to the real platform.
 */
export class FilePlatform extends RegionalPlatform {
  readonly target = 'file';
  readonly receives = false;

  constructor(private readonly directory: string) {
    super();
  }

  async deliver(records: readonly OutgoingRecord[]): Promise<RecordAnswer[]> {
    const answers: RecordAnswer[] = [];
    for (const record of records) answers.push(await this.keep(record));
    return answers;
  }

  async digests(kind: RecordKind): Promise<HolderDigest[]> {
    const holders = await namesIn(join(this.directory, kind));
    return Promise.all(holders.map((insCode) => this.digest(kind, insCode)));
  }

  private async keep(record: OutgoingRecord): Promise<RecordAnswer> {
    const { kind, insCode, key, version, hash } = record;
    const path = join(this.directory, kind, insCode, `${key}.json`);
    const held = await readRecord(path);
    const answer = { kind, insCode, key, version, code: 100, field: null, message: null };
    if (held && held.version >= version) {
      const outcome = held.hash === hash ? 'duplicate' : 'stale';
      return { ...answer, outcome, heldVersion: held.version };
    }
    await mkdir(dirname(path), { recursive: true });
    // Renamed into place, so that a crash leaves the old record or the new one.
    const draft = `${path}.${newId()}`;
    await writeFile(draft, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
    await rename(draft, path);
    return { ...answer, outcome: 'applied', heldVersion: version };
  }

  private async digest(kind: RecordKind, insCode: string): Promise<HolderDigest> {
    const directory = join(this.directory, kind, insCode);
    const names = (await namesIn(directory)).filter((name) => name.endsWith('.json')).sort();
    const records = await Promise.all(names.map((name) => readRecord(join(directory, name))));
    const lines = records.flatMap((record) =>
      record ? [`${record.key}:${record.version}:${record.hash}`] : [],
    );
    const digest = createHash('sha256').update(lines.join('\n')).digest('hex');
    return { insCode, count: lines.length, digest };
  }
}

const isMissing = (error: unknown): boolean => systemCodeOf(error) === 'ENOENT';

async function namesIn(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function readRecord(path: string): Promise<OutgoingRecord | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as OutgoingRecord;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

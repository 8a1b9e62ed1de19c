import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FilePlatform } from './file.platform';
import { contentHash, type MappedRecord, type OutgoingRecord } from './platform-record';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jiayi-dry-run-'));
});

afterEach(() => rm(directory, { recursive: true }));

function build(key: string, version: number, cname = '扫描电子显微镜'): OutgoingRecord {
  const mapped: MappedRecord = {
    kind: 'instrument',
    insCode: '12330400470000000X',
    key,
    standing: 'open',
    fields: { cname },
  };
  return { ...mapped, version, hash: contentHash(mapped) };
}

describe('FilePlatform', () => {
  it('writes a record as it would be sent and keeps the newest', async () => {
    const platform = new FilePlatform(directory);
    const outcomes = [build('a', 2), build('a', 2), build('a', 1, '旧'), build('a', 3, '新')];
    const answers = [];
    for (const record of outcomes) answers.push(...(await platform.deliver([record])));
    expect(answers.map(({ outcome }) => outcome)).toEqual([
      'applied',
      'duplicate',
      'stale',
      'applied',
    ]);
    const written = await readFile(join(directory, 'instrument/12330400470000000X/a.json'), 'utf8');
    expect(JSON.parse(written)).toEqual(build('a', 3, '新'));
  });

  it('gives a digest that depends on content, not on order', async () => {
    const platform = new FilePlatform(directory);
    expect(await platform.digests('instrument')).toEqual([]);
    await platform.deliver([build('b', 1), build('a', 1)]);
    const [first] = await platform.digests('instrument');
    expect(first).toMatchObject({ insCode: '12330400470000000X', count: 2 });
    await platform.deliver([build('a', 2, '新')]);
    expect((await platform.digests('instrument'))[0]?.digest).not.toBe(first?.digest);
  });
});

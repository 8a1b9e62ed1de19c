import { randomBytes } from 'node:crypto';
import { crc32, deflateRawSync } from 'node:zlib';
import { checkArchive } from './archive-check';

interface FakeEntry {
  name: string;
  content: Buffer;
  /** Size the directory claims, when it lies. */
  claimed?: number;
  attributes?: number;
}

/** A zip archive byte by byte, because no honest writer makes these. */
function zipOf(entries: FakeEntry[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, claimed = content.length, attributes = 0 } of entries) {
    const packed = deflateRawSync(content);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(8, 4);
    shared.writeUInt32LE(crc32(content), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(claimed, 18);
    shared.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), shared, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(attributes, 6);
    rest.writeUInt32LE(offset, 10);
    directory.push(
      Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\0'), shared, rest, Buffer.from(name)]),
    );
    locals.push(local);
    offset += local.length;
  }
  const size = Buffer.concat(directory).length;
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

const sheet = { name: 'xl/worksheets/sheet1.xml', content: Buffer.from('<worksheet/>') };
const zeros = (megabytes: number): Buffer => Buffer.alloc(megabytes * 1024 * 1024);

describe('checkArchive', () => {
  it('lets an ordinary archive pass', async () => {
    await expect(checkArchive(zipOf([sheet]))).resolves.toBeUndefined();
  });

  it.each([
    ['unpacks to more than 100 times its size', zipOf([{ ...sheet, content: zeros(20) }])],
    [
      'has more than 200 entries',
      zipOf(Array.from({ length: 201 }, (_, index) => ({ ...sheet, name: `a${index}` }))),
    ],
    [
      'unpacks to more than 100 MiB in all',
      zipOf([
        { name: 'xl/media/noise.png', content: randomBytes(2 * 1024 * 1024) },
        { ...sheet, content: zeros(99) },
      ]),
    ],
  ])('#27 refuses one that %s', async (_, content) => {
    await expect(checkArchive(content)).rejects.toMatchObject({ code: 'ledger-too-large-inside' });
  });

  it('#27 stops counting at the limit: a bomb of 200 MB is refused in a second', async () => {
    const content = zipOf([{ ...sheet, content: zeros(200) }]);
    await expect(checkArchive(content)).rejects.toMatchObject({ code: 'ledger-too-large-inside' });
  });

  it.each([
    ['climbs out of its folder', [{ ...sheet, name: '../../etc/passwd' }]],
    ['starts at the root', [{ ...sheet, name: '/etc/passwd' }]],
    ['is a symbolic link', [{ ...sheet, attributes: (0o120777 << 16) >>> 0 }]],
  ])('#28 refuses one with an entry that %s', async (_, entries) => {
    await expect(checkArchive(zipOf(entries))).rejects.toMatchObject({ code: 'ledger-unreadable' });
  });

  it.each([
    ['is there twice', [sheet, sheet]],
    ['is there twice but for case', [sheet, { ...sheet, name: sheet.name.toUpperCase() }]],
    ['is bigger than the directory claims', [{ ...sheet, content: zeros(1), claimed: 10 }]],
    [
      'declares a document type',
      [{ ...sheet, content: Buffer.from('<!DOCTYPE x [<!ENTITY a "b">]>') }],
    ],
    [
      'declares one across two chunks',
      [{ ...sheet, content: Buffer.from(`${' '.repeat(16 * 1024 - 4)}<!DOCTYPE x>`) }],
    ],
  ])('#27 refuses one with an entry that %s', async (_, entries) => {
    await expect(checkArchive(zipOf(entries))).rejects.toMatchObject({ code: 'ledger-unreadable' });
  });

  it('#27 refuses a truncated archive', async () => {
    await expect(checkArchive(zipOf([sheet]).subarray(0, 60))).rejects.toMatchObject({
      code: 'ledger-unreadable',
    });
  });
});

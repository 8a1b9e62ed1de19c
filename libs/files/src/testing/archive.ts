import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of an archive, with what its directory may claim of it. */
export interface FakeEntry {
  name: string;
  content: Buffer;
  /** Size the directory claims, when it lies. */
  claimed?: number;
  attributes?: number;
}

/** A zip archive byte by byte, because no honest writer makes hostile ones. */
export function archiveOf(entries: readonly FakeEntry[]): Buffer {
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

/** An archive that holds one small entry of each name. */
export const archiveWith = (...names: string[]): Buffer =>
  archiveOf(names.map((name) => ({ name, content: Buffer.from('<x/>') })));

/** The smallest files whose content says what they are. */
export const SAMPLES = {
  pdf: Buffer.from('%PDF-1.7\n%%EOF\n'),
  png: Buffer.from('89504e470d0a1a0a0000000d4948445200000001', 'hex'),
  jpeg: Buffer.from('ffd8ffe000104a464946', 'hex'),
  ofd: archiveWith('OFD.xml', 'Doc_0/Document.xml'),
  xlsx: archiveWith('[Content_Types].xml', 'xl/workbook.xml'),
  docx: archiveWith('[Content_Types].xml', 'word/document.xml'),
} as const;

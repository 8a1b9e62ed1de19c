import { Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

/** One entry of an archive that is being written; its content comes in pieces of text or bytes. */
export interface ZipPart {
  /** A path inside the archive, in ASCII. */
  name: string;
  content: Iterable<string | Buffer> | AsyncIterable<string | Buffer>;
}

interface Written {
  name: Buffer;
  offset: number;
  crc: number;
  packedBytes: number;
  bytes: number;
}

const LOCAL_ENTRY = 0x04034b50;
const DESCRIPTOR = 0x08074b50;
const DIRECTORY_ENTRY = 0x02014b50;
const DIRECTORY_END = 0x06054b50;
const VERSION = 20;
/** Sizes follow behind the data: nobody knows them before. */
const FLAGS = 0x0008;
const DEFLATE = 8;
/** 1980-01-01, the first day an archive can name: two exports of the same rows are the same bytes. */
const FIRST_DAY = 0x0021;

/** A zip archive written piece by piece; memory holds one piece, however long the archive is. */
export async function* zipOf(parts: Iterable<ZipPart>): AsyncGenerator<Buffer> {
  const directory: Written[] = [];
  let offset = 0;
  for (const part of parts) {
    const name = Buffer.from(part.name, 'ascii');
    const entry: Written = { name, offset, crc: 0, packedBytes: 0, bytes: 0 };
    const head = Buffer.concat([localHead(entry), name]);
    yield head;
    for await (const chunk of deflated(part.content, entry)) yield chunk;
    const tail = descriptorOf(entry);
    yield tail;
    offset += head.length + entry.packedBytes + tail.length;
    directory.push(entry);
  }
  const entries = Buffer.concat(directory.map((one) => Buffer.concat([entryHead(one), one.name])));
  yield entries;
  yield directoryEnd(directory.length, entries.length, offset);
}

/** Packs the pieces and counts them in `entry` on the way. */
async function* deflated(content: ZipPart['content'], entry: Written): AsyncGenerator<Buffer> {
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const piece of content) {
      const bytes = typeof piece === 'string' ? Buffer.from(piece, 'utf8') : piece;
      entry.crc = crc32(bytes, entry.crc);
      entry.bytes += bytes.length;
      yield bytes;
    }
  }
  const source = Readable.from(counted());
  const packer = source.pipe(createDeflateRaw());
  source.on('error', (error) => packer.destroy(error));
  for await (const chunk of packer as AsyncIterable<Buffer>) {
    entry.packedBytes += chunk.length;
    yield chunk;
  }
}

function localHead({ name }: Written): Buffer {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(LOCAL_ENTRY, 0);
  head.writeUInt16LE(VERSION, 4);
  head.writeUInt16LE(FLAGS, 6);
  head.writeUInt16LE(DEFLATE, 8);
  head.writeUInt16LE(FIRST_DAY, 12);
  head.writeUInt16LE(name.length, 26);
  return head;
}

function descriptorOf({ crc, packedBytes, bytes }: Written): Buffer {
  const descriptor = Buffer.alloc(16);
  descriptor.writeUInt32LE(DESCRIPTOR, 0);
  descriptor.writeUInt32LE(crc, 4);
  descriptor.writeUInt32LE(packedBytes, 8);
  descriptor.writeUInt32LE(bytes, 12);
  return descriptor;
}

function entryHead({ name, offset, crc, packedBytes, bytes }: Written): Buffer {
  const head = Buffer.alloc(46);
  head.writeUInt32LE(DIRECTORY_ENTRY, 0);
  head.writeUInt16LE(VERSION, 4);
  head.writeUInt16LE(VERSION, 6);
  head.writeUInt16LE(FLAGS, 8);
  head.writeUInt16LE(DEFLATE, 10);
  head.writeUInt16LE(FIRST_DAY, 14);
  head.writeUInt32LE(crc, 16);
  head.writeUInt32LE(packedBytes, 20);
  head.writeUInt32LE(bytes, 24);
  head.writeUInt16LE(name.length, 28);
  head.writeUInt32LE(offset, 42);
  return head;
}

function directoryEnd(count: number, bytes: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(DIRECTORY_END, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(bytes, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

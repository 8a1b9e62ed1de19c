import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { FileRefused } from './file.errors';

/** What an archive may contain. Source: OWASP ASVS 5.0, 5.2.3. */
export const ARCHIVE_LIMITS = {
  entries: 200,
  unpackedBytes: 100 * 1024 * 1024,
  ratio: 100,
} as const;

const SYMBOLIC_LINK = 0o120000;
const FILE_TYPE_MASK = 0o170000;
/** Longest marker looked for, less one: a marker may lie across two chunks. */
const OVERLAP_BYTES = '<!DOCTYPE'.length - 1;

/**
 * The names inside a zip archive, in lower case. Every entry is inflated once and kept nowhere: sizes in the directory
 * may lie, so bytes are counted as they come and the count stops at the limit.
 *
 * @throws FileRefused for a bomb, a hostile name, a document type declaration, an encrypted or a damaged archive
 */
export async function namesInArchive(content: Buffer): Promise<ReadonlySet<string>> {
  const zip = await open(content);
  const names = new Set<string>();
  const limit = Math.min(ARCHIVE_LIMITS.unpackedBytes, content.length * ARCHIVE_LIMITS.ratio);
  let unpacked = 0;
  try {
    if (zip.entryCount > ARCHIVE_LIMITS.entries) throw bomb();
    // yauzl itself refuses absolute and `..` names while it walks the directory.
    for await (const entry of zip.eachEntry()) {
      names.add(checkedName(entry, names));
      unpacked += await inflatedSize(zip, entry, limit - unpacked);
    }
    return names;
  } catch (cause) {
    throw cause instanceof FileRefused ? cause : unreadable();
  } finally {
    zip.close();
  }
}

async function open(content: Buffer): Promise<ZipFile> {
  try {
    return await fromBufferPromise(content, { lazyEntries: true, validateEntrySizes: true });
  } catch {
    throw unreadable();
  }
}

function checkedName(entry: Entry, names: ReadonlySet<string>): string {
  const isLink = ((entry.externalFileAttributes >>> 16) & FILE_TYPE_MASK) === SYMBOLIC_LINK;
  // Case-folded: office programs take two names that differ by case for one file.
  const name = entry.fileName.toLowerCase();
  if (isLink || names.has(name) || entry.isEncrypted()) throw unreadable();
  return name;
}

async function inflatedSize(zip: ZipFile, entry: Entry, limit: number): Promise<number> {
  const stream = await zip.openReadStreamPromise(entry);
  let size = 0;
  let tail = Buffer.alloc(0);
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw bomb();
    const seen = Buffer.concat([tail, chunk]);
    if (seen.includes('<!DOCTYPE') || seen.includes('<!ENTITY')) throw unreadable();
    tail = seen.subarray(-OVERLAP_BYTES);
  }
  return size;
}

const bomb = (): FileRefused =>
  new FileRefused('too-large-inside', {
    zh: '文件解压后过大或内部文件过多，请删减图片后另存并重新上传',
    en: 'the file is too large when unpacked; take out pictures, save it anew and upload it again',
  });

const unreadable = (): FileRefused =>
  new FileRefused('unreadable', {
    zh: '文件已损坏或已加密，请打开并另存后重新上传',
    en: 'the file is damaged or encrypted; open it, save it anew and upload it again',
  });

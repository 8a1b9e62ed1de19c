import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { LedgerFileRefused, unreadableFile } from './ledger-file.errors';

/** What an .xlsx may contain; real ledgers have a dozen entries and unpack to ten times their size. */
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
 * Inflates every entry once, keeping nothing, before anything parses the file: sizes in the directory may lie, so bytes
 * are counted as they come and the count stops at the limit.
 *
 * @throws LedgerFileRefused for a bomb, a hostile name, a document type declaration or a damaged archive
 */
export async function checkArchive(content: Buffer): Promise<void> {
  const zip = await open(content);
  const names = new Set<string>();
  const limit = Math.min(ARCHIVE_LIMITS.unpackedBytes, content.length * ARCHIVE_LIMITS.ratio);
  let unpacked = 0;
  try {
    if (zip.entryCount > ARCHIVE_LIMITS.entries) throw bomb();
    // yauzl itself refuses absolute and `..` names while it walks the directory.
    for await (const entry of zip.eachEntry()) {
      checkEntry(entry, names);
      unpacked += await inflatedSize(zip, entry, limit - unpacked);
    }
  } catch (cause) {
    throw cause instanceof LedgerFileRefused ? cause : unreadableFile();
  } finally {
    zip.close();
  }
}

async function open(content: Buffer): Promise<ZipFile> {
  try {
    return await fromBufferPromise(content, { lazyEntries: true, validateEntrySizes: true });
  } catch {
    throw unreadableFile();
  }
}

function checkEntry(entry: Entry, names: Set<string>): void {
  const isLink = ((entry.externalFileAttributes >>> 16) & FILE_TYPE_MASK) === SYMBOLIC_LINK;
  // Case-folded: two names that differ by case are one file to Excel.
  const name = entry.fileName.toLowerCase();
  if (isLink || names.has(name) || entry.isEncrypted()) throw unreadableFile();
  names.add(name);
}

async function inflatedSize(zip: ZipFile, entry: Entry, limit: number): Promise<number> {
  const stream = await zip.openReadStreamPromise(entry);
  let size = 0;
  let tail = Buffer.alloc(0);
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw bomb();
    const seen = Buffer.concat([tail, chunk]);
    if (seen.includes('<!DOCTYPE') || seen.includes('<!ENTITY')) throw unreadableFile();
    tail = seen.subarray(-OVERLAP_BYTES);
  }
  return size;
}

const bomb = (): LedgerFileRefused =>
  new LedgerFileRefused('too-large-inside', {
    zh: '文件解压后过大或内部文件过多，请删除图片和多余的工作表后重新上传',
    en: 'the file is too large when unpacked; remove pictures and spare sheets and upload it again',
  });

import { createHash } from 'node:crypto';
import { type Text } from '@app/common';
import { type ZipPart, zipOf } from '@app/files';
import {
  type ArchiveIndex,
  checksumsOf,
  indexAsHtml,
  indexAsJson,
  type IndexedEntry,
  type IndexedPart,
} from './archive-index';

/** One file of an archive; its content is asked for when its turn comes, so that memory holds one at a time. */
export interface ArchiveEntry {
  /** ASCII, and safe as a path on every system. */
  path: string;
  title: Text;
  originalName?: string;
  content: () => Promise<Buffer> | Buffer;
}

/** Everything an archive is made of. */
export interface ArchiveContent {
  orderNumber: string;
  parts: readonly IndexedPart[];
  entries: readonly ArchiveEntry[];
}

const INDEX_TITLE: Text = { zh: '档案目录', en: 'Index' };

/** The archive as a ZIP, piece by piece: entries, the index with the hash of each, and the hashes of all. */
export const streamArchive = (content: ArchiveContent): AsyncGenerator<Buffer> =>
  zipOf(partsOf(content));

function* partsOf({ orderNumber, parts, entries }: ArchiveContent): Generator<ZipPart> {
  const written: IndexedEntry[] = [];
  for (const entry of entries) yield hashed(entry, written);
  const index: ArchiveIndex = {
    ...{ format: 'jiayi-order-archive/1', orderNumber, parts },
    // The index lists what stands before it: it cannot tell its own hash, which SHA256SUMS does.
    entries: [...written],
  };
  for (const [path, text] of [
    ['index.json', indexAsJson(index)],
    ['index.html', indexAsHtml(index)],
  ] as const) {
    const content = () => Buffer.from(text, 'utf8');
    yield hashed({ path, title: INDEX_TITLE, content }, written);
  }
  yield { name: 'SHA256SUMS', content: [checksumsOf(written)] };
}

/** The entry on its way into the archive; it is in `written` once its content has passed. */
function hashed(
  { path, title, originalName, content }: ArchiveEntry,
  written: IndexedEntry[],
): ZipPart {
  async function* passing(): AsyncGenerator<Buffer> {
    const bytes = await content();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const named = originalName === undefined ? {} : { originalName };
    written.push({ path, title, bytes: bytes.length, sha256, ...named });
    yield bytes;
  }
  return { name: path, content: passing() };
}

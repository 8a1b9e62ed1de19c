import { StreamableFile } from '@nestjs/common';
import { FILE_KINDS } from './file-kind';
import { attachmentOf } from './file-name';
import type { StoredFile } from './stored-file.entity';

const SERVED_TYPES: readonly string[] = FILE_KINDS.map(({ mediaType }) => mediaType);

/** A file on its way out: to be saved, never shown. What is of no kind that is taken goes out as mere bytes. */
export const downloadOf = (
  { name, mediaType }: Pick<StoredFile, 'name' | 'mediaType'>,
  content: Buffer,
): StreamableFile =>
  new StreamableFile(content, {
    type: SERVED_TYPES.includes(mediaType) ? mediaType : 'application/octet-stream',
    disposition: attachmentOf(name),
    length: content.length,
  });

import { isUtf8 } from 'node:buffer';
import { namesInArchive } from './archive';
import { FileRefused } from './file.errors';

/** A kind of file that is taken; everything else is refused. */
export interface FileKind {
  mediaType: string;
  /** Endings a name of this kind may have; the first is put behind one that has none of them. */
  extensions: readonly string[];
}

const PDF: FileKind = { mediaType: 'application/pdf', extensions: ['.pdf'] };
const PNG: FileKind = { mediaType: 'image/png', extensions: ['.png'] };
const JPEG: FileKind = { mediaType: 'image/jpeg', extensions: ['.jpg', '.jpeg'] };
/** Layout documents of GB/T 33190-2016, in which electronic invoices come. */
const OFD: FileKind = { mediaType: 'application/ofd', extensions: ['.ofd'] };
const OFFICE = 'application/vnd.openxmlformats-officedocument';
const XLSX: FileKind = { mediaType: `${OFFICE}.spreadsheetml.sheet`, extensions: ['.xlsx'] };
const DOCX: FileKind = { mediaType: `${OFFICE}.wordprocessingml.document`, extensions: ['.docx'] };

/** Every kind that is taken. */
export const FILE_KINDS: readonly FileKind[] = [PDF, PNG, JPEG, OFD, XLSX, DOCX];

/** Plain text in UTF-8, such as raw data that an instrument writes; nothing tells its ending, so that of any table stays. */
export const TEXT_KIND: FileKind = {
  mediaType: 'text/plain',
  extensions: ['.txt', '.csv', '.tsv', '.dat', '.log', '.md'],
};

/** First bytes of the kinds that are no archives. */
const SIGNATURES: readonly (readonly [FileKind, Buffer])[] = [
  [PDF, Buffer.from('%PDF-')],
  [PNG, Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
  [JPEG, Buffer.from('ffd8ff', 'hex')],
];

const ARCHIVE = Buffer.from('PK\u0003\u0004', 'latin1');

/** The entry by which each kind of archive is known. */
const MAIN_ENTRIES: readonly (readonly [FileKind, string])[] = [
  [OFD, 'ofd.xml'],
  [XLSX, 'xl/workbook.xml'],
  [DOCX, 'word/document.xml'],
];

/**
 * What a file is, by its content: neither its name nor the type its sender claims is asked.
 * Source: OWASP ASVS 5.0, 5.2.2.
 *
 * @throws FileRefused for an empty file, one of no kind that is taken, a hostile archive, or one with macros (422)
 */
export async function fileKindOf(content: Buffer): Promise<FileKind> {
  if (content.length === 0) throw empty();
  const known = SIGNATURES.find(([, signature]) => startsWith(content, signature));
  if (known) return known[0];
  if (!startsWith(content, ARCHIVE)) throw unknown();
  const names = await namesInArchive(content);
  if ([...names].some((name) => name.endsWith('vbaproject.bin'))) throw withMacros();
  const main = MAIN_ENTRIES.find(([, entry]) => names.has(entry));
  if (!main) throw unknown();
  return main[0];
}

/**
 * What an upload is: a kind as {@link fileKindOf} tells it, or plain text. Text that begins as a page or a program of a browser
 * does is none, whatever it is called.
 *
 * @throws FileRefused as {@link fileKindOf} (422)
 */
export const uploadKindOf = (content: Buffer): Promise<FileKind> =>
  isPlainText(content) ? Promise.resolve(TEXT_KIND) : fileKindOf(content);

function isPlainText(content: Buffer): boolean {
  if (content.length === 0 || SIGNATURES.some(([, signature]) => startsWith(content, signature)))
    return false;
  return isUtf8(content) && !NO_TEXT.test(content.toString('utf8'));
}

/** The beginning of a page, or a control character that is no blank. */
const NO_TEXT = /^\ufeff?\s*<|[^\P{Cc}\t\n\v\f\r]/u;

const startsWith = (content: Buffer, signature: Buffer): boolean =>
  content.subarray(0, signature.length).equals(signature);

const empty = (): FileRefused =>
  new FileRefused('empty', {
    zh: '文件是空的，请重新选择',
    en: 'the file is empty; choose another',
  });

const unknown = (): FileRefused =>
  new FileRefused('kind', {
    zh: '按内容识别，这不是可接收的文件；请上传 PDF、OFD、PNG、JPEG、.xlsx、.docx 或 UTF-8 文本',
    en: 'by its content this is no file that is taken; upload PDF, OFD, PNG, JPEG, .xlsx, .docx or text in UTF-8',
  });

const withMacros = (): FileRefused =>
  new FileRefused('macros', {
    zh: '文件含有宏，请另存为不含宏的 .xlsx 或 .docx 后重新上传',
    en: 'the file holds macros; save it as .xlsx or .docx without them and upload it again',
  });

import { fileKindOf } from '@app/files';
import { LedgerFileRefused, unreadableFile } from './ledger-file.errors';

const ARCHIVE = Buffer.from('PK\u0003\u0004', 'latin1');
const COMPOUND_FILE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
/** Names of the parts by which an old workbook carries macros, as its directory writes them. */
const MACRO_PARTS = ['_VBA_PROJECT', 'Macros'].map((name) => Buffer.from(name, 'utf16le'));
const WORKBOOK = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const OLD_WORKBOOK = 'application/vnd.ms-excel';
const TEXT = 'text/csv';

/**
 * Looks into a ledger before anything keeps or parses it: what an archive unpacks to is counted, macros are refused,
 * and a text must be one. What it is follows from its content, not from its name nor from what its sender claims.
 *
 * @returns its media type
 * @throws FileRefused for an archive that is hostile or damaged, LedgerFileRefused for what is no ledger (422)
 */
export async function ledgerTypeOf(content: Buffer): Promise<string> {
  if (startsWith(content, ARCHIVE)) {
    const { mediaType } = await fileKindOf(content);
    if (mediaType !== WORKBOOK) throw unreadableFile();
    return WORKBOOK;
  }
  if (startsWith(content, COMPOUND_FILE)) {
    if (MACRO_PARTS.some((name) => content.includes(name))) throw withMacros();
    return OLD_WORKBOOK;
  }
  if (content.includes(0)) throw unreadableFile();
  return TEXT;
}

const startsWith = (content: Buffer, signature: Buffer): boolean =>
  content.subarray(0, signature.length).equals(signature);

const withMacros = (): LedgerFileRefused =>
  new LedgerFileRefused('macros', {
    zh: '文件含有宏，请另存为不含宏的 .xlsx 后重新上传',
    en: 'the file holds macros; save it as .xlsx without them and upload it again',
  });

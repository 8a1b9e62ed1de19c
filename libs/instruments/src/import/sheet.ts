import { type CellObject, read, SSF, type WorkBook, type WorkSheet } from '@e965/xlsx';
import { parse } from 'csv-parse/sync';
import { decode } from 'iconv-lite';
import { dateOfSerial } from './civil-date';
import { isHostileFormula } from './formula';
import { LedgerFileRefused, unreadableFile } from './ledger-file.errors';
import { cellText } from './reading';

/** Limits of one ledger; a bigger one is split by its owner. */
export const SHEET_LIMITS = { rows: 20_000, columns: 100, cellCharacters: 32_767 } as const;
/** Rows above the table (titles, notes, header) do not count as rows of the ledger. */
const ROWS_ABOVE = 30;
/** Of a longer cell the rest is cut off: no field takes more, and a ledger stays small in memory. */
export const KEPT_CHARACTERS = 2_000;

/** One sheet of a file as texts; index 0 is row 1. */
export interface Sheet {
  rows: string[][];
  /** Serials of this file count from 1904 instead of 1900. */
  date1904: boolean;
}

/**
 * Reads .xlsx, .xls or .csv by what the content is, not by its name. Formulas give their stored value, except those
 * that reach outside of the sheet, which stay visible as what they are.
 *
 * @throws LedgerFileRefused when the file is damaged, hostile or beyond the limits
 */
export function readSheets(content: Buffer): Sheet[] {
  const archive = content.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'));
  const compoundFile = content.subarray(0, 8).equals(Buffer.from('d0cf11e0a1b11ae1', 'hex'));
  return archive || compoundFile ? fromWorkbook(content) : [fromCsv(content)];
}

function fromWorkbook(content: Buffer): Sheet[] {
  const workbook = parseWorkbook(content);
  const date1904 = workbook.Workbook?.WBProps?.date1904 ?? false;
  return workbook.SheetNames.flatMap((name) => workbook.Sheets[name] ?? []).map((sheet) => {
    const cells = (sheet as WorkSheet)['!data'] ?? [];
    checkRows(cells.length);
    const rows = Array.from(cells, (row) => textsOf(row ?? [], date1904));
    return { rows, date1904 };
  });
}

function parseWorkbook(content: Buffer): WorkBook {
  try {
    return read(content, {
      type: 'buffer',
      dense: true,
      // One more than allowed, so that a longer sheet is noticed and not silently cut.
      sheetRows: SHEET_LIMITS.rows + ROWS_ABOVE + 1,
      // Without cellDates a date stays its serial: a Date object would bring the machine's zone in.
      cellDates: false,
      cellNF: true,
      cellFormula: true,
      cellHTML: false,
      cellText: false,
    });
  } catch {
    throw unreadableFile();
  }
}

/** The texts of a row; what stands beyond the last column that is read must be empty. */
function textsOf(row: readonly (CellObject | undefined)[], date1904: boolean): string[] {
  const texts = Array.from(row.slice(0, SHEET_LIMITS.columns), (cell) =>
    kept(textOf(cell, date1904)),
  );
  if (row.length > SHEET_LIMITS.columns) {
    const beyond = row.slice(SHEET_LIMITS.columns);
    if (beyond.some((cell) => textOf(cell, date1904) !== '')) throw tooManyColumns();
  }
  return texts;
}

function textOf(cell: CellObject | undefined, date1904: boolean): string {
  if (!cell) return '';
  if (typeof cell.f === 'string' && isHostileFormula(cell.f)) return `=${cell.f}`;
  if (cell.v === undefined || cell.v === null) return '';
  // An error cell carries a number inside and its name (#REF!) as text.
  if (cell.t === 'e') return cell.w ?? '#ERROR!';
  if (typeof cell.v === 'number') return dateShown(cell.v, cell.z, date1904) ?? cellText(cell.v);
  return cellText(String(cell.v));
}

/** A number that its format shows as a date, written as one; as a month only when that is all it shows. */
function dateShown(serial: number, format: unknown, date1904: boolean): string | null {
  if (typeof format !== 'string' || !isDateFormat(format)) return null;
  const date = dateOfSerial(serial, date1904);
  if (date === null) return null;
  const letters = format.replace(/"[^"]*"|\[[^\]]*\]|\\./g, '').toLowerCase();
  if (/y/.test(letters) && /m/.test(letters) && !/d/.test(letters)) {
    return `${date.slice(0, 4)}年${Number(date.slice(5, 7))}月`;
  }
  return date;
}

const knownFormats = new Map<string, boolean>();

function isDateFormat(format: string): boolean {
  if (format === 'General') return false;
  const known = knownFormats.get(format);
  if (known !== undefined) return known;
  const isDate = Boolean(SSF.is_date(format));
  knownFormats.set(format, isDate);
  return isDate;
}

function fromCsv(content: Buffer): Sheet {
  const text = decodeText(content);
  try {
    const records: string[][] = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      max_record_size: SHEET_LIMITS.columns * SHEET_LIMITS.cellCharacters,
      to: SHEET_LIMITS.rows + ROWS_ABOVE + 1,
    });
    checkRows(records.length);
    const rows = records.map((record) => {
      if (record.slice(SHEET_LIMITS.columns).some((cell) => cell.trim() !== ''))
        throw tooManyColumns();
      return record.slice(0, SHEET_LIMITS.columns).map((cell) => kept(cellText(cell)));
    });
    return { rows, date1904: false };
  } catch (cause) {
    throw cause instanceof LedgerFileRefused ? cause : unreadableFile();
  }
}

/** UTF-8 when every byte of it is valid UTF-8, otherwise GB18030, which Chinese Excel writes. */
function decodeText(content: Buffer): string {
  if (content.includes(0)) throw unreadableFile();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    const text = decode(content, 'gb18030');
    if (text.includes('\ufffd')) throw mixedEncoding();
    return text;
  }
}

const delimiterOf = (text: string): string => {
  const beginning = text.slice(0, 4_000);
  return beginning.split('\t').length > beginning.split(',').length ? '\t' : ',';
};

function kept(text: string): string {
  if (text.length > SHEET_LIMITS.cellCharacters) throw unreadableFile();
  return text.length > KEPT_CHARACTERS ? `${text.slice(0, KEPT_CHARACTERS - 1)}…` : text;
}

function checkRows(count: number): void {
  if (count > SHEET_LIMITS.rows + ROWS_ABOVE) throw tooManyRows();
}

const tooManyRows = (): LedgerFileRefused =>
  new LedgerFileRefused('too-many-rows', {
    zh: `一个文件最多 ${SHEET_LIMITS.rows} 行，请拆分后分别导入`,
    en: `a file may have at most ${SHEET_LIMITS.rows} rows; split it and import the parts`,
  });

const tooManyColumns = (): LedgerFileRefused =>
  new LedgerFileRefused('too-many-columns', {
    zh: `一个文件最多 ${SHEET_LIMITS.columns} 列，请删除无关列后重新上传`,
    en: `a file may have at most ${SHEET_LIMITS.columns} columns; remove those not needed`,
  });

const mixedEncoding = (): LedgerFileRefused =>
  new LedgerFileRefused('encoding', {
    zh: '文件的文字编码混乱，请另存为“CSV UTF-8”或 .xlsx 后重新上传',
    en: 'the encoding of the text is mixed; save it as "CSV UTF-8" or .xlsx and upload it again',
  });

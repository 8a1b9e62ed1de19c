import { read, type CellObject, type WorkBook, type WorkSheet } from '@e965/xlsx';
import { parse } from 'csv-parse/sync';
import { decode } from 'iconv-lite';
import { checkArchive } from './archive-check';
import { LedgerFileRefused, unreadableFile } from './ledger-file.errors';
import type { Cell } from './reading';

/** Limits of one ledger; a bigger one is split by its owner. */
export const SHEET_LIMITS = { rows: 20_000, columns: 100, cellCharacters: 32_767 } as const;
/** Rows above the table (titles, notes, header) do not count as rows of the ledger. */
const ROWS_ABOVE = 30;

/** The first non-empty sheet of a file as bare cells; index 0 is row 1. */
export interface Sheet {
  rows: Cell[][];
  /** Serials of this file count from 1904 instead of 1900. */
  date1904: boolean;
}

/**
 * Reads .xlsx, .xls or .csv by what the content is, not by its name. Formulas give their stored value, never their text.
 *
 * @throws LedgerFileRefused when the file is damaged, hostile or beyond the limits
 */
export async function readSheets(content: Buffer): Promise<Sheet[]> {
  if (content.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'))) {
    await checkArchive(content);
    return fromWorkbook(content);
  }
  const compoundFile = Buffer.from('d0cf11e0a1b11ae1', 'hex');
  return content.subarray(0, 8).equals(compoundFile) ? fromWorkbook(content) : [fromCsv(content)];
}

function fromWorkbook(content: Buffer): Sheet[] {
  const workbook = parseWorkbook(content);
  const date1904 = workbook.Workbook?.WBProps?.date1904 ?? false;
  return workbook.SheetNames.flatMap((name) => workbook.Sheets[name] ?? []).map((sheet) => {
    const rows = ((sheet as WorkSheet)['!data'] ?? []).map((row) => Array.from(row ?? [], cellOf));
    return { rows: checkSize(rows), date1904 };
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
      cellFormula: false,
      cellHTML: false,
      cellText: false,
    });
  } catch {
    throw unreadableFile();
  }
}

function cellOf(cell: CellObject | undefined): Cell {
  if (!cell || cell.v === undefined || cell.v === null || cell.v === '') return null;
  if (typeof cell.v === 'number' && cell.t !== 'e') return cell.v;
  // An error cell carries a number inside and its name (#REF!) as text.
  return cell.t === 'e' ? (cell.w ?? '#ERROR!') : String(cell.v);
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
    return {
      rows: checkSize(records.map((record) => record.map((cell) => cell || null))),
      date1904: false,
    };
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

function checkSize(rows: Cell[][]): Cell[][] {
  if (rows.length > SHEET_LIMITS.rows + ROWS_ABOVE) throw tooManyRows();
  if (
    rows.some(
      (row) => row.length > SHEET_LIMITS.columns && row.slice(SHEET_LIMITS.columns).some(isFilled),
    )
  )
    throw tooManyColumns();
  if (
    rows.some((row) =>
      row.some((cell) => typeof cell === 'string' && cell.length > SHEET_LIMITS.cellCharacters),
    )
  )
    throw unreadableFile();
  return rows;
}

const isFilled = (cell: Cell): boolean => cell !== null;

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

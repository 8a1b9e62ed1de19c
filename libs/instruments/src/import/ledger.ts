import { findHeaderRow, type LedgerMapping } from './ledger-mapping';
import { readSheets, type Sheet } from './sheet';

/** What is known before a file is read. */
export interface ReadingWishes {
  /** Fingerprints of the headers its holder settled before. */
  settled: readonly string[];
  /** The header that a person pointed out; looked for when absent. */
  place?: Pick<LedgerMapping, 'sheetIndex' | 'headerRow'>;
}

/** The sheet of a file that holds its ledger. */
export interface LedgerSheet extends Sheet {
  sheetIndex: number;
  /** As the spreadsheet counts, from 1; null when no header was found. */
  headerRow: number | null;
}

/** One row of a ledger below its header. */
export interface LedgerRow {
  /** As the spreadsheet counts, from 1, title rows included. */
  rowNumber: number;
  /** By column. */
  cells: string[];
}

/** Sums and signatures under the table or a page of it are no instruments. */
const CLOSING_LINE =
  /^(合计|总计|小计|本页|累计|共计|制表|填报|审核人?[:：]|复核|负责人签|备注|说明|注[:：])/;

/**
 * Finds the sheet of .xlsx, .xls or .csv content that has a ledger's header, or takes the first that is not empty.
 *
 * @throws LedgerFileRefused when the file is damaged, hostile or beyond the limits
 */
export function readLedger(content: Buffer, { settled, place }: ReadingWishes): LedgerSheet {
  const sheets = readSheets(content);
  if (place) {
    const sheet = sheets[place.sheetIndex] ?? EMPTY;
    return { ...sheet, ...place };
  }
  for (const [sheetIndex, sheet] of sheets.entries()) {
    const headerIndex = findHeaderRow(sheet.rows, settled);
    if (headerIndex >= 0) return { ...sheet, sheetIndex, headerRow: headerIndex + 1 };
  }
  const filled = sheets.findIndex(({ rows }) => rows.some((row) => row.some(Boolean)));
  const sheetIndex = Math.max(filled, 0);
  return { ...(sheets[sheetIndex] ?? EMPTY), sheetIndex, headerRow: null };
}

const EMPTY: Sheet = { rows: [], date1904: false };

/** The rows of instruments below the header of a sheet. */
export function rowsBelow(
  rows: readonly (readonly string[])[],
  mapping: Pick<LedgerMapping, 'headerRow' | 'columns'>,
): LedgerRow[] {
  const header = (rows[mapping.headerRow - 1] ?? []).join('\n');
  return rows.flatMap((row, index) =>
    index < mapping.headerRow || row.join('\n') === header || isNoInstrument(row, mapping)
      ? []
      : [{ rowNumber: index + 1, cells: [...row] }],
  );
}

/** Blank rows, lines that close a table, and sums that nothing names. */
function isNoInstrument(
  row: readonly string[],
  { columns }: Pick<LedgerMapping, 'columns'>,
): boolean {
  const mapped = columns.filter(({ field, index }) => field !== null && (row[index] ?? '') !== '');
  const unmappedSheet = columns.every(({ field }) => field === null);
  if (mapped.length === 0) return !unmappedSheet || row.every((text) => text === '');
  if (mapped.every(({ field }) => field === 'originalValue')) return true;
  const first = row.find((text) => text !== '') ?? '';
  return CLOSING_LINE.test(first.replace(/\s/g, ''));
}

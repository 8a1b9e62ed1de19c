import { createHash } from 'node:crypto';
import { type AmountUnit, namesForeignCurrency } from './amount';
import type { MonthDates } from './civil-date';
import {
  columnsByName,
  fieldNameZh,
  headerName,
  type LedgerField,
  REQUIRED_FIELDS,
} from './columns';

/** One column of a ledger and what it says, if anything that is asked. */
export interface MappedColumn {
  /** From 0. */
  index: number;
  /** As it stands in the file. */
  header: string;
  field: LedgerField | null;
}

/** How the rows of one file are to be read. */
export interface LedgerMapping {
  /** From 0; which sheet of the workbook. */
  sheetIndex: number;
  /** As the spreadsheet counts, from 1. */
  headerRow: number;
  columns: MappedColumn[];
  amountUnit: AmountUnit;
  monthDates?: MonthDates;
  /** What holds for rows whose cell is blank, or when the ledger has no such column. */
  fixed: Partial<Record<LedgerField, string>>;
  date1904: boolean;
}

/** What a holder settled about a kind of file; the next one with the same header is read so. */
export type SettledMapping = Pick<LedgerMapping, 'amountUnit' | 'monthDates' | 'fixed'> & {
  columns: Pick<MappedColumn, 'index' | 'field'>[];
};

/** Titles, notes and an approval line may stand above the header, not a whole page. */
export const ROWS_SEARCHED = 30;
const HEADER_CHARACTERS = 100;
/** Our own column of reasons in a file of problem rows. */
export const PROBLEM_COLUMN = '问题';

/** What two files of the same kind share: SHA-256 over the names in their header, in hexadecimal digits. */
export function fingerprintOf(header: readonly string[]): string {
  const names = header.map(headerName).filter((name) => name !== PROBLEM_COLUMN);
  while (names.at(-1) === '') names.pop();
  return createHash('sha256').update(JSON.stringify(names)).digest('hex');
}

/**
 * Index of the header below any title rows: one that the holder settled before, or the first that names the asset
 * number and two columns more; -1 when there is none.
 */
export function findHeaderRow(
  rows: readonly (readonly string[])[],
  settled: readonly string[],
): number {
  const searched = rows.slice(0, ROWS_SEARCHED);
  const remembered = searched.findIndex((row) => settled.includes(fingerprintOf(row)));
  if (remembered >= 0) return remembered;
  return searched.findIndex((row) => {
    const columns = columnsByName(row);
    return columns.has('assetNumber') && columns.size >= 3;
  });
}

/** The columns of a file as it is proposed to read them, or as its holder settled for such files. */
export function proposeMapping(
  rows: readonly (readonly string[])[],
  place: Pick<LedgerMapping, 'sheetIndex' | 'headerRow' | 'date1904'>,
  settled?: SettledMapping,
): LedgerMapping {
  const header = rows[place.headerRow - 1] ?? [];
  const fieldAt = settled
    ? new Map(settled.columns.map(({ index, field }) => [index, field]))
    : new Map([...columnsByName(header)].map(([field, index]) => [index, field]));
  const width = Math.max(header.length, ...[...fieldAt.keys()].map((index) => index + 1));
  const columns = Array.from({ length: width }, (_, index) => ({
    index,
    header: (header[index] ?? '').slice(0, HEADER_CHARACTERS),
    field: fieldAt.get(index) ?? null,
  }));
  return {
    ...place,
    columns,
    amountUnit: settled?.amountUnit ?? unitOf(columns),
    ...(settled?.monthDates && { monthDates: settled.monthDates }),
    fixed: settled?.fixed ?? {},
  };
}

/** Required fields that neither a column nor a fixed value gives, by their usual names. */
export const missingColumns = ({ columns, fixed }: LedgerMapping): string[] =>
  REQUIRED_FIELDS.filter(
    (field) => !fixed[field] && !columns.some((column) => column.field === field),
  ).map(fieldNameZh);

/** The cells of a row by what they mean; a repair wins over the cell, which wins over a fixed value. */
export function valuesOf(
  cells: readonly string[],
  { columns, fixed }: LedgerMapping,
  repairs: Partial<Record<LedgerField, string>> = {},
): Partial<Record<LedgerField, string>> {
  const values: Partial<Record<LedgerField, string>> = { ...fixed };
  for (const { index, field } of columns) {
    const text = cells[index] ?? '';
    if (field !== null && text !== '') values[field] = text;
  }
  return { ...values, ...repairs };
}

function unitOf(columns: readonly MappedColumn[]): AmountUnit {
  const header = columns.find(({ field }) => field === 'originalValue')?.header ?? '';
  if (namesForeignCurrency(header)) return 'foreign-currency';
  // The national platform's own name of the column, which it fills with 万元.
  return header.includes('万元') || headerName(header) === 'worth' ? 'ten-thousand-yuan' : 'yuan';
}

import type { AmountUnit } from './amount';
import { findHeader, type LedgerField, type LedgerHeader } from './header';
import { LedgerFileRefused } from './ledger-file.errors';
import { type Cell, cellText } from './reading';
import { readSheets, type Sheet } from './sheet';

/** One row of a ledger below its header, cells named by what they mean. */
export interface LedgerRow {
  /** As the spreadsheet counts, from 1, title rows included. */
  rowNumber: number;
  cells: Partial<Record<LedgerField, Cell>>;
  amountUnit: AmountUnit | undefined;
  date1904: boolean;
}

/** Sums and signatures under the table are no instruments. */
const CLOSING_LINE = /^(合计|总计|小计|制表|填报|审核|复核|负责人签|备注|注[:：])/;

/**
 * Reads the rows of a ledger from .xlsx, .xls or .csv content.
 *
 * @throws LedgerFileRefused when no sheet has a header, or a required column is missing
 */
export async function readLedger(content: Buffer): Promise<LedgerRow[]> {
  const sheets = await readSheets(content);
  for (const sheet of sheets) {
    const header = findHeader(sheet.rows);
    if (header) return rowsBelow(sheet, header);
  }
  throw new LedgerFileRefused('header-missing', {
    zh: '未找到表头行，请保留“资产编号、仪器名称、原值、购置日期、分类号、经费来源”等列名',
    en: 'no header row was found; keep the column names (资产编号, 仪器名称, 原值, 购置日期, 分类号, 经费来源)',
  });
}

function rowsBelow({ rows, date1904 }: Sheet, header: LedgerHeader): LedgerRow[] {
  if (header.missing.length > 0) throw missingColumns(header.missing);
  const columns = Object.entries(header.columns) as [LedgerField, number][];
  return rows.flatMap((row, index) => {
    if (index <= header.rowIndex || isNoInstrument(row, header)) return [];
    const cells = Object.fromEntries(
      columns.map(([field, column]) => [field, row[column] ?? null]),
    );
    return [{ rowNumber: index + 1, cells, amountUnit: header.amountUnit, date1904 }];
  });
}

/** Blank rows, and closing lines that name neither number nor name of an instrument. */
function isNoInstrument(row: readonly Cell[], { columns }: LedgerHeader): boolean {
  const texts = row.map(cellText);
  const mapped = Object.values(columns).map((column) => texts[column] ?? '');
  if (mapped.every((text) => text === '')) return true;
  const closing = texts.find((text) => text !== '') ?? '';
  return CLOSING_LINE.test(closing.replace(/\s/g, ''));
}

const missingColumns = (names: string[]): LedgerFileRefused =>
  new LedgerFileRefused('columns-missing', {
    zh: `表头缺少必需的列：${names.join('、')}，请补充后重新上传`,
    en: `the header lacks required columns: ${names.join(', ')}; add them and upload again`,
  });

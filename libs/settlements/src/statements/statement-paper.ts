import { type Fen, type Language, subtractFen, sumFen, type Text } from '@app/common';
import { type SheetDownload, writeSheet } from '@app/files';
import { columnsFor, day, headerOf, rowsOf } from '../sheets/sheet-columns';
import type { StatementResponse } from './statement.dto';
import type { StatementState } from './statement.words';

/** One side of a statement, as a paper names it. */
export interface StatementParty {
  nameZh: string;
  creditCode: string | null;
}

/** One order that stands on a statement. */
export interface StatementPaperLine {
  number: string;
  /** The instrument, or the kind of service where there is none. */
  service: Text;
  /** Civil date in Shanghai; null for an order that was never served. */
  servedOn: string | null;
  feeFen: Fen;
  /** Of the fee what the user organisation pays itself; a voucher pays the rest. */
  ownFen: Fen;
}

/** All that is written on a statement; no order stands on one that is void. */
export interface StatementPaper {
  statement: StatementResponse;
  holder: StatementParty;
  customer: StatementParty;
  lines: StatementPaperLine[];
}

/** How a paper calls the state of its statement. */
export const STATE_WORDS: Readonly<Record<StatementState, Text>> = {
  draft: { zh: '草稿，尚未发出', en: 'Draft, not sent' },
  sent: { zh: '待用户单位确认', en: 'Waits for confirmation' },
  confirmed: { zh: '已确认', en: 'Confirmed' },
  disputed: { zh: '用户单位有异议', en: 'Disputed' },
  void: { zh: '已作废，其中订单另行结算', en: 'Void; its orders are stated elsewhere' },
};

/** The month of a statement: `2026-02`. */
export const monthOf = ({ year, month }: StatementResponse): string =>
  `${year}-${String(month).padStart(2, '0')}`;

/** What a voucher pays of an order to the holder. */
export const voucherPartOf = ({ feeFen, ownFen }: StatementPaperLine): Fen =>
  subtractFen(feeFen, ownFen);

/** The sums below the lines. */
export const totalsOf = (lines: readonly StatementPaperLine[]) => ({
  feeFen: sumFen(lines.map(({ feeFen }) => feeFen)),
  voucherFen: sumFen(lines.map(voucherPartOf)),
  ownFen: sumFen(lines.map(({ ownFen }) => ownFen)),
});

/** The statement as a sheet for the books of either side: every line says whose it is and of which month. */
export function statementSheet(paper: StatementPaper, language: Language): SheetDownload {
  const { statement, holder, customer, lines } = paper;
  const { words, yuan } = columnsFor<StatementPaperLine>();
  const columns = [
    words('结算单编号', 'Statement', () => statement.number),
    words('结算月份', 'Month', () => monthOf(statement)),
    words('服务单位', 'Provider', () => holder.nameZh),
    words('用户单位', 'Customer', () => customer.nameZh),
    words('订单编号', 'Order', ({ number }) => number),
    words('服务', 'Service', ({ service }) => service[language]),
    words('服务完成日期', 'Served on', ({ servedOn }) => day(servedOn)),
    yuan('费用', 'Fee', ({ feeFen }) => feeFen),
    yuan('创新券抵扣', 'Deducted by voucher', voucherPartOf),
    yuan('应付', 'To pay', ({ ownFen }) => ownFen),
  ];
  return writeSheet('xlsx', {
    header: headerOf(columns, language),
    rows: rowsOf(columns, lines, language),
  });
}

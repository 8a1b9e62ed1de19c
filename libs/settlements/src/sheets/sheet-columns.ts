import { addFen, type Fen, type Language, type Text, yuanDecimal, ZERO_FEN } from '@app/common';
import type { SheetValue } from '@app/files';

/** A column: a text or a day that is not summed, or an amount of yuan with its sum below. */
export type SheetColumn<Row> = { header: Text } & (
  { cell: (row: Row) => SheetValue } | { amount: (row: Row) => Fen }
);

/** How the columns of sheets over such rows are written. */
export const columnsFor = <Row>() => ({
  /** What is not summed. */
  words: (zh: string, en: string, cell: (row: Row) => SheetValue): SheetColumn<Row> => ({
    header: { zh, en },
    cell,
  }),
  /** An amount, in yuan. */
  yuan: (zh: string, en: string, amount: (row: Row) => Fen): SheetColumn<Row> => ({
    header: { zh: `${zh}（元）`, en: `${en} (yuan)` },
    amount,
  }),
});

/** A civil date as a cell; an empty one where there is none. */
export const day = (date: string | null): SheetValue => (date === null ? null : { date });

/** The headings of columns. */
export const headerOf = <Row>(columns: readonly SheetColumn<Row>[], language: Language): string[] =>
  columns.map(({ header }) => header[language]);

/** Rows one by one, and below them the sums of the amounts. */
export async function* rowsOf<Row>(
  columns: readonly SheetColumn<Row>[],
  rows: AsyncIterable<Row> | Iterable<Row>,
  language: Language,
): AsyncGenerator<SheetValue[]> {
  const totals = columns.map(() => ZERO_FEN);
  for await (const row of rows) {
    yield columns.map((column, at) => {
      if ('cell' in column) return column.cell(row);
      const amount = column.amount(row);
      totals[at] = addFen(totals[at] ?? ZERO_FEN, amount);
      return { decimal: yuanDecimal(amount) };
    });
  }
  const label = language === 'zh' ? '合计' : 'Total';
  yield columns.map((column, at) => {
    if ('amount' in column) return { decimal: yuanDecimal(totals[at] ?? ZERO_FEN) };
    return at === 0 ? label : null;
  });
}

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Language, localise, type Text } from '@app/common';
import { type SheetDownload, type SheetFormat, type SheetValue, writeSheet } from '@app/files';
import { ImportRunNotFound } from '../instrument.errors';
import { SUSPICIONS } from './duplicates';
import { findRun, type RowRecord } from './import-run.queries';
import { type LedgerMapping, PROBLEM_COLUMN } from './ledger-mapping';

const ROWS_PER_QUERY = 500;

/** The rows of a run that did not become instruments, as a file to be mended and uploaded again. */
@Injectable()
export class ProblemRows {
  constructor(private readonly db: DataSource) {}

  /**
   * Refused rows and undecided ones in the columns of the file, with what people wrote over their cells, and a last
   * column that says what is wrong.
   *
   * @throws ImportRunNotFound
   */
  async write(runId: string, format: SheetFormat, language: Language): Promise<SheetDownload> {
    const run = await findRun(this.db.manager, runId);
    if (!run) throw new ImportRunNotFound();
    const columns = (run.mapping?.columns ?? []).filter(({ header }) => header !== PROBLEM_COLUMN);
    return writeSheet(format, {
      header: [...columns.map(({ header }) => header), PROBLEM_COLUMN],
      rows: this.rows(runId, columns, language),
    });
  }

  private async *rows(
    runId: string,
    columns: LedgerMapping['columns'],
    language: Language,
  ): AsyncGenerator<SheetValue[]> {
    for (let after = 0; ;) {
      const rows: RowRecord[] = await this.db.query(
        `SELECT * FROM import_row WHERE run_id = $1 AND row_number > $2 AND cells IS NOT NULL AND NOT skip
            AND (outcome IS NULL OR outcome = 'left_out')
            AND (verdict = 'refused' OR (NOT warnings_accepted AND EXISTS
              (SELECT FROM jsonb_array_elements(messages) AS m WHERE m ->> 'code' = ANY($3))))
          ORDER BY row_number LIMIT $4`,
        [runId, after, SUSPICIONS, ROWS_PER_QUERY],
      );
      for (const row of rows) yield cellsOf(row, columns, language);
      const last = rows.at(-1);
      if (!last || rows.length < ROWS_PER_QUERY) return;
      after = last.row_number;
    }
  }
}

function cellsOf(
  { cells, repairs, messages }: RowRecord,
  columns: LedgerMapping['columns'],
  language: Language,
): SheetValue[] {
  const sentences = messages.map(({ message }) => localise(message satisfies Text, language));
  return [
    ...columns.map(
      ({ index, field }) => (field === null ? undefined : repairs[field]) ?? cells?.[index] ?? '',
    ),
    sentences.join(language === 'zh' ? '；' : '; '),
  ];
}

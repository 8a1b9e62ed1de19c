import { setImmediate as breath } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { newId } from '@app/common';
import { inTransaction } from '@app/database';
import { FileStore } from '@app/files';
import { duplicatesInFile, duplicatesInRegister, type RowKeys } from './duplicates';
import {
  findRegistered,
  findRun,
  habitsOf,
  keysOf,
  type RowRecord,
  type RunRecord,
  type VerdictRecord,
  verdictOf,
  writeVerdicts,
} from './import-run.queries';
import type { RowVerdict } from './import-run.entity';
import { type LedgerRow, type LedgerSheet, rowsBelow } from './ledger';
import { columnsMissing, headerMissing } from './ledger-file.errors';
import {
  fingerprintOf,
  type LedgerMapping,
  missingColumns,
  proposeMapping,
  type SettledMapping,
  valuesOf,
} from './ledger-mapping';
import { LedgerReader } from './ledger-reader';
import { judgeRow, type JudgedRow } from './row-verdict';

/** Rows per transaction: progress is seen often, and a crash repeats little. */
const ROWS_PER_TRANSACTION = 500;
/** Rows judged before others of the process get their turn. */
const ROWS_PER_BREATH = 200;

/** What people did to a row before it is read again. */
type Touched = Pick<RowRecord, 'row_number' | 'repairs' | 'skip'>;

/** Reads the file of a run and judges its rows; no instrument is written. */
@Injectable()
export class ImportPreview {
  constructor(
    private readonly db: DataSource,
    private readonly files: FileStore,
    private readonly reader: LedgerReader,
  ) {}

  /**
   * Leaves a queued run previewed, or committing when its instruments are wanted already; any other run as it is. A
   * reading that was overtaken by another, or stopped, ends without a trace.
   *
   * @throws LedgerFileRefused when nothing of the file can be imported
   */
  async run(runId: string): Promise<void> {
    const readingId = newId();
    const run = await this.begin(runId, readingId);
    if (!run) return;
    const { sheet, mapping } = await this.read(run);
    const rows = rowsBelow(sheet.rows, mapping);
    if (!(await this.announce(run, readingId, { mapping, total: rows.length }))) return;
    const touched = await this.touchedRows(runId);
    const judged = await judgeAll(rows, touched, run, mapping);
    const inFile = duplicatesInFile(
      judged.filter(({ rowNumber }) => !touched.get(rowNumber)?.skip).map(keysOf),
    );
    for (let start = 0; start < rows.length; start += ROWS_PER_TRANSACTION) {
      const verdicts = judged.slice(start, start + ROWS_PER_TRANSACTION).map((row, index) => ({
        keys: keysOf(row),
        nameZh: row.nameZh,
        cells: row.unkept ? null : (rows[start + index]?.cells ?? []),
        messages: [...row.messages, ...(inFile.get(row.rowNumber) ?? [])],
      }));
      if (!(await this.write(run, readingId, verdicts))) return;
    }
    await this.end(run, readingId, rows);
  }

  private async begin(runId: string, readingId: string): Promise<RunRecord | undefined> {
    const [, begun]: [unknown, number] = await this.db.query(
      `UPDATE import_run SET state = 'reading', reading_id = $2, total = NULL, accepted = 0, warned = 0, refused = 0
        WHERE id = $1 AND state IN ('queued', 'reading')`,
      [runId, readingId],
    );
    return begun === 1 ? findRun(this.db.manager, runId) : undefined;
  }

  /** The sheet and how to read it: as a person settled for this run or for such files, or as its names propose. */
  private async read(run: RunRecord): Promise<{ sheet: LedgerSheet; mapping: LedgerMapping }> {
    const settled = await this.settledMappings(run.organisation_id);
    const sheet = await this.reader.read(await this.files.read(run.file_id), {
      settled: [...settled.keys()],
      ...(run.mapping && { place: run.mapping }),
    });
    if (sheet.headerRow === null && run.commit_requested) throw headerMissing();
    const { sheetIndex, date1904 } = sheet;
    const headerRow = sheet.headerRow ?? firstFullRow(sheet.rows);
    const fingerprint = fingerprintOf(sheet.rows[headerRow - 1] ?? []);
    const mapping = proposeMapping(
      sheet.rows,
      { sheetIndex, headerRow, date1904 },
      run.mapping ?? settled.get(fingerprint),
    );
    if (run.mapping) await this.remember(run.organisation_id, fingerprint, mapping);
    const missing = missingColumns(mapping);
    if (missing.length > 0 && run.commit_requested) throw columnsMissing(missing);
    return { sheet, mapping };
  }

  private async settledMappings(organisationId: string): Promise<Map<string, SettledMapping>> {
    const rows: { fingerprint: string; mapping: SettledMapping }[] = await this.db.query(
      `SELECT fingerprint, mapping FROM import_mapping WHERE organisation_id = $1
        ORDER BY updated_at DESC LIMIT 500`,
      [organisationId],
    );
    return new Map(rows.map(({ fingerprint, mapping }) => [fingerprint, mapping]));
  }

  private async remember(
    organisationId: string,
    fingerprint: string,
    { columns, amountUnit, monthDates, fixed }: LedgerMapping,
  ): Promise<void> {
    const settled: SettledMapping = {
      columns: columns.map(({ index, field }) => ({ index, field })),
      amountUnit,
      ...(monthDates && { monthDates }),
      fixed,
    };
    await this.db.query(
      `INSERT INTO import_mapping (organisation_id, fingerprint, mapping) VALUES ($1, $2, $3)
       ON CONFLICT ON CONSTRAINT import_mapping_of_header DO UPDATE
         SET mapping = EXCLUDED.mapping, updated_at = app_now()`,
      [organisationId, fingerprint, settled],
    );
  }

  /** Shows how long the work is before it begins. @returns false when this reading was overtaken */
  private async announce(
    { id }: RunRecord,
    readingId: string,
    { mapping, total }: { mapping: LedgerMapping; total: number },
  ): Promise<boolean> {
    const [, announced]: [unknown, number] = await this.db.query(
      `UPDATE import_run SET mapping = $3, total = $4 WHERE id = $1 AND reading_id = $2 AND state = 'reading'`,
      [id, readingId, mapping, total],
    );
    return announced === 1;
  }

  private async touchedRows(runId: string): Promise<Map<number, Touched>> {
    const rows: Touched[] = await this.db.query(
      `SELECT row_number, repairs, skip FROM import_row WHERE run_id = $1 AND (repairs <> '{}' OR skip)`,
      [runId],
    );
    return new Map(rows.map((row) => [row.row_number, row]));
  }

  private write(run: RunRecord, readingId: string, verdicts: VerdictRecord[]): Promise<boolean> {
    return inTransaction(this.db, async (tx) => {
      if (!(await holdsReading(tx, run.id, readingId))) return false;
      const registered = await findRegistered(tx, run.organisation_id, verdicts.map(keysIn));
      const complete = verdicts.map((verdict) => ({
        ...verdict,
        messages: [...verdict.messages, ...duplicatesInRegister(verdict.keys, registered)],
      }));
      await writeVerdicts(tx, run.id, complete);
      const count = (wanted: RowVerdict): number =>
        complete.filter(({ messages }) => verdictOf(messages) === wanted).length;
      await tx.query(
        `UPDATE import_run SET accepted = accepted + $2, warned = warned + $3, refused = refused + $4 WHERE id = $1`,
        [run.id, count('accepted'), count('warned'), count('refused')],
      );
      return true;
    });
  }

  private async end({ id }: RunRecord, readingId: string, rows: LedgerRow[]): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      if (!(await holdsReading(tx, id, readingId))) return;
      // What an earlier reading took for a row of the ledger and this one does not.
      await tx.query('DELETE FROM import_row WHERE run_id = $1 AND row_number <> ALL($2)', [
        id,
        rows.map(({ rowNumber }) => rowNumber),
      ]);
      await tx.query(
        `UPDATE import_run SET previewed_at = app_now(),
           state = CASE WHEN commit_requested THEN 'committing' ELSE 'previewed' END WHERE id = $1`,
        [id],
      );
    });
  }
}

const keysIn = ({ keys }: VerdictRecord): RowKeys => keys;

/** Locks the run for a reading. @returns false when another reading began, or the run was stopped */
async function holdsReading(tx: EntityManager, runId: string, readingId: string): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    `SELECT FROM import_run WHERE id = $1 AND reading_id = $2 AND state = 'reading' FOR UPDATE`,
    [runId, readingId],
  );
  return rows.length === 1;
}

async function judgeAll(
  rows: readonly LedgerRow[],
  touched: ReadonlyMap<number, Touched>,
  run: RunRecord,
  mapping: LedgerMapping,
): Promise<JudgedRow[]> {
  const habits = habitsOf(run, mapping);
  const judged: JudgedRow[] = [];
  for (const [index, { rowNumber, cells }] of rows.entries()) {
    if (index % ROWS_PER_BREATH === 0) await breath();
    const values = valuesOf(cells, mapping, touched.get(rowNumber)?.repairs);
    judged.push(judgeRow(rowNumber, values, habits));
  }
  return judged;
}

/** A guess at the header for people to correct: the first row with three cells filled, else the first. */
function firstFullRow(rows: readonly (readonly string[])[]): number {
  const index = rows.findIndex((row) => row.filter(Boolean).length >= 3);
  return Math.max(index, 0) + 1;
}

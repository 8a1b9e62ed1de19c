import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction } from '@app/database';
import { FileStore } from '@app/files';
import type { JobContext } from '@app/messaging';
import { InstrumentRegistration } from '../instrument-registration';
import type { ImportFailure, RowVerdict } from './import-run.entity';
import { LedgerFileRefused } from './ledger-file.errors';
import type { LedgerRow } from './ledger';
import { LedgerReader } from './ledger-reader';
import { judgeRow, type JudgedRow, type RowMessage } from './row-verdict';

/** Rows per transaction: progress is seen often, and a crash repeats little. */
const ROWS_PER_TRANSACTION = 50;

interface Run {
  id: string;
  organisation_id: string;
  requested_by: string;
  file_id: string;
  region_code: string;
}

interface Verdict {
  row: JudgedRow;
  verdict: RowVerdict;
  instrumentId: string | null;
  messages: RowMessage[];
}

/** Imports a ledger row by row. Every row is judged once: a repeated or rival delivery goes on where the rows end. */
@Injectable()
export class LedgerImportService {
  constructor(
    private readonly db: DataSource,
    private readonly files: FileStore,
    private readonly reader: LedgerReader,
    private readonly registration: InstrumentRegistration,
  ) {}

  /** Imports what is left of a run, and ends it. */
  async run(runId: string, context: Pick<JobContext, 'done'>): Promise<void> {
    const run = await this.begin(runId);
    if (!run) return inTransaction(this.db, (tx) => context.done(tx));
    try {
      const rows = await this.reader.read(await this.files.read(run.file_id));
      await this.db.query('UPDATE import_run SET total = $2 WHERE id = $1', [runId, rows.length]);
      for (let start = 0; start < rows.length; start += ROWS_PER_TRANSACTION)
        await this.importRows(run, rows.slice(start, start + ROWS_PER_TRANSACTION));
      await this.end(runId, null, context);
    } catch (error) {
      if (!(error instanceof LedgerFileRefused)) throw error;
      // The file stays as it is: trying again would end the same way.
      await this.end(runId, { code: error.code, message: error.detail }, context);
    }
  }

  /** Undefined when the run has ended already, or never was. */
  private async begin(runId: string): Promise<Run | undefined> {
    const [rows]: [Run[], number] = await this.db.query(
      `UPDATE import_run r SET state = 'running' FROM organisation o
        WHERE r.id = $1 AND r.state IN ('queued', 'running') AND o.id = r.organisation_id
        RETURNING r.id, r.organisation_id, r.requested_by, r.file_id, o.region_code`,
      [runId],
    );
    return rows[0];
  }

  private async importRows(run: Run, rows: LedgerRow[]): Promise<void> {
    const registrar = { userId: run.requested_by, organisationId: run.organisation_id };
    await inTransaction(this.db, async (tx) => {
      const judged = await lockAndFindJudged(tx, run.id, rows);
      const calendar = await this.registration.calendar(tx);
      const verdicts: Verdict[] = [];
      for (const row of rows.filter(({ rowNumber }) => !judged.has(rowNumber))) {
        const reading = judgeRow(row, run.region_code);
        const { draft } = reading;
        const instrumentId =
          draft &&
          (await this.registration.register(tx, registrar, { ...draft, units: 1 }, calendar));
        verdicts.push(verdictOn(reading, instrumentId));
      }
      await recordVerdicts(tx, run.id, verdicts);
    });
  }

  private async end(
    runId: string,
    failure: ImportFailure | null,
    context: Pick<JobContext, 'done'>,
  ): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      await tx.query(
        `UPDATE import_run SET state = $2, failure = $3, finished_at = app_now()
          WHERE id = $1 AND state = 'running'`,
        [runId, failure ? 'failed' : 'finished', failure],
      );
      await context.done(tx);
    });
  }
}

/** The run's lock makes rival deliveries take turns; the second then finds the rows of the first. */
async function lockAndFindJudged(
  tx: EntityManager,
  runId: string,
  rows: LedgerRow[],
): Promise<Set<number>> {
  await tx.query('SELECT 1 FROM import_run WHERE id = $1 FOR UPDATE', [runId]);
  const judged: { row_number: number }[] = await tx.query(
    'SELECT row_number FROM import_row WHERE run_id = $1 AND row_number = ANY($2)',
    [runId, rows.map(({ rowNumber }) => rowNumber)],
  );
  return new Set(judged.map((row) => row.row_number));
}

/** @param instrumentId undefined when nothing was registered, null when the asset number was there already */
function verdictOn(row: JudgedRow, instrumentId: string | null | undefined): Verdict {
  const { refusals, warnings } = row;
  if (instrumentId === undefined)
    return { row, verdict: 'refused', instrumentId: null, messages: [...refusals, ...warnings] };
  if (instrumentId === null)
    return { row, verdict: 'warned', instrumentId, messages: [alreadyRegistered(row)] };
  return {
    row,
    verdict: warnings.length > 0 ? 'warned' : 'accepted',
    instrumentId,
    messages: warnings,
  };
}

const alreadyRegistered = ({ assetNumber }: JudgedRow): RowMessage => ({
  field: 'assetNumber',
  value: assetNumber,
  code: 'already-registered',
  message: {
    zh: `资产编号“${assetNumber}”已登记，原有信息未作改动；如需更新请直接修改该仪器`,
    en: `asset number "${assetNumber}" is registered already and nothing was changed; edit that instrument instead`,
  },
});

/** Writes the rows and counts them on their run. */
async function recordVerdicts(
  tx: EntityManager,
  runId: string,
  verdicts: readonly Verdict[],
): Promise<void> {
  const rows = verdicts.map(({ row, verdict, instrumentId, messages }) => ({
    row_number: row.rowNumber,
    verdict,
    instrument_id: instrumentId,
    asset_number: row.assetNumber.slice(0, 200),
    name_zh: row.nameZh.slice(0, 200),
    messages,
  }));
  await tx.query(
    `INSERT INTO import_row (run_id, row_number, verdict, instrument_id, asset_number, name_zh, messages)
     SELECT $1, r.* FROM jsonb_to_recordset($2) AS r (row_number int, verdict text, instrument_id uuid,
       asset_number text, name_zh text, messages jsonb)`,
    [runId, JSON.stringify(rows)],
  );
  const count = (wanted: RowVerdict): number =>
    verdicts.filter(({ verdict }) => verdict === wanted).length;
  await tx.query(
    `UPDATE import_run SET accepted = accepted + $2, warned = warned + $3, refused = refused + $4
      WHERE id = $1`,
    [runId, count('accepted'), count('warned'), count('refused')],
  );
}

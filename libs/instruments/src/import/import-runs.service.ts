import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import { inCommand, inTransaction } from '@app/database';
import { FileStore } from '@app/files';
import { type CommandCall, decodeCursor, DEFAULT_PAGE, page, type Page } from '@app/http';
import type { Actor } from '@app/identity';
import { Outbox } from '@app/messaging';
import { ImportRunNotFound } from '../instrument.errors';
import type {
  CommitRequest,
  ImportStarted,
  ListRunRowsQuery,
  RunResponse,
  RunRowResponse,
} from './import.dto';
import { ImportRunStateConflict, ImportSuspicionsOpen } from './import.errors';
import { SUSPICIONS } from './duplicates';
import { findRun, lockRun, type RowRecord, type RunRecord } from './import-run.queries';
import { toRowResponse, toRunResponse } from './import-run.response';
import type { RunState } from './import-run.entity';
import { columnsMissing } from './ledger-file.errors';
import { ledgerTypeOf } from './ledger-content';
import { missingColumns } from './ledger-mapping';

/** A ledger as it arrived. */
export interface LedgerUpload {
  fileName: string;
  content: Buffer;
}

/** A step of one run, and whose it is. */
export interface RunCommand extends CommandCall {
  actor: Actor;
  runId: string;
}

const ROWS_NAMED = 20;
const SAMPLE_ROWS = 20;
const BEFORE_THE_END: readonly RunState[] = ['queued', 'reading', 'committing'];

/** Starts, stops and resumes imports and tells how far they are; the work itself is the worker's. */
@Injectable()
export class ImportRunsService {
  constructor(
    private readonly db: DataSource,
    private readonly files: FileStore,
    private readonly outbox: Outbox,
    private readonly audit: AuditService,
  ) {}

  /**
   * Keeps the file and asks for its import, or with `preview` for the verdicts alone. A second upload of it finds its
   * rows registered already.
   *
   * @throws LedgerFileRefused, FileRefused for a file that is hostile or no spreadsheet (422)
   */
  async start(
    actor: Actor,
    { fileName, content }: LedgerUpload,
    { preview = false }: { preview?: boolean } = {},
  ): Promise<ImportStarted> {
    const mediaType = await ledgerTypeOf(content);
    const { organisationId } = actor;
    const upload = { ownerOrganisationId: organisationId, name: fileName, mediaType, content };
    const file = await this.files.put(upload);
    const runId = newId();
    await inTransaction(this.db, async (tx) => {
      await tx.query(
        `INSERT INTO import_run (id, organisation_id, requested_by, file_id, file_name, commit_requested)
         VALUES ($1, $2, $3, $4, $5, $6)`,
        [runId, organisationId, actor.userId, file.id, file.name, !preview],
      );
      await this.outbox.add(tx, 'import-requested', { runId });
      await this.record(tx, { actor, runId }, 'import', {
        ...{ fileId: file.id, sha256: file.sha256, preview },
      });
    });
    return { runId };
  }

  /** @throws ImportRunNotFound */
  async get(id: string): Promise<RunResponse> {
    return this.read(this.db.manager, id);
  }

  /** The verdicts in the order of the file. @throws ImportRunNotFound */
  async rows(id: string, query: ListRunRowsQuery): Promise<Page<RunRowResponse>> {
    const run = await findRun(this.db.manager, id);
    if (!run) throw new ImportRunNotFound();
    const limit = query.limit ?? DEFAULT_PAGE;
    const [after] = decodeCursor(query.cursor, 1) ?? [0];
    const rows: (RowRecord & { must_share: boolean | null })[] = await this.db.query(
      `SELECT r.*, i.must_share FROM import_row r LEFT JOIN instrument i ON i.id = r.instrument_id
        WHERE r.run_id = $1 AND r.row_number > $2 AND ($3::text IS NULL OR r.verdict = $3)
        ORDER BY r.row_number LIMIT $4`,
      [id, after, query.verdict ?? null, limit + 1],
    );
    return page(
      rows,
      limit,
      (row) => [row.row_number],
      (row) => toRowResponse(run, row),
    );
  }

  /**
   * Makes instruments of the rows of a previewed run that are not refused.
   *
   * @throws ImportRunStateConflict, LedgerFileRefused for columns that are missing
   * @throws ImportSuspicionsOpen when a row may be a duplicate and nobody decided about it
   */
  commit(command: RunCommand, { acceptWarnings }: CommitRequest): Promise<RunResponse> {
    return this.step(command, 'commit', async (tx, run) => {
      if (run.state !== 'previewed') throw new ImportRunStateConflict(run.state);
      const missing = run.mapping ? missingColumns(run.mapping) : [];
      if (missing.length > 0) throw columnsMissing(missing);
      if (acceptWarnings !== true) await requireDecisions(tx, run.id);
      await setState(tx, run.id, 'committing');
      await this.outbox.add(tx, 'import-requested', { runId: run.id });
    });
  }

  /** Nothing is written any more once this answers; what was written stays. @throws ImportRunStateConflict */
  stop(command: RunCommand): Promise<RunResponse> {
    return this.step(command, 'stop', async (tx, run) => {
      if (!BEFORE_THE_END.includes(run.state)) throw new ImportRunStateConflict(run.state);
      await setState(tx, run.id, 'stopped');
    });
  }

  /** Goes on where the run was stopped. @throws ImportRunStateConflict */
  resume(command: RunCommand): Promise<RunResponse> {
    return this.step(command, 'resume', async (tx, run) => {
      if (run.state !== 'stopped') throw new ImportRunStateConflict(run.state);
      // Stopped while it was read: read it again. Only a committing run is stopped with its rows judged.
      await tx.query(
        `UPDATE import_run SET state = CASE WHEN previewed_at IS NULL THEN 'queued' ELSE 'committing' END WHERE id = $1`,
        [run.id],
      );
      await this.outbox.add(tx, 'import-requested', { runId: run.id });
    });
  }

  private step(
    { actor, runId, call }: RunCommand,
    action: string,
    work: (tx: EntityManager, run: RunRecord) => Promise<void>,
  ): Promise<RunResponse> {
    return inCommand(this.db, call, async (tx) => {
      const run = await lockRun(tx, runId);
      if (!run) throw new ImportRunNotFound();
      await work(tx, run);
      await this.record(tx, { actor, runId }, `import.${action}`, {});
      return this.read(tx, runId);
    });
  }

  private async read(tx: EntityManager, id: string): Promise<RunResponse> {
    const run = await findRun(tx, id);
    if (!run) throw new ImportRunNotFound();
    const first: { cells: string[] | null }[] = await tx.query(
      'SELECT cells FROM import_row WHERE run_id = $1 ORDER BY row_number LIMIT $2',
      [id, SAMPLE_ROWS],
    );
    return toRunResponse(
      run,
      first.flatMap(({ cells }) => (cells ? [cells] : [])),
    );
  }

  private record(
    tx: EntityManager,
    { actor, runId }: Pick<RunCommand, 'actor' | 'runId'>,
    action: string,
    detail: object,
  ): Promise<void> {
    return this.audit.record(tx, {
      ...{ actor, action: `instrument.${action}` },
      ...{ objectType: 'import_run', objectId: runId, detail },
    });
  }
}

const setState = (tx: EntityManager, id: string, state: RunState): Promise<unknown> =>
  tx.query(
    `UPDATE import_run SET state = $2, commit_requested = commit_requested OR $2 = 'committing' WHERE id = $1`,
    [id, state],
  );

/** Whoever leaves out or accepts each suspicious row may commit without looking at all of them again. */
async function requireDecisions(tx: EntityManager, runId: string): Promise<void> {
  const open: { row_number: number; count: number }[] = await tx.query(
    `SELECT row_number, count(*) OVER ()::int AS count FROM import_row
      WHERE run_id = $1 AND outcome IS NULL AND verdict = 'warned' AND NOT skip AND NOT warnings_accepted
        AND EXISTS (SELECT FROM jsonb_array_elements(messages) AS m WHERE m ->> 'code' = ANY($2))
      ORDER BY row_number LIMIT $3`,
    [runId, SUSPICIONS, ROWS_NAMED],
  );
  const [first] = open;
  if (first)
    throw new ImportSuspicionsOpen(
      open.map((row) => row.row_number),
      first.count,
    );
}

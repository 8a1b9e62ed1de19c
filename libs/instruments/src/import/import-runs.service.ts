import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditService } from '@app/audit';
import { instantOf, isoInZone, newId } from '@app/common';
import { inTransaction } from '@app/database';
import { FileStore } from '@app/files';
import { decodeCursor, DEFAULT_PAGE, page, type Page } from '@app/http';
import type { Actor } from '@app/identity';
import { Outbox } from '@app/messaging';
import { ImportRunNotFound } from '../instrument.errors';
import type { ImportStarted, ListRunRowsQuery, RunResponse, RunRowResponse } from './import.dto';
import type { ImportFailure, RowVerdict } from './import-run.entity';
import type { RowMessage } from './row-verdict';

/** A ledger as it arrived. */
export interface LedgerUpload {
  fileName: string;
  mediaType: string;
  content: Buffer;
}

interface RunRow {
  id: string;
  file_name: string;
  state: RunResponse['state'];
  total: number | null;
  accepted: number;
  warned: number;
  refused: number;
  failure: ImportFailure | null;
  created_at: Date;
  finished_at: Date | null;
}

interface VerdictRow {
  row_number: number;
  verdict: RowVerdict;
  asset_number: string;
  name_zh: string;
  instrument_id: string | null;
  must_share: boolean | null;
  messages: RowMessage[];
}

/** Starts imports and tells how far they are; the work itself is the worker's. */
@Injectable()
export class ImportRunsService {
  constructor(
    private readonly db: DataSource,
    private readonly files: FileStore,
    private readonly outbox: Outbox,
    private readonly audit: AuditService,
  ) {}

  /** Keeps the file and asks for its import; a second upload of it finds its rows registered already. */
  async start(
    actor: Actor,
    { fileName, mediaType, content }: LedgerUpload,
  ): Promise<ImportStarted> {
    const file = await this.files.put({
      ownerOrganisationId: actor.organisationId,
      name: fileName,
      mediaType,
      content,
    });
    const runId = newId();
    await inTransaction(this.db, async (tx) => {
      await tx.query(
        `INSERT INTO import_run (id, organisation_id, requested_by, file_id, file_name)
         VALUES ($1, $2, $3, $4, $5)`,
        [runId, actor.organisationId, actor.userId, file.id, file.name],
      );
      await this.outbox.add(tx, 'import-requested', { runId });
      await this.audit.record(tx, {
        actor,
        action: 'instrument.import',
        objectType: 'import_run',
        objectId: runId,
        detail: { fileId: file.id, sha256: file.sha256 },
      });
    });
    return { runId };
  }

  /** @throws ImportRunNotFound */
  async get(id: string): Promise<RunResponse> {
    const [row]: RunRow[] = await this.db.query('SELECT * FROM import_run WHERE id = $1', [id]);
    if (!row) throw new ImportRunNotFound();
    return toRunResponse(row);
  }

  /** The verdicts in the order of the file. @throws ImportRunNotFound */
  async rows(id: string, query: ListRunRowsQuery): Promise<Page<RunRowResponse>> {
    await this.get(id);
    const limit = query.limit ?? DEFAULT_PAGE;
    const [after] = decodeCursor(query.cursor, 1) ?? [0];
    const rows: VerdictRow[] = await this.db.query(
      `SELECT r.*, i.must_share FROM import_row r LEFT JOIN instrument i ON i.id = r.instrument_id
        WHERE r.run_id = $1 AND r.row_number > $2 AND ($3::text IS NULL OR r.verdict = $3)
        ORDER BY r.row_number LIMIT $4`,
      [id, after, query.verdict ?? null, limit + 1],
    );
    return page(rows, limit, (row) => [row.row_number], toRowResponse);
  }
}

const toRunResponse = (row: RunRow): RunResponse => ({
  id: row.id,
  fileName: row.file_name,
  state: row.state,
  done: row.accepted + row.warned + row.refused,
  ...(row.total !== null && { total: row.total }),
  accepted: row.accepted,
  warned: row.warned,
  refused: row.refused,
  ...(row.failure && { failure: row.failure }),
  createdAt: isoInZone(instantOf(row.created_at)),
  ...(row.finished_at && { finishedAt: isoInZone(instantOf(row.finished_at)) }),
});

const toRowResponse = (row: VerdictRow): RunRowResponse => ({
  rowNumber: row.row_number,
  verdict: row.verdict,
  assetNumber: row.asset_number,
  nameZh: row.name_zh,
  ...(row.instrument_id && { instrumentId: row.instrument_id }),
  ...(row.must_share !== null && { sharingDuty: row.must_share ? 'obliged' : 'voluntary' }),
  messages: row.messages,
});

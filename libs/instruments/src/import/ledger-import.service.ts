import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction } from '@app/database';
import type { JobContext } from '@app/messaging';
import { ImportCommit } from './import-commit.service';
import { ImportPreview } from './import-preview.service';
import { LedgerFileRefused } from './ledger-file.errors';

/** The job of an import: reads and judges the file if that is due, and commits the rows if somebody wants them. */
@Injectable()
export class LedgerImportService {
  constructor(
    private readonly db: DataSource,
    private readonly preview: ImportPreview,
    private readonly commit: ImportCommit,
  ) {}

  /** Does what the state of the run asks for; a delivery that comes late or twice finds nothing to do. */
  async run(runId: string, context: Pick<JobContext, 'done'>): Promise<void> {
    try {
      await this.preview.run(runId);
      await this.commit.run(runId);
    } catch (error) {
      if (!(error instanceof LedgerFileRefused)) throw error;
      // The file stays as it is: trying again would end the same way.
      await this.db.query(
        `UPDATE import_run SET state = 'failed', failure = $2, finished_at = app_now()
          WHERE id = $1 AND state = 'reading'`,
        [runId, { code: error.code, message: error.detail }],
      );
    }
    await inTransaction(this.db, (tx) => context.done(tx));
  }
}

import { Injectable } from '@nestjs/common';
import type { JobContext, JobPayloads, JobProcessor } from '@app/messaging';
import { LedgerImportService } from './ledger-import.service';

/** Runs the imports that were asked for. */
@Injectable()
export class ImportLedgerProcessor implements JobProcessor<'import-ledger'> {
  readonly job = 'import-ledger';

  constructor(private readonly imports: LedgerImportService) {}

  async process({ runId }: JobPayloads['import-ledger'], context: JobContext): Promise<void> {
    await this.imports.run(runId, context);
  }
}

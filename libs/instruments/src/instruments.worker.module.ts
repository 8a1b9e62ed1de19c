import { Module } from '@nestjs/common';
import { AuditModule } from '@app/audit';
import { provideProcessor } from '@app/messaging';
import { WorkCalendarModule } from '@app/work-calendar';
import { DeadlineRecount } from './duty/deadline-recount.service';
import { RecountDeadlinesProcessor } from './duty/recount-deadlines.processor';
import { ImportCommit } from './import/import-commit.service';
import { ImportLedgerProcessor } from './import/import-ledger.processor';
import { ImportPreview } from './import/import-preview.service';
import { LedgerImportService } from './import/ledger-import.service';
import { LedgerReader, ThreadLedgerReader } from './import/ledger-reader';
import { InstrumentsModule } from './instruments.module';

/** What the worker does for instruments. */
@Module({
  imports: [InstrumentsModule, WorkCalendarModule, AuditModule],
  providers: [
    { provide: LedgerReader, useClass: ThreadLedgerReader },
    ImportPreview,
    ImportCommit,
    LedgerImportService,
    DeadlineRecount,
    provideProcessor(ImportLedgerProcessor),
    provideProcessor(RecountDeadlinesProcessor),
  ],
})
export class InstrumentsWorkerModule {}

import { Module } from '@nestjs/common';
import { provideProcessor } from '@app/messaging';
import { ImportLedgerProcessor } from './import/import-ledger.processor';
import { LedgerImportService } from './import/ledger-import.service';
import { LedgerReader, ThreadLedgerReader } from './import/ledger-reader';
import { InstrumentsModule } from './instruments.module';

/** What the worker does for instruments. */
@Module({
  imports: [InstrumentsModule],
  providers: [
    { provide: LedgerReader, useClass: ThreadLedgerReader },
    LedgerImportService,
    provideProcessor(ImportLedgerProcessor),
  ],
})
export class InstrumentsWorkerModule {}

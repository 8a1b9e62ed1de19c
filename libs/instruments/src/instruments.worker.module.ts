import { Module } from '@nestjs/common';
import { provideProcessor } from '@app/messaging';
import { ImportLedgerProcessor } from './import/import-ledger.processor';
import { LedgerImportService } from './import/ledger-import.service';
import { InstrumentsModule } from './instruments.module';

/** What the worker does for instruments. */
@Module({
  imports: [InstrumentsModule],
  providers: [LedgerImportService, provideProcessor(ImportLedgerProcessor)],
})
export class InstrumentsWorkerModule {}

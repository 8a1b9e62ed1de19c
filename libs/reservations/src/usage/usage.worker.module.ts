import { Module } from '@nestjs/common';
import { provideProcessor } from '@app/messaging';
import { CatchUpUsageProcessor, RecordUsageProcessor } from './record-usage.processor';
import { UsageModule } from './usage.module';

/** The jobs of usage, for the worker. */
@Module({
  imports: [UsageModule],
  providers: [provideProcessor(CatchUpUsageProcessor), provideProcessor(RecordUsageProcessor)],
})
export class UsageWorkerModule {}

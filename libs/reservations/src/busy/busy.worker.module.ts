import { Module } from '@nestjs/common';
import { provideProcessor } from '@app/messaging';
import { BusyModule } from './busy.module';
import { ReadBusyCalendarsProcessor, SettleBusyClashesProcessor } from './busy.processors';

/** The jobs of busy time, for the worker. */
@Module({
  imports: [BusyModule],
  providers: [
    provideProcessor(ReadBusyCalendarsProcessor),
    provideProcessor(SettleBusyClashesProcessor),
  ],
})
export class BusyWorkerModule {}

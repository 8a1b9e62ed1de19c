import { Module } from '@nestjs/common';
import { provideProcessor } from '@app/messaging';
import { SettlementsModule } from './settlements.module';
import { DraftMonthlyStatementsProcessor } from './statements/draft-monthly-statements.processor';

/** The jobs of settlements, for the worker. */
@Module({
  imports: [SettlementsModule],
  providers: [provideProcessor(DraftMonthlyStatementsProcessor)],
})
export class SettlementsWorkerModule {}

import { AuditModule } from '@app/audit';
import { provideProcessor } from '@app/messaging';
import { Module } from '@nestjs/common';
import { ExpireVouchersProcessor } from './expire-vouchers.processor';
import { LedgerCheckProcessor } from './ledger-check.processor';
import { VouchersModule } from './vouchers.module';

/** The jobs of vouchers, for the worker. */
@Module({
  imports: [AuditModule, VouchersModule],
  providers: [provideProcessor(ExpireVouchersProcessor), provideProcessor(LedgerCheckProcessor)],
})
export class VouchersWorkerModule {}

import { Module } from '@nestjs/common';
import { AuditModule } from '@app/audit';
import { provideProcessor } from '@app/messaging';
import { AcceptSilentOrdersProcessor } from './accept-silent-orders.processor';
import { ChaseProvidersProcessor } from './offline/chase-providers.processor';
import { NoteLateOrdersProcessor } from './late-orders/note-late-orders.processor';
import { OrdersModule } from './orders.module';
import { ExpireSampleQuotesProcessor } from './samples/expire-sample-quotes.processor';

/** The jobs of orders, for the worker. */
@Module({
  imports: [AuditModule, OrdersModule],
  providers: [
    provideProcessor(AcceptSilentOrdersProcessor),
    provideProcessor(ExpireSampleQuotesProcessor),
    provideProcessor(ChaseProvidersProcessor),
    provideProcessor(NoteLateOrdersProcessor),
  ],
})
export class OrdersWorkerModule {}

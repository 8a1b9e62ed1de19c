import { Module } from '@nestjs/common';
import { provideProcessor } from '@app/messaging';
import { AcceptSilentOrdersProcessor } from './accept-silent-orders.processor';
import { OrdersModule } from './orders.module';
import { ExpireSampleQuotesProcessor } from './samples/expire-sample-quotes.processor';

/** The jobs of orders, for the worker. */
@Module({
  imports: [OrdersModule],
  providers: [
    provideProcessor(AcceptSilentOrdersProcessor),
    provideProcessor(ExpireSampleQuotesProcessor),
  ],
})
export class OrdersWorkerModule {}

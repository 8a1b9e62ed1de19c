import { Module } from '@nestjs/common';
import { AuditModule } from '@app/audit';
import { AccessModule } from '@app/identity';
import { OrderContractsModule, OrdersModule } from '@app/orders';
import { OrderArchivesController } from './order-archives.controller';
import { OrderArchives } from './order-archives.service';

/** One archive per order. */
@Module({
  imports: [AccessModule, AuditModule, OrdersModule, OrderContractsModule],
  controllers: [OrderArchivesController],
  providers: [OrderArchives],
})
export class OrderArchivesModule {}

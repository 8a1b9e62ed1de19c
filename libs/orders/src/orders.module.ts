import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@app/audit';
import { AccessModule, Subjects } from '@app/identity';
import { InstrumentsModule } from '@app/instruments';
import { VouchersModule } from '@app/vouchers';
import { OrdersController, QuotesController } from './orders.controller';
import { OrdersService } from './orders.service';
import { QuotesService } from './quotes.service';
import { ServiceOrder } from './service-order.entity';
import { defineSubjects } from './order.subjects';

/** Orders and their prices. */
@Module({
  imports: [
    AccessModule,
    AuditModule,
    InstrumentsModule,
    VouchersModule,
    TypeOrmModule.forFeature([ServiceOrder]),
  ],
  controllers: [QuotesController, OrdersController],
  providers: [QuotesService, OrdersService],
  exports: [QuotesService, OrdersService],
})
export class OrdersModule {
  constructor(subjects: Subjects) {
    defineSubjects(subjects);
  }
}

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction } from '@app/database';
import type { JobProcessor } from '@app/messaging';
import { OrdersService } from './orders.service';

/** Days a user organisation has to accept or dispute before its silence accepts. */
const SILENT_DAYS = 7;

/** Hourly: completed orders nobody answered count as accepted. */
@Injectable()
export class AcceptSilentOrdersProcessor implements JobProcessor<'accept-silent-orders'> {
  readonly job = 'accept-silent-orders';

  constructor(
    private readonly db: DataSource,
    private readonly orders: OrdersService,
  ) {}

  async process(): Promise<void> {
    await inTransaction(this.db, (tx) => this.orders.acceptSilent(tx, SILENT_DAYS));
  }
}

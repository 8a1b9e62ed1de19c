import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { OrderNotFound, ServiceOrder } from '@app/orders';
import { OrderNotBillable } from '../settlement.errors';
import {
  ORDER_BALANCE_SQL,
  type OrderBalanceResponse,
  type OrderBalanceRow,
  toOrderBalance,
} from './order-balance';

/** What is invoiced, paid and open of orders. */
@Injectable()
export class OrderBalances {
  constructor(private readonly db: DataSource) {}

  /** @throws OrderNotFound (404), OrderNotBillable before the order is accepted (422) */
  async get(orderId: string): Promise<OrderBalanceResponse> {
    const [row]: OrderBalanceRow[] = await this.db.query(
      `${ORDER_BALANCE_SQL} WHERE balance.order_id = $1`,
      [orderId],
    );
    if (row) return toOrderBalance(row);
    await this.requireOrder(orderId);
    throw new OrderNotBillable(orderId);
  }

  /** @throws OrderNotFound for an order that is not there, or not the asker's to see (404) */
  async requireOrder(id: string): Promise<void> {
    const isThere = await this.db.getRepository(ServiceOrder).existsBy({ id });
    if (!isThere) throw new OrderNotFound();
  }
}

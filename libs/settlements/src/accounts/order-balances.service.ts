import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction } from '@app/database';
import { isOver, OrderNotFound, ServiceOrder } from '@app/orders';
import { findCover, findMoneyFirst } from '../prepayments/prepayment.queries';
import { OrderNotBillable } from '../settlement.errors';
import {
  ORDER_BALANCE_SQL,
  type OrderBalanceResponse,
  type OrderBalanceRow,
  toOrderBalance,
} from './order-balance';
import {
  agreedPartsOf,
  noAccountOf,
  type OrderMoneyResponse,
  toCover,
  toWithheld,
  waitingFor,
} from './order-money';

/** What is invoiced, paid and open of orders. */
@Injectable()
export class OrderBalances {
  constructor(private readonly db: DataSource) {}

  /** @throws OrderNotFound (404), OrderNotBillable before the order is accepted (422) */
  async get(orderId: string): Promise<OrderBalanceResponse> {
    const account = await findAccount(this.db.manager, orderId);
    if (account) return account;
    await this.requireOrder(orderId);
    throw new OrderNotBillable(orderId);
  }

  /** An order in money at any time, also before there is anything to bill. @throws OrderNotFound (404) */
  tell(orderId: string): Promise<OrderMoneyResponse> {
    return inTransaction(this.db, async (tx) => {
      const order = await tx.getRepository(ServiceOrder).findOneBy({ id: orderId });
      if (!order) throw new OrderNotFound();
      const account = await findAccount(tx, orderId);
      const needsMoney = account !== null || !isOver(order.state);
      const waiting = waitingFor(needsMoney ? await findMoneyFirst(tx, orderId) : null);
      const cover = waiting.length > 0 ? await findCover(tx, orderId) : null;
      return {
        ...(account ?? noAccountOf(order)),
        ...{ isBillable: account !== null, agreed: agreedPartsOf(order) },
        cover: cover && toCover(waiting, cover),
        reportWithheld: cover && toWithheld(waiting, cover),
      };
    });
  }

  /** @throws OrderNotFound for an order that is not there, or not the asker's to see (404) */
  async requireOrder(id: string): Promise<void> {
    const isThere = await this.db.getRepository(ServiceOrder).existsBy({ id });
    if (!isThere) throw new OrderNotFound();
  }
}

/** The account of an order; null before there is anything to bill. */
async function findAccount(
  tx: EntityManager,
  orderId: string,
): Promise<OrderBalanceResponse | null> {
  const [row]: OrderBalanceRow[] = await tx.query(
    `${ORDER_BALANCE_SQL} WHERE balance.order_id = $1`,
    [orderId],
  );
  return row ? toOrderBalance(row) : null;
}

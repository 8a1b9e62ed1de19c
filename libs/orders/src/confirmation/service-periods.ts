import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { instantOf, type Interval } from '@app/common';

const FILED = 'SELECT starts_at, ends_at FROM offline_order WHERE order_id = $1';

async function read(
  tx: EntityManager,
  statement: string,
  orderId: string,
): Promise<Interval | null> {
  const [row]: { starts_at: Date; ends_at: Date }[] = await tx.query(statement, [orderId]);
  return row ? { startsAt: instantOf(row.starts_at), endsAt: instantOf(row.ends_at) } : null;
}

/** When the service of an order takes place; only filed ones keep their time here, so the lib that does tells how to find it. */
@Injectable()
export class ServicePeriods {
  private statement: string | undefined;

  /** @param statement SQL with the order's id as $1 and the columns `starts_at` and `ends_at` */
  define(statement: string): void {
    if (this.statement !== undefined)
      throw new Error('when services take place has been told twice');
    this.statement = statement;
  }

  /** The planned one for a filed service; null for an order without a period, such as samples sent in. */
  async find(tx: EntityManager, orderId: string): Promise<Interval | null> {
    const kept = this.statement === undefined ? null : await read(tx, this.statement, orderId);
    return kept ?? read(tx, FILED, orderId);
  }
}

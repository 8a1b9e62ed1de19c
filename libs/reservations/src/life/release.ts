import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '@app/identity';
import { OrdersService } from '@app/orders';
import { freeOccupancy } from '../occupancy.queries';
import type { ReservationRow } from '../reservation.queries';

/** What every exit of a reservation gives back: its time, and the voucher part of its order. */
@Injectable()
export class Release {
  constructor(private readonly orders: OrdersService) {}

  /** `actor` is null for the system's own jobs. */
  async giveBack(tx: EntityManager, actor: Actor | null, row: ReservationRow): Promise<void> {
    await freeOccupancy(tx, row.id);
    await this.orders.cancel(tx, actor, row.order_id);
  }
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Fen, ZERO_FEN } from '@app/common';
import type { Actor } from '@app/identity';
import { OrdersService } from '@app/orders';
import { freeOccupancy } from '../occupancy.queries';
import type { ReservationRow } from '../reservation.queries';

/** What every exit of a reservation gives back: its time, and the voucher part of its order. */
@Injectable()
export class Release {
  constructor(private readonly orders: OrdersService) {}

  /** `actor` is null for the system's own jobs; `feeFen` is what a late cancellation costs. */
  async giveBack(
    tx: EntityManager,
    actor: Actor | null,
    row: ReservationRow,
    feeFen: Fen = ZERO_FEN,
  ): Promise<void> {
    await freeOccupancy(tx, row.id);
    await this.orders.cancel(tx, actor, row.order_id, feeFen);
  }
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Interval } from '@app/common';
import { acrossOrganisations } from '@app/database';
import type { Actor } from '@app/identity';
import type { BookableInstrument } from '@app/instruments';
import { OrdersService, QuotesService } from '@app/orders';
import type { ReservationRow } from '../reservation.queries';

/** Makes the price of a reservation follow its time. */
@Injectable()
export class Repricing {
  constructor(
    private readonly quotes: QuotesService,
    private readonly orders: OrdersService,
  ) {}

  /** The voucher is the user organisation's, also where the laboratory changes its booking. */
  reprice(
    tx: EntityManager,
    actor: Actor,
    row: ReservationRow,
    service: { instrument: BookableInstrument; period: Interval },
  ): Promise<void> {
    return acrossOrganisations(tx, () =>
      this.orders.reprice(tx, actor, row.order_id, (order) =>
        this.quotes.price(tx, {
          ...service,
          userOrganisationId: row.user_organisation_id,
          purpose: row.purpose,
          nature: order.nature ?? undefined,
          sampleCount: order.sampleCount ?? 0,
          voucherId: order.voucherId ?? undefined,
          placedAt: order.createdAt,
        }),
      ),
    );
  }
}

import type { Actor } from '@app/identity';
import { type ClaimableOrder, OrderNotFound, OrdersService } from '@app/orders';
import { type Capture, VouchersService } from '@app/vouchers';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { NotThePayee, OrderNotClaimable } from './claim.errors';

/** Orders with voucher money to be claimed. */
@Injectable()
export class ClaimableOrders {
  constructor(
    private readonly orders: OrdersService,
    private readonly vouchers: VouchersService,
  ) {}

  /**
   * The accepted order with the voucher money it used, if the actor's organisation is the one to be paid.
   *
   * @throws NotThePayee (403), OrderNotClaimable (422)
   */
  async find(
    tx: EntityManager,
    orderId: string,
    { organisationId }: Actor,
  ): Promise<{ order: ClaimableOrder; capture: Capture }> {
    const order = await this.orders.getForClaim(tx, orderId);
    const { userOrganisationId, providerOrganisationId } = order;
    if (![userOrganisationId, providerOrganisationId].includes(organisationId))
      throw new OrderNotFound();
    const capture = await this.vouchers.findCapture(tx, orderId);
    if (capture && capture.payeeOrganisationId !== organisationId) throw new NotThePayee();
    if (!capture || order.state !== 'accepted') throw new OrderNotClaimable(order.state);
    return { order, capture };
  }

  /** The two organisations of an order. */
  async partiesOf(tx: EntityManager, orderId: string): Promise<string[]> {
    const order = await this.orders.getForClaim(tx, orderId);
    return [order.userOrganisationId, order.providerOrganisationId];
  }
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { FieldsRefused } from '@app/common';
import { type Actor, OutsideProviders } from '@app/identity';
import { requireContract } from '../contract/contract-before-use';
import { OrderSteps } from '../order-steps';
import { OrdersService } from '../orders.service';
import type { ServiceOrder } from '../service-order.entity';
import { VoucherParts } from '../voucher-parts';
import { contactIsYours, ProviderAnswersHere } from './offline.errors';
import { OfflineOrder } from './offline-order.entity';
import type { CompletedHow, ConfirmedHow } from './offline.words';

/** Who says that a service was rendered, and what for. */
export interface Completion {
  how: CompletedHow;
  actualFen?: number | null | undefined;
  reportFileId?: string | null | undefined;
  /** Who said so by a link. */
  name?: string;
}

/**
 * What an answer about a filed service does, however it came: each takes an order that the transaction has locked and
 * for which {@link OrderSteps.require} has allowed the step. `actor` is null for an answer by a link.
 */
@Injectable()
export class OfflineAnswers {
  constructor(
    private readonly steps: OrderSteps,
    private readonly orders: OrdersService,
    private readonly voucherParts: VoucherParts,
    private readonly providers: OutsideProviders,
  ) {}

  /** The order binds from now on, and its voucher part is set aside with it. @throws VoucherInsufficient (422) */
  async confirm(
    tx: EntityManager,
    actor: Actor | null,
    order: ServiceOrder,
    how: ConfirmedHow,
  ): Promise<ServiceOrder> {
    await tx.getRepository(OfflineOrder).update({ orderId: order.id }, { confirmedHow: how });
    const parts = await this.voucherParts.follow(tx, actor, order, order.listFen);
    return this.steps.take(tx, actor, order, {
      action: how === 'evidence' ? 'accept-evidence' : 'confirm',
      ...(how === 'link' && { auditedAs: 'confirm-by-link' }),
      change: parts,
      detail: { listFen: order.listFen, voucherFen: parts.voucherFen },
      required: true,
    });
  }

  /** The provider does not render the service. */
  async decline(
    tx: EntityManager,
    actor: Actor | null,
    order: ServiceOrder,
    endedReason: string | null,
  ): Promise<ServiceOrder> {
    await tx.getRepository(OfflineOrder).update({ orderId: order.id }, { endedReason });
    return this.steps.take(tx, actor, order, {
      action: 'reject',
      ...(actor === null && { auditedAs: 'decline-by-link' }),
      required: true,
    });
  }

  /**
   * The service was rendered: the voucher part of its fee is captured.
   *
   * @throws ContractRequired where the provider asks for a contract that both sides have not accepted (422)
   * @throws FeeAboveQuote (422)
   */
  async complete(
    tx: EntityManager,
    actor: Actor | null,
    orderId: string,
    { how, actualFen, reportFileId, name }: Completion,
  ): Promise<ServiceOrder> {
    const filed = await tx.getRepository(OfflineOrder).findOneByOrFail({ orderId });
    // Who answered by a link, or not at all, has nobody to accept a contract here.
    if (filed.confirmedHow === 'provider') await requireContract(tx, orderId);
    await tx.getRepository(OfflineOrder).update(
      { orderId },
      {
        completedHow: how,
        ...(name !== undefined && { completedByName: name }),
        ...(reportFileId && { reportFileId }),
      },
    );
    return this.orders.complete(tx, actor, orderId, actualFen ?? undefined);
  }

  /**
   * Before a link is sent: nobody confirms by it who could sign in, and nobody of the user organisation does.
   *
   * @param pointer JSON pointer of the address in the request
   * @throws ProviderAnswersHere, FieldsRefused for an address of the user organisation's own people (422)
   */
  async requireLinkTo(
    tx: EntityManager,
    {
      providerOrganisationId,
      userOrganisationId,
    }: Pick<ServiceOrder, 'providerOrganisationId' | 'userOrganisationId'>,
    email: string,
    pointer: string,
  ): Promise<void> {
    if (await this.providers.canAnswer(tx, providerOrganisationId)) throw new ProviderAnswersHere();
    const [own]: unknown[] = await tx.query(
      `SELECT FROM app_user u JOIN membership m ON m.user_id = u.id
        WHERE m.organisation_id = $1 AND lower(u.email) = lower($2) LIMIT 1`,
      [userOrganisationId, email],
    );
    if (own) throw new FieldsRefused([contactIsYours(pointer, email)]);
  }
}

import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { type FieldError, newId, ZERO_FEN } from '@app/common';
import { inCommand, inTransaction } from '@app/database';
import type { CommandCall } from '@app/http';
import type { Actor } from '@app/identity';
import { InstrumentsService } from '@app/instruments';
import { findCircumstances } from '../circumstances.queries';
import { type OrderResponse, toOrderResponse } from '../order.dto';
import { OrdersService } from '../orders.service';
import { ServiceOrder } from '../service-order.entity';
import { VoucherParts } from '../voucher-parts';
import { OrderSample } from './order-sample.entity';
import { findToday, pastDate } from './sample-dates';
import type { CreateOrderRequest, SampleOrderResponse } from './sample.dto';
import { toSampleOrderResponse, toSampleQuoteResponse } from './sample.dto';
import { instrumentNotListed, oneProvider, providerUnknown, refuse } from './sample.errors';
import { SampleOrder } from './sample-order.entity';
import { SampleQuote } from './sample-quote.entity';
import { toPromiseResponse } from './promises/sample-promise.dto';
import { SamplePromise } from './promises/sample-promise.entity';
import { itemNotOffered } from './service-items/service-item.errors';
import { findOffered } from './service-items/service-items.service';
import { isLate } from './sample.queries';

/** Who renders the service, and with which instrument, if one was named. */
interface Provider {
  providerOrganisationId: string;
  instrumentId: string | null;
}

/** Orders of samples sent in (送样委托): how they are placed and read. */
@Injectable()
export class SampleOrders {
  constructor(
    private readonly db: DataSource,
    private readonly orders: OrdersService,
    private readonly instruments: InstrumentsService,
    private readonly voucherParts: VoucherParts,
    private readonly audit: AuditService,
  ) {}

  /**
   * Places an order that the provider has to price; it costs nothing and holds nothing before.
   *
   * @throws FieldsRefused for a provider that renders no services, or a date that is over (422)
   * @throws VoucherNotFound for a voucher of others (404)
   * @throws whatever a placing rule says of the two organisations (422)
   */
  create(actor: Actor, input: CreateOrderRequest, { call }: CommandCall): Promise<OrderResponse> {
    return inCommand(this.db, call, async (tx) => {
      refuse(pastDate('/wishedBy', input.wishedBy, await findToday(tx)));
      const provider = await this.providerOf(tx, actor, input);
      await this.orders.requirePlaceable(tx, {
        ...provider,
        userOrganisationId: actor.organisationId,
      });
      refuse(await itemProblems(tx, provider, input.items));
      const order = await this.insert(tx, actor, input, provider);
      const { id, voucherId } = order;
      if (voucherId !== null) await this.voucherParts.expect(tx, { ...order, voucherId }, ZERO_FEN);
      await this.audit.record(tx, {
        ...{ actor, action: 'order.submit', objectType: 'service_order', objectId: id },
        detail: { kind: 'sample', ...provider },
      });
      return toOrderResponse(order, actor, (await findCircumstances(tx, [id]))(id));
    });
  }

  /** What an order of samples tells beside its price; null for one of another kind. */
  async findFor(orderId: string): Promise<SampleOrderResponse | null> {
    const tx = this.db.manager;
    const detail = await tx.getRepository(SampleOrder).findOneBy({ orderId });
    if (!detail) return null;
    const order = await tx.getRepository(ServiceOrder).findOneByOrFail({ id: orderId });
    const samples = await tx
      .getRepository(OrderSample)
      .find({ where: { orderId }, order: { position: 'ASC' } });
    const quotes = await tx
      .getRepository(SampleQuote)
      .find({ where: { orderId }, order: { version: 'DESC' } });
    const promises = await tx
      .getRepository(SamplePromise)
      .find({ where: { orderId }, order: { id: 'DESC' } });
    return toSampleOrderResponse(detail, samples, {
      ...{ quotes: quotes.map(toSampleQuoteResponse), promises: promises.map(toPromiseResponse) },
      late: isLate(order.state, detail.promisedOn, await findToday(tx)),
      expected: await inTransaction(this.db, (own) => this.expectedOf(own, order)),
    });
  }

  /** What the voucher would pay of a quote that waits; null for any other order. */
  private async expectedOf(
    tx: EntityManager,
    order: ServiceOrder,
  ): Promise<SampleOrderResponse['expected']> {
    const { state, voucherId, listFen } = order;
    if (state !== 'priced') return null;
    if (voucherId === null) {
      const none = { voucherReason: null, voucherRulesVersion: null };
      return { voucherFen: ZERO_FEN, ownFen: listFen, ...none };
    }
    return this.voucherParts.expect(tx, { ...order, voucherId }, listFen);
  }

  private async providerOf(
    tx: EntityManager,
    actor: Actor,
    { instrumentId, providerOrganisationId }: CreateOrderRequest,
  ): Promise<Provider> {
    if (!instrumentId === !providerOrganisationId) throw oneProvider();
    if (instrumentId) {
      const bookable = await this.instruments.getBookableFor(tx, actor, instrumentId, null);
      if (bookable.status !== 'listed') throw instrumentNotListed(instrumentId);
      return { instrumentId, providerOrganisationId: bookable.holderId };
    }
    const id = providerOrganisationId ?? '';
    const found: unknown[] = await tx.query(
      `SELECT FROM organisation WHERE id = $1 AND verification = 'verified' AND kind NOT IN ('government', 'operator')`,
      [id],
    );
    if (found.length === 0) throw providerUnknown(id);
    return { instrumentId: null, providerOrganisationId: id };
  }

  private async insert(
    tx: EntityManager,
    actor: Actor,
    input: CreateOrderRequest,
    provider: Provider,
  ): Promise<ServiceOrder> {
    const { id, number, serial } = await this.orders.nextIdentity(tx);
    const { purpose, items, urgency, reportKind, leftOver, samples } = input;
    await tx.getRepository(ServiceOrder).insert({
      ...{ id, number, serial, kind: 'sample', state: 'submitted', purpose, ...provider },
      ...{ userOrganisationId: actor.organisationId, placedBy: actor.userId },
      sampleCount: samples.reduce((sum, { quantity }) => sum + quantity, 0),
      ...{ listFen: ZERO_FEN, voucherFen: ZERO_FEN, ownFen: ZERO_FEN },
      voucherId: input.voucherId ?? null,
      nature: input.nature ?? null,
    });
    await tx.getRepository(SampleOrder).insert({
      ...{ orderId: id, urgency, reportKind, leftOver, wishedBy: input.wishedBy ?? null },
      items: items.map((item) => ({
        ...{ name: item.name, standard: item.standard ?? null, quantity: item.quantity },
        ...{ conditions: item.conditions ?? null, serviceItemId: item.serviceItemId ?? null },
      })),
    });
    await tx.getRepository(OrderSample).insert(
      samples.map(({ name, quantity, hazards = null }, index) => ({
        ...{ id: newId(), orderId: id, position: index + 1, name, quantity, hazards },
      })),
    );
    return tx.getRepository(ServiceOrder).findOneByOrFail({ id });
  }
}

/** Tests that the provider does not offer, each at its field. */
async function itemProblems(
  tx: EntityManager,
  provider: Provider,
  items: CreateOrderRequest['items'],
): Promise<FieldError[]> {
  const named = items.flatMap(({ serviceItemId }) => serviceItemId ?? []);
  const offered = await findOffered(tx, provider, named);
  return items.flatMap(({ serviceItemId }, index) =>
    !serviceItemId || offered.has(serviceItemId)
      ? []
      : [itemNotOffered(`/items/${index}/serviceItemId`, serviceItemId)],
  );
}

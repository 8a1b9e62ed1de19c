import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { fen, type FieldError, instantOf, ZERO_FEN } from '@app/common';
import { inCommand } from '@app/database';
import { FileStore } from '@app/files';
import type { CommandCall } from '@app/http';
import { type Actor, findFileProblems, OutsideProviders } from '@app/identity';
import { InstrumentsService } from '@app/instruments';
import { Outbox } from '@app/messaging';
import { findCircumstances } from '../circumstances.queries';
import { OrderConfirmations } from '../confirmation/order-confirmations.service';
import { type OrderResponse, toOrderResponse } from '../order.dto';
import { OrdersService } from '../orders.service';
import { instrumentNotListed, providerUnknown, refuse } from '../samples/sample.errors';
import { ServiceOrder } from '../service-order.entity';
import { VoucherParts } from '../voucher-parts';
import { OfflineAnswers } from './offline-answers.service';
import {
  type FileOfflineServiceRequest,
  type OfflineOrderResponse,
  toOfflineOrderResponse,
} from './offline.dto';
import { contactMissing, oneOfThreeProviders, providerIsUser } from './offline.errors';
import { OfflineEvidence } from './offline-evidence.entity';
import { OfflineOrder } from './offline-order.entity';
import { filingProblems } from './offline.rules';

/** Who renders a filed service, and where. */
interface Provider {
  providerOrganisationId: string;
  instrumentId: string | null;
  regionCode: string;
}

/** Services arranged by phone or mail (线下服务): how they are filed and read. */
@Injectable()
export class OfflineOrders {
  constructor(
    private readonly db: DataSource,
    private readonly orders: OrdersService,
    private readonly instruments: InstrumentsService,
    private readonly providers: OutsideProviders,
    private readonly confirmations: OrderConfirmations,
    private readonly answers: OfflineAnswers,
    private readonly voucherParts: VoucherParts,
    private readonly files: FileStore,
    private readonly outbox: Outbox,
    private readonly audit: AuditService,
  ) {}

  /**
   * Files a service before it starts and asks its provider to confirm; nothing is set aside before.
   *
   * @throws FieldsRefused for a service that has begun, a provider that is none, or papers of others (422)
   * @throws VoucherNotFound for a voucher of others (404)
   */
  create(
    actor: Actor,
    input: FileOfflineServiceRequest,
    { call }: CommandCall,
  ): Promise<OrderResponse> {
    return inCommand(this.db, call, async (tx) => {
      refuse(await this.problemsOf(tx, actor, input));
      const provider = await this.providerOf(tx, actor, input);
      await this.orders.requirePlaceable(tx, {
        ...provider,
        userOrganisationId: actor.organisationId,
      });
      const asksByMail = !(await this.providers.canAnswer(tx, provider.providerOrganisationId));
      if (asksByMail && !input.contactEmail) refuse([contactMissing()]);
      const contactEmail = asksByMail ? (input.contactEmail ?? null) : null;
      const order = await this.insert(tx, actor, { ...input, contactEmail }, provider);
      const { id, voucherId, listFen } = order;
      if (voucherId !== null) await this.voucherParts.expect(tx, { ...order, voucherId }, listFen);
      await this.audit.record(tx, {
        ...{ actor, action: 'order.file', objectType: 'service_order', objectId: id },
        detail: { kind: 'offline', ...provider },
      });
      await this.ask(tx, actor, order, contactEmail);
      return toOrderResponse(order, actor, (await findCircumstances(tx, [id]))(id));
    });
  }

  /** What an order of an offline service tells beside its price; null for one of another kind. */
  async findFor(orderId: string): Promise<OfflineOrderResponse | null> {
    const { manager } = this.db;
    const detail = await manager.getRepository(OfflineOrder).findOneBy({ orderId });
    if (!detail) return null;
    const evidence = await manager
      .getRepository(OfflineEvidence)
      .find({ where: { orderId }, order: { id: 'ASC' } });
    return toOfflineOrderResponse(detail, evidence);
  }

  private async problemsOf(
    tx: EntityManager,
    { organisationId }: Actor,
    input: FileOfflineServiceRequest,
  ): Promise<FieldError[]> {
    const [clock]: { now: Date }[] = await tx.query('SELECT app_now() AS now');
    if (!clock) throw new Error('the database told no time');
    const filing = {
      period: { startsAt: instantOf(input.startsAt), endsAt: instantOf(input.endsAt) },
      instrumentId: input.instrumentId ?? null,
      place: input.place ?? null,
      regionCode: input.regionCode ?? input.provider?.regionCode ?? null,
    };
    const { contractFileId } = input;
    const papers: Record<string, string> = contractFileId
      ? { '/contractFileId': contractFileId }
      : {};
    return [
      ...filingProblems(filing, instantOf(clock.now)),
      ...(await findFileProblems(this.files, tx, organisationId, papers)),
    ];
  }

  private async providerOf(
    tx: EntityManager,
    actor: Actor,
    input: FileOfflineServiceRequest,
  ): Promise<Provider> {
    const { instrumentId, providerOrganisationId, provider } = input;
    if ([instrumentId, providerOrganisationId, provider].filter(Boolean).length !== 1)
      throw oneOfThreeProviders();
    if (instrumentId) return this.holderOf(tx, actor, instrumentId);
    const [id, pointer] = provider
      ? [await this.providers.findOrAdd(tx, actor, provider, '/provider'), '/provider/creditCode']
      : [providerOrganisationId ?? '', '/providerOrganisationId'];
    if (!(await rendersServices(tx, id, Boolean(provider)))) throw providerUnknown(id, pointer);
    if (id === actor.organisationId) refuse([providerIsUser(pointer)]);
    const regionCode = input.regionCode ?? provider?.regionCode ?? '';
    return { providerOrganisationId: id, instrumentId: null, regionCode };
  }

  private async holderOf(tx: EntityManager, actor: Actor, instrumentId: string): Promise<Provider> {
    const { status, holderId } = await this.instruments.getBookableFor(
      ...([tx, actor, instrumentId, null] as const),
    );
    if (status !== 'listed') throw instrumentNotListed(instrumentId);
    if (holderId === actor.organisationId) refuse([providerIsUser('/instrumentId')]);
    const [place]: { region_code: string }[] = await tx.query(
      'SELECT region_code FROM instrument WHERE id = $1',
      [instrumentId],
    );
    const regionCode = place?.region_code ?? '';
    return { providerOrganisationId: holderId, instrumentId, regionCode };
  }

  private async insert(
    tx: EntityManager,
    { organisationId: userOrganisationId, userId: placedBy }: Actor,
    input: FileOfflineServiceRequest,
    { regionCode, ...provider }: Provider,
  ): Promise<ServiceOrder> {
    const { id, number, serial } = await this.orders.nextIdentity(tx);
    const { purpose, description } = input;
    const listFen = fen(input.feeFen);
    await tx.getRepository(ServiceOrder).insert({
      ...{ id, number, serial, kind: 'offline', state: 'submitted', purpose, ...provider },
      ...{ userOrganisationId, placedBy, voucherId: input.voucherId ?? null },
      nature: input.nature ?? null,
      ...{ listFen, voucherFen: ZERO_FEN, ownFen: listFen },
    });
    await tx.getRepository(OfflineOrder).insert({
      ...{ orderId: id, description, regionCode, place: input.place ?? null },
      ...{ startsAt: instantOf(input.startsAt), endsAt: instantOf(input.endsAt) },
      contactEmail: input.contactEmail ?? null,
      contractFileId: input.contractFileId ?? null,
    });
    return tx.getRepository(ServiceOrder).findOneByOrFail({ id });
  }

  /** By a link where nobody of the provider can sign in, else by telling those who can. */
  private async ask(
    tx: EntityManager,
    actor: Actor,
    order: ServiceOrder,
    contactEmail: string | null,
  ): Promise<void> {
    if (contactEmail === null) {
      await this.outbox.add(tx, 'mail-requested', { mail: 'offline-asked', objectId: order.id });
      return;
    }
    await this.answers.requireLinkTo(tx, order, contactEmail, '/contactEmail');
    await this.confirmations.send(tx, actor.userId, order.id, contactEmail);
  }
}

/** Offices render no services; one named by hand may still wait for the bureau. */
async function rendersServices(tx: EntityManager, id: string, byHand: boolean): Promise<boolean> {
  const found: unknown[] = await tx.query(
    `SELECT FROM organisation
      WHERE id = $1 AND ($2 OR verification = 'verified') AND kind NOT IN ('government', 'operator')`,
    [id, byHand],
  );
  return found.length > 0;
}

import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, In, IsNull } from 'typeorm';
import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import { inCommand } from '@app/database';
import {
  type CommandCall,
  decodeCursor,
  DEFAULT_PAGE,
  type Page,
  page,
  requireVersion,
} from '@app/http';
import type { Actor } from '@app/identity';
import { requireHeldInstrument } from '../../prices/held-instrument.queries';
import {
  type ListServiceItemsQuery,
  type PutServiceItemRequest,
  type ServiceItemResponse,
  toServiceItemResponse,
} from './service-item.dto';
import { ServiceItem } from './service-item.entity';
import { ServiceItemNotFound } from './service-item.errors';

/** The service lists of laboratories (检测项目): what samples can be sent in for, at which price. */
@Injectable()
export class ServiceItems {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /** What is offered now, the newest first. */
  async list({
    limit = DEFAULT_PAGE,
    cursor,
    holderId,
    instrumentId,
  }: ListServiceItemsQuery): Promise<Page<ServiceItemResponse>> {
    const query = this.db
      .getRepository(ServiceItem)
      .createQueryBuilder('one')
      .where('one.ended_at IS NULL')
      .orderBy('one.id', 'DESC')
      .limit(limit + 1);
    const before = decodeCursor(cursor, 1)?.[0];
    if (before !== undefined) query.andWhere('one.id < :before', { before });
    if (holderId !== undefined) query.andWhere('one.holder_id = :holderId', { holderId });
    if (instrumentId !== undefined)
      query.andWhere('one.instrument_id = :instrumentId', { instrumentId });
    return page(await query.getMany(), limit, ({ id }) => [id], toServiceItemResponse);
  }

  /** Offers a test of the actor's organisation. @throws FieldsRefused for an instrument of others (422) */
  create(
    actor: Actor,
    body: PutServiceItemRequest,
    { call }: CommandCall,
  ): Promise<ServiceItemResponse> {
    return inCommand(this.db, call, async (tx) => {
      const columns = await columnsOf(tx, actor.organisationId, body);
      const id = newId();
      await tx
        .getRepository(ServiceItem)
        .insert({ id, holderId: actor.organisationId, ...columns });
      return this.tell(tx, actor, id, 'create');
    });
  }

  /** Quotes to come are made by it; those made stay. @throws ServiceItemNotFound, FieldsRefused, VersionConflict */
  put(
    actor: Actor,
    id: string,
    body: PutServiceItemRequest,
    { ifMatch, call }: CommandCall,
  ): Promise<ServiceItemResponse> {
    return inCommand(this.db, call, async (tx) => {
      const { holderId, version } = await lockItem(tx, actor, id);
      requireVersion(ifMatch, version);
      const columns = await columnsOf(tx, holderId, body);
      await tx.getRepository(ServiceItem).update({ id }, { ...columns, version: version + 1 });
      return this.tell(tx, actor, id, 'update');
    });
  }

  /** Offers it no longer; orders that name it stay. @throws ServiceItemNotFound */
  async end(actor: Actor, id: string, { call }: CommandCall): Promise<void> {
    await inCommand(this.db, call, async (tx) => {
      const { version } = await lockItem(tx, actor, id);
      await tx
        .getRepository(ServiceItem)
        .update({ id }, { endedAt: () => 'app_now()', version: version + 1 });
      return this.tell(tx, actor, id, 'end');
    });
  }

  private async tell(
    tx: EntityManager,
    actor: Actor,
    id: string,
    step: 'create' | 'update' | 'end',
  ): Promise<ServiceItemResponse> {
    await this.audit.record(tx, {
      ...{ actor, action: `service-item.${step}`, objectType: 'service_item', objectId: id },
    });
    return toServiceItemResponse(await tx.getRepository(ServiceItem).findOneByOrFail({ id }));
  }
}

/** Those of the ids that a provider offers, with the instrument of an order or with any; by their ids. */
export async function findOffered(
  tx: EntityManager,
  { providerOrganisationId, instrumentId }: OfferedTo,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ServiceItem>> {
  if (ids.length === 0) return new Map();
  const found = await tx
    .getRepository(ServiceItem)
    .findBy({ id: In([...ids]), holderId: providerOrganisationId, endedAt: IsNull() });
  const fitting = found.filter(
    (item) =>
      item.instrumentId === null || instrumentId === null || item.instrumentId === instrumentId,
  );
  return new Map(fitting.map((item) => [item.id, item]));
}

/** An order as far as it decides which tests can be asked for. */
interface OfferedTo {
  providerOrganisationId: string;
  instrumentId: string | null;
}

/** One of the actor's own organisation that is offered now: lists are public, so no policy hides those of others. */
async function lockItem(
  tx: EntityManager,
  { organisationId }: Actor,
  id: string,
): Promise<ServiceItem> {
  const found = await tx.getRepository(ServiceItem).findOne({
    where: { id, holderId: organisationId, endedAt: IsNull() },
    lock: { mode: 'pessimistic_write' },
  });
  if (!found) throw new ServiceItemNotFound();
  return found;
}

async function columnsOf(
  tx: EntityManager,
  holderId: string,
  { instrumentId = null, standard = null, ...body }: PutServiceItemRequest,
): Promise<Partial<ServiceItem>> {
  if (instrumentId !== null) await requireHeldInstrument(tx, holderId, instrumentId);
  const { name, unitFen, machineMinutes, workingDays } = body;
  return { name, standard, instrumentId, unitFen, machineMinutes, workingDays };
}

import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { inCommand } from '@app/database';
import { type CommandCall, requireVersion } from '@app/http';
import type { Actor } from '@app/identity';
import { WorkCalendarService } from '@app/work-calendar';
import { OrderNotFound } from '../../order.errors';
import { ServiceOrder } from '../../service-order.entity';
import { findToday } from '../sample-dates';
import { SampleOrder } from '../sample-order.entity';
import { findOffered } from '../service-items/service-items.service';
import { SampleCapacity } from './sample-capacity.entity';
import type {
  ExpectedDateResponse,
  PutSampleCapacityRequest,
  SampleCapacityResponse,
} from './sample-promise.dto';
import {
  DEFAULT_MINUTES_PER_DAY,
  type SampleWork,
  workdaysUntilDone,
  workOf,
} from './sample-queue.rules';

/** An order as far as it decides whose queue it stands in. */
type QueuedOrder = Pick<ServiceOrder, 'id' | 'instrumentId' | 'providerOrganisationId'>;

/** The queue of samples at a laboratory: what is ahead of an order, and by when it would be done. */
@Injectable()
export class SampleQueue {
  constructor(
    private readonly db: DataSource,
    private readonly calendars: WorkCalendarService,
    private readonly audit: AuditService,
  ) {}

  /** By when an order would be done: behind every order that binds the lab for the same instrument, or for none. */
  async expect(
    tx: EntityManager,
    order: QueuedOrder,
    work: SampleWork,
  ): Promise<ExpectedDateResponse> {
    const { minutesPerDay } = await findCapacity(tx, order.providerOrganisationId);
    const aheadMinutes = await findMinutesAhead(tx, order);
    const days = workdaysUntilDone(aheadMinutes, work, minutesPerDay);
    const calendar = await this.calendars.load(tx);
    const { date, provisional } = calendar.addWorkdays(await findToday(tx), days);
    return { promisedOn: date, aheadMinutes, ...work, minutesPerDay, provisional };
  }

  /** As {@link expect} for the tests that the order asks for out of the service list. @throws OrderNotFound */
  async expectFor(orderId: string): Promise<ExpectedDateResponse> {
    const tx = this.db.manager;
    const order = await tx.getRepository(ServiceOrder).findOneBy({ id: orderId });
    const detail = await tx.getRepository(SampleOrder).findOneBy({ orderId });
    if (!order) throw new OrderNotFound();
    const asked = (detail?.items ?? []).flatMap(({ serviceItemId, quantity }) =>
      serviceItemId ? [{ serviceItemId, quantity }] : [],
    );
    const ids = asked.map(({ serviceItemId }) => serviceItemId);
    const offered = await findOffered(tx, order, ids);
    const tests = asked.flatMap(({ serviceItemId, quantity }) => {
      const item = offered.get(serviceItemId);
      return item ? [{ ...item, quantity }] : [];
    });
    return this.expect(tx, order, workOf(tests));
  }

  /** How much a holder gets done. */
  getCapacity(holderId: string): Promise<SampleCapacityResponse> {
    return findCapacity(this.db.manager, holderId);
  }

  /** Dates that are promised from now on are counted by it. @throws VersionConflict */
  putCapacity(
    actor: Actor,
    id: string,
    { minutesPerDay }: PutSampleCapacityRequest,
    { ifMatch, call }: CommandCall,
  ): Promise<SampleCapacityResponse> {
    return inCommand(this.db, call, async (tx) => {
      const before = await findCapacity(tx, id);
      requireVersion(ifMatch, before.version);
      await tx.query(
        `INSERT INTO sample_capacity (id, minutes_per_day) VALUES ($1, $2)
         ON CONFLICT (id) DO UPDATE SET minutes_per_day = $2, version = sample_capacity.version + 1`,
        [id, minutesPerDay],
      );
      await this.audit.record(tx, {
        ...{ actor, action: 'sample-capacity.put', objectType: 'sample_capacity', objectId: id },
        detail: { minutesPerDay },
      });
      return findCapacity(tx, id);
    });
  }
}

async function findCapacity(tx: EntityManager, id: string): Promise<SampleCapacityResponse> {
  const found = await tx.getRepository(SampleCapacity).findOneBy({ id });
  if (!found) return { minutesPerDay: DEFAULT_MINUTES_PER_DAY, version: 0 };
  return { minutesPerDay: found.minutesPerDay, version: found.version };
}

/** Machine time of the orders that bind the laboratory before this one is promised. */
async function findMinutesAhead(
  tx: EntityManager,
  { id, instrumentId, providerOrganisationId }: QueuedOrder,
): Promise<number> {
  const [row]: { minutes: number }[] = await tx.query(
    `SELECT coalesce(sum(s.machine_minutes), 0)::int AS minutes
       FROM service_order o JOIN sample_order s ON s.order_id = o.id
      WHERE o.provider_organisation_id = $1 AND o.instrument_id IS NOT DISTINCT FROM $2 AND o.id <> $3
        AND o.state IN ('open', 'sent', 'received', 'running')`,
    [providerOrganisationId, instrumentId, id],
  );
  return row?.minutes ?? 0;
}

import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { civilDateOf, instantOf, type Interval, isoInZone, minutesOf, newId } from '@app/common';
import { inCommand } from '@app/database';
import { type CommandCall, type Page } from '@app/http';
import type { Actor } from '@app/identity';
import { type BookableInstrument, InstrumentNotFound, InstrumentsService } from '@app/instruments';
import { OrderNotFound, OrderSteps, type OrderState, ServiceOrder } from '@app/orders';
import { Alternatives } from '../alternatives.service';
import { databaseNow } from '../booking/booking-facts';
import { lockInstrument, takeAny } from '../occupancy.queries';
import { ReservationConflict } from '../reservation.errors';
import {
  type PlanSampleWorkRequest,
  type SampleWorkResponse,
  toSampleWorkResponse,
} from './sample-work.dto';
import { SampleWork } from './sample-work.entity';
import {
  notOurInstrument,
  periodRefused,
  SampleWorkNotFound,
  SampleWorkOver,
  SampleWorkStateConflict,
} from './sample-work.errors';
import { freeSampleWork } from './sample-work.queries';

const OWED: readonly OrderState[] = ['open', 'sent', 'received', 'running'];
const MAX_MINUTES = 30 * 1_440;
/** Planned for one order, in parts. */
const MOST_PARTS = 200;

/** Machine time for samples (机时安排): planned by the laboratory, at whatever hour, where nobody else has it. */
@Injectable()
export class SampleWorks {
  constructor(
    private readonly db: DataSource,
    private readonly instruments: InstrumentsService,
    private readonly steps: OrderSteps,
    private readonly alternatives: Alternatives,
    private readonly audit: AuditService,
  ) {}

  /**
   * Takes a unit of one of the laboratory's instruments for an order.
   *
   * @throws FieldsRefused for an instrument of others, and a period that is none, too long or over (422)
   * @throws SampleWorkStateConflict unless the laboratory owes the work (409)
   * @throws ReservationConflict with free periods nearby where somebody has the time (409)
   */
  async plan(
    actor: Actor,
    orderId: string,
    { instrumentId, ...times }: PlanSampleWorkRequest,
    { call }: CommandCall,
  ): Promise<SampleWorkResponse> {
    const period = { startsAt: instantOf(times.startsAt), endsAt: instantOf(times.endsAt) };
    requirePeriod(period);
    try {
      return await inCommand(this.db, call, async (tx) => {
        await lockInstrument(tx, instrumentId);
        const order = await this.steps.lock(tx, orderId);
        if (order.kind !== 'sample' || !OWED.includes(order.state))
          throw new SampleWorkStateConflict(order.state);
        const instrument = await this.heldBy(tx, order, instrumentId, period);
        if (period.endsAt <= (await databaseNow(tx))) throw periodRefused('over', times.endsAt);
        return this.take(tx, actor, order, instrument, period);
      });
    } catch (error) {
      if (!(error instanceof ReservationConflict)) throw error;
      throw new ReservationConflict(period, await this.alternatives.near(instrumentId, period));
    }
  }

  /** Gives back what of it lies ahead; what was worked through stays. @throws SampleWorkNotFound, SampleWorkOver */
  async free(actor: Actor, id: string, { call }: CommandCall): Promise<void> {
    await inCommand(this.db, call, async (tx) => {
      const found = await tx.getRepository(SampleWork).findOneBy({ id });
      if (!found) throw new SampleWorkNotFound();
      const { orderId } = found;
      await this.steps.lock(tx, orderId);
      if ((await freeSampleWork(tx, orderId, id)) === 0) throw new SampleWorkOver();
      await this.record(tx, actor, 'free-machine-time', orderId, { sampleWorkId: id });
      return {};
    });
  }

  /** What was ever planned for an order, the first first. @throws OrderNotFound */
  async list(orderId: string): Promise<Page<SampleWorkResponse>> {
    if (!(await this.db.getRepository(ServiceOrder).existsBy({ id: orderId })))
      throw new OrderNotFound();
    const found = await this.db
      .getRepository(SampleWork)
      .find({ where: { orderId }, order: { startsAt: 'ASC', id: 'ASC' }, take: MOST_PARTS });
    return { items: found.map(toSampleWorkResponse) };
  }

  private async take(
    tx: EntityManager,
    actor: Actor,
    { id: orderId }: ServiceOrder,
    instrument: BookableInstrument,
    period: Interval,
  ): Promise<SampleWorkResponse> {
    const occupancyId = await takeAny(tx, instrument, period, { kind: 'sample' });
    if (occupancyId === null) throw new ReservationConflict(period);
    const id = newId();
    await tx.getRepository(SampleWork).insert({
      ...{ id, orderId, instrumentId: instrument.id, occupancyId, ...period },
      plannedBy: actor.userId,
    });
    await this.record(tx, actor, 'plan-machine-time', orderId, {
      ...{ sampleWorkId: id, instrumentId: instrument.id },
    });
    return toSampleWorkResponse(await tx.getRepository(SampleWork).findOneByOrFail({ id }));
  }

  private async heldBy(
    tx: EntityManager,
    { providerOrganisationId }: ServiceOrder,
    instrumentId: string,
    { startsAt }: Interval,
  ): Promise<BookableInstrument> {
    const instrument = await this.instruments
      .getBookable(tx, instrumentId, civilDateOf(startsAt))
      .catch((error: unknown) => {
        throw error instanceof InstrumentNotFound ? notOurInstrument(instrumentId) : error;
      });
    if (instrument.holderId !== providerOrganisationId || instrument.status === 'retired')
      throw notOurInstrument(instrumentId);
    return instrument;
  }

  private record(
    tx: EntityManager,
    actor: Actor,
    step: string,
    objectId: string,
    detail: object,
  ): Promise<void> {
    return this.audit.record(tx, {
      ...{ actor, action: `order.${step}`, objectType: 'service_order', objectId, detail },
    });
  }
}

function requirePeriod(period: Interval): void {
  const minutes = minutesOf(period);
  const endsAt = isoInZone(period.endsAt);
  if (minutes <= 0) throw periodRefused('order', endsAt);
  if (minutes > MAX_MINUTES) throw periodRefused('too-long', endsAt);
}

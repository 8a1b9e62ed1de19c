import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { DateTime } from 'luxon';
import { AuditService } from '@app/audit';
import { civilDateOf, type FieldError, FieldsRefused, type Interval, newId } from '@app/common';
import { inCommand, type IdempotentCall, inTransaction } from '@app/database';
import { decodeCursor, DEFAULT_PAGE, page, type Page, type PageQuery } from '@app/http';
import type { Actor } from '@app/identity';
import { InstrumentsService } from '@app/instruments';
import { Outbox } from '@app/messaging';
import { periodOf } from '@app/orders';
import { WorkCalendarService } from '@app/work-calendar';
import { databaseNow } from '../booking/booking-facts';
import { lockInstrument } from '../occupancy.queries';
import { ReservationConflict } from '../reservation.errors';
import { occurrencesOf, repetitionFaults, selfOverlap } from '../series/recurrence.rules';
import { overlapsItself } from '../series/series.errors';
import type { HitReservation } from './downtime.dto';
import { findHitReservations } from './downtime.queries';
import { DowntimeChangesService } from './downtime-changes.service';
import type {
  CancelledMaintenancePlan,
  CancelMaintenancePlanRequest,
  CreatedMaintenancePlan,
  CreateMaintenancePlanRequest,
  ListedMaintenancePlan,
  MaintenancePlanResponse,
} from './maintenance-plan.dto';
import {
  findAheadOfPlan,
  findKnownDates,
  findOpenPlans,
  getPlan,
  listPlans,
  type Plan,
  readPlan,
} from './maintenance-plan.queries';
import { recordDowntime } from './record-downtime';

/** How far ahead dates are made. */
const HORIZON_DAYS = 180;
/** Three years; what goes on longer is planned anew. */
const REACH = { occurrences: 1100, days: 1096 };

/** Maintenance that repeats: each date is a downtime of its own, made ahead and caught up each night. */
@Injectable()
export class MaintenancePlansService {
  private readonly logger = new Logger(MaintenancePlansService.name);

  constructor(
    private readonly db: DataSource,
    private readonly instruments: InstrumentsService,
    private readonly workCalendar: WorkCalendarService,
    private readonly downtimes: DowntimeChangesService,
    readonly audit: AuditService,
    readonly outbox: Outbox,
  ) {}

  /**
   * Makes the dates of the next half year; those that meet booked time displace it or are left out, as the plan says.
   *
   * @throws FieldsRefused for a repetition that contradicts itself (422)
   */
  create(
    actor: Actor,
    instrumentId: string,
    input: CreateMaintenancePlanRequest,
    call?: IdempotentCall,
  ): Promise<CreatedMaintenancePlan> {
    const first = periodOf(input.startsAt, input.endsAt);
    return inCommand(this.db, call, async (tx) => {
      const { reason, repeat, displaces = false } = input;
      const faults = repetitionFaults(first, repeat);
      const shared = selfOverlap(occurrencesOf(first, repeat, await this.workCalendar.load(tx)));
      if (shared) faults.push(overlapsItself(shared));
      refuse(faults);
      await lockInstrument(tx, instrumentId);
      const id = newId();
      await tx.query(
        `INSERT INTO maintenance_plan (id, instrument_id, reason, first_starts_at, first_ends_at, repeat, displaces, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          ...[id, instrumentId, reason, first.startsAt.toISO(), first.endsAt.toISO()],
          ...[JSON.stringify(repeat), displaces, actor.userId],
        ],
      );
      const affected = await this.extend(tx, await getPlan(tx, id), actor);
      await this.record(tx, actor, 'create', id, { instrumentId, displaced: affected.length });
      return { ...(await readPlan(tx, id)), affected };
    });
  }

  /** The plans of an instrument, the newest first, cancelled ones too, each with its next dates. */
  async list(instrumentId: string, query: PageQuery): Promise<Page<ListedMaintenancePlan>> {
    const limit = query.limit ?? DEFAULT_PAGE;
    const before = decodeCursor(query.cursor, 1)?.[0];
    const plans = await listPlans(this.db.manager, instrumentId, { before, limit: limit + 1 });
    return page(
      plans,
      limit,
      ({ id }) => [id],
      (plan) => plan,
    );
  }

  /** A plan with the dates that are made. @throws MaintenancePlanNotFound */
  get(id: string): Promise<MaintenancePlanResponse> {
    return inTransaction(this.db, (tx) => readPlan(tx, id));
  }

  /**
   * Takes back what has not begun, from one date on or all, and makes no more from there on.
   *
   * @throws FieldsRefused for a downtime that is none of the plan ahead (422)
   */
  cancel(
    actor: Actor,
    id: string,
    { from }: CancelMaintenancePlanRequest,
    call?: IdempotentCall,
  ): Promise<CancelledMaintenancePlan> {
    return inCommand(this.db, call, async (tx) => {
      await lockInstrument(tx, (await getPlan(tx, id)).instrumentId);
      const now = await databaseNow(tx);
      const ahead = await findAheadOfPlan(tx, id);
      const at = from ? ahead.findIndex(({ downtimeId }) => downtimeId === from) : 0;
      if (from && at < 0) refuse([notAhead(from)]);
      const chosen = ahead.slice(at);
      const restored: string[] = [];
      for (const { downtimeId } of chosen)
        restored.push(...(await this.downtimes.cancelIn(tx, actor, downtimeId)).restored);
      const cancelledFrom = from ? chosen[0]?.plannedFor : now;
      await tx.query(
        'UPDATE maintenance_plan SET cancelled_from = least(cancelled_from, $2) WHERE id = $1',
        [id, cancelledFrom?.toISO()],
      );
      await this.record(tx, actor, 'cancel', id, { cancelled: chosen.length });
      return { ...(await readPlan(tx, id)), restored };
    });
  }

  /** Makes the dates that have come within reach, each plan in a transaction of its own. @returns how many plans grew */
  async catchUp(): Promise<number> {
    let count = 0;
    for (const { id, instrumentId } of await findOpenPlans(this.db.manager)) {
      if (await this.catchUpWith(id, instrumentId)) count += 1;
    }
    return count;
  }

  private async catchUpWith(id: string, instrumentId: string): Promise<boolean> {
    try {
      return await inTransaction(this.db, async (tx) => {
        await lockInstrument(tx, instrumentId);
        const plan = await getPlan(tx, id);
        const before = await findKnownDates(tx, id);
        await this.extend(tx, plan, null);
        return (await findKnownDates(tx, id)).size > before.size;
      });
    } catch (error) {
      // It stands in no other plan's way, and the next night tries again.
      this.logger.error({ err: error, event: 'maintenance-not-planned', planId: id });
      return false;
    }
  }

  /** Needs the instrument's lock, so that two of these never come to the same date. */
  private async extend(
    tx: EntityManager,
    plan: Plan,
    actor: Actor | null,
  ): Promise<HitReservation[]> {
    const known = await findKnownDates(tx, plan.id);
    const displaced: string[] = [];
    for (const period of await this.dueDates(tx, plan)) {
      if (known.has(period.startsAt.toMillis())) continue;
      const made = await this.make(tx, plan, period, actor);
      displaced.push(...(made?.displaced ?? []));
      await tx.query(
        'INSERT INTO maintenance_date (plan_id, starts_at, downtime_id) VALUES ($1, $2, $3)',
        [plan.id, period.startsAt.toISO(), made?.downtimeId ?? null],
      );
    }
    return findHitReservations(tx, displaced);
  }

  private async dueDates(tx: EntityManager, plan: Plan): Promise<Interval[]> {
    const calendar = await this.workCalendar.load(tx);
    const now = await databaseNow(tx);
    const last: DateTime = now.plus({ days: HORIZON_DAYS });
    return occurrencesOf(plan, plan.repeat, calendar, REACH).filter(
      ({ startsAt, endsAt }) =>
        endsAt > now &&
        startsAt <= last &&
        (plan.cancelledFrom === null || startsAt < plan.cancelledFrom),
    );
  }

  /** Undefined for a date whose time somebody else has. */
  private async make(
    tx: EntityManager,
    { instrumentId, reason, displaces, createdBy }: Plan,
    period: Interval,
    actor: Actor | null,
  ): Promise<{ downtimeId: string; displaced: string[] } | undefined> {
    const serviceDate = civilDateOf(period.startsAt);
    const instrument = await this.instruments.getBookable(tx, instrumentId, serviceDate);
    const id = newId();
    await tx.query('SAVEPOINT maintenance_date');
    try {
      const hit = await recordDowntime(tx, this, instrument, {
        ...{ id, period, kind: 'maintenance', reason, endUnknown: false, displaces },
        ...{ actor, reportedBy: createdBy },
      });
      await tx.query('RELEASE SAVEPOINT maintenance_date');
      return { downtimeId: id, displaced: hit.displaced.map((one) => one.id) };
    } catch (error) {
      if (!(error instanceof ReservationConflict)) throw error;
      await tx.query('ROLLBACK TO SAVEPOINT maintenance_date');
      return undefined;
    }
  }

  private record(
    tx: EntityManager,
    actor: Actor,
    action: string,
    objectId: string,
    detail: object,
  ): Promise<void> {
    return this.audit.record(tx, {
      ...{ actor, action: `maintenance-plan.${action}`, objectType: 'maintenance_plan' },
      ...{ objectId, detail },
    });
  }
}

function refuse(faults: FieldError[]): void {
  if (faults.length > 0) throw new FieldsRefused(faults);
}

const notAhead = (id: string): FieldError => ({
  pointer: '/from',
  code: 'not-ahead-in-plan',
  message: {
    zh: `该维护计划中没有可撤销的维护“${id}”：它可能已开始、已撤销或属于其他计划`,
    en: `the plan has no maintenance ${id} that can be taken back: it has begun, was taken back, or is of another one`,
  },
});

import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { civilDateOf, civilMinuteOf, instantOf, type Interval, isoInZone } from '@app/common';
import { inCommand } from '@app/database';
import { type CommandCall, requireVersion } from '@app/http';
import type { Actor } from '@app/identity';
import { type BookableInstrument, InstrumentsService } from '@app/instruments';
import { periodOf } from '@app/orders';
import { BookingFactsLoader } from '../booking/booking-facts';
import { changeOf } from '../booking/booking-request';
import { type BookingReason, reason } from '../booking/booking-reason';
import { bookingReasons } from '../booking/booking.rules';
import { extendOccupancy, findFreeUntil, lockInstrument, withBuffers } from '../occupancy.queries';
import { decides } from '../reservation.actions';
import type { ReservationResponse } from '../reservation.dto';
import { BookingRuleBroken, ReservationConflict } from '../reservation.errors';
import {
  getReservation,
  instrumentOf,
  lockReservation,
  ownerOf,
  partiesOf,
  type ReservationRow,
  toReservationResponse,
} from '../reservation.queries';
import { changeState } from '../transitions';
import { Repricing } from './repricing.service';
import { requireState } from './reservation-steps';

/** Rules about a start that lies behind by the time a use is extended. */
const SETTLED_BY_STARTING: readonly string[] = ['start-grid', 'in-the-past', 'too-late'];

/** Lengthens a use while it runs, as far as nobody else has the time. */
@Injectable()
export class ExtendService {
  constructor(
    private readonly db: DataSource,
    private readonly instruments: InstrumentsService,
    private readonly facts: BookingFactsLoader,
    private readonly repricing: Repricing,
    private readonly audit: AuditService,
  ) {}

  /**
   * @throws ReservationConflict when somebody else comes before the new end (409), with how far it could go; nothing
   * changes then
   * @throws BookingRuleBroken with every reason (422): hours, lengths and quotas hold for the whole period
   */
  extend(
    actor: Actor,
    id: string,
    wish: { endsAt: string },
    how: CommandCall,
  ): Promise<ReservationResponse> {
    return inCommand(this.db, how.call, async (tx) => {
      await lockInstrument(tx, await instrumentOf(tx, id));
      const row = await lockReservation(tx, id);
      requireVersion(how.ifMatch, row.version);
      requireState(actor, row, 'extend');
      const period = periodOf(row.starts_at.toISOString(), wish.endsAt);
      return this.extendLocked(tx, actor, row, period);
    });
  }

  private async extendLocked(
    tx: EntityManager,
    actor: Actor,
    row: ReservationRow,
    period: Interval,
  ): Promise<ReservationResponse> {
    const serviceDate = civilDateOf(period.startsAt);
    const instrument = await this.instruments.getBookable(
      tx,
      row.instrument_id,
      serviceDate,
      ownerOf(row),
    );
    await this.requireBookable(tx, actor, row, instrument, period);
    const { endsAt } = period;
    const beyond = withBuffers(
      { startsAt: instantOf(row.ends_at), endsAt },
      0,
      row.clean_up_minutes,
    );
    if (!(await extendOccupancy(tx, row.id, instrument, beyond)))
      throw new ReservationConflict(period, await possible(tx, row));
    await this.repricing.reprice(tx, actor, row, { instrument, period });
    const step = { reservationId: row.id, version: row.version, actorId: actor.userId };
    const detail = { from: { endsAt: isoInZone(instantOf(row.ends_at)) } };
    await changeState(
      tx,
      { ...step, action: 'extend', from: 'in_use', to: 'in_use', detail },
      ['ends_at = $5'],
      [endsAt.toISO()],
    );
    await this.audit.record(tx, {
      actor,
      action: 'reservation.extend',
      objectType: 'reservation',
      objectId: row.id,
      detail,
    });
    return toReservationResponse(await getReservation(tx, row.id), actor);
  }

  /** @throws BookingRuleBroken */
  private async requireBookable(
    tx: EntityManager,
    actor: Actor,
    row: ReservationRow,
    instrument: BookableInstrument,
    period: Interval,
  ): Promise<void> {
    const facts = await this.facts.load(tx, changeOf(row, instrument, period));
    const reasons = [
      ...laterReasons(row, period),
      ...secondWordReasons(actor, row),
      ...bookingReasons(facts).filter(({ code }) => !SETTLED_BY_STARTING.includes(code)),
    ];
    if (reasons.length > 0) throw new BookingRuleBroken(reasons);
  }
}

/** An earlier end is what checking out is for. */
function laterReasons(row: ReservationRow, { endsAt }: Interval): BookingReason[] {
  const present = instantOf(row.ends_at);
  const least = present < instantOf(row.now) ? instantOf(row.now) : present;
  if (endsAt > least) return [];
  const minute = civilMinuteOf(least);
  return [
    reason(
      'end-not-later',
      `延长后的结束时间须晚于 ${minute}；提前结束请签退`,
      `must end after ${minute}; check out to end earlier`,
      { after: isoInZone(least) },
    ),
  ];
}

/** Nobody waits for a second word while a use runs: the lab, which sees it, decides about more time alone. */
function secondWordReasons(actor: Actor, row: ReservationRow): BookingReason[] {
  if (row.second_approval === null || decides(actor, partiesOf(row))) return [];
  return [
    reason(
      'extension-by-lab',
      '该预约经两级审批，使用中延长请联系实验室管理员办理',
      'two sides approved this time; ask the lab manager to extend it',
      { secondApproval: row.second_approval },
    ),
  ];
}

/** How far it could be extended instead; nothing when somebody follows at once. */
async function possible(tx: EntityManager, row: ReservationRow): Promise<Interval[]> {
  const free = await findFreeUntil(tx, row.id);
  const endsAt = free?.minus({ minutes: row.clean_up_minutes });
  if (!endsAt || endsAt <= instantOf(row.ends_at)) return [];
  return [{ startsAt: instantOf(row.starts_at), endsAt }];
}

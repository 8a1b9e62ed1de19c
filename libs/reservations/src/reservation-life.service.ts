import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { civilDateOf, civilMinuteOf, instantOf, type Interval, isoInZone } from '@app/common';
import { inCommand, inTransaction } from '@app/database';
import { type CommandCall, requireVersion } from '@app/http';
import type { Actor } from '@app/identity';
import { type BookableInstrument, InstrumentsService } from '@app/instruments';
import { OrdersService } from '@app/orders';
import {
  BookingRuleBroken,
  OrganisationUnverified,
  ReservationNotFound,
  ReservationStateConflict,
} from './reservation.errors';
import { reason } from './booking/booking-reason';
import { noticeOf } from './booking/notice.rules';
import { freeOccupancy, shrinkOccupancy } from './occupancy.queries';
import { ACTION_STATES, decides } from './reservation.actions';
import type { CheckOutRequest, ReservationResponse } from './reservation.dto';
import {
  findReservations,
  partiesOf,
  type ReservationRow,
  toReservationResponse,
} from './reservation.queries';
import type { ReservationState } from './reservation.words';
import { changeState } from './transitions';

/** What a command works with once the reservation is locked. */
interface Locked {
  tx: EntityManager;
  row: ReservationRow;
  instrument: BookableInstrument;
  period: Interval;
}

/** What a step does beside the change of state. @returns columns to set */
type Effect = (locked: Locked) => Promise<Record<string, unknown>>;

interface Step {
  action: keyof typeof ACTION_STATES;
  to: ReservationState;
}

/** How many are ended in one round; the next round goes on. */
const BATCH = 200;

/** A way a reservation ends without anybody's command; `condition` is SQL over r, o and i. */
interface Ending {
  action: string;
  from: ReservationState;
  to: ReservationState;
  condition: string;
}

/** What ends by itself: requests nobody answered, displaced reservations nobody moved, and those nobody came for. */
const OVERTAKEN: readonly Ending[] = [
  { action: 'expire', from: 'requested', to: 'expired', condition: 'r.starts_at <= app_now()' },
  { action: 'lapse', from: 'displaced', to: 'cancelled', condition: 'r.starts_at <= app_now()' },
  {
    action: 'no-show',
    from: 'confirmed',
    to: 'no_show',
    condition: `r.starts_at + (SELECT make_interval(mins => (p.rules->>'autoReleaseMinutes')::int) FROM booking_policy p
                  WHERE p.instrument_id = r.instrument_id AND p.version = r.policy_version) <= app_now()`,
  },
];

/** The steps of a reservation's life after booking; each is one compare-and-set with its history and audit. */
@Injectable()
export class ReservationLifeService {
  private readonly logger = new Logger(ReservationLifeService.name);

  constructor(
    private readonly db: DataSource,
    private readonly instruments: InstrumentsService,
    private readonly orders: OrdersService,
    private readonly audit: AuditService,
  ) {}

  approve(actor: Actor, id: string, how: CommandCall): Promise<ReservationResponse> {
    return this.step(actor, id, how, { action: 'approve', to: 'confirmed' }, ({ row, period }) => {
      if (!row.is_verified) throw new OrganisationUnverified();
      if (period.startsAt > instantOf(row.now)) return Promise.resolve({});
      throw new ReservationStateConflict('approve', 'expired');
    });
  }

  reject(actor: Actor, id: string, why: string, how: CommandCall): Promise<ReservationResponse> {
    return this.step(actor, id, how, { action: 'reject', to: 'rejected' }, async ({ tx, row }) => {
      await this.giveBack(tx, actor, row);
      return { reason: why };
    });
  }

  /** @throws BookingRuleBroken when the user side is later than the cancellation notice (422) */
  cancel(
    actor: Actor,
    id: string,
    why: string | undefined,
    how: CommandCall,
  ): Promise<ReservationResponse> {
    return inCommand(this.db, how.call, (tx) => this.cancelIn(tx, actor, id, why, how.ifMatch));
  }

  /** The same in the caller's transaction. */
  cancelIn(
    tx: EntityManager,
    actor: Actor,
    id: string,
    why: string | undefined,
    ifMatch?: string,
  ): Promise<ReservationResponse> {
    const step: Step = { action: 'cancel', to: 'cancelled' };
    return this.stepIn(tx, { actor, id, ifMatch }, step, async (locked) => {
      if (!decides(actor, partiesOf(locked.row))) requireCancelNotice(locked);
      await this.giveBack(locked.tx, actor, locked.row);
      return { reason: why ?? null };
    });
  }

  /** @throws BookingRuleBroken outside the check-in window (422) */
  checkIn(actor: Actor, id: string, how: CommandCall): Promise<ReservationResponse> {
    return this.step(actor, id, how, { action: 'check-in', to: 'in_use' }, (locked) => {
      requireCheckInWindow(locked);
      return Promise.resolve({ actual_starts_at: instantOf(locked.row.now).toISO() });
    });
  }

  checkOut(
    actor: Actor,
    id: string,
    input: CheckOutRequest,
    how: CommandCall,
  ): Promise<ReservationResponse> {
    return this.step(
      actor,
      id,
      how,
      { action: 'check-out', to: 'used' },
      async ({ tx, row, instrument }) => {
        const now = instantOf(row.now);
        await shrinkOccupancy(tx, row.id, now.plus({ minutes: instrument.policy.cleanUpMinutes }));
        return {
          actual_ends_at: now.toISO(),
          samples: input.samples ?? null,
          note: input.note ?? null,
        };
      },
    );
  }

  /**
   * The lab names the actual fee; the voucher part is captured with it. A service whose check-in was forgotten is
   * completed with its planned times once they are over.
   */
  complete(
    actor: Actor,
    id: string,
    actualFen: number | undefined,
    how: CommandCall,
  ): Promise<ReservationResponse> {
    const step: Step = { action: 'complete', to: 'completed' };
    return this.step(actor, id, how, step, async ({ tx, row, period }) => {
      const forgotten = row.state === 'confirmed';
      if (forgotten && instantOf(row.now) < period.endsAt) {
        throw new ReservationStateConflict('complete', row.state);
      }
      await this.orders.complete(tx, actor, row.order_id, actualFen);
      if (!forgotten) return {};
      return { actual_starts_at: row.starts_at, actual_ends_at: row.ends_at };
    });
  }

  /** Ends what its own time has overtaken and gives everything back. @returns how many */
  async releaseOvertaken(): Promise<number> {
    let count = 0;
    for (const ending of OVERTAKEN) count += await this.endAll(ending, []);
    return count;
  }

  /** Ends what is booked ahead on an instrument that is no longer there. @returns how many */
  async releaseRetired(instrumentId: string): Promise<number> {
    let count = 0;
    for (const from of ['requested', 'confirmed', 'displaced'] as const) {
      const condition = `r.starts_at > app_now() AND r.instrument_id = $1 AND i.status = 'retired'`;
      count += await this.endAll({ action: 'retire', from, to: 'cancelled', condition }, [
        instrumentId,
      ]);
    }
    return count;
  }

  /** Each in a transaction of its own, so that one that cannot be ended stands in nobody's way. */
  private async endAll(ending: Ending, parameters: string[]): Promise<number> {
    const condition = `r.state = '${ending.from}' AND ${ending.condition}`;
    let count = 0;
    for (const { id } of await this.findDue(condition, parameters)) {
      if (await this.end(id, ending, condition, parameters)) count += 1;
    }
    return count;
  }

  private findDue(condition: string, parameters: string[]): Promise<ReservationRow[]> {
    return findReservations(this.db.manager, condition, parameters, BATCH, 'earliest');
  }

  private async end(
    id: string,
    { action, from, to }: Ending,
    condition: string,
    parameters: string[],
  ): Promise<boolean> {
    try {
      return await inTransaction(this.db, async (tx) => {
        await lockReservation(tx, id);
        const still = `r.id = $${parameters.length + 1} AND ${condition}`;
        const [row] = await findReservations(tx, still, [...parameters, id], 1);
        // Somebody answered, moved or came in the meantime.
        if (!row) return false;
        const step = { reservationId: row.id, version: row.version, actorId: null };
        await changeState(tx, { ...step, action, from, to });
        await this.giveBack(tx, null, row);
        return true;
      });
    } catch (error) {
      this.logger.error({ err: error, event: 'reservation-not-released', reservationId: id });
      return false;
    }
  }

  private async step(
    actor: Actor,
    id: string,
    { ifMatch, call }: CommandCall,
    step: Step,
    effect: Effect,
  ): Promise<ReservationResponse> {
    return inCommand(this.db, call, (tx) => this.stepIn(tx, { actor, id, ifMatch }, step, effect));
  }

  private async stepIn(
    tx: EntityManager,
    { actor, id, ifMatch }: { actor: Actor; id: string; ifMatch: string | undefined },
    { action, to }: Step,
    effect: Effect,
  ): Promise<ReservationResponse> {
    const row = await lockReservation(tx, id);
    requireVersion(ifMatch, row.version);
    if (!(ACTION_STATES[action] as readonly string[]).includes(row.state))
      throw new ReservationStateConflict(action, row.state);
    const period = { startsAt: instantOf(row.starts_at), endsAt: instantOf(row.ends_at) };
    const instrument = await this.instruments.getBookable(
      tx,
      row.instrument_id,
      civilDateOf(period.startsAt),
    );
    const columns = await effect({ tx, row, instrument, period });
    await changeState(
      tx,
      {
        reservationId: id,
        version: row.version,
        actorId: actor.userId,
        action,
        from: row.state,
        to,
      },
      Object.keys(columns).map((column, index) => `${column} = $${index + 5}`),
      Object.values(columns),
    );
    await this.audit.record(tx, {
      actor,
      action: `reservation.${action}`,
      objectType: 'reservation',
      objectId: id,
    });
    const [changed] = await findReservations(tx, 'r.id = $1', [id], 1);
    if (!changed) throw new ReservationNotFound();
    return toReservationResponse(changed, actor);
  }

  private async giveBack(
    tx: EntityManager,
    actor: Actor | null,
    row: ReservationRow,
  ): Promise<void> {
    await freeOccupancy(tx, row.id);
    await this.orders.cancel(tx, actor, row.order_id);
  }
}

/** The row with everything the commands look at, locked against other commands. @throws ReservationNotFound */
export async function lockReservation(tx: EntityManager, id: string): Promise<ReservationRow> {
  await tx.query('SELECT id FROM reservation WHERE id = $1 FOR UPDATE', [id]);
  const [row] = await findReservations(tx, 'r.id = $1', [id], 1);
  if (!row) throw new ReservationNotFound();
  return row;
}

function requireCancelNotice({ row, instrument, period }: Locked): void {
  const notice = noticeOf(instrument.policy, 'cancelNoticeMinutes');
  if (row.state === 'displaced' || instantOf(row.now).plus({ minutes: notice }) <= period.startsAt)
    return;
  throw new BookingRuleBroken([
    reason(
      'cancel-notice',
      `须至少提前 ${notice} 分钟取消，请联系持有单位`,
      `must be cancelled at least ${notice} minutes ahead; ask the holder`,
      {
        cancelNoticeMinutes: notice,
      },
    ),
  ]);
}

function requireCheckInWindow({ row, instrument, period }: Locked): void {
  const now = instantOf(row.now);
  const window = instrument.policy.checkInWindowMinutes;
  const opens = window === null ? now : period.startsAt.minus({ minutes: window });
  if (now >= opens && now < period.endsAt) return;
  const [from, to] = [civilMinuteOf(opens), civilMinuteOf(period.endsAt)];
  throw new BookingRuleBroken([
    reason(
      'check-in-window',
      `签到时间为 ${from} 至 ${to}`,
      `check-in is open from ${from} to ${to}`,
      {
        opensAt: isoInZone(opens),
        closesAt: isoInZone(period.endsAt),
      },
    ),
  ]);
}

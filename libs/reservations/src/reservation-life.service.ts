import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { civilMinuteOf, instantOf, isoInZone } from '@app/common';
import { inCommand } from '@app/database';
import type { CommandCall } from '@app/http';
import { type Actor, SecondPersonNeeded } from '@app/identity';
import { OrderContracts, OrdersService } from '@app/orders';
import { respondBy } from './booking/approval.rules';
import { reason } from './booking/booking-reason';
import { isTooLate, noticeOf, noticeSaid } from './booking/notice.rules';
import { barFromSecond } from './life/approval.rules';
import { givePoints } from './life/penalty.queries';
import { Release } from './life/release';
import { type Locked, ReservationSteps, type Step, stateConflict } from './life/reservation-steps';
import { shrinkOccupancy } from './occupancy.queries';
import { decides, type StateAction } from './reservation.actions';
import type { CheckOutRequest, ReservationResponse } from './reservation.dto';
import {
  BookingRuleBroken,
  OrganisationUnverified,
  SecondWordOfOthers,
} from './reservation.errors';
import {
  cancellationFor,
  partiesOf,
  type ReservationRow,
  secondQuestionOf,
} from './reservation.queries';
import type { ReservationState } from './reservation.words';

/** The steps of a reservation's life after booking; each is one compare-and-set with its history and audit. */
@Injectable()
export class ReservationLifeService {
  constructor(
    private readonly db: DataSource,
    private readonly steps: ReservationSteps,
    private readonly orders: OrdersService,
    private readonly release: Release,
    private readonly contracts: OrderContracts,
  ) {}

  /** The word of the lab; by the policy it was made under, it goes on to whom is asked second. */
  approve(actor: Actor, id: string, how: CommandCall): Promise<ReservationResponse> {
    const to = ({ second_asked: second }: ReservationRow): ReservationState =>
      second === null ? 'confirmed' : 'requested';
    return this.steps.take(actor, id, how, { action: 'approve', to }, ({ row, instrument }) => {
      if (row.second_approval !== null) throw stateConflict(actor, row, 'approve');
      requireStillAhead(actor, row, 'approve');
      const answerBy = row.second_asked && respondBy(instrument.policy, instantOf(row.now));
      return Promise.resolve({
        approved_by: actor.userId,
        ...{ second_approval: row.second_asked, respond_by: answerBy?.toISO() ?? null },
      });
    });
  }

  /**
   * The second word, by another person than who gave the first and who booked.
   *
   * @throws SecondWordOfOthers when another side is asked, SecondPersonNeeded (403)
   */
  approveSecond(actor: Actor, id: string, how: CommandCall): Promise<ReservationResponse> {
    const step: Step = { action: 'approve-second', to: 'confirmed' };
    return this.steps.take(actor, id, how, step, ({ row }) => {
      requireSecond(actor, row, 'approve-second');
      requireStillAhead(actor, row, 'approve-second');
      return Promise.resolve({ second_approved_by: actor.userId });
    });
  }

  /** By the lab at either step, by whoever is asked second at the second one. */
  reject(actor: Actor, id: string, why: string, how: CommandCall): Promise<ReservationResponse> {
    const step: Step = { action: 'reject', to: 'rejected' };
    return this.steps.take(actor, id, how, step, async ({ tx, row }) => {
      if (!decides(actor, partiesOf(row))) requireSecond(actor, row, 'reject');
      await this.release.giveBack(tx, actor, row);
      return { reason: why };
    });
  }

  /**
   * Later than a rung of the policy's ladder it costs the user side that fee, which stays owed on the order.
   *
   * @throws BookingRuleBroken when the user side is later than the cancellation notice (422)
   */
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
    return this.steps.takeIn(tx, { actor, id, ifMatch }, step, async (locked) => {
      if (!decides(actor, partiesOf(locked.row))) requireCancelNotice(locked);
      const cost = cancellationFor(locked.row, actor);
      const isOfHolder = actor.organisationId === locked.row.holder_id;
      if (locked.row.state === 'confirmed' && !isOfHolder)
        await givePoints(locked.tx, id, 'late-cancel');
      await this.release.giveBack(locked.tx, actor, locked.row, cost?.feeFen);
      return { reason: why ?? null };
    });
  }

  /**
   * @throws BookingRuleBroken outside the check-in window (422)
   * @throws ContractRequired where the holder asks for a contract that both sides have not accepted (422)
   * @throws what a starting rule of the order refuses with, such as money that has not arrived (422)
   */
  checkIn(actor: Actor, id: string, how: CommandCall): Promise<ReservationResponse> {
    const step = { action: 'check-in', to: 'in_use' } as const;
    return this.steps.take(actor, id, how, step, async (locked) => {
      requireCheckInWindow(locked);
      await this.contracts.requireBeforeUse(locked.tx, locked.row.order_id);
      await this.orders.requireStartable(locked.tx, locked.row.order_id);
      return { actual_starts_at: instantOf(locked.row.now).toISO() };
    });
  }

  checkOut(
    actor: Actor,
    id: string,
    input: CheckOutRequest,
    how: CommandCall,
  ): Promise<ReservationResponse> {
    return this.steps.take(
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
    return this.steps.take(actor, id, how, step, async ({ tx, row, period }) => {
      const forgotten = row.state === 'confirmed';
      if (forgotten && instantOf(row.now) < period.endsAt) {
        throw stateConflict(actor, row, 'complete');
      }
      await this.orders.complete(tx, actor, row.order_id, actualFen);
      if (!forgotten) return {};
      return { actual_starts_at: row.starts_at, actual_ends_at: row.ends_at };
    });
  }
}

/** @throws ReservationStateConflict (409), SecondWordOfOthers, SecondPersonNeeded (403) */
function requireSecond(actor: Actor, row: ReservationRow, action: StateAction): void {
  const bar = barFromSecond(actor, secondQuestionOf(row));
  if (row.second_approval === null || (action === 'reject' && !row.is_verified))
    throw stateConflict(actor, row, action);
  if (bar === 'other-side') throw new SecondWordOfOthers(row.second_approval);
  if (bar === 'same-person') throw new SecondPersonNeeded();
}

/** @throws OrganisationUnverified (422), ReservationStateConflict once it would have begun (409) */
function requireStillAhead(actor: Actor, row: ReservationRow, action: StateAction): void {
  if (!row.is_verified) throw new OrganisationUnverified();
  if (row.starts_at <= row.now) throw stateConflict(actor, row, action);
}

function requireCancelNotice({ row, instrument, period }: Locked): void {
  const { policy } = instrument;
  const isLate = isTooLate(policy, 'cancelNoticeMinutes', period.startsAt, instantOf(row.now));
  if (row.state === 'displaced' || !isLate) return;
  const notice = noticeOf(policy, 'cancelNoticeMinutes');
  const said = noticeSaid(policy, notice);
  throw new BookingRuleBroken([
    reason(
      'cancel-notice',
      `须至少提前 ${said.zh}取消，请联系持有单位`,
      `must be cancelled at least ${said.en} ahead; ask the holder`,
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

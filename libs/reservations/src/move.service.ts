import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { civilDateOf, FieldsRefused, instantOf, type Interval, isoInZone } from '@app/common';
import { inCommand } from '@app/database';
import { type CommandCall, requireVersion } from '@app/http';
import type { Actor } from '@app/identity';
import {
  type Asker,
  type BookableInstrument,
  type BookingPolicy,
  InstrumentsService,
} from '@app/instruments';
import { periodOf } from '@app/orders';
import { Alternatives } from './alternatives.service';
import { respondBy } from './booking/approval.rules';
import { BookingFactsLoader } from './booking/booking-facts';
import { changeOf } from './booking/booking-request';
import { type BookingReason, reason } from './booking/booking-reason';
import { isTooLate, noticeOf, noticeSaid } from './booking/notice.rules';
import { bookingReasons } from './booking/booking.rules';
import { type Override, OVERRIDE_OF_OTHERS, setAside } from './booking/override.rules';
import { afterMove } from './life/approval-after-move';
import { Repricing } from './life/repricing.service';
import { requireState } from './life/reservation-steps';
import { lockInstrument, moveOccupancy, withBuffers } from './occupancy.queries';
import { decides } from './reservation.actions';
import type { MoveReservationRequest, ReservationResponse } from './reservation.dto';
import { BookingRuleBroken, ReservationConflict, ReservationNotFound } from './reservation.errors';
import {
  getReservation,
  lockReservation,
  ownerOf,
  partiesOf,
  type ReservationRow,
  toReservationResponse,
} from './reservation.queries';
import { changeState } from './transitions';

/** Moves a reservation to another time on its instrument: one UPDATE of its occupancy, never cancel and create. */
@Injectable()
export class MoveService {
  constructor(
    private readonly db: DataSource,
    private readonly instruments: InstrumentsService,
    private readonly facts: BookingFactsLoader,
    private readonly repricing: Repricing,
    private readonly audit: AuditService,
    private readonly alternatives: Alternatives,
  ) {}

  /**
   * @throws ReservationConflict when the new time is taken (409), the old one stays
   * @throws BookingRuleBroken with every reason (422)
   */
  async move(
    actor: Actor,
    id: string,
    wish: MoveReservationRequest,
    how: CommandCall,
  ): Promise<ReservationResponse> {
    const period = periodOf(wish.startsAt, wish.endsAt);
    let subject: MoveSubject | undefined;
    try {
      return await inCommand(this.db, how.call, async (tx) => {
        subject = await subjectOf(tx, id);
        await lockInstrument(tx, subject.instrumentId);
        return this.moveIn(tx, actor, id, period, { ...how, override: wish.override });
      });
    } catch (error) {
      throw subject === undefined
        ? error
        : await this.alternatives.added(error, subject.instrumentId, period, subject.asker, id);
    }
  }

  /**
   * The same in the caller's transaction, which has locked the instrument.
   *
   * @throws ReservationConflict, BookingRuleBroken without alternatives
   */
  async moveIn(
    tx: EntityManager,
    actor: Actor,
    id: string,
    period: Interval,
    { ifMatch, override }: { ifMatch?: string; override?: Override | null } = {},
  ): Promise<ReservationResponse> {
    const row = await lockReservation(tx, id);
    requireVersion(ifMatch, row.version);
    requireState(actor, row, 'move');
    if (override && !decides(actor, partiesOf(row))) throw new FieldsRefused([OVERRIDE_OF_OTHERS]);
    return this.moveLocked(tx, actor, row, period, override);
  }

  private async moveLocked(
    tx: EntityManager,
    actor: Actor,
    row: ReservationRow,
    period: Interval,
    override: Override | null | undefined,
  ): Promise<ReservationResponse> {
    const serviceDate = civilDateOf(period.startsAt);
    const instrument = await this.instruments.getBookable(
      tx,
      row.instrument_id,
      serviceDate,
      ownerOf(row),
    );
    const { standing, overridden } = setAside(
      await this.findReasons(tx, actor, row, instrument, period),
      override,
    );
    if (standing.length > 0) throw new BookingRuleBroken(standing);
    const { setUpMinutes, cleanUpMinutes } = instrument.policy;
    const during = withBuffers(period, setUpMinutes, cleanUpMinutes);
    const moved = await moveOccupancy(tx, row.id, instrument, during);
    if (!moved) throw new ReservationConflict(period);
    await this.repricing.reprice(tx, actor, row, { instrument, period });
    await recordMove(tx, actor, row, instrument.policy, {
      period,
      overrideReason: overridden.length > 0 ? (override?.reason ?? null) : null,
    });
    await this.audit.record(tx, {
      actor,
      action: 'reservation.move',
      objectType: 'reservation',
      objectId: row.id,
      detail: { ...before(row), ...(overridden.length > 0 && { overridden }) },
    });
    return toReservationResponse(await getReservation(tx, row.id), actor);
  }

  /** The rules of booking apply to the new time as they would to its owner. */
  private async findReasons(
    tx: EntityManager,
    actor: Actor,
    row: ReservationRow,
    instrument: BookableInstrument,
    period: Interval,
  ): Promise<BookingReason[]> {
    const facts = await this.facts.load(tx, changeOf(row, instrument, period));
    return [...noticeReasons(actor, row, instrument.policy), ...bookingReasons(facts)];
  }
}

/** The new period with the buffers and policy in force now. */
async function recordMove(
  tx: EntityManager,
  actor: Actor,
  row: ReservationRow,
  policy: BookingPolicy,
  { period, overrideReason }: { period: Interval; overrideReason: string | null },
): Promise<void> {
  const after = await afterMove(tx, actor, row, policy, period);
  const isAsked = after.state === 'requested' && row.is_verified;
  const answerBy = isAsked ? respondBy(policy, instantOf(row.now)) : null;
  await changeState(
    tx,
    {
      reservationId: row.id,
      version: row.version,
      actorId: actor.userId,
      action: 'move',
      from: row.state,
      to: after.state,
      detail: before(row),
    },
    [
      'starts_at = $5',
      'ends_at = $6',
      'set_up_minutes = $7',
      'clean_up_minutes = $8',
      'policy_version = $9',
      'override_reason = $10',
      'respond_by = $11',
      'approved_by = $12',
      'second_approval = $13',
      'second_approved_by = $14',
    ],
    [
      period.startsAt.toISO(),
      period.endsAt.toISO(),
      policy.setUpMinutes,
      policy.cleanUpMinutes,
      policy.version,
      overrideReason,
      answerBy?.toISO() ?? null,
      after.approvedBy,
      after.secondApproval,
      after.secondApprovedBy,
    ],
  );
}

/** What is moved for whom. */
interface MoveSubject {
  instrumentId: string;
  asker: Asker;
}

/** Neither ever changes in a move, so they may be read before anything is locked. */
async function subjectOf(tx: EntityManager, id: string): Promise<MoveSubject> {
  const [row]: { instrumentId: string; userId: string; organisationId: string }[] = await tx.query(
    `SELECT instrument_id AS "instrumentId", reserved_by AS "userId", user_organisation_id AS "organisationId"
       FROM reservation WHERE id = $1`,
    [id],
  );
  if (!row) throw new ReservationNotFound();
  const { instrumentId, ...asker } = row;
  return { instrumentId, asker };
}

function noticeReasons(actor: Actor, row: ReservationRow, policy: BookingPolicy): BookingReason[] {
  const [startsAt, now] = [instantOf(row.starts_at), instantOf(row.now)];
  const late = isTooLate(policy, 'changeNoticeMinutes', startsAt, now);
  if (decides(actor, partiesOf(row)) || row.state === 'displaced' || !late) return [];
  const notice = noticeOf(policy, 'changeNoticeMinutes');
  const said = noticeSaid(policy, notice);
  return [
    reason(
      'change-notice',
      `须至少提前 ${said.zh}改期，请联系持有单位`,
      `must be moved at least ${said.en} ahead; ask the holder`,
      { changeNoticeMinutes: notice },
    ),
  ];
}

const before = (row: ReservationRow): object => ({
  from: {
    startsAt: isoInZone(instantOf(row.starts_at)),
    endsAt: isoInZone(instantOf(row.ends_at)),
  },
});

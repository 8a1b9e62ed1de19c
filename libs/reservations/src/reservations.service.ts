import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { civilDateOf, FieldsRefused, type Interval, minutesOf, newId } from '@app/common';
import { inCommand, type IdempotentCall, prepared } from '@app/database';
import { decodeCursor, DEFAULT_PAGE, page, type Page } from '@app/http';
import { type Actor, reachOf } from '@app/identity';
import { type BookableInstrument, InstrumentsService } from '@app/instruments';
import {
  OrdersService,
  periodOf,
  type PricedService,
  type QuoteResponse,
  QuotesService,
} from '@app/orders';
import { Alternatives } from './alternatives.service';
import { BookingFactsLoader } from './booking/booking-facts';
import { respondBy } from './booking/approval.rules';
import type { BookingRequest } from './booking/booking-request';
import { bookingReasons } from './booking/booking.rules';
import { OVERRIDE_OF_OTHERS, setAside } from './booking/override.rules';
import { isVerifiedNow, needsApproval } from './approval.queries';
import { isFirstUse } from './qualifications/first-use.queries';
import { partiesWith, shown, toCreatedReservation } from './created-reservation';
import { convertHold, releaseHold, takeAny, withBuffers } from './occupancy.queries';
import { decides } from './reservation.actions';
import type {
  CreateReservationRequest,
  ListReservationsQuery,
  ReservationResponse,
} from './reservation.dto';
import { BookingRuleBroken, ReservationConflict } from './reservation.errors';
import {
  getReservation,
  listReservations,
  toReservationResponse,
  WAITS_FOR,
} from './reservation.queries';
import type { ReservationState } from './reservation.words';
import { recordTransition } from './transitions';

/** What distinguishes a booking from one that somebody makes for a single time ahead. */
interface BookingManner {
  /** The series that it is a date of. */
  seriesId?: string | null;
  /** Its period begins at this very moment, which lies on no grid. */
  startsNow?: boolean;
}

const GRID_RULES: readonly string[] = ['start-grid', 'length-grid'];

const INSERT = prepared(
  `INSERT INTO reservation (id, order_id, instrument_id, user_organisation_id, reserved_by, starts_at, ends_at,
                            set_up_minutes, clean_up_minutes, policy_version, state, series_id, assisted,
                            override_reason, respond_by)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
);

/** Booking, and reading what is booked. */
@Injectable()
export class ReservationsService {
  constructor(
    private readonly db: DataSource,
    private readonly instruments: InstrumentsService,
    private readonly facts: BookingFactsLoader,
    private readonly quotes: QuotesService,
    private readonly orders: OrdersService,
    private readonly audit: AuditService,
    private readonly alternatives: Alternatives,
  ) {}

  /**
   * Reserves an instrument, opens the order and holds the voucher part: all or nothing.
   *
   * @throws ReservationConflict when the period overlaps another claim (409), with alternatives
   * @throws BookingRuleBroken with every reason (422)
   */
  async create(
    actor: Actor,
    input: CreateReservationRequest,
    call: IdempotentCall | undefined,
  ): Promise<ReservationResponse> {
    const period = periodOf(input.startsAt, input.endsAt);
    try {
      return await inCommand(this.db, call, (tx) => this.book(tx, actor, input, period));
    } catch (error) {
      throw await this.alternatives.added(error, input.instrumentId, period, actor);
    }
  }

  /**
   * The same in the caller's transaction.
   *
   * @throws ReservationConflict, BookingRuleBroken without alternatives
   */
  async book(
    tx: EntityManager,
    actor: Actor,
    input: Omit<CreateReservationRequest, 'startsAt' | 'endsAt'>,
    period: Interval,
    { seriesId = null, startsNow = false }: BookingManner = {},
  ): Promise<ReservationResponse> {
    const instrument = await this.instruments.getBookableFor(
      tx,
      actor,
      input.instrumentId,
      civilDateOf(period.startsAt),
    );
    if (input.override && !decides(actor, partiesWith(actor, instrument)))
      throw new FieldsRefused([OVERRIDE_OF_OTHERS]);
    const { now, overridden } = await this.requireAllowed(tx, input, startsNow, {
      ...{ instrument, period, userId: actor.userId, userOrganisationId: actor.organisationId },
    });
    const overrideReason = overridden.length > 0 ? (input.override?.reason ?? null) : null;
    const id = newId();
    const claim = { reservationId: id, holdId: input.holdId ?? undefined };
    const [order] = await Promise.all([
      this.orders.nextIdentity(tx),
      this.take(tx, actor, instrument, period, claim),
    ]);
    const service: PricedService = {
      instrument,
      userOrganisationId: actor.organisationId,
      period,
      purpose: input.purpose,
      nature: input.nature ?? undefined,
      sampleCount: input.sampleCount ?? 0,
      voucherId: input.voucherId ?? undefined,
    };
    const quote = await this.quotes.price(tx, service);
    const first = await this.firstState(tx, actor, service, quote);
    const { state, assisted, isVerified } = first;
    // What waits for the office is not asked of the lab yet.
    const isAsked = state === 'requested' && isVerified;
    const answerBy = isAsked ? respondBy(instrument.policy, now) : null;
    // None of these waits for the answer of another one; they arrive in this order.
    await Promise.all([
      this.orders.open(tx, actor, order, { kind: 'slot', service, quote }),
      this.insert(tx, actor, {
        ...{ id, orderId: order.id, seriesId, state, assisted, instrument, period },
        ...{ overrideReason, answerBy },
      }),
      recordTransition(tx, {
        ...{ reservationId: id, actorId: actor.userId, action: 'create', from: null, to: state },
      }),
      this.audit.record(tx, {
        ...{ actor, action: 'reservation.create', objectType: 'reservation', objectId: id },
        detail: {
          ...{ instrumentId: instrument.id, orderId: order.id, ...shown(period), ...parts(quote) },
          ...(overridden.length > 0 && { overridden }),
        },
      }),
    ]);
    const made = { id, seriesId, order, ...first, service, quote, overrideReason, answerBy };
    return toCreatedReservation(actor, made, now);
  }

  /** The time by which it was judged, and the rules that were set aside; @throws BookingRuleBroken for those that stand */
  private async requireAllowed(
    tx: EntityManager,
    { holdId, override }: Pick<CreateReservationRequest, 'holdId' | 'override'>,
    startsNow: boolean,
    request: BookingRequest,
  ): Promise<{ now: Interval['startsAt']; overridden: string[] }> {
    const facts = await this.facts.load(tx, {
      ...request,
      ...(startsNow && { asOf: request.period.startsAt }),
      ...(holdId && { holdId }),
    });
    const reasons = bookingReasons(facts).filter(
      ({ code }) => !(startsNow && GRID_RULES.includes(code)),
    );
    const { standing, overridden } = setAside(reasons, override);
    if (standing.length > 0) throw new BookingRuleBroken(standing);
    return { now: facts.now, overridden };
  }

  /** @throws InstrumentNotFound for an instrument that the actor may not open */
  async requireBookable(
    tx: EntityManager,
    actor: Actor,
    instrumentId: string,
    period: Interval,
  ): Promise<void> {
    const serviceDate = civilDateOf(period.startsAt);
    await this.instruments.getBookableFor(tx, actor, instrumentId, serviceDate);
  }

  private async take(
    tx: EntityManager,
    actor: Actor,
    instrument: BookableInstrument,
    period: Interval,
    { reservationId, holdId }: { reservationId: string; holdId?: string },
  ): Promise<void> {
    const { setUpMinutes, cleanUpMinutes } = instrument.policy;
    const during = withBuffers(period, setUpMinutes, cleanUpMinutes);
    if (
      holdId &&
      (await convertHold(tx, holdId, actor.userId, instrument, during, reservationId))
    ) {
      return;
    }
    // Held for another time than is booked now: the hold must not stand in its own owner's way.
    if (holdId) await releaseHold(tx, holdId, actor.userId);
    const taken = await takeAny(tx, instrument, during, { kind: 'reservation', reservationId });
    if (taken === null) throw new ReservationConflict(period);
  }

  /**
   * A booking waits for the office first, which verifies organisations, then for the lab. Here and nowhere else is where
   * the booking of an unverified one is kept back: the time is taken, and `WaitingReservations` goes on with it.
   */
  private async firstState(
    tx: EntityManager,
    actor: Actor,
    { instrument, period }: PricedService,
    { listFen }: QuoteResponse,
  ): Promise<{ state: ReservationState; isVerified: boolean; assisted: boolean }> {
    const assisted = await isFirstUse(tx, instrument, actor.userId);
    const isVerified =
      actor.organisationVerified ||
      actor.organisationId === instrument.holderId ||
      // Asked again under a lock: it may have been verified since the request came.
      (await isVerifiedNow(tx, actor.organisationId));
    if (!isVerified) return { state: 'requested', isVerified, assisted };
    const isAsked =
      !decides(actor, partiesWith(actor, instrument)) &&
      (await needsApproval(tx, instrument, {
        ...{ userOrganisationId: actor.organisationId, assisted },
        ...{ listFen, minutes: minutesOf(period) },
      }));
    return { state: isAsked ? 'requested' : 'confirmed', isVerified, assisted };
  }

  private async insert(
    tx: EntityManager,
    actor: Actor,
    row: {
      id: string;
      orderId: string;
      seriesId: string | null;
      state: ReservationState;
      assisted: boolean;
      instrument: BookableInstrument;
      period: Interval;
      overrideReason: string | null;
      answerBy: Interval['startsAt'] | null;
    },
  ): Promise<void> {
    const { policy } = row.instrument;
    await tx.query(INSERT, [
      row.id,
      row.orderId,
      row.instrument.id,
      actor.organisationId,
      actor.userId,
      row.period.startsAt.toISO(),
      row.period.endsAt.toISO(),
      policy.setUpMinutes,
      policy.cleanUpMinutes,
      policy.version,
      row.state,
      row.seriesId,
      row.assisted,
      row.overrideReason,
      row.answerBy?.toISO() ?? null,
    ]);
  }

  /** @throws ReservationNotFound */
  async get(actor: Actor, id: string): Promise<ReservationResponse> {
    return toReservationResponse(await getReservation(this.db.manager, id), actor);
  }

  /** The reservations that the actor may open. */
  async list(actor: Actor, query: ListReservationsQuery): Promise<Page<ReservationResponse>> {
    const { limit = DEFAULT_PAGE, order = 'latest' } = query;
    const after = decodeCursor(query.cursor, 2);
    const reach = reachOf(actor, 'reservations.get');
    const [where, parameters] = conditions([
      reach.everything ? null : [OF_EITHER_SIDE, reach.organisationId, reach.counterpartyId],
      query.mine ? ['r.reserved_by = ?', actor.userId] : null,
      query.from ? ['r.ends_at > ?', query.from] : null,
      query.to ? ['r.starts_at < ?', query.to] : null,
      query.instrumentId ? ['r.instrument_id = ?', query.instrumentId] : null,
      query.state ? ['r.state = ?', query.state] : null,
      query.waitsFor ? [WAITS_FOR, query.waitsFor] : null,
      after
        ? [
            `(r.starts_at, r.id) ${order === 'earliest' ? '>' : '<'} (?::timestamptz, ?::uuid)`,
            ...after,
          ]
        : null,
    ]);
    const rows = await listReservations(this.db.manager, where, parameters, limit + 1, order);
    return page(
      rows,
      limit,
      (row) => [row.starts_at.toISOString(), row.id],
      (row) => toReservationResponse(row, actor),
    );
  }
}

/** As an array, so that both sides are found by their indexes instead of a scan of all reservations. */
const OF_EITHER_SIDE =
  '(r.user_organisation_id = ? OR r.instrument_id = ANY (ARRAY (SELECT id FROM instrument WHERE holder_id = ?)))';

/** Joins conditions with AND; each `?` stands for the next of the values beside it. */
function conditions(
  parts: ([sql: string, ...values: unknown[]] | null)[],
): [where: string, parameters: unknown[]] {
  const used = parts.filter((part) => part !== null);
  let count = 0;
  const sql = used.map(([text]) => text.replace(/\?/g, () => `$${(count += 1)}`));
  return [sql.join(' AND ') || 'true', used.flatMap(([, ...values]) => values)];
}

const parts = ({ listFen, voucherFen, ownFen }: QuoteResponse): object => ({
  listFen,
  voucherFen,
  ownFen,
});

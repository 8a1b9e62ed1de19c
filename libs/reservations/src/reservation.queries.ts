import type { EntityManager } from 'typeorm';
import { fen, instantOf, isoInZone } from '@app/common';
import type { Actor } from '@app/identity';
import {
  type Asker,
  type CancellationFee,
  type CancellationStep,
  DEFAULT_BOOKING_POLICY,
  type SecondApprover,
} from '@app/instruments';
import type { Nature, OrderState, Purpose } from '@app/orders';
import type { VoucherReason } from '@app/vouchers';
import type { SecondQuestion } from './life/approval.rules';
import { type CancellationCost, cancellationOf } from './life/cancellation.rules';
import { allowedActions } from './reservation.actions';
import type { Parties } from './reservation.subjects';
import type { ListOrder, PenaltyResponse, ReservationResponse } from './reservation.dto';
import { ReservationNotFound } from './reservation.errors';
import type { PenaltyCause, ReservationAction, ReservationState, Wait } from './reservation.words';

/** A reservation with what the pages show beside it. */
export interface ReservationRow {
  id: string;
  order_id: string;
  series_id: string | null;
  state: ReservationState;
  instrument_id: string;
  instrument_name_zh: string;
  model: string;
  holder_name_zh: string;
  holder_id: string;
  user_organisation_id: string;
  reserved_by: string;
  user_organisation_name_zh: string;
  /** The office has verified the user organisation; who uses instruments of its own needs nobody's word. */
  is_verified: boolean;
  assisted: boolean;
  starts_at: Date;
  ends_at: Date;
  /** Kept free after it, as in force when it was made or moved. */
  clean_up_minutes: number;
  actual_starts_at: Date | null;
  actual_ends_at: Date | null;
  samples: number | null;
  reason: string | null;
  override_reason: string | null;
  respond_by: Date | null;
  /** Who of the lab approved the time that it has. */
  approved_by: string | null;
  /** Whose word it needs after that of the lab, once the lab has given its own. */
  second_approval: SecondApprover | null;
  second_approved_by: string | null;
  /** Of the policy it was made or moved under: whose word it will need after that of the lab. */
  second_asked: SecondApprover | null;
  version: number;
  /** Of the policy it was made under; null when check-in is open at any time before the end. */
  check_in_window_minutes: number | null;
  /** Of the policy it was made under; null is none. */
  cancellation_fee: CancellationFee | null;
  cancellation_fees: CancellationStep[] | null;
  rating: number | null;
  rating_comment: string | null;
  penalty_cause: PenaltyCause | null;
  penalty_points: number | null;
  penalty_forgiven_at: Date | null;
  /** When another system is busy in its time. */
  clashes: { startsAt: string; endsAt: string }[] | null;
  order_number: string;
  order_state: OrderState;
  order_version: number;
  purpose: Purpose;
  nature: Nature | null;
  list_fen: string;
  change_fen: string;
  voucher_fen: string;
  own_fen: string;
  voucher_reason: VoucherReason | null;
  voucher_rules_version: number | null;
  fee_schedule_version: number | null;
  actual_fen: string | null;
  now: Date;
}

/** Reads reservations with their order, latest first unless told; `condition` is SQL over r, o and i. */
export function findReservations(
  tx: EntityManager,
  condition: string,
  parameters: unknown[],
  limit: number,
  order: ListOrder = 'latest',
): Promise<ReservationRow[]> {
  return tx.query(
    `SELECT r.id, r.order_id, r.series_id, r.state, r.instrument_id, i.name_zh AS instrument_name_zh, i.model,
            i.holder_id, h.name_zh AS holder_name_zh, r.user_organisation_id, r.reserved_by,
            g.name_zh AS user_organisation_name_zh, (g.verification = 'verified' OR g.id = i.holder_id) AS is_verified,
            r.starts_at, r.ends_at, r.clean_up_minutes, r.actual_starts_at, r.actual_ends_at, r.samples,
            r.reason, r.override_reason, r.respond_by, r.version, r.assisted,
            r.approved_by, r.second_approval, r.second_approved_by, p.rules->>'secondApproval' AS second_asked,
            CASE WHEN r.policy_version = 0 THEN ${DEFAULT_BOOKING_POLICY.checkInWindowMinutes}
                 ELSE (p.rules->>'checkInWindowMinutes')::int END AS check_in_window_minutes,
            -- A null inside the rules is a JSON null, which is none as well.
            p.rules->'cancellationFee' AS cancellation_fee, p.rules->'cancellationFees' AS cancellation_fees,
            r.rating, r.rating_comment, n.cause AS penalty_cause, n.points AS penalty_points, n.forgiven_at AS penalty_forgiven_at,
            (SELECT jsonb_agg(jsonb_build_object('startsAt', c.starts_at, 'endsAt', c.ends_at) ORDER BY c.starts_at)
               FROM busy_clash c WHERE c.reservation_id = r.id AND c.resolved_at IS NULL) AS clashes,
            o.number AS order_number, o.state AS order_state, o.version AS order_version, o.purpose,
            o.nature, o.list_fen, o.change_fen, o.voucher_fen, o.own_fen, o.voucher_reason, o.voucher_rules_version,
            o.fee_schedule_version, o.actual_fen, app_now() AS now
       FROM reservation r
       JOIN service_order o ON o.id = r.order_id
       JOIN instrument i ON i.id = r.instrument_id
       JOIN organisation h ON h.id = i.holder_id
       JOIN organisation g ON g.id = r.user_organisation_id
       LEFT JOIN booking_policy p ON p.instrument_id = r.instrument_id AND p.version = r.policy_version
       LEFT JOIN penalty n ON n.reservation_id = r.id
      WHERE ${condition}
      ORDER BY ${SORTED[order]} LIMIT ${limit}`,
    parameters,
  );
}

/** One reservation. @throws ReservationNotFound */
export async function getReservation(tx: EntityManager, id: string): Promise<ReservationRow> {
  const [row] = await findReservations(tx, 'r.id = $1', [id], 1);
  if (!row) throw new ReservationNotFound();
  return row;
}

/** The row with everything the commands look at, locked against other commands. @throws ReservationNotFound */
export async function lockReservation(tx: EntityManager, id: string): Promise<ReservationRow> {
  await tx.query('SELECT id FROM reservation WHERE id = $1 FOR UPDATE', [id]);
  return getReservation(tx, id);
}

/** The instrument never changes, so it may be read before anything is locked. @throws ReservationNotFound */
export async function instrumentOf(tx: EntityManager, id: string): Promise<string> {
  const [row]: { instrument_id: string }[] = await tx.query(
    'SELECT instrument_id FROM reservation WHERE id = $1',
    [id],
  );
  if (!row) throw new ReservationNotFound();
  return row.instrument_id;
}

const SORTED: Record<ListOrder, string> = {
  earliest: 'r.starts_at, r.id',
  latest: 'r.starts_at DESC, r.id DESC',
};

/**
 * As {@link findReservations} for a condition over r alone: finds the page before it reads what stands beside it, as
 * the planner, which does not know how many rows a policy of row-level security keeps, would not do by itself.
 */
export function listReservations(
  tx: EntityManager,
  condition: string,
  parameters: unknown[],
  limit: number,
  order: ListOrder,
): Promise<ReservationRow[]> {
  const page = `SELECT r.id FROM reservation r WHERE ${condition} ORDER BY ${SORTED[order]} LIMIT ${limit}`;
  return findReservations(tx, `r.id IN (${page})`, parameters, limit, order);
}

/** For whom a reservation was made, whoever changes it. */
export const ownerOf = (row: ReservationRow): Asker => ({
  userId: row.reserved_by,
  organisationId: row.user_organisation_id,
});

/** The sides of a reservation as read. */
export const partiesOf = (row: ReservationRow): Parties => ({
  reservedBy: row.reserved_by,
  userOrganisationId: row.user_organisation_id,
  holderId: row.holder_id,
});

/** What the second word about a reservation depends on, as read. */
export const secondQuestionOf = (row: ReservationRow): SecondQuestion => ({
  holderId: row.holder_id,
  reservedBy: row.reserved_by,
  approvedBy: row.approved_by,
  secondApproval: row.second_approval,
});

const iso = (value: Date | null): string | null => value && isoInZone(instantOf(value));

/** Whom a reservation of this state waits for; null when it waits for nobody. */
export function waitOf(
  state: ReservationState,
  isVerified: boolean,
  secondApproval: SecondApprover | null = null,
): Wait | null {
  if (state !== 'requested') return null;
  return isVerified ? (secondApproval ?? 'approval') : 'verification';
}

/** SQL over r with one parameter, `?`: it waits for the side that {@link waitOf} tells. */
export const WAITS_FOR = `r.state = 'requested' AND ? = CASE
  WHEN EXISTS (SELECT FROM organisation g JOIN instrument i ON i.id = r.instrument_id
                WHERE g.id = r.user_organisation_id AND (g.verification = 'verified' OR g.id = i.holder_id))
  THEN coalesce(r.second_approval, 'approval') ELSE 'verification' END`;

/** What this person may do with it next, by its state and the database's time. */
export const actionsFor = (row: ReservationRow, actor: Actor): ReservationAction[] =>
  allowedActions(
    actor,
    {
      ...partiesOf(row),
      ...secondQuestionOf(row),
      state: row.state,
      orderState: row.order_state,
      isVerified: row.is_verified,
      startsAt: instantOf(row.starts_at),
      endsAt: instantOf(row.ends_at),
      checkInWindowMinutes: row.check_in_window_minutes,
      isRated: row.rating !== null,
      hasPoints: row.penalty_points !== null && row.penalty_forgiven_at === null,
    },
    instantOf(row.now),
  );

const penaltyOf = (row: ReservationRow): PenaltyResponse | null =>
  row.penalty_cause === null || row.penalty_points === null
    ? null
    : {
        ...{ cause: row.penalty_cause, points: row.penalty_points },
        forgivenAt: iso(row.penalty_forgiven_at),
      };

/** What cancelling costs this person now or, once it is cancelled, has cost. */
export function cancellationFor(row: ReservationRow, actor: Actor): CancellationCost | null {
  if (row.state === 'cancelled') return { feeFen: fen(row.actual_fen ?? 0), until: null };
  return cancellationOf({
    ...{ state: row.state, isOfHolder: actor.organisationId === row.holder_id },
    policy: {
      cancellationFee: row.cancellation_fee,
      cancellationFees: row.cancellation_fees ?? [],
    },
    ...{ startsAt: instantOf(row.starts_at), listFen: fen(row.list_fen), now: instantOf(row.now) },
  });
}

/** The reservation as one person sees it. */
export function toReservationResponse(row: ReservationRow, actor: Actor): ReservationResponse {
  return {
    id: row.id,
    orderId: row.order_id,
    seriesId: row.series_id,
    state: row.state,
    waitsFor: waitOf(row.state, row.is_verified, row.second_approval),
    respondBy: row.state === 'requested' ? iso(row.respond_by) : null,
    assisted: row.assisted,
    instrument: {
      id: row.instrument_id,
      nameZh: row.instrument_name_zh,
      model: row.model,
      holderNameZh: row.holder_name_zh,
    },
    userOrganisation: { id: row.user_organisation_id, nameZh: row.user_organisation_name_zh },
    startsAt: isoInZone(instantOf(row.starts_at)),
    endsAt: isoInZone(instantOf(row.ends_at)),
    purpose: row.purpose,
    quote: {
      listFen: fen(row.list_fen),
      ...(Number(row.change_fen) !== 0 && { changeFen: fen(row.change_fen) }),
      voucherFen: fen(row.voucher_fen),
      ownFen: fen(row.own_fen),
      ...(row.nature !== null && { nature: row.nature }),
      ...(row.voucher_reason !== null && { voucherReason: row.voucher_reason }),
      ...(row.voucher_rules_version !== null && {
        voucherRulesVersion: row.voucher_rules_version,
      }),
      ...(row.fee_schedule_version !== null && { feeScheduleVersion: row.fee_schedule_version }),
    },
    order: {
      id: row.order_id,
      number: row.order_number,
      state: row.order_state,
      version: row.order_version,
    },
    actualStartsAt: iso(row.actual_starts_at),
    actualEndsAt: iso(row.actual_ends_at),
    overrun: row.state === 'in_use' && row.ends_at < row.now,
    clashes: (row.clashes ?? []).map((clash) => ({
      startsAt: isoInZone(instantOf(clash.startsAt)),
      endsAt: isoInZone(instantOf(clash.endsAt)),
    })),
    samples: row.samples,
    actualFen: row.actual_fen === null ? null : fen(row.actual_fen),
    reason: row.reason,
    overrideReason: row.override_reason,
    cancellation: cancellationFor(row, actor),
    penalty: penaltyOf(row),
    rating: row.rating === null ? null : { stars: row.rating, comment: row.rating_comment },
    allowedActions: actionsFor(row, actor),
    version: row.version,
  };
}

import type { EntityManager } from 'typeorm';
import { instantOf, type Interval, isoInZone } from '@app/common';
import { SqlState, sqlStateOf } from '@app/database';
import { rangeText } from '../period.column';
import type { ReservationState } from '../reservation.words';
import type { DowntimeState, HitReservation, ListedDowntime } from './downtime.dto';

/** A reservation that a downtime pushes out. */
export interface Displaced {
  id: string;
  /** Of the reservation: a whole, when the downtime is one of its part's. */
  instrumentId: string;
  version: number;
  state: ReservationState;
  period: Interval;
}

/** The waiting and confirmed reservations whose time a downtime needs, locked, in id order. */
export async function findDisplacing(
  tx: EntityManager,
  unitIds: readonly string[],
  period: Interval,
): Promise<Displaced[]> {
  const rows: {
    id: string;
    instrumentId: string;
    version: number;
    state: ReservationState;
    starts_at: Date;
    ends_at: Date;
  }[] = await tx.query(
    `SELECT r.id, r.instrument_id AS "instrumentId", r.version, r.state, r.starts_at, r.ends_at FROM reservation r
      WHERE r.state IN ('requested', 'confirmed')
        AND r.id IN (SELECT reservation_id FROM occupancy
                      WHERE unit_id = ANY($1) AND during && $2 AND blocking AND kind = 'reservation')
      ORDER BY r.id FOR UPDATE`,
    [unitIds, rangeText(period)],
  );
  return rows.map(({ starts_at, ends_at, ...row }) => ({
    ...row,
    period: { startsAt: instantOf(starts_at), endsAt: instantOf(ends_at) },
  }));
}

/** What the laboratory is told of reservations that a downtime meets, earliest first. */
export async function findHitReservations(
  tx: EntityManager,
  ids: readonly string[],
): Promise<HitReservation[]> {
  const rows: {
    id: string;
    instrument_id: string;
    starts_at: Date;
    ends_at: Date;
    organisation_id: string;
    name_zh: string;
  }[] = await tx.query(
    `SELECT r.id, r.instrument_id, r.starts_at, r.ends_at, g.id AS organisation_id, g.name_zh
       FROM reservation r JOIN organisation g ON g.id = r.user_organisation_id
      WHERE r.id = ANY($1) ORDER BY r.starts_at, r.id`,
    [ids],
  );
  return rows.map((row) => ({
    reservationId: row.id,
    instrumentId: row.instrument_id,
    userOrganisation: { id: row.organisation_id, nameZh: row.name_zh },
    startsAt: isoInZone(instantOf(row.starts_at)),
    endsAt: isoInZone(instantOf(row.ends_at)),
  }));
}

/** SQL for the state a displaced reservation `r` had before. */
const STATE_BEFORE = `(SELECT h.from_state FROM reservation_history h
                        WHERE h.reservation_id = r.id AND h.action = 'displace' ORDER BY h.at DESC LIMIT 1)`;

/** The state to go on with after a displacement: a request still has to be approved. */
export async function stateBeforeDisplacement(
  tx: EntityManager,
  reservationId: string,
): Promise<ReservationState> {
  const [row]: { before: ReservationState | null }[] = await tx.query(
    `SELECT ${STATE_BEFORE} AS before FROM reservation r WHERE r.id = $1`,
    [reservationId],
  );
  return row?.before ?? 'requested';
}

/** Reservations displaced from the instrument's units in a period and still ahead, with the state they had before. */
export function findRestorable(
  tx: EntityManager,
  instrumentId: string,
  period: Interval,
): Promise<{ id: string; version: number; before: ReservationState }[]> {
  return tx.query(
    `SELECT r.id, r.version,
            ${STATE_BEFORE} AS before
       FROM reservation r
      WHERE r.state = 'displaced' AND r.starts_at > app_now()
        -- Of the instrument, or of the whole that it is a part of.
        AND r.instrument_id IN (SELECT unnest(ARRAY[id, whole_id]) FROM instrument WHERE id = $1)
        AND EXISTS (SELECT FROM occupancy o JOIN instrument_unit u ON u.id = o.unit_id
                     WHERE o.reservation_id = r.id AND u.instrument_id = $1 AND o.during && $2)
      ORDER BY r.id FOR UPDATE`,
    [instrumentId, rangeText(period)],
  );
}

/** Makes a displaced reservation block its old time again; false when somebody else has taken it. */
export async function restoreOccupancy(tx: EntityManager, reservationId: string): Promise<boolean> {
  await tx.query('SAVEPOINT restore_occupancy');
  try {
    await tx.query('UPDATE occupancy SET blocking = true WHERE reservation_id = $1', [
      reservationId,
    ]);
    await tx.query('RELEASE SAVEPOINT restore_occupancy');
    return true;
  } catch (error) {
    if (sqlStateOf(error) !== SqlState.exclusionViolation) throw error;
    await tx.query('ROLLBACK TO SAVEPOINT restore_occupancy');
    return false;
  }
}

/** A downtime as lists show it. */
interface DowntimeRow {
  id: string;
  state: DowntimeState;
  kind: 'maintenance' | 'downtime';
  reason: string;
  starts_at: Date;
  ends_at: Date;
  end_unknown: boolean;
}

/** Which downtimes of an instrument to list; `after` is start and id of the last one shown. */
interface DowntimeFilter {
  from?: string | undefined;
  to?: string | undefined;
  after?: (string | number)[] | undefined;
}

/** Earliest first, `limit` of them. */
export function listDowntimes(
  tx: EntityManager,
  instrumentId: string,
  { from, to, after }: DowntimeFilter,
  limit: number,
): Promise<DowntimeRow[]> {
  return tx.query(
    `SELECT id, kind, reason, starts_at, greatest(starts_at, coalesce(ended_at, ends_at)) AS ends_at,
            end_unknown AND ended_at IS NULL AS end_unknown,
            CASE WHEN ended_at <= starts_at THEN 'cancelled'
                 WHEN ended_at IS NOT NULL OR (ends_at <= app_now() AND NOT end_unknown) THEN 'over'
                 WHEN starts_at <= app_now() THEN 'running' ELSE 'planned' END AS state
       FROM downtime
      WHERE instrument_id = $1
        AND ($2::timestamptz IS NULL OR coalesce(ended_at, ends_at) > $2)
        AND ($3::timestamptz IS NULL OR starts_at < $3)
        AND ($4::timestamptz IS NULL OR (starts_at, id) > ($4, $5::uuid))
      ORDER BY starts_at, id LIMIT $6`,
    [instrumentId, from ?? null, to ?? null, ...(after ?? [null, null]), limit],
  );
}

export const toListedDowntime = (row: DowntimeRow): ListedDowntime => ({
  id: row.id,
  state: row.state,
  kind: row.kind,
  reason: row.reason,
  startsAt: isoInZone(instantOf(row.starts_at)),
  endsAt: isoInZone(instantOf(row.ends_at)),
  endUnknown: row.end_unknown,
});

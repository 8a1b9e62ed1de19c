import type { EntityManager } from 'typeorm';
import type { DateTime } from 'luxon';
import { instantOf, type Interval, newId } from '@app/common';
import { constant, prepared, type Sql, sql, SqlState, sqlStateOf } from '@app/database';
import type { BookableInstrument } from '@app/instruments';
import type { Span } from './booking/opening.rules';
import { rangeText } from './period.column';
import type { OccupancyKind } from './reservation.words';

/** What takes the time, with the columns its kind needs. */
interface Claim {
  kind: OccupancyKind;
  reservationId?: string;
  downtimeId?: string;
  heldBy?: string;
  /** Only for a hold. */
  lifetimeMinutes?: number;
}

/** A period widened by its buffers: what a reservation really takes of a unit. */
export const withBuffers = (
  { startsAt, endsAt }: Interval,
  setUpMinutes: number,
  cleanUpMinutes: number,
): Interval => ({
  startsAt: startsAt.minus({ minutes: setUpMinutes }),
  endsAt: endsAt.plus({ minutes: cleanUpMinutes }),
});

/** What a booking of an instrument takes: one of its equal units and, with it, all that it shares. */
export type UnitSet = Pick<
  BookableInstrument,
  'id' | 'unitIds' | 'sharedUnitIds' | 'unitSetVersion'
>;

/** Every unit that a set may touch. */
export const unitsOf = ({ unitIds, sharedUnitIds }: Omit<UnitSet, 'id' | 'unitSetVersion'>) => [
  ...unitIds,
  ...sharedUnitIds,
];

/**
 * Takes the period on the first of the equal units that is free together with all shared ones, or on none.
 *
 * @returns the id of the occupancy of the unit, or null when all are taken
 */
export async function takeAny(
  tx: EntityManager,
  set: UnitSet,
  during: Interval,
  claim: Claim,
): Promise<string | null> {
  const isShared = set.sharedUnitIds.length > 0;
  if (isShared) await lockUnits(tx, unitsOf(set));
  const take = isShared ? takeTogether : takeUnit;
  for (const unitId of set.unitIds) {
    const id = await take(tx, set, unitId, during, claim);
    if (id !== null) return id;
  }
  // Expired holds stand in the way until somebody clears them; that is rare, so it is the second try.
  if (!(await clearExpiredHolds(tx, unitsOf(set), during))) return null;
  for (const unitId of set.unitIds) {
    const id = await take(tx, set, unitId, during, claim);
    if (id !== null) return id;
  }
  return null;
}

/**
 * Rows of one claim, ordered by unit, so that rivals for several units meet in the same order. ON CONFLICT DO NOTHING
 * waits for a rival's commit instead of deadlocking with it, as a bare INSERT does. A set that changed since it was read
 * takes nothing.
 */
const TAKE = prepared(`
  INSERT INTO occupancy (id, unit_id, during, kind, blocking, reservation_id, downtime_id, held_by, expires_at, hold_id)
  SELECT place.id, place.unit_id, $3, $4, true, $5, $6, $7, app_now() + make_interval(mins => $8),
         CASE WHEN $4 IN ('hold', 'remote', 'sample') AND place.id <> $9 THEN $9::uuid END
    FROM unnest($1::uuid[], $2::uuid[]) AS place (id, unit_id)
   WHERE (SELECT unit_set_version FROM instrument WHERE id = $10) = $11
   ORDER BY place.unit_id
  ON CONFLICT ON CONSTRAINT occupancy_no_overlap DO NOTHING RETURNING id`);

async function take(
  tx: EntityManager,
  set: UnitSet,
  unitIds: readonly string[],
  during: Interval,
  claim: Claim,
): Promise<{ id: string; isWhole: boolean }> {
  const ids = unitIds.map(newId);
  const [id = ''] = ids;
  const rows: unknown[] = await tx.query(TAKE, [
    ids,
    unitIds,
    rangeText(during),
    claim.kind,
    claim.reservationId ?? null,
    claim.downtimeId ?? null,
    claim.heldBy ?? null,
    claim.lifetimeMinutes ?? null,
    id,
    set.id,
    set.unitSetVersion,
  ]);
  return { id, isWhole: rows.length === unitIds.length };
}

/** One row: it is there or not, and nothing has to be undone. */
async function takeUnit(
  tx: EntityManager,
  set: UnitSet,
  unitId: string,
  during: Interval,
  claim: Claim,
): Promise<string | null> {
  const { id, isWhole } = await take(tx, set, [unitId], during, claim);
  return isWhole ? id : null;
}

/** A unit with all shared ones: what was taken of an incomplete set is given back. */
async function takeTogether(
  tx: EntityManager,
  set: UnitSet,
  unitId: string,
  during: Interval,
  claim: Claim,
): Promise<string | null> {
  await tx.query('SAVEPOINT take_together');
  const { id, isWhole } = await take(tx, set, [unitId, ...set.sharedUnitIds], during, claim);
  await tx.query(`${isWhole ? 'RELEASE' : 'ROLLBACK TO'} SAVEPOINT take_together`);
  return isWhole ? id : null;
}

async function clearExpiredHolds(
  tx: EntityManager,
  unitIds: readonly string[],
  during: Interval,
): Promise<boolean> {
  const [cleared]: [unknown[], number] = await tx.query(CLEAR_EXPIRED, [
    unitIds,
    rangeText(during),
  ]);
  return cleared.length > 0;
}

const CLEAR_EXPIRED = prepared(`
  UPDATE occupancy SET blocking = false WHERE id IN
    (SELECT id FROM occupancy WHERE unit_id = ANY($1) AND during && $2 AND blocking AND kind = 'hold'
        AND expires_at <= app_now() ORDER BY id FOR UPDATE SKIP LOCKED)
  RETURNING id`);

/** SQL that a row belongs to the hold $1: its first row has the id, the others name it. */
export const OF_HOLD = `$1 IN (id, hold_id) AND kind = 'hold'`;

/** Turns the asker's own live hold of exactly this time into the reservation; false when it is gone. */
export async function convertHold(
  tx: EntityManager,
  holdId: string,
  heldBy: string,
  set: UnitSet,
  during: Interval,
  reservationId: string,
): Promise<boolean> {
  const [rows]: [unknown[], number] = await tx.query(
    `UPDATE occupancy SET kind = 'reservation', reservation_id = $5, held_by = NULL, expires_at = NULL, hold_id = NULL
      -- On the row itself: a rival that waited for it looks at these again, and not at what a subquery once found.
      WHERE ${OF_HOLD} AND held_by = $2 AND unit_id = ANY($3) AND during = $4 AND blocking AND expires_at > app_now()
        -- Of a set that has changed since, only a part is held.
        AND (SELECT count(*) FROM occupancy WHERE ${OF_HOLD} AND unit_id = ANY($3)) = $6
      RETURNING id`,
    [holdId, heldBy, unitsOf(set), rangeText(during), reservationId, 1 + set.sharedUnitIds.length],
  );
  return rows.length > 0;
}

/** Gives a held slot back; one that is unknown, somebody else's or a reservation by now stays as it is. */
export async function releaseHold(tx: EntityManager, id: string, heldBy: string): Promise<void> {
  await tx.query(`UPDATE occupancy SET blocking = false WHERE ${OF_HOLD} AND held_by = $2`, [
    id,
    heldBy,
  ]);
}

/** How many slots a person holds at this moment; counted under a lock, so that rivals cannot pass a limit together. */
export async function countHolds(tx: EntityManager, heldBy: string): Promise<number> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 3))', [heldBy]);
  const [row]: { count: number }[] = await tx.query(
    `SELECT count(*)::int AS count FROM occupancy
      WHERE held_by = $1 AND kind = 'hold' AND hold_id IS NULL AND blocking AND expires_at > app_now()
        -- What the system holds for them is not theirs to run out of.
        AND NOT EXISTS (SELECT FROM displacement_proposal p WHERE p.hold_id = occupancy.id AND p.state = 'open')
        AND NOT EXISTS (SELECT FROM waiting_entry w WHERE w.hold_id = occupancy.id AND w.state = 'offered')`,
    [heldBy],
  );
  return row?.count ?? 0;
}

/**
 * Moves a reservation's occupancy in one UPDATE, on its own unit or an equal one, what it shares with it; false when all
 * are taken.
 */
export async function moveOccupancy(
  tx: EntityManager,
  reservationId: string,
  set: UnitSet,
  during: Interval,
): Promise<boolean> {
  await lockUnits(tx, unitsOf(set));
  await clearExpiredHolds(tx, unitsOf(set), during);
  for (const unitId of set.unitIds) {
    await tx.query('SAVEPOINT move_occupancy');
    try {
      await tx.query(
        `UPDATE occupancy SET unit_id = CASE WHEN unit_id = ANY($4) THEN unit_id ELSE $2 END, during = $3, blocking = true
          WHERE reservation_id = $1`,
        [reservationId, unitId, rangeText(during), set.sharedUnitIds],
      );
      await tx.query('RELEASE SAVEPOINT move_occupancy');
      return true;
    } catch (error) {
      if (sqlStateOf(error) !== SqlState.exclusionViolation) throw error;
      await tx.query('ROLLBACK TO SAVEPOINT move_occupancy');
    }
  }
  return false;
}

/**
 * Makes what a reservation takes end with `beyond`, the time it gets in addition, in one UPDATE; false, with nothing
 * changed, when somebody else has the time or a downtime has taken any of its own.
 */
export async function extendOccupancy(
  tx: EntityManager,
  reservationId: string,
  set: UnitSet,
  beyond: Interval,
): Promise<boolean> {
  await lockUnits(tx, unitsOf(set));
  await clearExpiredHolds(tx, unitsOf(set), beyond);
  await tx.query('SAVEPOINT extend_occupancy');
  try {
    const [rows]: [unknown[], number] = await tx.query(
      `UPDATE occupancy SET during = tstzrange(lower(during), $2)
        WHERE reservation_id = $1 AND blocking
          AND NOT EXISTS (SELECT FROM occupancy lost WHERE lost.reservation_id = $1 AND NOT lost.blocking)
        RETURNING id`,
      [reservationId, beyond.endsAt.toISO()],
    );
    await tx.query('RELEASE SAVEPOINT extend_occupancy');
    return rows.length > 0;
  } catch (error) {
    if (sqlStateOf(error) !== SqlState.exclusionViolation) throw error;
    await tx.query('ROLLBACK TO SAVEPOINT extend_occupancy');
    return false;
  }
}

/** Until when nobody else needs the units of a reservation after its own time; null when nobody is known to. */
export async function findFreeUntil(
  tx: EntityManager,
  reservationId: string,
): Promise<DateTime | null> {
  const [row]: { until: Date | null }[] = await tx.query(
    `SELECT min(lower(n.during)) AS until FROM occupancy o
       JOIN occupancy n ON n.unit_id = o.unit_id AND n.id <> o.id AND n.blocking
                       AND n.during && tstzrange(upper(o.during), NULL)
                       AND NOT (n.kind = 'hold' AND n.expires_at <= app_now())
      WHERE o.reservation_id = $1 AND o.blocking`,
    [reservationId],
  );
  return row?.until ? instantOf(row.until) : null;
}

/** Gives a reservation's time back. */
export async function freeOccupancy(tx: EntityManager, reservationId: string): Promise<void> {
  await tx.query('UPDATE occupancy SET blocking = false WHERE reservation_id = $1', [
    reservationId,
  ]);
}

/** Gives back what is left of a reservation's time after it ended early, its clean-up kept. */
export async function shrinkOccupancy(
  tx: EntityManager,
  reservationId: string,
  endsAt: DateTime,
): Promise<void> {
  await tx.query(
    `UPDATE occupancy
        SET blocking = lower(during) < $2,
            during = CASE WHEN lower(during) < $2 AND $2 < upper(during) THEN tstzrange(lower(during), $2) ELSE during END
      WHERE reservation_id = $1`,
    [reservationId, endsAt.toISO()],
  );
}

/** Makes the commands that change several rows or periods of an instrument wait for each other. */
export async function lockInstrument(tx: EntityManager, instrumentId: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 1))', [instrumentId]);
}

/** The same for commands that meet at units which several instruments take: in unit order, so that they never cross. */
export async function lockUnits(tx: EntityManager, unitIds: readonly string[]): Promise<void> {
  for (const unitId of [...new Set(unitIds)].sort())
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 4))', [unitId]);
}

/** One blocking piece of a unit's time. */
export interface Busy extends Span {
  unitId: string;
  kind: OccupancyKind;
}

/** SQL that the occupancy `o` takes its time: it blocks, and is no hold that has expired. */
export const LIVE = `o.blocking AND NOT (o.kind = 'hold' AND o.expires_at <= app_now())`;

/** Columns `from` and `to` of the occupancy `o`, in epoch milliseconds; fractions of one are not free. */
export const TIME_IN_MILLIS = `floor(extract(epoch FROM lower(o.during)) * 1000)::float8 AS "from",
         ceil(extract(epoch FROM upper(o.during)) * 1000)::float8 AS "to"`;

/**
 * What blocks the units within a period, by unit and time; expired holds do not. As numbers, because a search reads hundreds
 * of them.
 */
function findBusy(
  tx: EntityManager,
  unitIds: readonly string[],
  within: Interval,
): Promise<Busy[]> {
  const text = `
    SELECT o.unit_id AS "unitId", o.kind, ${TIME_IN_MILLIS}
      FROM occupancy o WHERE o.unit_id = ANY($1) AND o.during && $2 AND ${LIVE} ORDER BY o.unit_id, o.during`;
  return tx.query<Busy[]>(prepared(text), [unitIds, rangeText(within)]);
}

/**
 * SQL that some unit of the instrument `i` has that many minutes on end within a period that nothing takes. Hours, grid, notice and what
 * it shares with others stay to be asked: it spares reading the instruments that have no time at all.
 */
export const hasGap = (within: Interval, minutes: number): Sql => sql`
  EXISTS (SELECT FROM instrument_unit u,
                 unnest(tstzmultirange(${rangeText(within)}::tstzrange) -
                        coalesce((SELECT range_agg(o.during) FROM occupancy o
                                   WHERE o.unit_id = u.id AND o.during && ${rangeText(within)}::tstzrange AND ${constant(LIVE)}),
                                 '{}')) AS gap
           WHERE u.instrument_id = i.id AND upper(gap) - lower(gap) >= make_interval(mins => ${minutes}))`;

/** What blocks the instruments' units within a period, and just outside it where their buffers still reach in. */
export function findBusyAround(
  tx: EntityManager,
  instruments: readonly Pick<BookableInstrument, 'unitIds' | 'sharedUnitIds' | 'policy'>[],
  within: Interval,
): Promise<Busy[]> {
  const unitIds = instruments.flatMap(unitsOf);
  const setUpMinutes = Math.max(0, ...instruments.map(({ policy }) => policy.setUpMinutes));
  const cleanUpMinutes = Math.max(0, ...instruments.map(({ policy }) => policy.cleanUpMinutes));
  return findBusy(tx, unitIds, withBuffers(within, setUpMinutes, cleanUpMinutes));
}

/** The same by unit, as the free-time rules want it. */
export const findBusyByUnit = async (
  ...asked: Parameters<typeof findBusyAround>
): Promise<Map<string, Busy[]>> => byUnit(await findBusyAround(...asked));

/** What lies on units, by unit and in the order it came. */
export function byUnit<Entry extends { unitId: string }>(
  entries: readonly Entry[],
): Map<string, Entry[]> {
  const grouped = new Map<string, Entry[]>();
  for (const entry of entries) {
    const known = grouped.get(entry.unitId);
    if (known) known.push(entry);
    else grouped.set(entry.unitId, [entry]);
  }
  return grouped;
}

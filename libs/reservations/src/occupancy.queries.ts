import type { EntityManager } from 'typeorm';
import type { DateTime } from 'luxon';
import { type Interval, newId } from '@app/common';
import { SqlState, sqlStateOf } from '@app/database';
import type { BookableInstrument } from '@app/instruments';
import { period, rangeText } from './period.column';

/** What takes the time, with the columns its kind needs. */
interface Claim {
  kind: 'reservation' | 'hold' | 'maintenance' | 'downtime';
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

/**
 * Takes the period on the first of the equal units that is free, or on none.
 *
 * @returns the id of the occupancy, or null when all are taken
 */
export async function takeAny(
  tx: EntityManager,
  unitIds: readonly string[],
  during: Interval,
  claim: Claim,
): Promise<string | null> {
  for (const unitId of unitIds) {
    const id = await takeUnit(tx, unitId, during, claim);
    if (id !== null) return id;
  }
  // Expired holds stand in the way until somebody clears them; that is rare, so it is the second try.
  if (!(await clearExpiredHolds(tx, unitIds, during))) return null;
  for (const unitId of unitIds) {
    const id = await takeUnit(tx, unitId, during, claim);
    if (id !== null) return id;
  }
  return null;
}

/** ON CONFLICT DO NOTHING waits for a rival's commit instead of deadlocking with it, as a bare INSERT does. */
async function takeUnit(
  tx: EntityManager,
  unitId: string,
  during: Interval,
  claim: Claim,
): Promise<string | null> {
  const rows: { id: string }[] = await tx.query(
    `INSERT INTO occupancy (id, unit_id, during, kind, blocking, reservation_id, downtime_id, held_by, expires_at)
     VALUES ($1, $2, $3, $4, true, $5, $6, $7, app_now() + make_interval(mins => $8))
     ON CONFLICT ON CONSTRAINT occupancy_no_overlap DO NOTHING RETURNING id`,
    [
      newId(),
      unitId,
      rangeText(during),
      claim.kind,
      claim.reservationId ?? null,
      claim.downtimeId ?? null,
      claim.heldBy ?? null,
      claim.lifetimeMinutes ?? null,
    ],
  );
  return rows[0]?.id ?? null;
}

async function clearExpiredHolds(
  tx: EntityManager,
  unitIds: readonly string[],
  during: Interval,
): Promise<boolean> {
  const [cleared]: [unknown[], number] = await tx.query(
    `UPDATE occupancy SET blocking = false WHERE id IN
       (SELECT id FROM occupancy WHERE unit_id = ANY($1) AND during && $2 AND blocking AND kind = 'hold'
           AND expires_at <= app_now() ORDER BY id FOR UPDATE SKIP LOCKED)
     RETURNING id`,
    [unitIds, rangeText(during)],
  );
  return cleared.length > 0;
}

/** Turns the asker's own live hold of exactly this time into the reservation; false when it is gone. */
export async function convertHold(
  tx: EntityManager,
  holdId: string,
  heldBy: string,
  unitIds: readonly string[],
  during: Interval,
  reservationId: string,
): Promise<boolean> {
  const [rows]: [unknown[], number] = await tx.query(
    `UPDATE occupancy SET kind = 'reservation', reservation_id = $5, held_by = NULL, expires_at = NULL
      WHERE id = $1 AND held_by = $2 AND unit_id = ANY($3) AND during = $4 AND kind = 'hold' AND blocking AND expires_at > app_now()
      RETURNING id`,
    [holdId, heldBy, unitIds, rangeText(during), reservationId],
  );
  return rows.length === 1;
}

/** Gives a held slot back; one that is unknown, somebody else's or a reservation by now stays as it is. */
export async function releaseHold(tx: EntityManager, id: string, heldBy: string): Promise<void> {
  await tx.query(
    `UPDATE occupancy SET blocking = false WHERE id = $1 AND held_by = $2 AND kind = 'hold'`,
    [id, heldBy],
  );
}

/** How many slots a person holds at this moment; counted under a lock, so that rivals cannot pass a limit together. */
export async function countHolds(tx: EntityManager, heldBy: string): Promise<number> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 3))', [heldBy]);
  const [row]: { count: number }[] = await tx.query(
    `SELECT count(*)::int AS count FROM occupancy
      WHERE held_by = $1 AND kind = 'hold' AND blocking AND expires_at > app_now()`,
    [heldBy],
  );
  return row?.count ?? 0;
}

/** Moves a reservation's occupancy in one UPDATE, on its own unit or an equal one; false when all are taken. */
export async function moveOccupancy(
  tx: EntityManager,
  reservationId: string,
  unitIds: readonly string[],
  during: Interval,
): Promise<boolean> {
  await clearExpiredHolds(tx, unitIds, during);
  for (const unitId of unitIds) {
    await tx.query('SAVEPOINT move_occupancy');
    try {
      await tx.query(
        'UPDATE occupancy SET unit_id = $2, during = $3, blocking = true WHERE reservation_id = $1',
        [reservationId, unitId, rangeText(during)],
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

/** One blocking piece of a unit's time. */
export interface Busy extends Interval {
  unitId: string;
  kind: Claim['kind'] | 'remote';
}

/** What blocks the units within a period, by unit and time; expired holds do not. */
export async function findBusy(
  tx: EntityManager,
  unitIds: readonly string[],
  within: Interval,
): Promise<Busy[]> {
  const rows: { unit_id: string; during: string; kind: Busy['kind'] }[] = await tx.query(
    `SELECT unit_id, during, kind FROM occupancy
      WHERE unit_id = ANY($1) AND during && $2 AND blocking AND NOT (kind = 'hold' AND expires_at <= app_now())
      ORDER BY unit_id, during`,
    [unitIds, rangeText(within)],
  );
  return rows.map((row) => ({
    unitId: row.unit_id,
    kind: row.kind,
    ...(period.from(row.during) as Interval),
  }));
}

/** What blocks the instruments' units within a period, and just outside it where their buffers still reach in. */
export async function findBusyByUnit(
  tx: EntityManager,
  instruments: readonly Pick<BookableInstrument, 'unitIds' | 'policy'>[],
  within: Interval,
): Promise<Map<string, Interval[]>> {
  const unitIds = instruments.flatMap((instrument) => instrument.unitIds);
  const setUpMinutes = Math.max(0, ...instruments.map(({ policy }) => policy.setUpMinutes));
  const cleanUpMinutes = Math.max(0, ...instruments.map(({ policy }) => policy.cleanUpMinutes));
  return byUnit(await findBusy(tx, unitIds, withBuffers(within, setUpMinutes, cleanUpMinutes)));
}

/** Busy time grouped by unit, as the free-time rules want it. */
function byUnit(busy: readonly Busy[]): Map<string, Interval[]> {
  const grouped = new Map<string, Interval[]>();
  for (const { unitId, startsAt, endsAt } of busy) {
    grouped.set(unitId, [...(grouped.get(unitId) ?? []), { startsAt, endsAt }]);
  }
  return grouped;
}

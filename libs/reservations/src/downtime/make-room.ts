import type { EntityManager } from 'typeorm';
import type { Interval } from '@app/common';
import type { BookableInstrument } from '@app/instruments';
import { freeOccupancy, lockUnits, takeAny } from '../occupancy.queries';
import { rangeText } from '../period.column';
import { ReservationConflict } from '../reservation.errors';
import { changeState } from '../transitions';
import { type Displaced, findDisplacing } from './downtime.queries';

/** How often rivals that book meanwhile are displaced before the downtime gives up. */
const ROUNDS = 3;

/** Why a unit's time is taken away, and by whom; null for the system's own roll-forward. */
interface Cause {
  downtimeId: string;
  kind: 'maintenance' | 'downtime';
  reason: string;
  actorId: string | null;
}

/**
 * Takes a period of every unit for a downtime: what was booked there is displaced, what is in use or was used keeps
 * its state and gives up the rest of its time. Needs the instrument's lock.
 *
 * @throws ReservationConflict when another downtime has the time
 */
export async function makeRoom(
  tx: EntityManager,
  instrument: BookableInstrument,
  period: Interval,
  cause: Cause,
): Promise<Displaced[]> {
  const displaced: Displaced[] = [];
  let missing = [...instrument.unitIds];
  await lockUnits(tx, missing);
  // A booking needs no lock of the instrument's, so one may commit in between: it is displaced in the next round.
  for (let round = 1; round <= ROUNDS && missing.length > 0; round += 1) {
    displaced.push(...(await displace(tx, missing, period, cause)));
    missing = await takeUnits(tx, instrument, missing, period, cause);
  }
  if (missing.length > 0) throw new ReservationConflict(period);
  return displaced;
}

async function displace(
  tx: EntityManager,
  unitIds: readonly string[],
  period: Interval,
  { actorId, downtimeId, reason }: Cause,
): Promise<Displaced[]> {
  const displaced = await findDisplacing(tx, unitIds, period);
  for (const { id, version, state } of displaced) {
    await changeState(
      tx,
      {
        reservationId: id,
        version,
        actorId,
        action: 'displace',
        from: state,
        to: 'displaced',
        detail: { downtimeId },
      },
      ['reason = $5'],
      [reason],
    );
    // Of several units too: a whole does not go on without one of its parts.
    await freeOccupancy(tx, id);
  }
  await tx.query(
    `UPDATE occupancy SET blocking = false
      WHERE kind = 'hold' AND blocking AND coalesce(hold_id, id) IN (
              SELECT coalesce(hold_id, id) FROM occupancy
               WHERE unit_id = ANY($1) AND during && $2 AND blocking AND kind = 'hold')`,
    [unitIds, rangeText(period)],
  );
  await shortenUses(tx, unitIds, period);
  return displaced;
}

/** A use that runs or is over keeps its state and gives up its time from the downtime's start on. */
async function shortenUses(
  tx: EntityManager,
  unitIds: readonly string[],
  period: Interval,
): Promise<void> {
  await tx.query(
    `UPDATE occupancy o
        SET blocking = lower(o.during) < lower($2::tstzrange),
            during = CASE WHEN lower(o.during) < lower($2::tstzrange)
                          THEN tstzrange(lower(o.during), lower($2::tstzrange)) ELSE o.during END
       FROM reservation r
      WHERE r.id = o.reservation_id AND r.state IN ('in_use', 'used', 'completed')
        AND o.unit_id = ANY($1) AND o.during && $2 AND o.blocking`,
    [unitIds, rangeText(period)],
  );
}

/** Takes the period on each unit. @returns those that somebody else has */
async function takeUnits(
  tx: EntityManager,
  { id, unitSetVersion }: BookableInstrument,
  unitIds: readonly string[],
  period: Interval,
  { kind, downtimeId }: Cause,
): Promise<string[]> {
  const missing: string[] = [];
  for (const unitId of unitIds) {
    const taken = await takeAny(
      tx,
      { id, unitIds: [unitId], sharedUnitIds: [], unitSetVersion },
      period,
      { kind, downtimeId },
    );
    if (taken === null) missing.push(unitId);
  }
  return missing;
}

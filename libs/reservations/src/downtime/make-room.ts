import type { EntityManager } from 'typeorm';
import type { Interval } from '@app/common';
import type { BookableInstrument } from '@app/instruments';
import type { Outbox } from '@app/messaging';
import { displaceBusyTimes } from '../busy/displace-busy';
import { freeOccupancy, lockUnits, takeAny } from '../occupancy.queries';
import { rangeText } from '../period.column';
import { ReservationConflict } from '../reservation.errors';
import { displaceSampleWork } from '../sample-work/sample-work.queries';
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

/** What a downtime met in its time. */
export interface Hit {
  /** Reservations that lost their time. */
  displaced: Displaced[];
  /** Ids of reservations in use, which gave up the rest of their time. */
  interrupted: string[];
  /** Slots that were held and are not any more. */
  releasedHolds: number;
}

/** Tells of reservations that lost their time, so that something is proposed to each even if this process dies. */
export async function tellDisplaced(
  tx: EntityManager,
  outbox: Outbox,
  displaced: readonly Displaced[],
): Promise<void> {
  for (const { id } of displaced)
    await outbox.add(tx, 'reservation-displaced', { reservationId: id });
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
): Promise<Hit> {
  const hit: Hit = { displaced: [], interrupted: [], releasedHolds: 0 };
  let missing = [...instrument.unitIds];
  await lockUnits(tx, missing);
  // A booking needs no lock of the instrument's, so one may commit in between: it is displaced in the next round.
  for (let round = 1; round <= ROUNDS && missing.length > 0; round += 1) {
    hit.displaced.push(...(await displace(tx, missing, period, cause)));
    hit.releasedHolds += await releaseHolds(tx, missing, period);
    await displaceBusyTimes(tx, missing, period);
    await displaceSampleWork(tx, missing, period);
    hit.interrupted.push(...(await shortenUses(tx, missing, period)));
    missing = await takeUnits(tx, instrument, missing, period, cause);
  }
  if (missing.length > 0) throw new ReservationConflict(period);
  return hit;
}

/**
 * Takes a period of every unit only where nobody else has any of it. Needs the instrument's lock.
 *
 * @throws ReservationConflict when something is booked, held or down there
 */
export async function takeFreeTime(
  tx: EntityManager,
  instrument: BookableInstrument,
  period: Interval,
  cause: Cause,
): Promise<Hit> {
  await lockUnits(tx, instrument.unitIds);
  const missing = await takeUnits(tx, instrument, instrument.unitIds, period, cause);
  if (missing.length > 0) throw new ReservationConflict(period);
  return { displaced: [], interrupted: [], releasedHolds: 0 };
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
  return displaced;
}

/** @returns how many live slots it took, a slot of several units counting once */
async function releaseHolds(
  tx: EntityManager,
  unitIds: readonly string[],
  period: Interval,
): Promise<number> {
  const [released]: [{ slot: string; live: boolean }[], number] = await tx.query(
    `UPDATE occupancy SET blocking = false
      WHERE kind = 'hold' AND blocking AND coalesce(hold_id, id) IN (
              SELECT coalesce(hold_id, id) FROM occupancy
               WHERE unit_id = ANY($1) AND during && $2 AND blocking AND kind = 'hold')
      RETURNING coalesce(hold_id, id) AS slot, expires_at > app_now() AS live`,
    [unitIds, rangeText(period)],
  );
  return new Set(released.filter(({ live }) => live).map(({ slot }) => slot)).size;
}

/**
 * A use that runs or is over keeps its state and gives up its time from the downtime's start on.
 *
 * @returns the reservations that are in use
 */
async function shortenUses(
  tx: EntityManager,
  unitIds: readonly string[],
  period: Interval,
): Promise<string[]> {
  const [shortened]: [{ id: string; state: string }[], number] = await tx.query(
    `UPDATE occupancy o
        SET blocking = lower(o.during) < lower($2::tstzrange),
            during = CASE WHEN lower(o.during) < lower($2::tstzrange)
                          THEN tstzrange(lower(o.during), lower($2::tstzrange)) ELSE o.during END
       FROM reservation r
      WHERE r.id = o.reservation_id AND r.state IN ('in_use', 'used', 'completed')
        AND o.unit_id = ANY($1) AND o.during && $2 AND o.blocking
      RETURNING r.id, r.state`,
    [unitIds, rangeText(period)],
  );
  const inUse = shortened.filter(({ state }) => state === 'in_use').map(({ id }) => id);
  return [...new Set(inUse)].sort();
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

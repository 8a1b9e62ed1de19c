import type { EntityManager } from 'typeorm';
import type { Interval } from '@app/common';
import { closeProposals } from '../proposals/proposal.queries';
import { changeState } from '../transitions';
import { findRestorable, restoreOccupancy } from './downtime.queries';

/**
 * Gives the time of a downtime that shrank or is over back to what it displaced there and nobody has taken since.
 * Needs the instrument's lock.
 *
 * @returns the ids of the reservations that are again what they were
 */
export async function giveBack(
  tx: EntityManager,
  actorId: string,
  instrumentId: string,
  period: Interval,
): Promise<string[]> {
  const restored: string[] = [];
  let before: number;
  // Whoever is restored gives the slots back that were held for them, which may be another one's time.
  do {
    before = restored.length;
    for (const one of await findRestorable(tx, instrumentId, period)) {
      if (!(await restoreInPlace(tx, one.id))) continue;
      const step = { reservationId: one.id, version: one.version, actorId };
      const states = { from: 'displaced', to: one.before } as const;
      await changeState(tx, { ...step, action: 'restore', ...states }, ['reason = NULL']);
      restored.push(one.id);
    }
  } while (restored.length > before);
  return restored;
}

/** With its own proposals out of the way; they stay when the time is somebody else's. */
async function restoreInPlace(tx: EntityManager, reservationId: string): Promise<boolean> {
  await tx.query('SAVEPOINT restore_in_place');
  await closeProposals(tx, reservationId, 'withdrawn');
  const isRestored = await restoreOccupancy(tx, reservationId);
  await tx.query(`${isRestored ? 'RELEASE' : 'ROLLBACK TO'} SAVEPOINT restore_in_place`);
  return isRestored;
}

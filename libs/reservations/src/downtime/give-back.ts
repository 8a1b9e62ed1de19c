import type { EntityManager } from 'typeorm';
import type { Interval } from '@app/common';
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
  for (const one of await findRestorable(tx, instrumentId, period)) {
    if (!(await restoreOccupancy(tx, one.id))) continue;
    const step = { reservationId: one.id, version: one.version, actorId };
    const states = { from: 'displaced', to: one.before } as const;
    await changeState(tx, { ...step, action: 'restore', ...states }, ['reason = NULL']);
    restored.push(one.id);
  }
  return restored;
}

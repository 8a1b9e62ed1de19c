import type { EntityManager } from 'typeorm';
import type { Interval } from '@app/common';
import { rangeText } from '../period.column';

/**
 * Takes time away from bookings of holders' own systems, for a downtime: they stay, and clash with it from the next look
 * on. Needs the units' locks.
 */
export async function displaceBusyTimes(
  tx: EntityManager,
  unitIds: readonly string[],
  period: Interval,
): Promise<void> {
  const [freed]: [{ id: string }[], number] = await tx.query(
    `UPDATE occupancy SET blocking = false
      WHERE kind = 'remote' AND coalesce(hold_id, id) IN (
              SELECT coalesce(hold_id, id) FROM occupancy
               WHERE unit_id = ANY($1) AND during && $2 AND blocking AND kind = 'remote')
      RETURNING id`,
    [unitIds, rangeText(period)],
  );
  if (freed.length === 0) return;
  await tx.query('UPDATE busy_time SET occupancy_id = NULL WHERE occupancy_id = ANY($1)', [
    freed.map(({ id }) => id),
  ]);
}

import type { EntityManager } from 'typeorm';
import type { Interval } from '@app/common';
import { rangeText } from '../period.column';

/** Gives back the rest of its units' time of what was freed just now: what was worked through keeps it. */
const REST = `
  UPDATE occupancy o
     SET blocking = lower(o.during) < app_now(),
         during = CASE WHEN lower(o.during) < app_now() AND app_now() < upper(o.during)
                       THEN tstzrange(lower(o.during), app_now()) ELSE o.during END
    FROM freed WHERE freed.occupancy_id IN (o.id, o.hold_id) AND o.kind = 'sample'`;
const FREED = `UPDATE sample_work SET freed_at = app_now() WHERE order_id = $1 AND freed_at IS NULL AND ends_at > app_now()`;

/** SQL that gives back what lies ahead of the machine time of an order, whose id is $1. */
export const FREE_OF_ORDER = `WITH freed AS (${FREED} RETURNING occupancy_id) ${REST}`;
const FREE_ONE = `WITH freed AS (${FREED} AND id = $2 RETURNING occupancy_id) ${REST} RETURNING o.id`;

/** Gives back what lies ahead of one part of an order's machine time. @returns how many units' time that was */
export async function freeSampleWork(
  tx: EntityManager,
  orderId: string,
  id: string,
): Promise<number> {
  const [, count]: [unknown, number] = await tx.query(FREE_ONE, [orderId, id]);
  return count;
}

/**
 * Takes time away from samples, for a downtime: the order stays, and the laboratory plans anew. Needs the units' locks.
 */
export async function displaceSampleWork(
  tx: EntityManager,
  unitIds: readonly string[],
  period: Interval,
): Promise<void> {
  await tx.query(
    `WITH hit AS (
       SELECT DISTINCT coalesce(hold_id, id) AS id FROM occupancy
        WHERE unit_id = ANY($1) AND during && $2 AND blocking AND kind = 'sample'),
     freed AS (
       UPDATE sample_work SET freed_at = app_now() WHERE occupancy_id IN (SELECT id FROM hit) AND freed_at IS NULL)
     UPDATE occupancy o
        SET blocking = lower(o.during) < lower($2::tstzrange),
            during = CASE WHEN lower(o.during) < lower($2::tstzrange)
                          THEN tstzrange(lower(o.during), lower($2::tstzrange)) ELSE o.during END
       FROM hit WHERE hit.id IN (o.id, o.hold_id) AND o.kind = 'sample' AND o.blocking`,
    [unitIds, rangeText(period)],
  );
}

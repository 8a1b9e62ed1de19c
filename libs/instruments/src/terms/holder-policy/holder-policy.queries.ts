import type { EntityManager } from 'typeorm';
import { type BookingPolicy, DEFAULT_BOOKING_POLICY } from '../terms';

/** The rules of a holder in force; version 0 where it never set any. */
export async function findHolderPolicy(
  tx: EntityManager,
  holderId: string,
): Promise<BookingPolicy> {
  const [row]: { rules: Partial<BookingPolicy>; version: number }[] = await tx.query(
    'SELECT rules, version FROM holder_booking_policy WHERE holder_id = $1 ORDER BY version DESC LIMIT 1',
    [holderId],
  );
  return row
    ? { ...DEFAULT_BOOKING_POLICY, ...row.rules, version: row.version }
    : DEFAULT_BOOKING_POLICY;
}

/**
 * Gives instruments of a holder its rules in force as a new version, but none whose rules were set by hand.
 *
 * @param instrumentIds those just registered; all that are not retired unless told
 * @returns whose rules changed
 */
export async function followHolderPolicy(
  tx: EntityManager,
  holderId: string,
  authorId: string,
  instrumentIds?: readonly string[],
): Promise<string[]> {
  const rows: { instrument_id: string }[] = await tx.query(
    `INSERT INTO booking_policy (instrument_id, version, rules, created_by, source)
     SELECT i.id, coalesce(own.version, 0) + 1, holder.rules, $2, 'holder'
       FROM instrument i
      CROSS JOIN (SELECT rules FROM holder_booking_policy WHERE holder_id = $1 ORDER BY version DESC LIMIT 1) AS holder
       LEFT JOIN LATERAL (SELECT p.version, p.source FROM booking_policy p WHERE p.instrument_id = i.id
                           ORDER BY p.version DESC LIMIT 1) AS own ON true
      WHERE i.holder_id = $1 AND i.status <> 'retired' AND coalesce(own.source, 'holder') = 'holder'
        AND ($3::uuid[] IS NULL OR i.id = ANY($3))
     RETURNING instrument_id`,
    [holderId, authorId, instrumentIds ?? null],
  );
  return rows.map((row) => row.instrument_id);
}

import type { EntityManager } from 'typeorm';
import type { BookableInstrument } from '@app/instruments';
import type { LiveQualification } from './qualification.rules';

/**
 * What a person was granted, by instrument, of those that want training; the others are not asked about, so that nobody
 * pays for a rule that is off.
 */
export async function findQualifications(
  tx: EntityManager,
  userId: string,
  instruments: readonly Pick<BookableInstrument, 'id' | 'policy'>[],
): Promise<ReadonlyMap<string, LiveQualification>> {
  const asked = instruments.filter(({ policy }) => policy.trainingRequired).map(({ id }) => id);
  if (asked.length === 0) return new Map();
  const rows: (LiveQualification & { instrumentId: string })[] = await tx.query(
    `SELECT instrument_id AS "instrumentId", valid_until::text AS "validUntil" FROM qualification
      WHERE user_id = $1 AND instrument_id = ANY($2) AND revoked_at IS NULL`,
    [userId, asked],
  );
  return new Map(rows.map(({ instrumentId, validUntil }) => [instrumentId, { validUntil }]));
}

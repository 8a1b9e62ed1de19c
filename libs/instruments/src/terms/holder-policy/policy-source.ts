import { ApiProperty } from '@nestjs/swagger';
import type { EntityManager } from 'typeorm';
import type { BookingPolicy } from '../terms';
import { BookingPolicyResponse } from '../terms.dto';

/** Whose rules an instrument has: its own, its holder's, or the default ones because neither set any. */
export const POLICY_SOURCES = ['instrument', 'holder', 'default'] as const;
export type PolicySource = (typeof POLICY_SOURCES)[number];

/** The rules of an instrument, and whose they are. */
export interface InstrumentPolicy extends BookingPolicy {
  source: PolicySource;
}

/** {@link InstrumentPolicy} on the wire. */
export class InstrumentPolicyResponse extends BookingPolicyResponse {
  @ApiProperty({
    enum: POLICY_SOURCES,
    description: 'whose rules they are; those of the holder and the default ones are followed',
  })
  source: PolicySource;
}

/** Whose the rules in force are. */
export async function findPolicySource(
  tx: EntityManager,
  instrumentId: string,
  holderId: string,
): Promise<PolicySource> {
  const [row]: { source: PolicySource }[] = await tx.query(
    `SELECT CASE WHEN (SELECT source FROM booking_policy WHERE instrument_id = $1 ORDER BY version DESC LIMIT 1) = 'own'
                 THEN 'instrument'
                 WHEN EXISTS (SELECT 1 FROM holder_booking_policy WHERE holder_id = $2) THEN 'holder'
                 ELSE 'default' END AS source`,
    [instrumentId, holderId],
  );
  return row?.source ?? 'default';
}

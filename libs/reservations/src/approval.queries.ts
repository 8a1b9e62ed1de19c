import type { EntityManager } from 'typeorm';
import type { BookableInstrument } from '@app/instruments';

/**
 * Whether the office has verified an organisation. The answer holds until the transaction ends: who verifies it waits
 * meanwhile, and then finds what this transaction has booked.
 */
export async function isVerifiedNow(tx: EntityManager, organisationId: string): Promise<boolean> {
  const [row]: { verified: boolean }[] = await tx.query(
    `SELECT verification = 'verified' AS verified FROM organisation WHERE id = $1 FOR SHARE`,
    [organisationId],
  );
  return row?.verified ?? false;
}

/**
 * Whether the lab is asked first: always, for a first use, or never. Where it is asked at all, it is asked about every use
 * that somebody of it has to assist, also of an organisation that it knows.
 */
export async function needsApproval(
  tx: EntityManager,
  instrument: Pick<BookableInstrument, 'id' | 'policy'>,
  { userOrganisationId, assisted }: { userOrganisationId: string; assisted: boolean },
): Promise<boolean> {
  const { approval } = instrument.policy;
  if (approval === 'each') return true;
  if (approval === 'instant') return false;
  if (assisted) return true;
  const [before]: { known: boolean }[] = await tx.query(
    `SELECT EXISTS (SELECT FROM reservation WHERE instrument_id = $1 AND user_organisation_id = $2
                       AND state IN ('used', 'completed')) AS known`,
    [instrument.id, userOrganisationId],
  );
  return !before?.known;
}

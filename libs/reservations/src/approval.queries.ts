import type { EntityManager } from 'typeorm';
import { fen } from '@app/common';
import type { BookableInstrument } from '@app/instruments';
import { type Extent, isAboveLimits } from './booking/approval.rules';

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

/** What the lab may be asked about. */
interface Asked extends Extent {
  userOrganisationId: string;
  /** Somebody of the lab has to stay with the person. */
  assisted: boolean;
}

/**
 * Whether the lab is asked first: always, for a first use, above a price or length, or never. Where it is asked at all, it is asked about every use
 * that somebody of it has to assist, also of an organisation that it knows.
 */
export async function needsApproval(
  tx: EntityManager,
  instrument: Pick<BookableInstrument, 'id' | 'policy'>,
  { userOrganisationId, assisted, ...extent }: Asked,
): Promise<boolean> {
  const { approval } = instrument.policy;
  if (approval === 'each' || isAboveLimits(instrument.policy, extent)) return true;
  if (approval === 'instant') return false;
  if (assisted) return true;
  const [before]: { known: boolean }[] = await tx.query(
    `SELECT EXISTS (SELECT FROM reservation WHERE instrument_id = $1 AND user_organisation_id = $2
                       AND state IN ('used', 'completed')) AS known`,
    [instrument.id, userOrganisationId],
  );
  return !before?.known;
}

/** What a reservation costs by the price list it was last priced from. */
export async function findListPrice(tx: EntityManager, reservationId: string): Promise<number> {
  const [row]: { list_fen: string }[] = await tx.query(
    'SELECT o.list_fen FROM service_order o JOIN reservation r ON r.order_id = o.id WHERE r.id = $1',
    [reservationId],
  );
  return fen(row?.list_fen ?? 0);
}

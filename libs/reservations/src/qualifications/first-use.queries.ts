import type { EntityManager } from 'typeorm';
import { acrossOrganisations } from '@app/database';
import type { BookableInstrument } from '@app/instruments';

/**
 * Whether somebody of the laboratory has to stay with a person who books: the policy wants the first use assisted, and
 * the person has never used this instrument, for whichever organisation. Asks nothing where the rule is off.
 */
export async function isFirstUse(
  tx: EntityManager,
  { id, policy }: Pick<BookableInstrument, 'id' | 'policy'>,
  userId: string,
): Promise<boolean> {
  if (!policy.firstAssisted) return false;
  const [before]: { known: boolean }[] = await acrossOrganisations(tx, () =>
    tx.query(
      `SELECT EXISTS (SELECT FROM reservation WHERE instrument_id = $1 AND reserved_by = $2
                         AND state IN ('used', 'completed')) AS known`,
      [id, userId],
    ),
  );
  return !before?.known;
}

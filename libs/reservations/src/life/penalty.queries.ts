import type { EntityManager } from 'typeorm';
import { instantOf, newId } from '@app/common';
import { acrossOrganisations } from '@app/database';
import type { BookableInstrument } from '@app/instruments';
import type { PenaltyCause } from '../reservation.words';
import { type Ban, banOf } from './penalty.rules';

/** Which rule of the policy names the points of a cause. */
const RULES: Record<PenaltyCause, string> = {
  'no-show': 'noShowPoints',
  'late-cancel': 'lateCancelPoints',
};

/**
 * Gives the points that the policy of the reservation sets for a cause, to the person whose it is: none where it sets
 * none, once at most, and for cancelling only later than its `lateCancelMinutes` before the start.
 */
export async function givePoints(
  tx: EntityManager,
  reservationId: string,
  cause: PenaltyCause,
): Promise<void> {
  await tx.query(
    `INSERT INTO penalty (id, reservation_id, user_id, user_organisation_id, holder_id, cause, points)
     SELECT $2, r.id, r.reserved_by, r.user_organisation_id, i.holder_id, $3, (p.rules->>$4)::int
       FROM reservation r JOIN instrument i ON i.id = r.instrument_id
       JOIN booking_policy p ON p.instrument_id = r.instrument_id AND p.version = r.policy_version
      WHERE r.id = $1 AND (p.rules->>$4)::int > 0
        AND ($3 <> 'late-cancel'
             OR app_now() > r.starts_at - make_interval(mins => (p.rules->>'lateCancelMinutes')::int))
     ON CONFLICT ON CONSTRAINT penalty_one_per_reservation DO NOTHING`,
    [reservationId, newId(), cause, RULES[cause]],
  );
}

/** The ban of a person with the instrument's holder under its policy, which asks nothing where it bans nobody. */
export async function findBan(
  tx: EntityManager,
  userId: string,
  { holderId, policy }: Pick<BookableInstrument, 'holderId' | 'policy'>,
): Promise<Ban | null> {
  if (policy.banThreshold === null) return null;
  // Points are the person's, for whatever organisation the person books.
  const rows = await acrossOrganisations(
    tx,
    (): Promise<{ points: number; given_at: Date; now: Date }[]> =>
      tx.query(
        `SELECT points, given_at, app_now() AS now FROM penalty
          WHERE user_id = $1 AND holder_id = $2 AND forgiven_at IS NULL`,
        [userId, holderId],
      ),
  );
  const given = rows.map((row) => ({ points: row.points, givenAt: instantOf(row.given_at) }));
  return rows[0] ? banOf(given, policy, instantOf(rows[0].now)) : null;
}

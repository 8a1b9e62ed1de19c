import type { EntityManager } from 'typeorm';
import type { MemberRow } from './member.dto';

/** People of an organisation by id, from one id on; machines, which have keys and no sessions, are left out. */
export function findMembers(
  tx: EntityManager,
  organisationId: string,
  {
    after = null,
    userId = null,
    limit,
  }: { after?: string | null; userId?: string | null; limit: number },
): Promise<MemberRow[]> {
  return tx.query(
    `SELECT u.id, u.login, u.display_name, u.email, u.phone, u.active, array_agg(m.role ORDER BY m.role) AS roles
       FROM membership m JOIN app_user u ON u.id = m.user_id AND u.kind = 'person'
      WHERE m.organisation_id = $1 AND ($2::uuid IS NULL OR u.id > $2) AND ($3::uuid IS NULL OR u.id = $3)
      GROUP BY u.id ORDER BY u.id LIMIT $4`,
    [organisationId, after, userId, limit],
  );
}

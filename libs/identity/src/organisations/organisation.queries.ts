import type { EntityManager } from 'typeorm';
import { acrossOrganisations } from '@app/database';

/** More departments than any city has. */
const MOST_DEPARTMENTS = 500;

/** A department in charge (主管部门). */
export interface Department {
  id: string;
  nameZh: string;
}

/** Departments in charge: verified offices with somebody who reviews what they are in charge of. */
export async function findDepartments(tx: EntityManager): Promise<Department[]> {
  return tx.query(
    `SELECT o.id, o.name_zh AS "nameZh" FROM organisation o
      WHERE o.kind = 'government' AND o.verification = 'verified'
        AND EXISTS (SELECT FROM membership m JOIN app_user u ON u.id = m.user_id AND u.active
                     WHERE m.organisation_id = o.id AND m.role = 'department_reviewer')
      ORDER BY o.name_zh LIMIT ${MOST_DEPARTMENTS}`,
  );
}

/** True when the person belongs to the organisation, whichever of theirs they act for now. */
export async function isMember(
  tx: EntityManager,
  userId: string,
  organisationId: string,
): Promise<boolean> {
  const rows: unknown[] = await acrossOrganisations(tx, () =>
    tx.query('SELECT 1 FROM membership WHERE user_id = $1 AND organisation_id = $2 LIMIT 1', [
      userId,
      organisationId,
    ]),
  );
  return rows.length > 0;
}

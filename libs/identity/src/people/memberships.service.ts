import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { acrossOrganisations, onConstraint } from '@app/database';
import { ADMINISTRATORS } from '../access/policy/roles';
import { type Role, SEPARATED_ROLES } from '../access/roles';
import { LastAdministrator, RolesKeptApart, SecurityAdministratorInOffice } from './member.errors';
import { findRoleConflict } from './role.rules';

/** A person at an organisation. */
export interface Place {
  userId: string;
  organisationId: string;
}

/** What people may do for which organisation; every method joins the command's transaction. */
@Injectable()
export class Memberships {
  /** The roles of a person at an organisation; none for a stranger, and for the machine of an API key. */
  async rolesAt(tx: EntityManager, { userId, organisationId }: Place): Promise<Role[]> {
    const rows: { role: Role }[] = await tx.query(
      `SELECT m.role FROM membership m JOIN app_user u ON u.id = m.user_id AND u.kind = 'person'
        WHERE m.user_id = $1 AND m.organisation_id = $2 ORDER BY m.role`,
      [userId, organisationId],
    );
    return rows.map(({ role }) => role);
  }

  /**
   * Makes these the person's roles at the organisation, none of them: no member any more. When that changes anything,
   * the sessions for this organisation end.
   *
   * @throws RolesKeptApart when they do not go with each other, or with the person's roles elsewhere (422)
   */
  async set(tx: EntityManager, place: Place, wanted: readonly Role[]): Promise<void> {
    const { userId, organisationId } = place;
    const roles = [...new Set(wanted)];
    await acrossOrganisations(tx, async () => {
      // Two administrators who give one person a role each wait for each other here.
      await tx.query('SELECT FROM app_user WHERE id = $1 FOR NO KEY UPDATE', [userId]);
      const held: { organisation_id: string; role: Role }[] = await tx.query(
        'SELECT organisation_id, role FROM membership WHERE user_id = $1',
        [userId],
      );
      const here = held.filter((one) => one.organisation_id === organisationId);
      const elsewhere = held.filter((one) => one.organisation_id !== organisationId);
      const conflict = findRoleConflict([...elsewhere.map(({ role }) => role), ...roles]);
      if (conflict) throw new RolesKeptApart(conflict);
      await replace(tx, place, roles);
      const before = here.map(({ role }) => role);
      if (before.length === 0 || isSame(before, roles)) return;
      await endSessions(tx, place);
    });
  }

  /**
   * Sees to it that a change leaves somebody to administer the organisation, and somebody in each of the three
   * administrators' offices. The caller has locked the organisation, so that the last two cannot leave together.
   *
   * @throws LastAdministrator (409)
   */
  async requireAdministratorLeft(
    tx: EntityManager,
    place: Place,
    before: readonly Role[],
    after: readonly Role[],
  ): Promise<void> {
    const { userId, organisationId } = place;
    if (isLost(ADMINISTRATORS, before, after)) {
      const [row]: { others: number }[] = await tx.query(
        `SELECT count(*)::int AS others FROM membership m
           JOIN app_user u ON u.id = m.user_id AND u.active AND u.kind = 'person'
          WHERE m.organisation_id = $1 AND m.user_id <> $2 AND m.role = ANY ($3)`,
        [organisationId, userId, ADMINISTRATORS],
      );
      if (row?.others === 0) throw new LastAdministrator();
    }
    for (const office of SEPARATED_ROLES.filter((role) => isLost([role], before, after))) {
      if (!(await isHeld(tx, office, userId))) throw new LastAdministrator();
    }
  }

  /**
   * Lets the system administrator manage people while there is no security administrator to do it, and no longer.
   *
   * @throws SecurityAdministratorInOffice (403)
   */
  async requireNoSecurityAdministrator(tx: EntityManager): Promise<void> {
    if (await isHeld(tx, 'security_admin')) throw new SecurityAdministratorInOffice();
  }
}

/**
 * Whether somebody, or somebody else, holds an administrator's office. One asks at a time, until the transaction ends:
 * rivals must see what the other has made of it.
 */
async function isHeld(
  tx: EntityManager,
  office: Role,
  otherThan: string | null = null,
): Promise<boolean> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`office of ${office}`]);
  const rows: unknown[] = await acrossOrganisations(tx, () =>
    tx.query(
      `SELECT 1 FROM membership m JOIN app_user u ON u.id = m.user_id AND u.active
        WHERE m.role = $1 AND ($2::uuid IS NULL OR u.id <> $2) LIMIT 1`,
      [office, otherThan],
    ),
  );
  return rows.length > 0;
}

async function replace(
  tx: EntityManager,
  { userId, organisationId }: Place,
  roles: readonly Role[],
): Promise<void> {
  await tx.query(
    'DELETE FROM membership WHERE user_id = $1 AND organisation_id = $2 AND role <> ALL ($3)',
    [userId, organisationId, roles],
  );
  try {
    await tx.query(
      `INSERT INTO membership (user_id, organisation_id, role) SELECT $1, $2, unnest($3::text[])
       ON CONFLICT (user_id, organisation_id, role) DO NOTHING`,
      [userId, organisationId, roles],
    );
  } catch (error) {
    // The same office at two organisations: the rule about pairs does not see it, the index does.
    onConstraint(error, {
      membership_administrators_separated: () => new RolesKeptApart(separatedFrom(roles)),
    });
  }
}

/** Whoever acts for the organisation, or as its member for a principal, signs in anew with the roles there are now. */
async function endSessions(tx: EntityManager, { userId, organisationId }: Place): Promise<void> {
  await tx.query(
    `UPDATE session SET ended_at = app_now()
      WHERE user_id = $1 AND ended_at IS NULL
        AND (organisation_id = $2 AND delegation_id IS NULL
             OR delegation_id IN (SELECT id FROM delegation WHERE agent_id = $2))`,
    [userId, organisationId],
  );
}

function separatedFrom(roles: readonly Role[]): ConstructorParameters<typeof RolesKeptApart>[0] {
  const role = roles.find((one) => SEPARATED_ROLES.includes(one)) ?? 'security_admin';
  return {
    roles: [role, role],
    why: {
      zh: '此人已在另一单位担任该角色',
      en: 'the person has this role at another organisation',
    },
  };
}

const isSame = (left: readonly Role[], right: readonly Role[]): boolean =>
  left.length === right.length && left.every((role) => right.includes(role));

const isLost = (some: readonly Role[], before: readonly Role[], after: readonly Role[]): boolean =>
  before.some((role) => some.includes(role)) && !after.some((role) => some.includes(role));

import type { FieldError, Text } from '@app/common';
import { fieldError } from '@app/http';
import { type ActingRole, type Role, ROLES, SEPARATED_ROLES } from '../access/roles';
import type { OrganisationKind } from '../organisations/organisation.words';
import { namesOf } from './role-names';

/** Of a machine, which comes with an API key; no person has it. */
const MACHINE_ROLE: Role = 'platform_service';

/**
 * Which roles each role gives to other people of its organisation and takes from them. The security administrator does
 * it for every organisation, and nobody else gives a role of the offices. Source: GB/T 22239-2019, 8.1.4.2.
 */
export const ROLES_GIVEN_BY: Partial<Record<ActingRole, readonly Role[]>> = {
  enterprise_admin: ['enterprise_member', 'enterprise_admin'],
  lab_manager: ['instrument_operator', 'lab_manager'],
  holder_admin: [
    ...(['instrument_operator', 'lab_manager', 'holder_admin'] as const),
    ...(['enterprise_member', 'enterprise_admin'] as const),
  ],
  security_admin: ROLES.filter((role) => role !== MACHINE_ROLE),
};

/** Roles that act for an organisation which others review and pay. */
const REVIEWED: readonly Role[] = [
  ...(['enterprise_member', 'enterprise_admin'] as const),
  ...(['instrument_operator', 'lab_manager', 'holder_admin'] as const),
];
/** Roles that review. */
const REVIEWING: readonly Role[] = [
  ...(['department_reviewer', 'county_reviewer', 'bureau_reviewer', 'measure_reviewer'] as const),
];

/** Roles of the state, which its offices alone may have. */
export const OFFICE_ROLES: readonly Role[] = [...REVIEWING, 'finance_officer', ...SEPARATED_ROLES];

/** No person has a role of the one list and one of the other, at whichever organisations. */
interface KeptApart {
  these: readonly Role[];
  those: readonly Role[];
  why: Text;
}

/** The separation of duties, as data. */
const KEPT_APART: readonly KeptApart[] = [
  {
    these: SEPARATED_ROLES,
    those: ROLES,
    why: {
      zh: '系统、安全、审计管理员三员分立，且不兼任其他角色',
      en: 'the system, security and audit administrators are three people, and have no other role',
    },
  },
  {
    these: [...REVIEWING, 'finance_officer'],
    those: REVIEWED,
    why: {
      zh: '审核、拨付人员不得同时代表被审核的单位',
      en: 'who reviews or pays does not act for an organisation that is reviewed or paid',
    },
  },
  {
    these: ['finance_officer'],
    those: REVIEWING,
    why: { zh: '审核与拨付须由不同人员办理', en: 'who reviews does not pay' },
  },
  {
    these: ['measure_reporter'],
    those: ['measure_reviewer'],
    why: { zh: '填报与审核须由不同人员办理', en: 'who reports does not review' },
  },
];

/** Two roles that one person must not have together. */
export interface RoleConflict {
  roles: readonly [Role, Role];
  why: Text;
}

/** The first pair among all roles of one person that the separation of duties forbids. */
export function findRoleConflict(roles: readonly Role[]): RoleConflict | undefined {
  const distinct = [...new Set(roles)];
  for (const { these, those, why } of KEPT_APART) {
    const one = distinct.find((role) => these.includes(role));
    const other = distinct.find((role) => role !== one && those.includes(role));
    if (one !== undefined && other !== undefined) return { roles: [one, other], why };
  }
  return undefined;
}

/** Those of the roles that somebody with these roles neither gives nor takes. */
export function rolesNotGivenBy(
  giver: readonly ActingRole[],
  roles: readonly Role[],
): readonly Role[] {
  const given = giver.flatMap((role) => ROLES_GIVEN_BY[role] ?? []);
  return roles.filter((role) => !given.includes(role));
}

/** What is wrong with giving roles to people of an organisation of this kind; one entry, or none. */
export function roleProblems(
  giver: readonly ActingRole[],
  kind: OrganisationKind,
  roles: readonly Role[],
): FieldError[] {
  const notGiven = rolesNotGivenBy(giver, roles);
  if (notGiven.length > 0) return [notYours(notGiven)];
  const office = kind === 'government' ? [] : roles.filter((role) => OFFICE_ROLES.includes(role));
  return office.length > 0 ? [ofOfficesOnly(office)] : [];
}

function notYours(roles: readonly Role[]): FieldError {
  const { zh, en } = namesOf(roles);
  return fieldError('/roles', 'not-given', roles, {
    zh: `中的“${zh}”不由您授予或收回，请联系有权的管理员`,
    en: `holds ${en}, which you neither give nor take; ask the administrator who does`,
  });
}

function ofOfficesOnly(roles: readonly Role[]): FieldError {
  const { zh, en } = namesOf(roles);
  return fieldError('/roles', 'of-offices', roles, {
    zh: `中的“${zh}”只能授予政府部门的成员，请在所属政府部门下添加该人员`,
    en: `holds ${en}, which only people of an office of the state may be; add the person there`,
  });
}

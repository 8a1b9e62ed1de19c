/** What a person can be for an organisation. */
export const ROLES = [
  'enterprise_member',
  'enterprise_admin',
  'instrument_operator',
  'lab_manager',
  'county_reviewer',
  'bureau_reviewer',
  'finance_officer',
  'bureau_admin',
  'auditor',
] as const;

export type Role = (typeof ROLES)[number];

/** The signed-in person and the organisation acted for. */
export interface Actor {
  userId: string;
  displayName: string;
  organisationId: string;
  organisationNameZh: string;
  organisationRegionCode: string;
  roles: Role[];
}

/** True when the actor has at least one of the roles. */
export const hasRole = (actor: Actor, ...roles: Role[]): boolean =>
  roles.some((role) => actor.roles.includes(role));

/** Roles that see across organisations because their office is to look. */
export const OVERSIGHT: readonly Role[] = [
  'bureau_reviewer',
  'finance_officer',
  'bureau_admin',
  'auditor',
];

/** True for an actor who may read what belongs to other organisations. */
export const oversees = (actor: Actor): boolean => hasRole(actor, ...OVERSIGHT);

/** What a person may do; one person may hold several. */
export type Role =
  | 'enterprise_member'
  | 'enterprise_admin'
  | 'instrument_operator'
  | 'lab_manager'
  | 'holder_admin'
  | 'department_reviewer'
  | 'county_reviewer'
  | 'bureau_reviewer'
  | 'measure_reporter'
  | 'measure_reviewer'
  | 'finance_officer'
  | 'bureau_admin'
  | 'security_admin'
  | 'auditor'
  | 'platform_service'
  | 'delegate';

export const ENTERPRISE: readonly Role[] = ['enterprise_member', 'enterprise_admin'];
export const LAB: readonly Role[] = ['instrument_operator', 'lab_manager'];
/** People who order services for their organisation. */
export const BOOKERS: readonly Role[] = [...ENTERPRISE, ...LAB];
/** People who may change what their organisation is and who belongs to it. */
export const ADMINISTRATORS: readonly Role[] = [
  'enterprise_admin',
  'holder_admin',
  'lab_manager',
  'security_admin',
];
export const REVIEWERS: readonly Role[] = ['county_reviewer', 'bureau_reviewer'];
/** Who sees the whole city's work; a county reviewer sees registrations and claims of the county only. */
export const OVERSIGHT: readonly Role[] = [
  'bureau_reviewer',
  'finance_officer',
  'bureau_admin',
  'auditor',
];
export const BUREAU: readonly Role[] = [...REVIEWERS, 'finance_officer', 'bureau_admin', 'auditor'];

/** Whether a person holds at least one of the roles. The API decides for itself; this only hides what would be refused. */
export function hasRole(person: { roles: readonly string[] }, roles: readonly Role[]): boolean {
  return roles.some((role) => person.roles.includes(role));
}

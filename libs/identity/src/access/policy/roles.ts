import { OVERSIGHT, type Role } from '../roles';

/** Groups of roles that rows of the policy name together. */
export const ENTERPRISE: readonly Role[] = ['enterprise_member', 'enterprise_admin'];
export const LAB_STAFF: readonly Role[] = ['lab_manager', 'instrument_operator'];
/** People who may change what the organisation itself is. */
export const ADMINISTRATORS: readonly Role[] = ['enterprise_admin', 'holder_admin', 'lab_manager'];
/** People who book, for themselves, at whatever organisation they are. */
export const BOOKERS: readonly Role[] = [...ENTERPRISE, ...LAB_STAFF];
/** People who may act on any booking of their organisation. */
export const BOOKING_LEADERS: readonly Role[] = ['enterprise_admin', 'lab_manager'];
/** People whose part of the office is not the whole city. */
export const LOCAL_REVIEWERS: readonly Role[] = ['county_reviewer', 'department_reviewer'];
export const BUREAU: readonly Role[] = ['bureau_reviewer', 'bureau_admin'];
export const READERS: readonly Role[] = OVERSIGHT;

import { OVERSIGHT, type Role } from './roles';

/** Who may call an operation; which objects they may touch is decided where the object is read. */
export type AccessRule = 'anyone' | 'signed-in' | readonly Role[];

const ENTERPRISE: readonly Role[] = ['enterprise_member', 'enterprise_admin'];
const LAB: readonly Role[] = ['lab_manager'];
const LAB_STAFF: readonly Role[] = ['lab_manager', 'instrument_operator'];
const BUREAU_REVIEW: readonly Role[] = ['bureau_reviewer'];
const REVIEWERS: readonly Role[] = ['bureau_reviewer', 'county_reviewer'];
const BUREAU: readonly Role[] = ['bureau_reviewer', 'bureau_admin'];

/**
 * Every operation of the API with the roles that may call it. A route without a row is refused at run time and fails
 * the build; the key is the operation id of the OpenAPI document.
 */
export const ACCESS_POLICY: Readonly<Record<string, AccessRule>> = {
  'health.live': 'anyone',
  'health.ready': 'anyone',
  'metrics.read': 'anyone',

  'sessions.create': 'anyone',
  'sessions.end': 'signed-in',
  'me.get': 'signed-in',
  'organisations.create': [...BUREAU, 'county_reviewer'],
  'members.create': ['bureau_admin'],
  'setup.createAdministrator': 'anyone',
  'organisations.list': [...OVERSIGHT, 'county_reviewer'],
  'organisations.get': 'signed-in',

  'categories.list': 'signed-in',
  'instruments.create': LAB,
  'instruments.list': 'signed-in',
  'instruments.get': 'signed-in',
  'instruments.update': LAB,
  'instruments.submit': LAB,
  'instruments.approve': REVIEWERS,
  'instruments.sendBack': REVIEWERS,
  'instruments.suspend': LAB,
  'instruments.resume': LAB,
  'instruments.retire': LAB,
  'instruments.putOpeningHours': LAB,
  'instruments.getOpeningHours': 'signed-in',
  'instruments.putBookingPolicy': LAB,
  'instruments.getBookingPolicy': 'signed-in',
  'instruments.putFeeSchedule': LAB,
  'instruments.getFeeSchedule': 'signed-in',
  'imports.create': LAB,
  'runs.get': [...LAB, ...OVERSIGHT],
  'runs.rows': [...LAB, ...OVERSIGHT],

  'availability.search': 'signed-in',
  'availability.forInstrument': 'signed-in',
  'quotes.create': 'signed-in',
  'holds.create': [...ENTERPRISE, ...LAB_STAFF],
  'holds.prolong': [...ENTERPRISE, ...LAB_STAFF],
  'holds.release': [...ENTERPRISE, ...LAB_STAFF],
  'reservations.create': [...ENTERPRISE, ...LAB_STAFF],
  'reservations.list': 'signed-in',
  'reservations.get': 'signed-in',
  'reservations.approve': LAB,
  'reservations.reject': LAB,
  'reservations.move': [...ENTERPRISE, ...LAB_STAFF],
  'reservations.cancel': [...ENTERPRISE, ...LAB_STAFF],
  'reservations.checkIn': [...ENTERPRISE, ...LAB_STAFF],
  'reservations.checkOut': [...ENTERPRISE, ...LAB_STAFF],
  'reservations.complete': LAB,
  'downtimes.create': LAB_STAFF,
  'downtimes.end': LAB_STAFF,
  'orders.get': 'signed-in',
  'orders.accept': [...ENTERPRISE, ...LAB],
  'orders.dispute': [...ENTERPRISE, ...LAB],

  'voucherProgrammes.create': BUREAU,
  'voucherProgrammes.list': 'signed-in',
  'voucherProgrammes.get': 'signed-in',
  'voucherProgrammes.appropriate': [...BUREAU, 'finance_officer'],
  'vouchers.issue': BUREAU,
  'vouchers.list': 'signed-in',
  'vouchers.get': 'signed-in',
  'vouchers.entries': 'signed-in',
  'ledger.invariants': OVERSIGHT,
  'claims.submit': [...ENTERPRISE, ...LAB],
  'claims.list': 'signed-in',
  'claims.get': 'signed-in',
  'claims.resubmit': [...ENTERPRISE, ...LAB],
  'claims.approve': BUREAU_REVIEW,
  'claims.sendBack': BUREAU_REVIEW,
  'claims.reject': BUREAU_REVIEW,
  'paymentBatches.create': ['finance_officer'],
  'paymentBatches.confirm': ['finance_officer', 'bureau_admin'],
  'paymentBatches.list': OVERSIGHT,
  'paymentBatches.get': OVERSIGHT,

  'sync.createRun': BUREAU,
  'sync.listRuns': OVERSIGHT,
  'sync.getRun': OVERSIGHT,
  'sync.listItems': OVERSIGHT,
  'sync.resend': BUREAU,
};

/** True when the roles pass the rule. */
export function allows(rule: AccessRule, roles: readonly Role[] | undefined): boolean {
  if (rule === 'anyone') return true;
  if (roles === undefined) return false;
  return rule === 'signed-in' || rule.some((role) => roles.includes(role));
}

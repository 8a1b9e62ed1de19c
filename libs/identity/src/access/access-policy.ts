import type { AccessRow, ObjectType } from './access-row';
import { any, type Grant, when } from './access-row';
import { AUDIT_POLICY } from './policy/audit';
import { AUTHORITY_POLICY } from './policy/authority';
import { BOOKINGS_POLICY } from './policy/bookings';
import { DUTY_POLICY } from './policy/duty';
import { INSTRUMENTS_POLICY } from './policy/instruments';
import { MONEY_POLICY } from './policy/money';
import { OPERATIONS_POLICY } from './policy/operations';
import { ORDERS_POLICY } from './policy/orders';
import { ORGANISATIONS_POLICY } from './policy/organisations';
import { PEOPLE_POLICY } from './policy/people';
import { ADMINISTRATORS, LOCAL_REVIEWERS, READERS } from './policy/roles';
import { SETTLEMENTS_POLICY } from './policy/settlements';
import { SIGN_IN_POLICY } from './policy/sign-in';
import { TERMS_POLICY } from './policy/terms';
import { USAGE_POLICY } from './policy/usage';

/**
 * Every operation of the API with who may call it on which objects. A route without a row is refused at run time and
 * fails the build; the key is the operation id of the OpenAPI document, which shows the row as `x-access`.
 */
export const ACCESS_POLICY: Readonly<Record<string, AccessRow>> = {
  ...OPERATIONS_POLICY,
  ...PEOPLE_POLICY,
  ...SIGN_IN_POLICY,
  ...ORGANISATIONS_POLICY,
  ...AUTHORITY_POLICY,
  ...INSTRUMENTS_POLICY,
  ...TERMS_POLICY,
  ...DUTY_POLICY,
  ...BOOKINGS_POLICY,
  ...ORDERS_POLICY,
  ...USAGE_POLICY,
  ...MONEY_POLICY,
  ...SETTLEMENTS_POLICY,
  ...AUDIT_POLICY,
};

/** Who keeps an organisation's record, and who looks after it. */
const ORGANISATION_KEEPERS: readonly Grant[] = [
  when(ADMINISTRATORS, 'organisation'),
  when(LOCAL_REVIEWERS, 'jurisdiction'),
  any(...READERS, 'security_admin'),
];

/**
 * Properties of a single object's answer that only these readers get; others find them null. What is not named here
 * everybody reads who may read the object. Lists leave them out or mask them for all.
 */
export const READABLE_FIELDS: Partial<Record<ObjectType, Record<string, readonly Grant[]>>> = {
  organisation: {
    contactName: ORGANISATION_KEEPERS,
    contactPhone: ORGANISATION_KEEPERS,
    legalRepresentative: ORGANISATION_KEEPERS,
    controller: ORGANISATION_KEEPERS,
    verificationReason: ORGANISATION_KEEPERS,
  },
  'payee-account': {
    number: [when(ADMINISTRATORS, 'organisation'), any('finance_officer')],
  },
};

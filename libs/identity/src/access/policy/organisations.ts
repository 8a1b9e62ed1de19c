import { type AccessRow, any } from '../access-row';
import { BUREAU, LOCAL_REVIEWERS, READERS } from './roles';

/** Organisations, their members, accounts and powers of attorney. */
export const ORGANISATIONS_POLICY = {
  'organisations.create': { who: [any(...BUREAU, 'county_reviewer')] },
  'organisations.list': { who: [any(...READERS, ...LOCAL_REVIEWERS, 'security_admin')] },
  'organisations.get': { object: 'organisation', who: 'signed-in' },
  'members.create': { object: 'organisation', who: [any('security_admin', 'bureau_admin')] },
} satisfies Record<string, AccessRow>;

import { type AccessRow, any, type Grant, ours } from '../access-row';
import type { Role } from '../roles';
import { ADMINISTRATORS } from './roles';

/** People who answer for the machines of their organisation. */
const KEY_KEEPERS: readonly Role[] = [...ADMINISTRATORS, 'bureau_admin'];
const READ_KEYS: readonly Grant[] = [ours(...KEY_KEEPERS), any('security_admin', 'auditor')];

/** Sign-in through other issuers, and the keys of machines. */
export const SIGN_IN_POLICY = {
  'apiKeys.create': { object: 'organisation', who: [ours(...KEY_KEEPERS)], recentProof: true },
  'apiKeys.list': { object: 'organisation', who: READ_KEYS },
  // Stopping a machine that went wrong must not wait for a password.
  'apiKeys.revoke': { object: 'api-key', who: [ours(...KEY_KEEPERS), any('security_admin')] },
} satisfies Record<string, AccessRow>;

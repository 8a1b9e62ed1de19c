import { type AccessRow, any, type Grant, ours, when } from '../access-row';
import { DELEGATE, type Role, ROLES } from '../roles';
import { ADMINISTRATORS } from './roles';

/** People who answer for the machines of their organisation. */
const KEY_KEEPERS: readonly Role[] = [...ADMINISTRATORS, 'bureau_admin'];
const READ_KEYS: readonly Grant[] = [ours(...KEY_KEEPERS), any('security_admin', 'auditor')];
const MY_OWN: readonly Grant[] = [when([...ROLES, DELEGATE], 'own')];

/** Sign-in through other issuers, the keys of machines, and what machines are told. */
export const SIGN_IN_POLICY = {
  'identityProviders.list': { who: 'anyone' },
  'identityProviders.startSignIn': { who: 'anyone' },
  'identityProviders.finish': { who: 'anyone' },
  'identities.list': { who: 'signed-in' },
  'identities.link': { who: 'signed-in', recentProof: true },
  'identities.unlink': { object: 'identity', who: MY_OWN, recentProof: true },

  'apiKeys.create': { object: 'organisation', who: [ours(...KEY_KEEPERS)], recentProof: true },
  'apiKeys.list': { object: 'organisation', who: READ_KEYS },
  // Stopping a machine that went wrong must not wait for a password.
  'apiKeys.revoke': { object: 'api-key', who: [ours(...KEY_KEEPERS), any('security_admin')] },

  'webhooks.create': { object: 'organisation', who: [ours(...KEY_KEEPERS)], recentProof: true },
  'webhooks.list': { object: 'organisation', who: [ours(...KEY_KEEPERS)] },
  'webhooks.renew': { object: 'webhook', who: [ours(...KEY_KEEPERS)], recentProof: true },
  'webhooks.test': { object: 'webhook', who: [ours(...KEY_KEEPERS)] },
  'webhooks.deliveries': { object: 'webhook', who: [ours(...KEY_KEEPERS)] },
  'webhooks.resend': { object: 'webhook', who: [ours(...KEY_KEEPERS)] },
  'webhooks.remove': { object: 'webhook', who: [ours(...KEY_KEEPERS)] },
} satisfies Record<string, AccessRow>;

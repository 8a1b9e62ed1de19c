import { type AccessRow, any, type Grant, when } from '../access-row';
import { DELEGATE, ROLES } from '../roles';

const MY_OWN: Grant = when([...ROLES, DELEGATE], 'own');

/** Sign-in, sessions and what a person may do with the account of their own. */
export const PEOPLE_POLICY = {
  'sessions.create': { who: 'anyone' },
  'sessions.list': { who: 'signed-in' },
  'sessions.end': { who: 'signed-in', whileRestricted: true },
  'sessions.endOne': { object: 'session', who: [MY_OWN, any('security_admin')] },
  'sessions.actFor': { who: 'signed-in' },
  'sessions.prove': { who: 'signed-in', whileRestricted: true },

  'me.get': { who: 'signed-in', whileRestricted: true },
  // Another e-mail address or telephone number asks for recent proof, another name does not.
  'me.update': { who: 'signed-in' },
  'me.changePassword': { who: 'signed-in', whileRestricted: true },
  'notificationChannels.get': { who: 'signed-in' },
  'notificationChannels.choose': { who: 'signed-in' },
  'notificationChannels.requestCode': { who: 'signed-in', recentProof: true },
  'notificationChannels.confirm': { who: 'signed-in' },
  'notificationChannels.deliveries': { who: 'signed-in' },
  'passwordResets.request': { who: 'anyone' },
  'passwordResets.complete': { who: 'anyone' },

  'secondFactor.enrol': { who: 'signed-in', whileRestricted: true, recentProof: true },
  'secondFactor.confirm': { who: 'signed-in', whileRestricted: true },
  'secondFactor.renewRecoveryCodes': { who: 'signed-in', recentProof: true },
  'secondFactor.remove': { who: 'signed-in', recentProof: true },
  'memberSecondFactor.reset': {
    object: 'organisation',
    who: [any('security_admin')],
    recentProof: true,
  },

  'personalData.read': { who: 'signed-in' },
  // Asks for the password in its body, or for recent proof of whoever has none.
  'personalData.eraseMe': { who: 'signed-in' },
  'personalData.eraseMember': {
    object: 'organisation',
    who: [any('security_admin')],
    recentProof: true,
  },

  'setup.createAdministrator': { who: 'anyone' },
} satisfies Record<string, AccessRow>;

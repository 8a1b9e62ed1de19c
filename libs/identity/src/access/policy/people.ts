import type { AccessRow } from '../access-row';

/** Sign-in, sessions and what a person may do with the account of their own. */
export const PEOPLE_POLICY = {
  'sessions.create': { who: 'anyone' },
  'sessions.end': { who: 'signed-in', beforeSecondFactor: true },
  'me.get': { who: 'signed-in', beforeSecondFactor: true },
  'setup.createAdministrator': { who: 'anyone' },
} satisfies Record<string, AccessRow>;

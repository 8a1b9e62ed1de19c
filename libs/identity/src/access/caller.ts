import type { Scope } from './api-key-scopes';
import type { Actor } from './roles';

/** Who calls, and what the session or the key behind it is good for. */
export interface Caller {
  actor: Actor;
  /** Public id of the session; null for an API key. */
  sessionId: string | null;
  /** What the roles need, or the person has set up, and the session has not got: the second factor. */
  lacksSecondFactor: boolean;
  /** The password is older than the policy allows: it must be changed before anything else. */
  passwordExpired: boolean;
  /** Password or second factor were given within the last minutes. */
  provedRecently: boolean;
  /** What an API key may be used for; null for a session, which may be used for all that its roles allow. */
  scopes: readonly Scope[] | null;
}

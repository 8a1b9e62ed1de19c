import type { Environment } from '@app/common';

/** How sign-in behaves in this process. */
export type IdentitySettings = Pick<
  Environment,
  'insecureHttp' | 'signInAttempts' | 'secretKey' | 'demonstration' | 'passwordPolicy' | 'publicUrl'
> &
  // Other ways to sign in, and whom they may call; none unless named.
  Partial<
    Pick<Environment, 'openId' | 'ticketSignIn' | 'outboundOrigins' | 'outboundPrivateHosts'>
  >;

/** Injection token of {@link IdentitySettings}. */
export const IDENTITY_SETTINGS = 'IDENTITY_SETTINGS';

/** Name of the session cookie; without TLS a browser would refuse the `__Host-` one. */
export const cookieNameOf = ({ insecureHttp }: Pick<IdentitySettings, 'insecureHttp'>): string =>
  insecureHttp ? 'jiayi' : '__Host-jiayi';

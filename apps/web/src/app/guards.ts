import { redirect } from '@tanstack/react-router';
import { meQuery } from '@/shared/api/me';
import { queryClient } from '@/shared/api/query-client';
import { isSignedOut } from '@/shared/problem';
import { hasRole, type Role } from '@/shared/roles';
import { navigationFor } from './navigation';

/** The signed-in person lacks every role that may see the page. */
export class ForbiddenPage extends Error {
  override readonly name = 'ForbiddenPage';
}

/** Loads who is signed in; leads to sign-in, and from there back, when nobody is. */
export async function requireSignIn({
  location,
}: {
  location: { href: string; pathname: string };
}): Promise<void> {
  try {
    const { restrictedBy } = await queryClient.ensureQueryData(meQuery);
    // Until the password is new or the second factor set up, nothing else answers.
    if (restrictedBy && location.pathname !== '/account') throw redirect({ to: '/account' });
  } catch (error) {
    if (!isSignedOut(error)) throw error;
    throw redirect({ to: '/sign-in', search: { from: location.href } });
  }
}

/** Guard of a page for some roles. @throws ForbiddenPage */
export function requireRole(roles: readonly Role[]) {
  return async (): Promise<void> => {
    const me = await queryClient.ensureQueryData(meQuery);
    if (!hasRole(me, roles)) throw new ForbiddenPage();
  };
}

/** Sends a person from `/` to the first page of their navigation. */
export async function openHome(): Promise<void> {
  const me = await queryClient.ensureQueryData(meQuery);
  throw redirect({ to: navigationFor(me)[0]?.to ?? '/instruments' });
}

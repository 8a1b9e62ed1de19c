import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, bodyOf, type Schemas } from '@/shared/api/client';
import { meQuery } from '@/shared/api/me';
import { SIGNING_IN } from '@/shared/api/query-client';
import { clearLeftBehind } from '@/shared/left-behind';
import { ProblemError } from '@/shared/problem';

type Credentials = { login: string; password: string; code?: string };

/** Whether the password was right and the account wants the code of its second factor as well. */
export function isCodeRequired(error: unknown): boolean {
  return error instanceof ProblemError && error.code === 'second-factor-code-required';
}

/** Opens a session; the cookie is set by the answer. */
export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    meta: SIGNING_IN,
    mutationFn: (body: Credentials) => bodyOf(api.POST('/api/v1/sessions', { body })),
    // Nothing of a person who sat here before may be seen by the next.
    onSuccess: () => client.clear(),
  });
}

/** Ends the session on the server and forgets everything that was loaded. */
export function useSignOut(whenDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => bodyOf(api.DELETE('/api/v1/sessions/current')),
    onSettled: () => {
      client.clear();
      clearLeftBehind();
      whenDone();
    },
  });
}

/** Leaves for another issuer, which sends the person back signed in. */
export function useProviderSignIn() {
  return useMutation({
    meta: SIGNING_IN,
    mutationFn: (name: string) =>
      bodyOf(
        api.POST('/api/v1/identity-providers/{name}/sign-ins', { params: { path: { name } } }),
      ),
    onSuccess: ({ redirectTo }) => window.location.assign(redirectTo),
  });
}

/** Proves again who the person is, where an operation asks for it. */
export function useProof() {
  return useMutation({
    meta: SIGNING_IN,
    mutationFn: (body: Schemas['ProveRequest']) =>
      bodyOf(api.POST('/api/v1/sessions/current/proof', { body })),
  });
}

/** Acts for another of the person's organisations from here on; everything is loaded anew. */
export function useActFor() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas['ActForRequest']) =>
      bodyOf(api.POST('/api/v1/sessions/current/organisation', { body })),
    onSuccess: async () => {
      client.clear();
      await client.ensureQueryData(meQuery);
    },
  });
}

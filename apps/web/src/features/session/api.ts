import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, bodyOf } from '@/shared/api/client';
import { meQuery } from '@/shared/api/me';
import { SIGNING_IN } from '@/shared/api/query-client';

type Credentials = { login: string; password: string };

/** Opens a session; the cookie is set by the answer. */
export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    meta: SIGNING_IN,
    mutationFn: (body: Credentials) => bodyOf(api.POST('/api/v1/sessions', { body })),
    onSuccess: ({ user }) => {
      client.clear(); // nothing of a person who sat here before may be seen by the next
      client.setQueryData(meQuery.queryKey, user);
    },
  });
}

/** Ends the session on the server and forgets everything that was loaded. */
export function useSignOut(whenDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => bodyOf(api.DELETE('/api/v1/sessions/current')),
    onSettled: () => {
      client.clear();
      whenDone();
    },
  });
}

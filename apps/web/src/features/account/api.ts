import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, bodyOf, type Schemas } from '@/shared/api/client';
import { meQuery } from '@/shared/api/me';

export type SessionItem = Schemas['SessionItem'];

/** Where the person is signed in. */
export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: async (): Promise<SessionItem[]> =>
    (await bodyOf(api.GET('/api/v1/sessions', { params: { query: { limit: 50 } } }))).items,
});

/** The accounts elsewhere by which the person signs in too. */
export const identitiesQuery = queryOptions({
  queryKey: ['identities'],
  queryFn: async (): Promise<Schemas['IdentityResponse'][]> =>
    (await bodyOf(api.GET('/api/v1/me/identities'))).items,
});

/** A change of the account; afterwards what is shown of it is loaded anew. */
function useAccountChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: meQuery.queryKey });
      void client.invalidateQueries({ queryKey: sessionsQuery.queryKey });
      void client.invalidateQueries({ queryKey: identitiesQuery.queryKey });
    },
  });
}

export const useEndSession = () =>
  useAccountChange((id: string) =>
    bodyOf(api.DELETE('/api/v1/sessions/{id}', { params: { path: { id } } })),
  );

export const useChangePassword = () =>
  useAccountChange((body: Schemas['ChangePasswordRequest']) =>
    bodyOf(api.PUT('/api/v1/me/password', { body })),
  );

/** Makes the secret of a second factor; it counts once a first code has confirmed it. */
export const useEnrol = () => useAccountChange(() => bodyOf(api.POST('/api/v1/me/second-factor')));

export const useConfirmFactor = () =>
  useAccountChange((code: string) =>
    bodyOf(api.POST('/api/v1/me/second-factor/confirm', { body: { code } })),
  );

export const useRenewCodes = () =>
  useAccountChange(() => bodyOf(api.POST('/api/v1/me/second-factor/recovery-codes')));

export const useRemoveFactor = () =>
  useAccountChange(() => bodyOf(api.DELETE('/api/v1/me/second-factor')));

/** Leaves for another issuer, which sends the person back to `/account#linked=…` or `#problem=…`. */
export function useLink() {
  return useMutation({
    mutationFn: (provider: string) =>
      bodyOf(api.POST('/api/v1/me/identities/{provider}', { params: { path: { provider } } })),
    onSuccess: ({ redirectTo }) => window.location.assign(redirectTo),
  });
}

export const useUnlink = () =>
  useAccountChange((id: string) =>
    bodyOf(api.DELETE('/api/v1/me/identities/{id}', { params: { path: { id } } })),
  );

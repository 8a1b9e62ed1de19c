import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf, type Schemas } from './client';

/** The other issuers by which one can sign in; none unless the installation names some. */
export const providersQuery = queryOptions({
  queryKey: ['identity-providers'],
  queryFn: async (): Promise<Schemas['IdentityProviderResponse'][]> =>
    (await bodyOf(api.GET('/api/v1/identity-providers'))).items,
  staleTime: Infinity,
});

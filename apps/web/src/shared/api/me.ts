import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { api, bodyOf, type Schemas } from './client';

/** The signed-in person and the organisation acted for. */
export type Me = Schemas['MeResponse'];

/** Who is signed in; fails with 401 when nobody is. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: (): Promise<Me> => bodyOf(api.GET('/api/v1/me')),
  staleTime: 5 * 60_000,
});

/** The signed-in person, on pages behind sign-in (the route has loaded it already). */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

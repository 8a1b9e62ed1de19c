import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, bodyOf, type Schemas } from '@/shared/api/client';
import { pagedList } from '@/shared/api/page';

/** One exchange with the regional platform and its counts. */
export type SyncRun = Schemas['SyncRunResponse'];

/** The state of one record at the regional platform. */
export type SyncItem = Schemas['SyncItemResponse'];

const PAGE = 50;
const POLL_MS = 1_500;
const UNFINISHED: readonly string[] = ['queued', 'running'];

/** The last run, null before the first; asked again while it is at work. */
export const lastRunQuery = queryOptions({
  queryKey: ['sync', 'last-run'],
  queryFn: async (): Promise<SyncRun | null> => {
    const { items } = await bodyOf(
      api.GET('/api/v1/sync/runs', { params: { query: { limit: 1 } } }),
    );
    return items[0] ?? null;
  },
  refetchInterval: ({ state: { data } }) =>
    data && UNFINISHED.includes(data.state) ? POLL_MS : false,
});

/** Records that the platform has refused, until they are repaired and sent again. */
export const refusedItemsQuery = pagedList(['sync', 'refused'], (cursor) =>
  bodyOf(
    api.GET('/api/v1/sync/items', { params: { query: { state: 'refused', limit: PAGE, cursor } } }),
  ),
);

function useReload() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['sync'] });
}

/** Starts a run over everything that is still open. */
export function useStartRun() {
  return useMutation({
    mutationFn: () => bodyOf(api.POST('/api/v1/sync/runs', { body: { scope: 'all' } })),
    onSettled: useReload(),
  });
}

/** Sends one record again. */
export function useResend(id: string) {
  return useMutation({
    mutationFn: () =>
      bodyOf(api.POST('/api/v1/sync/items/{id}/resend', { params: { path: { id } } })),
    onSettled: useReload(),
  });
}

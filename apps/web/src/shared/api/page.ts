import { infiniteQueryOptions, type QueryKey } from '@tanstack/react-query';

/** One page of a list; `next` is the cursor of the following page. */
export type Page<Item> = { items: Item[]; next?: string | null };

/** Query options of a cursor list that grows with 显示更多; `fetchPage` gets the cursor, undefined for the first page. */
export function pagedList<Item>(
  queryKey: QueryKey,
  fetchPage: (cursor: string | undefined) => Promise<Page<Item>>,
) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam }) => fetchPage(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
  });
}

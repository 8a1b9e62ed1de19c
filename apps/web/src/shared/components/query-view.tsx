import { Button } from './button';
import type { ReactNode } from 'react';
import { useCommonTexts } from '@/shared/i18n/common-texts';
import { Loading } from './loading';
import { ProblemNotice } from './problem-notice';

/** The part of a query's result that decides what to show. */
type Asked<Data> = { data: Data | undefined; error: Error | null; refetch: () => unknown };

type QueryViewProps<Data> = {
  query: Asked<Data>;
  loading?: ReactNode;
  children: (data: Data) => ReactNode;
};

/** Shows a query's data, its placeholder while it loads, or why it failed with a way to try again. */
export function QueryView<Data>({ query, loading, children }: QueryViewProps<Data>) {
  const texts = useCommonTexts();
  if (query.data !== undefined) return children(query.data);
  if (!query.error) return loading ?? <Loading />;
  return (
    <ProblemNotice error={query.error}>
      <div>
        <Button onClick={() => query.refetch()}>{texts('retry')}</Button>
      </div>
    </ProblemNotice>
  );
}

type ListViewProps<Item> = QueryViewProps<Item[]> & {
  query: Asked<Item[]> & {
    hasNextPage?: boolean;
    isFetchingNextPage?: boolean;
    fetchNextPage?: () => unknown;
  };
  empty: ReactNode;
};

/** A QueryView for lists: the empty state, and 显示更多 while there are further pages. */
export function ListView<Item>({ query, loading, empty, children }: ListViewProps<Item>) {
  const texts = useCommonTexts();
  return (
    <QueryView query={query} loading={loading}>
      {(items) =>
        items.length === 0 ? (
          empty
        ) : (
          <div className="stack">
            {children(items)}
            {query.hasNextPage && (
              <Button
                busy={query.isFetchingNextPage ?? false}
                onClick={() => query.fetchNextPage?.()}
              >
                {texts('more')}
              </Button>
            )}
          </div>
        )
      }
    </QueryView>
  );
}

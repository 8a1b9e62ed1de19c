import { queryOptions, useQuery } from '@tanstack/react-query';
import { useLanguage } from '@/shared/i18n/language';
import { api, bodyOf, type Schemas } from './client';

/** A class of instruments; `parent` is null on the first level. */
export type Category = Schemas['CategoryResponse'];

/** All categories; they change with the national scheme only. */
export const categoriesQuery = queryOptions({
  queryKey: ['categories'],
  queryFn: async (): Promise<Category[]> => (await bodyOf(api.GET('/api/v1/categories'))).items,
  staleTime: Infinity,
});

/** A code and the classes above it, narrowest first: 010101, 010100, 010000. */
function lineage(code: string): string[] {
  return [code, `${code.slice(0, 4)}00`, `${code.slice(0, 2)}0000`];
}

/** Returns a function that names a category by its narrowest known class; the bare code while the names are loading. */
export function useCategoryName(): (code: string) => string {
  const language = useLanguage();
  const { data } = useQuery(categoriesQuery);
  return (code) => {
    const category = lineage(code)
      .map((wanted) => data?.find((known) => known.code === wanted))
      .find(Boolean);
    return (language === 'en' ? category?.nameEn : category?.nameZh) ?? code;
  };
}

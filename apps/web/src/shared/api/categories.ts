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

/** Returns a function that names a category; the bare code when it is unknown or the names are still loading. */
export function useCategoryName(): (code: string) => string {
  const language = useLanguage();
  const { data } = useQuery(categoriesQuery);
  return (code) => {
    const category = data?.find((known) => known.code === code);
    return (language === 'en' ? category?.nameEn : category?.nameZh) ?? code;
  };
}

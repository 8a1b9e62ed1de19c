import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Period } from '@/shared/problem';
import { api, bodyOf, type Schemas } from './client';

/** Free and taken time of one instrument. */
export type TimetableAnswer = Schemas['AvailabilityResponse'];

/** Free and taken time of one instrument inside a period of at most 31 days. */
export function timetableQuery(id: string, { startsAt: from, endsAt: to }: Period) {
  return queryOptions({
    queryKey: ['timetable', id, from, to],
    queryFn: (): Promise<TimetableAnswer> =>
      bodyOf(
        api.GET('/api/v1/instruments/{id}/availability', {
          params: { path: { id }, query: { from, to } },
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

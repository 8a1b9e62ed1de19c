import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, bodyOf, type Schemas } from '@/shared/api/client';
import { pagedList } from '@/shared/api/page';
import type { Period } from '@/shared/problem';
import { isOutsideJiaxing } from '@/shared/reference/names';

/** What the cards of 找仪器 show of an instrument; both of its lists carry it. */
export type InstrumentSummary = Schemas['FoundInstrument'] & { nameEn?: string };

/** An instrument with the booking rules and prices in force today. */
export type InstrumentDetail = Schemas['InstrumentDetail'];

/** An instrument with its next free slots and what the first of them costs the asker. */
export type AvailableInstrument = Schemas['FoundAvailability'];

/** What a period costs: list price, voucher part, own part; all in fen. */
export type Quote = Schemas['QuoteResponse'];

/** What is asked for when booking or pricing. */
export type BookingRequest = Schemas['CreateReservationRequest'];

/** Filters of the catalogue. */
export type InstrumentFilter = {
  q?: string | undefined;
  categoryCode?: string | undefined;
  regionCode?: string | undefined;
  outsideJiaxing?: boolean | undefined;
};

const PAGE = 20;
const FREE_TIME_LIMIT = 50;

/** Listed instruments that match a filter, page by page. */
export function instrumentsQuery(filter: InstrumentFilter) {
  return pagedList(['instruments', 'listed', filter], (cursor) =>
    bodyOf(
      api.GET('/api/v1/instruments', {
        params: { query: { ...filter, status: 'listed', limit: PAGE, cursor } },
      }),
    ),
  );
}

/** Instruments with at least `durationMinutes` free in a row inside `period`, with their first slots. */
export function freeTimeQuery(filter: InstrumentFilter, period: Period, durationMinutes: number) {
  const { startsAt: from, endsAt: to } = period;
  return queryOptions({
    queryKey: ['availability', filter, from, to, durationMinutes],
    queryFn: async (): Promise<AvailableInstrument[]> => {
      const { outsideJiaxing, ...asked } = filter;
      const query = { ...asked, from, to, durationMinutes, limit: FREE_TIME_LIMIT };
      const { items } = await bodyOf(api.GET('/api/v1/availability', { params: { query } }));
      // The search for free time knows places, but not "outside Jiaxing".
      return outsideJiaxing
        ? items.filter(({ instrument }) => isOutsideJiaxing(instrument.regionCode))
        : items;
    },
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  });
}

/** One instrument with its rules and prices. */
export function instrumentQuery(id: string) {
  return queryOptions({
    queryKey: ['instruments', 'one', id],
    queryFn: (): Promise<InstrumentDetail> =>
      bodyOf(api.GET('/api/v1/instruments/{id}', { params: { path: { id } } })),
  });
}

/** Free and taken time of one instrument. */
export function timetableQuery(id: string, { startsAt: from, endsAt: to }: Period) {
  return queryOptions({
    queryKey: ['timetable', id, from, to],
    queryFn: () =>
      bodyOf(
        api.GET('/api/v1/instruments/{id}/availability', {
          params: { path: { id }, query: { from, to } },
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

/** What a booking would cost now; null asks nothing. */
export function quoteQuery(request: BookingRequest | null) {
  return queryOptions({
    queryKey: ['quote', request],
    queryFn: (): Promise<Quote> => {
      if (!request) throw new Error('a quote needs a complete request');
      return bodyOf(api.POST('/api/v1/quotes', { body: request }));
    },
    enabled: request !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** Books. The key makes a repeated submission of the same form one booking. */
export function useReserve() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ body, key }: { body: BookingRequest; key: string }) =>
      bodyOf(
        api.POST('/api/v1/reservations', { body, params: { header: { 'Idempotency-Key': key } } }),
      ),
    onSettled: () =>
      Promise.all(
        ['timetable', 'availability', 'reservations', 'vouchers'].map((key) =>
          client.invalidateQueries({ queryKey: [key] }),
        ),
      ),
  });
}

import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, bodyOf, type Schemas } from '@/shared/api/client';
import { pagedList } from '@/shared/api/page';
import type { Purpose } from '@/shared/i18n/money-texts';
import type { Period } from '@/shared/problem';

/** What the cards of 找仪器 show of an instrument; both of its lists carry it. */
export type InstrumentSummary = Schemas['FoundInstrument'] & { nameEn?: string };

/** An instrument with the booking rules and prices in force today. */
export type InstrumentDetail = Schemas['InstrumentDetail'];

/** An instrument with its next free slots and what the first of them costs the asker. */
export type AvailableInstrument = Schemas['FoundAvailability'];

/** What is asked for when booking. */
export type BookingRequest = Schemas['CreateReservationRequest'];

/** Filters of the catalogue. */
export type InstrumentFilter = {
  q?: string | undefined;
  categoryCode?: string | undefined;
  regionCode?: string | undefined;
  outsideJiaxing?: boolean | undefined;
};

/** For whom and what prices are shown: after this voucher, for this purpose. */
export type PriceFor = { voucherId?: string | undefined; purpose?: Purpose | undefined };

const PAGE = 20;

/** How many instruments one search for free time looks at. */
export const FREE_TIME_LIMIT = 50;

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

/** What a search for free time asks: at least `durationMinutes` in a row inside `period`. */
export type FreeTimeSearch = {
  filter: InstrumentFilter;
  period: Period;
  durationMinutes: number;
  priceFor: PriceFor;
};

/** Instruments that are free long enough, with their first slots, the earliest slot first. */
export function freeTimeQuery({ filter, period, durationMinutes, priceFor }: FreeTimeSearch) {
  const time = { from: period.startsAt, to: period.endsAt, durationMinutes };
  const query = { ...filter, ...priceFor, ...time, limit: FREE_TIME_LIMIT };
  return queryOptions({
    queryKey: ['availability', query],
    queryFn: async (): Promise<AvailableInstrument[]> => {
      const { items } = await bodyOf(api.GET('/api/v1/availability', { params: { query } }));
      return items.toSorted((a, b) => firstStart(a) - firstStart(b));
    },
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  });
}

function firstStart({ slots }: AvailableInstrument): number {
  return Date.parse(slots[0]?.startsAt ?? '');
}

/** One instrument with its rules and prices. */
export function instrumentQuery(id: string) {
  return queryOptions({
    queryKey: ['instruments', 'one', id],
    queryFn: (): Promise<InstrumentDetail> =>
      bodyOf(api.GET('/api/v1/instruments/{id}', { params: { path: { id } } })),
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

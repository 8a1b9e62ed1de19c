import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, bodyOf, type Schemas } from './client';

/** What a period costs: list price, voucher part, own part; all in fen. */
export type Quote = Schemas['QuoteResponse'];

/** What a price is asked for. */
export type QuoteRequest = Schemas['CreateQuoteRequest'];

/** What a booking would cost now; null asks nothing. */
export function quoteQuery(request: QuoteRequest | null) {
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

import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf, type Schemas } from './client';

/** An innovation voucher of the own organisation; amounts in fen. */
export type Voucher = Schemas['VoucherResponse'];

const LIMIT = 100;

/** The vouchers of the organisation acted for, newest programme first. */
export const vouchersQuery = queryOptions({
  queryKey: ['vouchers'],
  queryFn: async (): Promise<Voucher[]> => {
    const page = await bodyOf(api.GET('/api/v1/vouchers', { params: { query: { limit: LIMIT } } }));
    return page.items;
  },
});

/** The voucher to offer first: of those that still pay, the one that ends first, and of equals the fullest. */
export function usableVoucher(vouchers: readonly Voucher[]): Voucher | undefined {
  return vouchers
    .filter(({ expired, availableFen }) => !expired && availableFen > 0)
    .toSorted(
      (a, b) => a.expiresOn.localeCompare(b.expiresOn) || b.availableFen - a.availableFen,
    )[0];
}

import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf, type Schemas } from './client';

/** An order as its user organisation sees it. */
export type Order = Schemas['OrderResponse'];

/** One order. */
export function orderQuery(id: string) {
  return queryOptions({
    queryKey: ['orders', id],
    queryFn: (): Promise<Order> =>
      bodyOf(api.GET('/api/v1/orders/{id}', { params: { path: { id } } })),
  });
}

import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf, type Schemas } from '@/shared/api/client';
import { pagedList } from '@/shared/api/page';
import type { Period } from '@/shared/problem';

/** An order as a list shows it. */
export type ListedOrder = Schemas['OrderListItem'];

/** An order with its change orders, dispute and what its kind adds, and the names of its sides. */
export type Order = Schemas['OrderDetailResponse'] & {
  userNameZh: string;
  providerNameZh: string;
  instrumentNameZh: string | null;
};

/** An order in money; amounts in fen. */
export type OrderMoney = Schemas['OrderMoneyResponse'];

/** One step in the life of an order. */
export type HistoryStep = Schemas['OrderHistoryStep'];

/** A file that lies beside an order. */
export type Attachment = Schemas['OrderAttachmentResponse'];

/** The contract of an order as it is now. */
export type Contract = Schemas['OrderContractResponse'];

/** Which orders to list. */
export type OrderFilter = {
  kind?: ListedOrder['kind'];
  state?: ListedOrder['state'];
  /** The whole number. */
  number?: string;
  late?: boolean;
};

const PAGE = 50;
const MOST = 200;

/** Orders the asker may open, the newest first. */
export function ordersQuery(filter: OrderFilter) {
  return pagedList(['orders', 'list', filter], (cursor) =>
    bodyOf(api.GET('/api/v1/orders', { params: { query: { ...filter, limit: PAGE, cursor } } })),
  );
}

/** One order; the list knows the names that the order itself does not tell. */
export function orderPageQuery(id: string) {
  return queryOptions({
    queryKey: ['orders', id, 'page'],
    queryFn: async (): Promise<Order> => {
      const order = await bodyOf(api.GET('/api/v1/orders/{id}', { params: { path: { id } } }));
      const params = { query: { number: order.number } };
      const {
        items: [listed],
      } = await bodyOf(api.GET('/api/v1/orders', { params }));
      return {
        ...order,
        userNameZh: listed?.userOrganisationNameZh ?? '',
        providerNameZh: listed?.providerNameZh ?? '',
        instrumentNameZh: listed?.instrumentNameZh ?? null,
      };
    },
  });
}

/** What happened to an order, the first step first. */
export function historyQuery(id: string) {
  return queryOptions({
    queryKey: ['orders', id, 'history'],
    queryFn: async (): Promise<HistoryStep[]> =>
      (await bodyOf(api.GET('/api/v1/orders/{id}/history', { params: { path: { id } } }))).items,
  });
}

/** What an order costs, what has to be paid first, and what is invoiced, paid and open of it. */
export function moneyQuery(id: string) {
  return queryOptions({
    queryKey: ['orders', id, 'balance'],
    queryFn: (): Promise<OrderMoney> =>
      bodyOf(api.GET('/api/v1/orders/{id}/balance', { params: { path: { id } } })),
  });
}

/** Files beside an order. */
export function attachmentsQuery(id: string) {
  return queryOptions({
    queryKey: ['orders', id, 'attachments'],
    queryFn: async (): Promise<Attachment[]> =>
      (await bodyOf(api.GET('/api/v1/orders/{id}/attachments', { params: { path: { id } } })))
        .items,
  });
}

/** The contract as it is now, accepted or not. */
export function contractQuery(id: string) {
  return queryOptions({
    queryKey: ['orders', id, 'contract'],
    queryFn: (): Promise<Contract> =>
      bodyOf(api.GET('/api/v1/orders/{id}/contract', { params: { path: { id } } })),
  });
}

/** When the machine time of an order is; null where it is not among the instrument's next bookings. */
export function machineTimeQuery({ id, instrumentId, createdAt }: Order) {
  return queryOptions({
    queryKey: ['reservations', 'of-order', id],
    queryFn: async (): Promise<Period | null> => {
      const query = { instrumentId, from: createdAt, order: 'earliest', limit: MOST } as const;
      const { items } = await bodyOf(api.GET('/api/v1/reservations', { params: { query } }));
      const found = items.find(({ order }) => order.id === id);
      return found ? { startsAt: found.startsAt, endsAt: found.endsAt } : null;
    },
  });
}

/** Address from which a browser saves a file of an order. */
export const fileAddress = {
  attachment: (orderId: string, attachmentId: string): string =>
    `/api/v1/orders/${orderId}/attachments/${attachmentId}/content`,
  contract: (orderId: string): string => `/api/v1/orders/${orderId}/contract/pdf`,
  paper: (orderId: string, paper: 'contract' | 'report' | 'evidence'): string =>
    `/api/v1/offline-orders/${orderId}/paper?paper=${paper}`,
};

import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, bodyOf, type Schemas } from '@/shared/api/client';
import { pagedList } from '@/shared/api/page';
import type { Period } from '@/shared/problem';

/** A booking with its order, price and what the asker may do with it now. */
export type Reservation = Schemas['ReservationResponse'];

/** Which bookings to list; instants are ISO 8601. */
export type ReservationFilter = {
  mine?: boolean;
  from?: string;
  to?: string;
  state?: Reservation['state'];
  /** By the start; the latest come first unless told. */
  order?: 'earliest' | 'latest';
};

const PAGE = 50;

/** Bookings of the own organisation (`mine`) or of the instruments one looks after, page by page. */
export function reservationsQuery(filter: ReservationFilter) {
  return pagedList(['reservations', filter], (cursor) =>
    bodyOf(
      api.GET('/api/v1/reservations', { params: { query: { ...filter, limit: PAGE, cursor } } }),
    ),
  );
}

/** Somebody's wish for time that was not free. */
export type WaitingEntry = Schemas['WaitingEntryResponse'];

/** What I wait for, and what is offered to me. */
export const waitingListQuery = queryOptions({
  queryKey: ['waiting-list'],
  queryFn: async (): Promise<WaitingEntry[]> =>
    (await bodyOf(api.GET('/api/v1/waiting-list'))).items,
});

/** Books the time that is held for an entry, or gives the entry up. */
export function useAnswerOffer({ id, ...entry }: WaitingEntry) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (answer: 'take' | 'leave'): Promise<void> => {
      if (answer === 'leave') {
        await bodyOf(api.POST('/api/v1/waiting-list/{id}/leave', { params: { path: { id } } }));
        return;
      }
      const { instrumentId, purpose, holdId, offeredStartsAt, offeredEndsAt } = entry;
      if (!holdId || !offeredStartsAt || !offeredEndsAt) return;
      const period = { startsAt: offeredStartsAt, endsAt: offeredEndsAt };
      await bodyOf(
        api.POST('/api/v1/reservations', {
          // One offer is one booking, however often it is pressed.
          params: { header: { 'Idempotency-Key': holdId } },
          body: { instrumentId, ...period, purpose, holdId },
        }),
      );
    },
    onSettled: () =>
      Promise.all(
        ['waiting-list', 'reservations'].map((key) =>
          client.invalidateQueries({ queryKey: [key] }),
        ),
      ),
  });
}

const CLAIMS_SEEN = 200;

/** The ids of orders that a claim was filed for, so that nobody is asked to file it twice. */
export const claimedOrdersQuery = queryOptions({
  queryKey: ['claims', 'orders'],
  queryFn: async (): Promise<string[]> => {
    const { items } = await bodyOf(
      api.GET('/api/v1/claims', { params: { query: { limit: CLAIMS_SEEN } } }),
    );
    return items.map(({ orderId }) => orderId);
  },
});

/** A command on one booking, with what it needs to know. */
export type ReservationCommand =
  | { action: 'approve' | 'check-in' }
  | { action: 'reject'; reason: string }
  | { action: 'cancel'; reason?: string }
  | { action: 'move'; period: Period }
  | { action: 'check-out'; samples?: number; note?: string }
  | { action: 'complete'; actualFen?: number };

async function send(id: string, command: ReservationCommand): Promise<void> {
  const params = { path: { id } };
  switch (command.action) {
    case 'approve':
      await bodyOf(api.POST('/api/v1/reservations/{id}/approve', { params }));
      return;
    case 'check-in':
      await bodyOf(api.POST('/api/v1/reservations/{id}/check-in', { params }));
      return;
    case 'reject':
      await bodyOf(
        api.POST('/api/v1/reservations/{id}/reject', { params, body: { reason: command.reason } }),
      );
      return;
    case 'cancel':
      await bodyOf(
        api.POST('/api/v1/reservations/{id}/cancel', {
          params,
          body: command.reason ? { reason: command.reason } : {},
        }),
      );
      return;
    case 'move':
      await bodyOf(api.POST('/api/v1/reservations/{id}/move', { params, body: command.period }));
      return;
    case 'check-out': {
      const { samples, note } = command;
      const body = { ...(samples !== undefined && { samples }), ...(note && { note }) };
      await bodyOf(api.POST('/api/v1/reservations/{id}/check-out', { params, body }));
      return;
    }
    case 'complete': {
      const body = command.actualFen === undefined ? {} : { actualFen: command.actualFen };
      await bodyOf(api.POST('/api/v1/reservations/{id}/complete', { params, body }));
      return;
    }
  }
}

/** Sends a command on one booking and reloads the lists that show it. */
export function useReservationCommand(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (command: ReservationCommand) => send(id, command),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['reservations'] }),
        client.invalidateQueries({ queryKey: ['vouchers'] }),
        client.invalidateQueries({ queryKey: ['timetable'] }),
      ]),
  });
}

/** The user organisation's confirmation that the service was done as ordered. */
export function useAcceptOrder(orderId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      bodyOf(api.POST('/api/v1/orders/{id}/accept', { params: { path: { id: orderId } } })),
    onSettled: () => client.invalidateQueries({ queryKey: ['reservations'] }),
  });
}

/** The user organisation's objection to a service, for the laboratory and the bureau to settle. */
export function useDisputeOrder(orderId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) =>
      bodyOf(
        api.POST('/api/v1/orders/{id}/dispute', {
          params: { path: { id: orderId } },
          body: { reason },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ['reservations'] }),
  });
}

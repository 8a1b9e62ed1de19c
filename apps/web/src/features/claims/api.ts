import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, bodyOf, type Schemas } from '@/shared/api/client';
import { pagedList } from '@/shared/api/page';

/** A request to be paid the voucher part of an order. */
export type Claim = Schemas['ClaimResponse'];

/** What a new claim says. */
export type NewClaim = Schemas['SubmitClaim'];

/** Approved claims that are paid together. */
export type PaymentBatch = Schemas['PaymentBatchResponse'];

const PAGE = 50;

/** Claims the asker may see, newest first; optionally of one state. */
export function claimsQuery(state?: Claim['state']) {
  return pagedList(['claims', state ?? 'all'], (cursor) =>
    bodyOf(api.GET('/api/v1/claims', { params: { query: { state, limit: PAGE, cursor } } })),
  );
}

/** One claim. */
export function claimQuery(id: string) {
  return queryOptions({
    queryKey: ['claims', 'one', id],
    queryFn: (): Promise<Claim> =>
      bodyOf(api.GET('/api/v1/claims/{id}', { params: { path: { id } } })),
  });
}

/** Payment batches, newest first. */
export const paymentBatchesQuery = pagedList(['payment-batches'], (cursor) =>
  bodyOf(api.GET('/api/v1/payment-batches', { params: { query: { limit: PAGE, cursor } } })),
);

function useReload() {
  const client = useQueryClient();
  const keys = ['claims', 'payment-batches', 'reservations', 'vouchers'];
  return () => Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [key] })));
}

/** Files a claim, or hands in the papers of a returned one anew; the key makes a repeated submission one claim. */
export function useFileClaim(returned: Claim | undefined) {
  const reload = useReload();
  return useMutation({
    mutationFn: ({ claim: body, key }: { claim: NewClaim; key: string }) => {
      if (!returned) {
        const params = { header: { 'Idempotency-Key': key } };
        return bodyOf(api.POST('/api/v1/claims', { body, params }));
      }
      const { invoices, paymentProof, files } = body;
      return bodyOf(
        api.PUT('/api/v1/claims/{id}', {
          body: { invoices, paymentProof, files },
          params: { path: { id: returned.id } },
        }),
      );
    },
    onSuccess: reload,
  });
}

/** A reviewer's decision on a claim. */
export type ClaimDecision = { action: 'approve' } | { action: 'return' | 'reject'; reason: string };

/** Decides on one claim. */
export function useDecideClaim(id: string) {
  const reload = useReload();
  return useMutation({
    mutationFn: (decision: ClaimDecision) => {
      const params = { path: { id } };
      if (decision.action === 'approve')
        return bodyOf(api.POST('/api/v1/claims/{id}/approve', { params }));
      const body = { reason: decision.reason };
      return decision.action === 'return'
        ? bodyOf(api.POST('/api/v1/claims/{id}/return', { params, body }))
        : bodyOf(api.POST('/api/v1/claims/{id}/reject', { params, body }));
    },
    onSettled: reload,
  });
}

/** Puts approved claims on one payment list. */
export function useCreateBatch() {
  const reload = useReload();
  return useMutation({
    mutationFn: ({ claimIds, key }: { claimIds: string[]; key: string }) =>
      bodyOf(
        api.POST('/api/v1/payment-batches', {
          body: { claimIds },
          params: { header: { 'Idempotency-Key': key } },
        }),
      ),
    onSettled: reload,
  });
}

/** Records that the bank has paid a batch, with its reference. */
export function useConfirmBatch(id: string) {
  const reload = useReload();
  return useMutation({
    mutationFn: (reference: string) =>
      bodyOf(
        api.POST('/api/v1/payment-batches/{id}/confirm', {
          params: { path: { id } },
          body: { reference },
        }),
      ),
    onSettled: reload,
  });
}

import { queryOptions, useMutation } from '@tanstack/react-query';
import { api, bodyOf, type Schemas } from '@/shared/api/client';
import { SIGNING_IN } from '@/shared/api/query-client';

export type Registration = Schemas['RegisterRequest'];
export type Region = Schemas['RegionResponse'];

/** The token of a mailed link: it stands in the fragment, which no server is told. */
export function linkToken(): string {
  return window.location.hash.slice(1);
}

/** Every place an organisation can be registered in. */
export const regionsQuery = queryOptions({
  queryKey: ['regions'],
  queryFn: async (): Promise<Region[]> => (await bodyOf(api.GET('/api/v1/regions'))).items,
  staleTime: Infinity,
});

/** Registers an organisation and its first person. */
export function useRegister() {
  return useMutation({
    meta: SIGNING_IN,
    mutationFn: (body: Registration) => bodyOf(api.POST('/api/v1/registrations', { body })),
  });
}

/** Asks for a link to set a new password; the answer is the same whether the account exists or not. */
export function useRequestReset() {
  return useMutation({
    meta: SIGNING_IN,
    mutationFn: (login: string) => bodyOf(api.POST('/api/v1/password-resets', { body: { login } })),
  });
}

export function useCompleteReset() {
  return useMutation({
    meta: SIGNING_IN,
    mutationFn: (body: Schemas['CompletePasswordResetRequest']) =>
      bodyOf(api.POST('/api/v1/password-resets/completion', { body })),
  });
}

/** What a link invites to. */
export function invitationQuery(token: string) {
  return queryOptions({
    queryKey: ['invitation'],
    queryFn: () => bodyOf(api.POST('/api/v1/invitations/preview', { body: { token } })),
    retry: false,
    gcTime: 0,
  });
}

export function useAcceptInvitation() {
  return useMutation({
    meta: SIGNING_IN,
    mutationFn: (body: Schemas['AcceptInvitationRequest']) =>
      bodyOf(api.POST('/api/v1/invitations/acceptance', { body })),
  });
}

/** The order that a link asks a provider to confirm. */
export function confirmationQuery(token: string) {
  return queryOptions({
    queryKey: ['order-confirmation'],
    queryFn: () => bodyOf(api.POST('/api/v1/order-confirmations/preview', { body: { token } })),
    retry: false,
    gcTime: 0,
  });
}

/** The filed service whose cost a link asks a provider for. */
export function completionQuery(token: string) {
  return queryOptions({
    queryKey: ['order-completion'],
    queryFn: () => bodyOf(api.POST('/api/v1/order-completions/preview', { body: { token } })),
    retry: false,
    gcTime: 0,
  });
}

/** What may be had instead of a reservation that a downtime displaced, by the link of a mail. */
export function displacementQuery(token: string) {
  return queryOptions({
    queryKey: ['displacement-answer'],
    queryFn: () => bodyOf(api.POST('/api/v1/displacement-answers/preview', { body: { token } })),
    retry: false,
    gcTime: 0,
  });
}

export function useAnswerDisplacement() {
  return useMutation({
    meta: SIGNING_IN,
    mutationFn: (body: Schemas['AnswerDisplacementRequest']) =>
      bodyOf(api.POST('/api/v1/displacement-answers', { body })),
  });
}

export function useAnswerConfirmation() {
  return useMutation({
    meta: SIGNING_IN,
    mutationFn: (body: Schemas['AnswerConfirmationRequest']) =>
      bodyOf(api.POST('/api/v1/order-confirmations', { body })),
  });
}

export function useAnswerCompletion() {
  return useMutation({
    meta: SIGNING_IN,
    mutationFn: (body: Schemas['AnswerCompletionRequest']) =>
      bodyOf(api.POST('/api/v1/order-completions', { body })),
  });
}

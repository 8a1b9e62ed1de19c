import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, bodyOf, type Schemas } from '@/shared/api/client';
import { pagedList } from '@/shared/api/page';

export type Organisation = Schemas['OrganisationResponse'];
export type Member = Schemas['MemberResponse'];
export type Invitation = Schemas['InvitationResponse'];

const PAGE = 50;

export function organisationQuery(id: string) {
  return queryOptions({
    queryKey: ['organisations', id],
    queryFn: () => bodyOf(api.GET('/api/v1/organisations/{id}', { params: { path: { id } } })),
  });
}

export function membersQuery(id: string) {
  return pagedList(['members', id], (cursor) =>
    bodyOf(
      api.GET('/api/v1/organisations/{id}/members', {
        params: { path: { id }, query: { limit: PAGE, cursor } },
      }),
    ),
  );
}

export function invitationsQuery(id: string) {
  return pagedList(['invitations', id], (cursor) =>
    bodyOf(
      api.GET('/api/v1/organisations/{id}/invitations', {
        params: { path: { id }, query: { limit: PAGE, cursor } },
      }),
    ),
  );
}

/** Organisations that registered themselves and wait for the bureau. */
export const pendingQuery = pagedList(['organisations', 'pending'], (cursor) =>
  bodyOf(
    api.GET('/api/v1/organisations', {
      params: { query: { verification: 'pending', limit: PAGE, cursor } },
    }),
  ),
);

/** A change of an organisation or its people; the lists that show it are loaded anew. */
function useChange<Input, Output>(change: (input: Input) => Promise<Output>, keys: string[]) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      for (const key of keys) void client.invalidateQueries({ queryKey: [key] });
    },
  });
}

export const useVerify = (id: string) =>
  useChange(
    (answer: { action: 'verify' } | { action: 'return'; reason: string }) => {
      const params = { path: { id } };
      return answer.action === 'verify'
        ? bodyOf(api.POST('/api/v1/organisations/{id}/verify', { params }))
        : bodyOf(
            api.POST('/api/v1/organisations/{id}/return', {
              params,
              body: { reason: answer.reason },
            }),
          );
    },
    ['organisations'],
  );

export const useInvite = (id: string) =>
  useChange(
    (body: Schemas['CreateInvitationRequest']) =>
      bodyOf(
        api.POST('/api/v1/organisations/{id}/invitations', { params: { path: { id } }, body }),
      ),
    ['invitations'],
  );

export const useWithdrawInvitation = () =>
  useChange(
    (id: string) => bodyOf(api.DELETE('/api/v1/invitations/{id}', { params: { path: { id } } })),
    ['invitations'],
  );

export const useRemoveMember = (id: string) =>
  useChange(
    (userId: string) =>
      bodyOf(
        api.DELETE('/api/v1/organisations/{id}/members/{userId}', {
          params: { path: { id, userId } },
        }),
      ),
    ['members'],
  );

import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, bodyOf, type Schemas } from '@/shared/api/client';
import { pagedList } from '@/shared/api/page';

/** An instrument with the facts of its registration. */
export type Registration = Schemas['InstrumentResponse'];

/** A long piece of work and how far it is. */
export type Run = Schemas['RunResponse'];

/** The verdict on one row of an imported ledger. */
export type RunRow = Schemas['RunRowResponse'];

const PAGE = 50;
const POLL_MS = 500;
const ENDED: readonly Run['state'][] = ['finished', 'failed'];

/** Whether a run has come to its end, well or badly. */
export function hasEnded(run: Run): boolean {
  return ENDED.includes(run.state);
}

/** Registrations that wait for a reviewer. */
export const submittedQuery = pagedList(['instruments', 'submitted'], (cursor) =>
  bodyOf(
    api.GET('/api/v1/instruments', {
      params: { query: { status: 'submitted', limit: PAGE, cursor } },
    }),
  ),
);

/** An organisation's instruments in every state. */
export function ownRegistrationsQuery(holderId: string) {
  return pagedList(['instruments', 'own', holderId], (cursor) =>
    bodyOf(
      api.GET('/api/v1/instruments', { params: { query: { holderId, limit: PAGE, cursor } } }),
    ),
  );
}

/** An import's progress, asked again until it has ended. */
export function runQuery(id: string) {
  return queryOptions({
    queryKey: ['runs', id],
    queryFn: (): Promise<Run> => bodyOf(api.GET('/api/v1/runs/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state: { data } }) => (data && hasEnded(data) ? false : POLL_MS),
  });
}

/** The rows of an import, of one verdict or all. */
export function runRowsQuery(id: string, verdict: RunRow['verdict'] | undefined) {
  return pagedList(['run-rows', id, verdict ?? 'all'], (cursor) => {
    const params = { path: { id }, query: { verdict, limit: PAGE, cursor } };
    return bodyOf(api.GET('/api/v1/runs/{id}/rows', { params }));
  });
}

/** Hands in an asset ledger (.xlsx, .xls, .csv). */
export function useImportLedger() {
  return useMutation({
    mutationFn: (file: File) => {
      const form = new FormData();
      form.append('file', file);
      return bodyOf(
        api.POST('/api/v1/instruments/imports', {
          body: { file: file.name },
          bodySerializer: () => form, // the typed body names the part; the browser sends the file itself
        }),
      );
    },
  });
}

/** A step of a registration. */
export type RegistrationStep =
  { action: 'submit' } | { action: 'approve' } | { action: 'return'; reason: string };

/** Submits, approves or returns one registration. */
export function useRegistrationStep(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (step: RegistrationStep) => {
      const params = { path: { id } };
      if (step.action === 'submit')
        return bodyOf(api.POST('/api/v1/instruments/{id}/submit', { params }));
      if (step.action === 'approve')
        return bodyOf(api.POST('/api/v1/instruments/{id}/approve', { params }));
      return bodyOf(
        api.POST('/api/v1/instruments/{id}/return', { params, body: { reason: step.reason } }),
      );
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['instruments'] }),
  });
}

import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf, type Schemas } from '@/shared/api/client';
import { pagedList } from '@/shared/api/page';
import type { AuditSearch } from './search';

export type AuditEntry = Schemas['AuditEntryResponse'];

const PAGE = 50;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const ID = /^[0-9a-f-]{36}$/i;

type AuditFilter = {
  from?: string;
  to?: string;
  action?: string;
  outcome?: 'done' | 'refused';
  objectId?: string;
  actorId?: string;
};

const isOutcome = (text: string | undefined): text is 'done' | 'refused' =>
  text === 'done' || text === 'refused';

/** The filter as the API takes it: days become the moments at which they begin and end in Shanghai. */
function filterOf({ from, to, action, outcome, objectId, actorId }: AuditSearch): AuditFilter {
  return {
    ...(from && DAY.test(from) && { from: `${from}T00:00:00+08:00` }),
    ...(to && DAY.test(to) && { to: `${to}T24:00:00+08:00` }),
    ...(action && { action }),
    ...(isOutcome(outcome) && { outcome }),
    ...(objectId && ID.test(objectId) && { objectId }),
    ...(actorId && ID.test(actorId) && { actorId }),
  };
}

export function auditQuery(search: AuditSearch) {
  const filter = filterOf(search);
  return pagedList(['audit', filter], (cursor) =>
    bodyOf(
      api.GET('/api/v1/audit/entries', { params: { query: { ...filter, limit: PAGE, cursor } } }),
    ),
  );
}

/** Address of everything that matches, for a spreadsheet. */
export function exportAddress(search: AuditSearch): string {
  return `/api/v1/audit/entries/export?${new URLSearchParams(filterOf(search)).toString()}`;
}

/** The proof that nothing was altered; asked for by hand, because it reads the whole trail. */
export const verificationQuery = queryOptions({
  queryKey: ['audit-verification'],
  queryFn: () => bodyOf(api.GET('/api/v1/audit/verification')),
  enabled: false,
  gcTime: 0,
});

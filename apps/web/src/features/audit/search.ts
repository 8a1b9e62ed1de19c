import { readText, type RawSearch } from '@/shared/search-params';

/** What the auditor looks for; it stands in the address, so that a finding can be passed on as a link. */
export type AuditSearch = {
  from?: string;
  to?: string;
  action?: string;
  outcome?: string;
  objectId?: string;
  actorId?: string;
};

export const readAuditSearch = (search: RawSearch): AuditSearch =>
  readText(search, ['from', 'to', 'action', 'outcome', 'objectId', 'actorId']);

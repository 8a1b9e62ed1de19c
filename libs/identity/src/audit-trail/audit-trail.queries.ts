import type { DataSource } from 'typeorm';
import type { AuditEntryRow, AuditFilter } from './audit-trail.dto';

const COLUMNS = `
  SELECT e.id, e.at, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS position,
         e.actor_id, actor.display_name AS actor_name, e.organisation_id, o.name_zh AS organisation_name_zh,
         e.agent_organisation_id, agent.name_zh AS agent_organisation_name_zh, e.action, e.outcome, e.object_type,
         e.object_id, e.detail, e.request_id, e.xid, encode(e.digest_before, 'hex') AS digest_before,
         encode(e.digest_after, 'hex') AS digest_after,
         e.xid < coalesce((SELECT to_xid FROM audit_block ORDER BY seq DESC LIMIT 1), 0) AS sealed
    FROM audit_entry e
    LEFT JOIN app_user actor ON actor.id = e.actor_id
    LEFT JOIN organisation o ON o.id = e.organisation_id
    LEFT JOIN organisation agent ON agent.id = e.agent_organisation_id`;

/** An entry is written within this time of the request's start, clocks of two machines included. */
const REQUEST_SPAN = `interval '1 hour'`;

/** Where a page begins: after the entry of this moment (to the microsecond) and id. */
export interface AuditPosition {
  at: string;
  id: string;
}

/** Entries that match, newest first. */
export function findAuditEntries(
  db: DataSource,
  filter: AuditFilter,
  after: AuditPosition | undefined,
  limit: number,
): Promise<AuditEntryRow[]> {
  const parameters: unknown[] = [];
  const given = (value: unknown) => `$${parameters.push(value)}`;
  const conditions: string[] = [];
  const narrow = (value: string | undefined, condition: (parameter: string) => string) => {
    if (value !== undefined) conditions.push(condition(given(value)));
  };
  narrow(filter.from, (at) => `e.at >= ${at}`);
  narrow(filter.to, (at) => `e.at < ${at}`);
  narrow(filter.actorId, (id) => `e.actor_id = ${id}`);
  narrow(filter.organisationId, (id) => `e.organisation_id = ${id}`);
  narrow(filter.action, (start) => `starts_with(e.action, ${start})`);
  narrow(filter.objectType, (type) => `e.object_type = ${type}`);
  narrow(filter.objectId, (id) => `e.object_id = ${id}`);
  narrow(filter.outcome, (outcome) => `e.outcome = ${outcome}`);
  narrow(filter.requestId, (id) => `e.request_id = ${id}`);
  // A request's id tells when it came (UUIDv7): that finds it by the index on time.
  narrow(momentOf(filter.requestId), (at) => {
    const moment = `${at}::timestamptz`;
    return `e.at BETWEEN ${moment} - ${REQUEST_SPAN} AND ${moment} + ${REQUEST_SPAN}`;
  });
  if (after) conditions.push(`(e.at, e.id) < (${given(after.at)}, ${given(after.id)})`);
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  return db.query(
    `${COLUMNS} ${where} ORDER BY e.at DESC, e.id DESC LIMIT ${given(limit)}`,
    parameters,
  );
}

/** The moment in a UUIDv7 as ISO 8601; undefined for other ids. */
function momentOf(id: string | undefined): string | undefined {
  if (id?.charAt(14) !== '7') return undefined;
  const milliseconds = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
  // Later ones are no moments of ours, and beyond what PostgreSQL reads.
  return milliseconds < Date.UTC(2200, 0) ? new Date(milliseconds).toISOString() : undefined;
}

import type { PersonalDataSources } from '@app/identity';

/** What filed services hold about a person; they are business records and stay. */
export function defineOfflineData(sources: PersonalDataSources): void {
  sources.define({
    name: 'offlineOrders',
    rows: `SELECT f.order_id AS "orderId", f.description, f.place, f.contact_email AS "contactEmail",
                  f.completed_by_name AS "completedByName", f.ended_reason AS "endedReason"
             FROM offline_order f JOIN service_order o ON o.id = f.order_id WHERE o.placed_by = $1`,
  });
  sources.define({
    name: 'offlineEvidence',
    rows: `SELECT order_id AS "orderId", decision, created_at AS "createdAt",
                  CASE WHEN provided_by = $1 THEN reason END AS reason,
                  CASE WHEN decided_by = $1 THEN decision_reason END AS "decisionReason"
             FROM offline_evidence WHERE $1 IN (provided_by, decided_by)`,
  });
}

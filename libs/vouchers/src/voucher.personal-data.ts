import type { PersonalDataSources } from '@app/identity';

/** What this lib holds about a person: who moved money stays in the ledger, which forgets nothing. */
export function definePersonalData(sources: PersonalDataSources): void {
  sources.define({
    name: 'vouchers',
    rows: `SELECT id, 'issued' AS what, created_at AS "createdAt" FROM voucher WHERE issued_by = $1
           UNION ALL
           SELECT id, 'appropriated', created_at FROM appropriation WHERE made_by = $1`,
  });
  sources.define({
    name: 'quotaApplications',
    rows: `SELECT id, statement, state, created_at AS "createdAt" FROM quota_application
            WHERE $1 IN (applied_by, resubmitted_by, checked_by, decided_by)`,
  });
  sources.define({
    name: 'voucherWithdrawals',
    rows: `SELECT id, reason, decline_reason AS "declineReason", state, created_at AS "createdAt"
             FROM voucher_withdrawal WHERE $1 IN (proposed_by, decided_by)`,
  });
  sources.define({
    name: 'ledgerTransfers',
    rows: `SELECT kind, count(*)::int AS count, min(created_at) AS "firstAt", max(created_at) AS "lastAt"
             FROM ledger_transfer WHERE $1 IN (actor_id, checker_id) GROUP BY kind`,
  });
}

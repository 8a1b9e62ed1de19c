import type { PersonalDataSources } from '@app/identity';

/** What this lib holds about a person: who recorded money stays with the accounting records. */
export function definePersonalData(sources: PersonalDataSources): void {
  sources.define({
    name: 'invoices',
    rows: `SELECT id, number, created_at AS "createdAt" FROM invoice WHERE $1 IN (recorded_by, verified_by)`,
  });
  sources.define({
    name: 'receipts',
    rows: `SELECT id, reference, created_at AS "createdAt" FROM receipt WHERE recorded_by = $1`,
  });
  sources.define({
    name: 'invoiceRequests',
    rows: `SELECT id, title, email, phone, note, created_at AS "createdAt" FROM invoice_request WHERE requested_by = $1`,
  });
  sources.define({
    name: 'invoiceProfiles',
    rows: `SELECT title, email, phone, saved_at AS "savedAt" FROM invoice_profile WHERE saved_by = $1`,
  });
  sources.define({
    name: 'bankImports',
    rows: `SELECT id, file_name AS "fileName", created_at AS "createdAt" FROM bank_import WHERE imported_by = $1`,
  });
  sources.define({
    name: 'projectCards',
    rows: `SELECT card.id, card.number, card.title, card.owner_id = $1 AS "owner", card.created_at AS "createdAt" FROM project_card card
            WHERE card.owner_id = $1 OR EXISTS (SELECT FROM project_card_charger WHERE card_id = card.id AND user_id = $1)`,
  });
  sources.define({
    name: 'incomeShareRules',
    rows: `SELECT version, valid_from::text AS "validFrom", created_at AS "createdAt" FROM income_share_rule WHERE set_by = $1`,
  });
  sources.define({
    name: 'incomeMonths',
    rows: `SELECT month::text AS month, closed_at AS "closedAt" FROM income_month WHERE closed_by = $1`,
  });
  sources.define({
    name: 'cardTransfers',
    rows: `SELECT order_id AS "orderId", kind, reason, created_at AS "createdAt" FROM card_transfer WHERE actor_id = $1`,
  });
  sources.define({
    name: 'settlementEntries',
    rows: `SELECT kind, count(*)::int AS count, min(created_at) AS "firstAt", max(created_at) AS "lastAt"
             FROM settlement_entry WHERE actor_id = $1 GROUP BY kind`,
  });
  sources.define({
    name: 'writeOffs',
    rows: `SELECT order_id AS "orderId", reason, state, proposed_by = $1 AS "proposed", created_at AS "createdAt"
             FROM write_off WHERE $1 IN (proposed_by, decided_by)`,
  });
  sources.define({
    name: 'statements',
    rows: `SELECT id, number, state, drafted_by = $1 AS "drafted", confirmed_by = $1 AS "confirmed", created_at AS "createdAt"
             FROM statement WHERE $1 IN (drafted_by, confirmed_by)`,
  });
  sources.define({
    name: 'settlementTerms',
    rows: `SELECT id, version, mode, created_at AS "createdAt" FROM settlement_terms WHERE set_by = $1`,
  });
}

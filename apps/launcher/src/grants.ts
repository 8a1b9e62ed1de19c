import { type Client, escapeIdentifier } from 'pg';
import { ConfigurationError } from '@app/common';
import { ROLES } from './roles';

/**
 * Tables whose rows are never changed or removed, not even by a faulty release: what {@link ROLES.app} may do there.
 * It may do everything but TRUNCATE with all other tables. Only the papers of a claim that is still a draft go again.
 */
export const APPEND_ONLY_TABLES: Readonly<Record<string, string>> = {
  ledger_account: 'SELECT, INSERT',
  ledger_transfer: 'SELECT, INSERT',
  ledger_check: 'SELECT, INSERT',
  appropriation: 'SELECT, INSERT',
  audit_entry: 'SELECT, INSERT',
  audit_block: 'SELECT, INSERT',
  order_history: 'SELECT, INSERT',
  order_message: 'SELECT, INSERT',
  order_attachment: 'SELECT, INSERT, UPDATE (removed_by, removed_at)',
  order_account: 'SELECT',
  invoice: 'SELECT, INSERT, UPDATE (state, verification, verified_at, verified_by, version)',
  invoice_allocation: 'SELECT, INSERT, UPDATE (amount_fen, live)',
  claim_invoice: 'SELECT, INSERT, UPDATE (live), DELETE',
  claimed_invoice: 'SELECT',
  payment_notice: 'SELECT, INSERT',
  payment_notice_line: 'SELECT, INSERT',
  notice_objection: 'SELECT, INSERT, UPDATE (outcome, reason, decided_by, decided_at)',
  receipt: 'SELECT, INSERT, UPDATE (payer_organisation_id)',
  bank_import: 'SELECT, INSERT, UPDATE (recorded, known, debits)',
  invoice_request:
    'SELECT, INSERT, UPDATE (state, reason, invoice_id, ended_by, ended_at, version)',
  invoice_request_part: 'SELECT, INSERT',
  settlement_entry: 'SELECT, INSERT',
  project_card:
    'SELECT, INSERT, UPDATE (number, title, owner_id, budget_fen, valid_until, version)',
  card_transfer: 'SELECT, INSERT',
  income_share_rule: 'SELECT, INSERT',
  income_month: 'SELECT, INSERT',
  income_share: 'SELECT, INSERT',
  write_off: 'SELECT, INSERT, UPDATE (state, decided_by, decided_at)',
  settlement_terms: 'SELECT, INSERT',
  statement:
    'SELECT, INSERT, UPDATE (state, due_on, reason, sent_at, confirmed_at, confirmed_by, version)',
  statement_line: 'SELECT, INSERT, UPDATE (live)',
  voucher: 'SELECT, INSERT, UPDATE (withdrawn_fen, withdrawn_at)',
  voucher_programme: 'SELECT, INSERT',
  voucher_rules: 'SELECT, INSERT',
  schema_migration: 'SELECT',
};

const ALL = 'SELECT, INSERT, UPDATE, DELETE';

/** Gives the serving role exactly its rights on what the migrations made. One transaction: nobody sees it half done. */
export async function applyGrants(client: Client): Promise<void> {
  await requireRole(client);
  await client.query('BEGIN');
  try {
    await grantTables(client);
    await client.query(`REVOKE CREATE ON SCHEMA public FROM PUBLIC`);
    await client.query(`GRANT USAGE ON SCHEMA public, bullmq TO ${ROLES.app}`);
    await client.query(`GRANT ${ALL} ON ALL TABLES IN SCHEMA bullmq TO ${ROLES.app}`);
    await client.query(`GRANT EXECUTE ON ALL ROUTINES IN SCHEMA bullmq TO ${ROLES.app}`);
    for (const schema of ['public', 'bullmq']) {
      await client.query(
        `GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${schema} TO ${ROLES.app}`,
      );
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

async function grantTables(client: Client): Promise<void> {
  await client.query(`REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${ROLES.app}`);
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm') ORDER BY 1`,
  );
  for (const { name } of rows) {
    const rights = APPEND_ONLY_TABLES[name] ?? ALL;
    await client.query(`GRANT ${rights} ON public.${escapeIdentifier(name)} TO ${ROLES.app}`);
  }
}

async function requireRole(client: Client): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [ROLES.app]);
  if (rowCount) return;
  throw new ConfigurationError(
    `数据库缺少角色 ${ROLES.app}。 The database has no role ${ROLES.app}; create it first (docker/README.md shows how).`,
  );
}

import type { EntityManager } from 'typeorm';
import { NotFound } from '@app/common';
import { objectName } from '../access/object-names';
import type { PayeeAccountState } from './payee-account.entity';

/** A row of {@link ACCOUNTS_SQL}. */
export interface PayeeAccountRow {
  id: string;
  organisation_id: string;
  account_name: string;
  bank: string;
  sealed_number: string;
  number_ending: string;
  proof_file_id: string;
  state: PayeeAccountState;
  proposed_by: string;
  confirmed_by: string | null;
  decided_by: string | null;
  reason: string | null;
  created_at: Date;
  active_from: Date | null;
  flagged_until: Date | null;
  version: number;
  /** Another account of the organisation is active. */
  is_change: boolean;
}

/** Payee accounts; to be continued with WHERE. */
export const ACCOUNTS_SQL = `
  SELECT account.*,
         EXISTS (SELECT FROM payee_account active WHERE active.organisation_id = account.organisation_id
                    AND active.state = 'active' AND active.id <> account.id) AS is_change
    FROM payee_account account`;

/** @throws NotFound */
export async function getAccount(tx: EntityManager, id: string): Promise<PayeeAccountRow> {
  const [row]: PayeeAccountRow[] = await tx.query(`${ACCOUNTS_SQL} WHERE account.id = $1`, [id]);
  if (!row) throw new NotFound(objectName('payee-account'));
  return row;
}

/** The account, locked together with every other of its organisation: which one is active stands still. @throws NotFound */
export async function lockAccount(tx: EntityManager, id: string): Promise<PayeeAccountRow> {
  await tx.query(
    `SELECT id FROM payee_account
      WHERE organisation_id = (SELECT organisation_id FROM payee_account WHERE id = $1) ORDER BY id FOR UPDATE`,
    [id],
  );
  return getAccount(tx, id);
}

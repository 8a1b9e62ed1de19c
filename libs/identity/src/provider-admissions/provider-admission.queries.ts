import type { EntityManager } from 'typeorm';
import { NotFound } from '@app/common';
import { objectName } from '../access/object-names';
import type { PayeeAccountState } from '../payee-accounts/payee-account.entity';
import type { AdmissionRow } from './provider-admission.dto';
import type { AdmissionFacts } from './provider-admission.rules';

/** Admissions with their organisation; to be continued with WHERE. */
export const ADMISSIONS_SQL = `
  SELECT admission.*, organisation.name_zh AS organisation_name_zh, organisation.region_code
    FROM provider_admission admission
    JOIN organisation ON organisation.id = admission.organisation_id`;

/** @throws NotFound */
export async function getAdmission(tx: EntityManager, id: string): Promise<AdmissionRow> {
  const [row]: AdmissionRow[] = await tx.query(`${ADMISSIONS_SQL} WHERE admission.id = $1`, [id]);
  if (!row) throw new NotFound(objectName('provider-admission'));
  return row;
}

/** As {@link getAdmission}, locked against other commands. @throws NotFound */
export async function lockAdmission(tx: EntityManager, id: string): Promise<AdmissionRow> {
  await tx.query('SELECT id FROM provider_admission WHERE id = $1 FOR UPDATE', [id]);
  return getAdmission(tx, id);
}

/** What the rules hold an application against. */
export async function findAdmissionFacts(
  tx: EntityManager,
  organisationId: string,
  payeeAccountId: string,
): Promise<AdmissionFacts> {
  const [row]: { region_code: string; account_state: PayeeAccountState | null }[] = await tx.query(
    `SELECT organisation.region_code, account.state AS account_state
       FROM organisation
       LEFT JOIN payee_account account ON account.organisation_id = organisation.id AND account.id = $2
      WHERE organisation.id = $1`,
    [organisationId, payeeAccountId],
  );
  if (!row) throw new NotFound(objectName('organisation'));
  return { regionCode: row.region_code, accountState: row.account_state ?? undefined };
}

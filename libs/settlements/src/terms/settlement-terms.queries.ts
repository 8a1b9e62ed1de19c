import type { EntityManager } from 'typeorm';
import { type Fen, fen, instantOf, isoInZone } from '@app/common';
import type { SettlementTermsResponse } from './settlement-terms.dto';
import type { SettlementMode } from './settlement-terms.words';

/** A row of `settlement_terms`. */
export interface TermsRow {
  holder_organisation_id: string;
  customer_organisation_id: string | null;
  version: number;
  withdrawn: boolean;
  mode: SettlementMode;
  days_to_pay: number;
  arrears_limit_fen: string | null;
  arrears_limit_days: number | null;
  report_after_payment: boolean;
  created_at: Date;
}

export const toTermsResponse = (row: TermsRow): SettlementTermsResponse => ({
  holderOrganisationId: row.holder_organisation_id,
  customerOrganisationId: row.customer_organisation_id,
  version: row.version,
  mode: row.mode,
  daysToPay: row.days_to_pay,
  arrearsLimitFen: row.arrears_limit_fen === null ? null : fen(row.arrears_limit_fen),
  arrearsLimitDays: row.arrears_limit_days,
  reportAfterPayment: row.report_after_payment,
  validFrom: isoInZone(instantOf(row.created_at)),
});

/** The terms in force of a holder: its default first, then those of single user organisations. */
export async function findTermsInForce(
  tx: EntityManager,
  holderId: string,
): Promise<SettlementTermsResponse[]> {
  const rows: TermsRow[] = await tx.query(
    `SELECT * FROM (SELECT DISTINCT ON (customer_organisation_id) * FROM settlement_terms
                     WHERE holder_organisation_id = $1 ORDER BY customer_organisation_id, version DESC) last
      WHERE NOT withdrawn ORDER BY customer_organisation_id NULLS FIRST`,
    [holderId],
  );
  return rows.map(toTermsResponse);
}

/** The last version a holder has set, for everybody (null) or for one customer; undefined before the first. */
export async function findLastTerms(
  tx: EntityManager,
  holderId: string,
  customerId: string | null,
): Promise<TermsRow | undefined> {
  const [row]: TermsRow[] = await tx.query(
    `SELECT * FROM settlement_terms WHERE holder_organisation_id = $1 AND customer_organisation_id IS NOT DISTINCT FROM $2
      ORDER BY version DESC LIMIT 1`,
    [holderId, customerId],
  );
  return row;
}

/** What the terms in force between two organisations say of arrears. */
export interface ArrearsLimits {
  limitFen: Fen | null;
  limitDays: number | null;
}

/** The limits of arrears in force now between a holder and a user organisation. */
export async function findArrearsLimits(
  tx: EntityManager,
  holderId: string,
  customerId: string,
): Promise<ArrearsLimits> {
  const [row]: { fen: string | null; days: number | null }[] = await tx.query(
    `SELECT arrears_limit_fen AS fen, arrears_limit_days AS days FROM settlement_terms_at($1, $2, app_now())`,
    [holderId, customerId],
  );
  if (!row) return { limitFen: null, limitDays: null };
  return { limitFen: row.fen === null ? null : fen(row.fen), limitDays: row.days };
}

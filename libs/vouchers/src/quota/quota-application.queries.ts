import type { EntityManager } from 'typeorm';
import { fen, instantOf, isoInZone } from '@app/common';
import type { LegalForm, Verification } from '@app/identity';
import type { CapBasis, VoucherPurpose } from '../voucher.rules';
import type { EligibilityFacts } from './eligibility.rules';
import type {
  ApplicantFacts,
  QuotaApplicationResponse,
  RelatedOrganisation,
} from './quota-application.dto';
import { QuotaApplicationNotFound } from './quota-application.errors';
import type { QuotaState } from './quota-application.words';
import { type Party, relatedParties, spelt } from './related-parties.rules';

/** A row of {@link APPLICATIONS_SQL}. */
export interface QuotaApplicationRow {
  id: string;
  programme_id: string;
  organisation_id: string;
  amount_fen: string;
  purpose: VoucherPurpose;
  statement: string;
  state: QuotaState;
  reason: string | null;
  voucher_id: string | null;
  decided_at: Date | null;
  created_at: Date;
  version: number;
  name_zh: string;
  credit_code: string;
  legal_form: LegalForm;
  region_code: string;
  verification: Verification;
}

/** Applications with who applies; to be continued with WHERE. */
export const APPLICATIONS_SQL = `
  SELECT asked.*, o.name_zh, o.credit_code, o.legal_form, o.region_code, o.verification
    FROM quota_application asked JOIN organisation o ON o.id = asked.organisation_id`;

export const toQuotaResponse = (row: QuotaApplicationRow): QuotaApplicationResponse => ({
  id: row.id,
  programmeId: row.programme_id,
  organisationId: row.organisation_id,
  amountFen: fen(row.amount_fen),
  purpose: row.purpose,
  statement: row.statement,
  state: row.state,
  reason: row.reason,
  voucherId: row.voucher_id,
  applicant: {
    nameZh: row.name_zh,
    creditCode: row.credit_code,
    legalForm: row.legal_form,
    regionCode: row.region_code,
    verification: row.verification,
  },
  decidedAt: row.decided_at && isoInZone(instantOf(row.decided_at)),
  createdAt: isoInZone(instantOf(row.created_at)),
  version: row.version,
});

/** @throws QuotaApplicationNotFound */
export async function getApplication(
  tx: EntityManager,
  id: string,
): Promise<QuotaApplicationResponse> {
  const [row]: QuotaApplicationRow[] = await tx.query(`${APPLICATIONS_SQL} WHERE asked.id = $1`, [
    id,
  ]);
  if (!row) throw new QuotaApplicationNotFound();
  return toQuotaResponse(row);
}

interface EligibilityRow extends ApplicantFacts {
  validTo: string;
  over: boolean;
  eligibleForms: string[];
  purposes: string[];
  ceilingFen: string | null;
  ceilingBasis: CapBasis;
  budgetAvailableFen: string;
  issuerRegionCode: string;
  issuedFen: string;
}

/** What eligibility hangs on besides what is asked, by the database's clock; null without such a programme. */
export async function findEligibility(
  tx: EntityManager,
  programmeId: string,
  organisationId: string,
): Promise<(Omit<EligibilityFacts, 'asked'> & { applicant: ApplicantFacts }) | null> {
  const [row]: EligibilityRow[] = await tx.query(
    `SELECT programme.valid_to AS "validTo", programme.valid_to < (app_now() AT TIME ZONE 'Asia/Shanghai')::date AS over,
            rules.eligible_forms AS "eligibleForms", rules.purposes, rules.ceiling_basis AS "ceilingBasis",
            voucher_ceiling_fen(rules, o.legal_form) AS "ceilingFen",
            budget.balance_fen AS "budgetAvailableFen", issuer.region_code AS "issuerRegionCode",
            (SELECT coalesce(sum(face_value_fen - withdrawn_fen), 0) FROM voucher
              WHERE programme_id = programme.id AND organisation_id = o.id) AS "issuedFen",
            o.name_zh AS "nameZh", o.credit_code AS "creditCode", o.legal_form AS "legalForm",
            o.region_code AS "regionCode", o.verification
       FROM voucher_programme programme JOIN voucher_rules_at(programme.id, app_now()) rules ON true
       JOIN organisation issuer ON issuer.id = programme.issuer_organisation_id
       JOIN ledger_account budget ON budget.programme_id = programme.id AND budget.kind = 'budget_available'
       JOIN organisation o ON o.id = $2
      WHERE programme.id = $1`,
    [programmeId, organisationId],
  );
  if (!row) return null;
  const { nameZh, creditCode, legalForm, regionCode, verification } = row;
  const { validTo, over, eligibleForms, purposes, issuerRegionCode, ceilingBasis } = row;
  return {
    programme: {
      ...{ validTo, over, eligibleForms, purposes, issuerRegionCode, ceilingBasis },
      ceilingFen: row.ceilingFen === null ? null : fen(row.ceilingFen),
      budgetAvailableFen: fen(row.budgetAvailableFen),
    },
    organisation: { legalForm, regionCode, verification, issuedFen: fen(row.issuedFen) },
    applicant: { nameZh, creditCode, legalForm, regionCode, verification },
  };
}

/** More relatives than anybody reads; who has so many is looked at anyway. */
const MOST_RELATED = 100;

interface PartyRow extends Party {
  organisationId: string;
}

/** Organisations on the register that belong together with one of them, and whether it told who stands behind it. */
export async function findRelated(
  tx: EntityManager,
  organisationId: string,
): Promise<{ told: boolean; related: RelatedOrganisation[] }> {
  const [own]: Party[] = await tx.query(
    `SELECT name_zh AS "nameZh", credit_code AS "creditCode", legal_representative AS "legalRepresentative", controller
       FROM organisation WHERE id = $1`,
    [organisationId],
  );
  if (!own) throw new QuotaApplicationNotFound();
  const { nameZh, legalRepresentative, controller } = own;
  const others: PartyRow[] = await tx.query(
    `SELECT o.id AS "organisationId", o.name_zh AS "nameZh", o.credit_code AS "creditCode",
            o.legal_representative AS "legalRepresentative", o.controller
       FROM organisation o
      CROSS JOIN LATERAL (SELECT upper(regexp_replace(normalize(coalesce(o.legal_representative, ''), NFKC), '\\s+', '', 'g')) AS represents,
              upper(regexp_replace(normalize(coalesce(o.controller, ''), NFKC), '\\s+', '', 'g')) AS controls,
              upper(regexp_replace(normalize(o.name_zh, NFKC), '\\s+', '', 'g')) AS named) spelt
      WHERE o.id <> $1 AND (($2 <> '' AND represents = $2) OR ($3 <> '' AND $3 IN (controls, named)) OR controls = $4)
      ORDER BY o.id LIMIT $5`,
    [organisationId, spelt(legalRepresentative), spelt(controller), spelt(nameZh), MOST_RELATED],
  );
  return {
    told: spelt(legalRepresentative) !== '' || spelt(controller) !== '',
    related: others.map((other) => ({
      organisationId: other.organisationId,
      nameZh: other.nameZh,
      relations: relatedParties(own, other),
    })),
  };
}

import { type Fen, fen } from '@app/common';
import type { EntityManager } from 'typeorm';
import { type PartyRelation, relatedParties } from './quota/related-parties.rules';
import type {
  CapBasis,
  PaymentMode,
  ServiceNature,
  SubsidyFacts,
  VoucherPurpose,
} from './voucher.rules';

/** True once the voucher's last civil day in Shanghai is over; the database's clock decides, never the process's. */
export const EXPIRED_SQL = `voucher.expires_on < (app_now() AT TIME ZONE 'Asia/Shanghai')::date`;

/** True once nothing can be spent from the voucher for good: its last day is over, or its issuer took it back. */
export const OVER_SQL = `(${EXPIRED_SQL} OR voucher.withdrawn_at IS NOT NULL)`;

/** A voucher's account to spend from. */
export interface SpendableVoucher {
  programmeId: string;
  /** Of the rules for what was placed at the moment asked for. */
  rulesVersion: number;
  accountId: string;
  expiresOn: string;
  expired: boolean;
  /** Whether its issuer took it back. */
  withdrawn: boolean;
}

/** A hold that the running command has just resolved. */
export interface ResolvedHold {
  id: string;
  voucherId: string;
  amountFen: Fen;
}

/** The accounts a hold's money may go between. */
export interface HoldAccounts {
  programmeId: string;
  paymentMode: PaymentMode;
  heldAccountId: string;
  availableAccountId: string;
  budgetAccountId: string;
  /** Whether the voucher has expired or was withdrawn, so that what returns goes to the budget. */
  over: boolean;
}

/** Voucher money an order used. */
export interface Capture {
  programmeId: string;
  voucherId: string;
  /** The organisation that may claim it. */
  payeeOrganisationId: string;
  paymentMode: PaymentMode;
  amountFen: Fen;
}

/** Which voucher is asked about, for whom and under which rules. */
export interface SubsidyQuestion {
  voucherId: string;
  organisationId: string;
  providerOrganisationId: string;
  /** When the order was placed, whose rules it keeps; null for one that is not placed yet. */
  placedAt: Date | null;
}

/** What the programme and the voucher say about paying, if the voucher is the organisation's; one statement. */
export async function findSubsidyFacts(
  tx: EntityManager,
  { voucherId, organisationId, providerOrganisationId, placedAt }: SubsidyQuestion,
): Promise<(Omit<SubsidyFacts, 'service'> & { rulesVersion: number }) | null> {
  const [row]: SubsidyRow[] = await tx.query(
    `SELECT rules.version AS rules_version, rules.ratio, voucher_ceiling_fen(rules, organisation.legal_form) AS ceiling_fen, rules.ceiling_basis,
            rules.order_cap_fen, rules.provider_cap_fen, rules.full_cover_up_to_fen, programme.valid_from,
            rules.outside_jiaxing_only, rules.purposes, rules.excluded_natures, rules.eligible_forms, voucher.expires_on, ${OVER_SQL} AS expired,
            organisation.legal_form, organisation.verification = 'verified' AS organisation_verified, account.balance_fen,
            organisation.name_zh AS user_name, organisation.credit_code AS user_code,
            organisation.legal_representative AS user_representative, organisation.controller AS user_controller,
            provider.name_zh AS provider_name, provider.credit_code AS provider_code,
            provider.legal_representative AS provider_representative, provider.controller AS provider_controller,
            (SELECT sum(issued.face_value_fen - issued.withdrawn_fen) FROM voucher issued
              WHERE issued.programme_id = voucher.programme_id AND issued.organisation_id = voucher.organisation_id) AS issued_fen,
            CASE WHEN rules.ceiling_basis <> 'issued' THEN
              voucher_counted_fen(programme.id, organisation.id, NULL, rules.ceiling_basis) ELSE 0 END AS counted_fen,
            CASE WHEN rules.provider_cap_fen IS NOT NULL THEN
              voucher_counted_fen(programme.id, organisation.id, $3, rules.provider_cap_basis) ELSE 0 END AS counted_at_provider_fen
       FROM voucher
       JOIN voucher_programme programme ON programme.id = voucher.programme_id
       JOIN voucher_rules_at(programme.id, coalesce($4::timestamptz, app_now())) rules ON true
       JOIN organisation ON organisation.id = voucher.organisation_id
       LEFT JOIN organisation provider ON provider.id = $3 AND provider.id <> organisation.id
       JOIN ledger_account account ON account.voucher_id = voucher.id AND account.kind = 'voucher_available'
      WHERE voucher.id = $1 AND voucher.organisation_id = $2`,
    [voucherId, organisationId, providerOrganisationId, placedAt],
  );
  if (!row) return null;
  return {
    rulesVersion: row.rules_version,
    programme: {
      ratio: Number(row.ratio),
      ceilingFen: fenOrNull(row.ceiling_fen),
      ceilingBasis: row.ceiling_basis,
      orderCapFen: fenOrNull(row.order_cap_fen),
      providerCapFen: fenOrNull(row.provider_cap_fen),
      fullCoverUpToFen: fenOrNull(row.full_cover_up_to_fen),
      validFrom: row.valid_from,
      outsideJiaxingOnly: row.outside_jiaxing_only,
      purposes: row.purposes,
      excludedNatures: row.excluded_natures,
      eligibleForms: row.eligible_forms,
    },
    voucher: {
      availableFen: fen(row.balance_fen),
      issuedFen: fen(row.issued_fen),
      countedFen: fen(row.counted_fen),
      countedAtProviderFen: fen(row.counted_at_provider_fen),
      expiresOn: row.expires_on,
      expired: row.expired,
      legalForm: row.legal_form,
      organisationVerified: row.organisation_verified,
    },
    relations: relationsOf(row),
  };
}

const relationsOf = (row: SubsidyRow): PartyRelation[] =>
  row.provider_name === null
    ? []
    : relatedParties(
        {
          ...{ nameZh: row.user_name, creditCode: row.user_code },
          ...{ legalRepresentative: row.user_representative, controller: row.user_controller },
        },
        {
          ...{ nameZh: row.provider_name, creditCode: row.provider_code },
          legalRepresentative: row.provider_representative,
          controller: row.provider_controller,
        },
      );

const fenOrNull = (amount: string | null): Fen | null => (amount === null ? null : fen(amount));

interface SubsidyRow {
  rules_version: number;
  ratio: string;
  ceiling_fen: string | null;
  ceiling_basis: CapBasis;
  order_cap_fen: string | null;
  provider_cap_fen: string | null;
  full_cover_up_to_fen: string | null;
  valid_from: string;
  outside_jiaxing_only: boolean;
  purposes: VoucherPurpose[];
  excluded_natures: ServiceNature[];
  eligible_forms: string[];
  expires_on: string;
  expired: boolean;
  legal_form: string;
  organisation_verified: boolean;
  user_name: string;
  user_code: string;
  user_representative: string | null;
  user_controller: string | null;
  /** Null where the provider is the user organisation itself. */
  provider_name: string | null;
  provider_code: string;
  provider_representative: string | null;
  provider_controller: string | null;
  balance_fen: string;
  issued_fen: string;
  counted_fen: string;
  counted_at_provider_fen: string;
}

/**
 * The account of a voucher and whether it may still be spent, with the rules for what was placed at a moment (now for
 * null), or null when there is no such voucher.
 */
export async function findSpendable(
  tx: EntityManager,
  voucherId: string,
  placedAt: Date | null,
): Promise<SpendableVoucher | null> {
  const rows: SpendableVoucher[] = await tx.query(
    `SELECT voucher.programme_id AS "programmeId", account.id AS "accountId", voucher.expires_on AS "expiresOn",
            ${EXPIRED_SQL} AS expired, voucher.withdrawn_at IS NOT NULL AS withdrawn, rules.version AS "rulesVersion"
       FROM voucher JOIN ledger_account account ON account.voucher_id = voucher.id AND account.kind = 'voucher_available'
       JOIN voucher_rules_at(voucher.programme_id, coalesce($2::timestamptz, app_now())) rules ON true
      WHERE voucher.id = $1`,
    [voucherId, placedAt],
  );
  return rows[0] ?? null;
}

/** The accounts around a hold that exists. */
export async function getHoldAccounts(tx: EntityManager, holdId: string): Promise<HoldAccounts> {
  const rows: HoldAccounts[] = await tx.query(
    `SELECT voucher.programme_id AS "programmeId", programme.payment_mode AS "paymentMode", held.id AS "heldAccountId",
            available.id AS "availableAccountId", budget.id AS "budgetAccountId", ${OVER_SQL} AS over
       FROM ledger_account held
       JOIN voucher ON voucher.id = held.voucher_id
       JOIN voucher_programme programme ON programme.id = voucher.programme_id
       JOIN ledger_account available ON available.voucher_id = voucher.id AND available.kind = 'voucher_available'
       JOIN ledger_account budget ON budget.programme_id = voucher.programme_id AND budget.kind = 'budget_available'
      WHERE held.hold_id = $1`,
    [holdId],
  );
  if (!rows[0]) throw new Error(`hold ${holdId} has no ledger account`);
  return rows[0];
}

/** The captured voucher money of an order with its payee, as the ledger has it. */
export async function findCapture(tx: EntityManager, orderId: string): Promise<Capture | null> {
  const [row]: (Omit<Capture, 'amountFen'> & { amountFen: string })[] = await tx.query(
    `SELECT capture.programme_id AS "programmeId", hold.voucher_id AS "voucherId",
            payable.payee_organisation_id AS "payeeOrganisationId", programme.payment_mode AS "paymentMode",
            capture.amount_fen - hold.refunded_fen AS "amountFen"
       FROM voucher_hold hold
       JOIN ledger_account held ON held.hold_id = hold.id
       JOIN ledger_transfer capture ON capture.debit_account_id = held.id AND capture.kind = 'capture'
       JOIN ledger_account payable ON payable.id = capture.credit_account_id
       JOIN voucher_programme programme ON programme.id = capture.programme_id
      WHERE hold.order_id = $1 AND hold.state = 'captured' AND capture.amount_fen > hold.refunded_fen`,
    [orderId],
  );
  return row ? { ...row, amountFen: fen(row.amountFen) } : null;
}

/** A capture that some of is to be given back. */
export interface RefundableCapture {
  holdId: string;
  voucherId: string;
  /** Where the captured money is. */
  payableAccountId: string;
  /** What has not been given back yet. */
  leftFen: Fen;
}

/** The capture of an order, its hold locked; null when nothing was captured. */
export async function lockCapture(
  tx: EntityManager,
  orderId: string,
): Promise<RefundableCapture | null> {
  const [row]: (Omit<RefundableCapture, 'leftFen'> & { left_fen: string })[] = await tx.query(
    `SELECT hold.id AS "holdId", hold.voucher_id AS "voucherId", capture.credit_account_id AS "payableAccountId",
            hold.captured_fen - hold.refunded_fen AS left_fen
       FROM voucher_hold hold
       JOIN ledger_account held ON held.hold_id = hold.id
       JOIN ledger_transfer capture ON capture.debit_account_id = held.id AND capture.kind = 'capture'
      WHERE hold.order_id = $1 AND hold.state = 'captured' FOR UPDATE OF hold`,
    [orderId],
  );
  return row ? { ...row, leftFen: fen(row.left_fen) } : null;
}

import type { EntityManager } from 'typeorm';
import { type Fen, fen } from '@app/common';
import { acrossOrganisations } from '@app/database';
import type { SettlementMode } from '../terms/settlement-terms.words';

/** Terms under which the work waits for money. */
const PREPAID: readonly (SettlementMode | null)[] = ['prepaid', 'deposit'];

/**
 * What every order between two organisations still needs of money (`due_fen`), the alias `need`; a WHERE follows. Before
 * acceptance that is its fee without what a voucher pays to the holder, afterwards what is open of its account; a service
 * has begun once samples are worked on or somebody has checked in.
 */
const NEED_SQL = `
  SELECT need.* FROM (
    SELECT o.id, o.number, o.provider_organisation_id AS holder_id, o.user_organisation_id AS customer_id,
           terms.mode, terms.report_after_payment,
           CASE WHEN account.order_id IS NOT NULL
                THEN account.fee_fen - account.voucher_fen - account.paid_fen - account.written_off_fen
                ELSE coalesce(o.actual_fen, o.list_fen + o.change_fen) - CASE WHEN programme.payment_mode IS DISTINCT FROM 'deduct' THEN 0
                       WHEN o.actual_fen IS NULL THEN o.voucher_fen ELSE o.captured_fen END
           END AS due_fen,
           account.order_id IS NOT NULL OR o.state IN ('running', 'completed', 'disputed')
             OR o.kind = 'slot' AND o.state = 'open'
                AND EXISTS (SELECT FROM reservation r WHERE r.order_id = o.id AND r.state IN ('in_use', 'used')) AS has_begun
      FROM service_order o LEFT JOIN order_account account ON account.order_id = o.id
      LEFT JOIN voucher ON voucher.id = o.voucher_id LEFT JOIN voucher_programme programme ON programme.id = voucher.programme_id
      CROSS JOIN LATERAL settlement_terms_at(o.provider_organisation_id, o.user_organisation_id, o.created_at) terms
     WHERE o.provider_organisation_id <> o.user_organisation_id) need`;

/**
 * The one definition of what covers an order: the customer's money at the holder that is on no order yet, less what its other
 * orders that have begun under terms of money first still need of it. An accepted one counts until it is paid, so that its
 * money does not serve twice while it waits to be matched.
 */
const COVER_SQL = `
  SELECT asked.number, asked.due_fen, held.fen - taken.fen AS cover_fen
    FROM (${NEED_SQL} WHERE need.id = $1) asked
   CROSS JOIN LATERAL (SELECT coalesce(sum(amount_fen - matched_fen - returned_fen), 0) AS fen FROM receipt
          WHERE receipt.holder_organisation_id = asked.holder_id AND receipt.payer_organisation_id = asked.customer_id) held
   CROSS JOIN LATERAL (SELECT coalesce(sum(other.due_fen), 0) AS fen
          FROM (${NEED_SQL} WHERE need.customer_id = asked.customer_id AND need.holder_id = asked.holder_id) other
          WHERE other.id <> asked.id AND other.has_begun AND other.due_fen > 0
            AND (other.mode IN ('prepaid', 'deposit') OR other.report_after_payment)) taken`;

/** What an order needs of money and what is there for it; the cover is below nothing where others have used more. */
export interface Cover {
  number: string;
  dueFen: Fen;
  coverFen: Fen;
}

/** The cover of an order of two organisations; null for one of a laboratory with itself. */
export function findCover(tx: EntityManager, orderId: string): Promise<Cover | null> {
  // Receipts are the holder's and vouchers the user organisation's: each side would see only half of it.
  return acrossOrganisations(tx, async () => {
    const [row]: { number: string; due_fen: string; cover_fen: string }[] = await tx.query(
      COVER_SQL,
      [orderId],
    );
    if (!row) return null;
    return { number: row.number, dueFen: fen(row.due_fen), coverFen: fen(row.cover_fen) };
  });
}

/** What the terms that an order was placed under make wait for money. */
export interface MoneyFirst {
  holderId: string;
  customerId: string;
  /** The work begins once money is there. */
  work: boolean;
  /** The report goes out once money is there. */
  report: boolean;
}

/** What waits for the money of an order; null for one of a laboratory with itself. */
export async function findMoneyFirst(
  tx: EntityManager,
  orderId: string,
): Promise<MoneyFirst | null> {
  const [row]: {
    holderId: string;
    customerId: string;
    mode: SettlementMode | null;
    report: boolean | null;
  }[] = await tx.query(
    `SELECT o.provider_organisation_id AS "holderId", o.user_organisation_id AS "customerId", terms.mode,
            terms.report_after_payment AS report
       FROM service_order o
      CROSS JOIN LATERAL settlement_terms_at(o.provider_organisation_id, o.user_organisation_id, o.created_at) terms
      WHERE o.id = $1 AND o.provider_organisation_id <> o.user_organisation_id`,
    [orderId],
  );
  if (!row) return null;
  const { holderId, customerId, mode, report } = row;
  return { holderId, customerId, work: PREPAID.includes(mode), report: report ?? false };
}

/** Keeps other orders of the same two organisations waiting, so that none begins on money that is just being counted. */
export async function lockCover(
  tx: EntityManager,
  { holderId, customerId }: Pick<MoneyFirst, 'holderId' | 'customerId'>,
): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 3))', [
    `prepayment:${holderId}:${customerId}`,
  ]);
}

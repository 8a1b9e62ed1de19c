import type { EntityManager } from 'typeorm';
import { fen, type Fen } from '@app/common';

/** An accepted order (or a cancelled one that costs) as both its sides put it into their books. */
export interface SheetOrder extends Record<SheetAmount, Fen> {
  id: string;
  number: string;
  /** Civil dates in Shanghai; null for an order that was never served. */
  servedOn: string | null;
  owedSince: string;
  customer: string;
  provider: string;
  instrument: string | null;
  lab: string | null;
}

/**
 * Amounts of an order. list + change - refunded = fee; fee - deducted = own; own = paid + open + written off. What a
 * voucher pays back to the user organisation (reimbursed) is part of its own payment to the holder.
 */
const AMOUNTS = {
  listFen: 'o.list_fen',
  changeFen: 'account.fee_fen + account.refunded_fen - o.list_fen',
  refundedFen: 'account.refunded_fen',
  feeFen: 'account.fee_fen',
  deductedFen: 'account.voucher_fen',
  ownFen: 'account.fee_fen - account.voucher_fen',
  reimbursedFen: 'o.captured_fen - account.voucher_fen',
  invoicedFen: 'account.invoiced_fen',
  paidFen: 'account.paid_fen',
  chargedFen: `(SELECT coalesce(sum(CASE kind WHEN 'charge' THEN amount_fen ELSE - amount_fen END), 0)
                  FROM card_transfer WHERE card_transfer.order_id = o.id)`,
  openFen: 'account.fee_fen - account.voucher_fen - account.paid_fen - account.written_off_fen',
  writtenOffFen: 'account.written_off_fen',
} as const;
export type SheetAmount = keyof typeof AMOUNTS;
const AMOUNT_NAMES = Object.keys(AMOUNTS) as SheetAmount[];

const AMOUNT_COLUMNS = AMOUNT_NAMES.map((name) => `${AMOUNTS[name]} AS "${name}"`).join(
  ',\n         ',
);

/** Which page of whose orders. */
export interface SheetPage {
  side: 'holder' | 'user';
  organisationId: string;
  /** Civil dates, both included. */
  from: string;
  to: string;
  /** Id of the last order of the page before. */
  after: string | null;
  limit: number;
}

const ORDERS_SQL = `
  SELECT o.id, o.number, (o.completed_at AT TIME ZONE 'Asia/Shanghai')::date::text AS "servedOn",
         (account.opened_at AT TIME ZONE 'Asia/Shanghai')::date::text AS "owedSince", customer.name_zh AS customer,
         provider.name_zh AS provider, i.name_zh AS instrument, lab.name_zh AS lab,
         ${AMOUNT_COLUMNS}
    FROM service_order o JOIN order_account account ON account.order_id = o.id
    JOIN organisation customer ON customer.id = o.user_organisation_id
    JOIN organisation provider ON provider.id = o.provider_organisation_id
    LEFT JOIN instrument i ON i.id = o.instrument_id LEFT JOIN lab ON lab.id = i.lab_id
   WHERE CASE $1 WHEN 'holder' THEN o.provider_organisation_id = $2 ELSE o.user_organisation_id = $2 END
     AND account.opened_at >= $3::date::timestamp AT TIME ZONE 'Asia/Shanghai'
     AND account.opened_at < ($4::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
     AND ($5::uuid IS NULL OR o.id > $5) ORDER BY o.id LIMIT $6`;

/** A page of orders, by their ids. */
export async function findSheetOrders(
  tx: EntityManager,
  { side, organisationId, from, to, after, limit }: SheetPage,
): Promise<SheetOrder[]> {
  const rows: (Omit<SheetOrder, SheetAmount> & Record<SheetAmount, string>)[] = await tx.query(
    ORDERS_SQL,
    [side, organisationId, from, to, after, limit],
  );
  return rows.map((row) => {
    const amounts = AMOUNT_NAMES.map((name) => [name, fen(row[name])]);
    return { ...row, ...(Object.fromEntries(amounts) as Record<SheetAmount, Fen>) };
  });
}

import type { EntityManager } from 'typeorm';
import { fen, type Fen, instantOf, isoInZone, subtractFen } from '@app/common';
import type { EntryResponse, ReceiptResponse } from './receipt.dto';
import type { ReceiptSource } from './receipt.entity';
import { ReceiptNotFound } from './receipt.errors';

/** A row of {@link RECEIPTS_SQL}. */
export interface ReceiptRow {
  id: string;
  reference: string;
  received_on: string;
  age_days: number;
  payer_name: string;
  payer_account_ending: string | null;
  remark: string | null;
  payer_organisation_id: string | null;
  amount_fen: string;
  matched_fen: string;
  returned_fen: string;
  source: ReceiptSource;
  bank_import_id: string | null;
  entries: (Omit<EntryResponse, 'amountFen'> & { amountFen: number })[];
  created_at: Date;
}

/** Receipts with what became of them, the alias `receipt`; a WHERE follows. */
export const RECEIPTS_SQL = `
  SELECT receipt.*, (app_now() AT TIME ZONE 'Asia/Shanghai')::date - receipt.received_on AS age_days, moved.entries FROM receipt CROSS JOIN LATERAL (
    SELECT coalesce(json_agg(json_build_object('kind', entry.kind, 'orderId', o.id, 'orderNumber', o.number, 'invoiceId',
                    entry.invoice_id, 'amountFen', entry.amount_fen, 'reason', entry.reason) ORDER BY entry.id), '[]') AS entries
      FROM settlement_entry entry JOIN service_order o ON o.id = entry.order_id WHERE entry.receipt_id = receipt.id) moved`;

/** @throws ReceiptNotFound */
export async function getReceipt(tx: EntityManager, id: string): Promise<ReceiptResponse> {
  const [row]: ReceiptRow[] = await tx.query(`${RECEIPTS_SQL} WHERE receipt.id = $1`, [id]);
  if (!row) throw new ReceiptNotFound();
  return toReceiptResponse(row);
}

export function toReceiptResponse(row: ReceiptRow): ReceiptResponse {
  const [amountFen, matchedFen, returnedFen] = [
    fen(row.amount_fen),
    fen(row.matched_fen),
    fen(row.returned_fen),
  ];
  return {
    id: row.id,
    reference: row.reference,
    receivedOn: row.received_on,
    ageDays: row.age_days,
    payerName: row.payer_name,
    payerAccountEnding: row.payer_account_ending,
    remark: row.remark,
    payerOrganisationId: row.payer_organisation_id,
    amountFen,
    matchedFen,
    returnedFen,
    openFen: subtractFen(subtractFen(amountFen, matchedFen), returnedFen),
    source: row.source,
    bankImportId: row.bank_import_id,
    entries: row.entries.map((entry) => ({ ...entry, amountFen: fen(entry.amountFen) })),
    createdAt: isoInZone(instantOf(row.created_at)),
  };
}

/** What receipts have paid, and of what, after all that was opened again or given back. */
export interface PaidPart {
  receiptId: string;
  orderId: string;
  invoiceId: string | null;
  amountFen: Fen;
}

/** What is paid through a receipt of an order, or through an invoice by any receipt; what is on no invoice first. */
export async function findPaid(
  tx: EntityManager,
  of:
    | { receiptId: string; orderId: string; invoiceId?: never }
    | { invoiceId: string; receiptId?: never; orderId?: never },
): Promise<PaidPart[]> {
  const { receiptId = null, orderId = null, invoiceId = null } = of;
  const rows: (Omit<PaidPart, 'amountFen'> & { amountFen: string })[] = await tx.query(
    `SELECT receipt_id AS "receiptId", order_id AS "orderId", invoice_id AS "invoiceId",
            sum(CASE kind WHEN 'payment' THEN amount_fen ELSE - amount_fen END) AS "amountFen"
       FROM settlement_entry WHERE receipt_id = $1 AND order_id = $2 OR invoice_id = $3 GROUP BY 1, 2, 3
     HAVING sum(CASE kind WHEN 'payment' THEN amount_fen ELSE - amount_fen END) > 0
      ORDER BY invoice_id NULLS FIRST, receipt_id, order_id`,
    [receiptId, orderId, invoiceId],
  );
  return rows.map((row) => ({ ...row, amountFen: fen(row.amountFen) }));
}

/** An order on an invoice, with what can still be paid of it through the invoice. */
export interface PayablePart {
  orderId: string;
  payableFen: Fen;
}

/** The orders of an invoice with something open, in the order in which they were allocated. */
export async function findPayable(
  tx: EntityManager,
  invoiceId: string,
  holderId: string,
): Promise<PayablePart[]> {
  const rows: { orderId: string; payableFen: string }[] = await tx.query(
    `SELECT part.order_id AS "orderId",
            least(part.allocated - paid.total, account.fee_fen - account.voucher_fen - account.paid_fen - account.written_off_fen)
              AS "payableFen"
       FROM (SELECT order_id, sum(a.amount_fen) AS allocated, min(a.id::text) AS first FROM invoice_allocation a
               JOIN invoice ON invoice.id = a.invoice_id AND invoice.seller_organisation_id = $2
              WHERE a.invoice_id = $1 AND a.live GROUP BY 1) part
       JOIN order_account account USING (order_id)
       CROSS JOIN LATERAL (SELECT coalesce(sum(CASE kind WHEN 'payment' THEN amount_fen ELSE - amount_fen END), 0) AS total
               FROM settlement_entry e WHERE e.invoice_id = $1 AND e.order_id = part.order_id) paid
      ORDER BY part.first`,
    [invoiceId, holderId],
  );
  return rows
    .map(({ orderId, payableFen }) => ({ orderId, payableFen: fen(payableFen) }))
    .filter(({ payableFen }) => payableFen > 0);
}

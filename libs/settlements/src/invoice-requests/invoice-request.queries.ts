import type { EntityManager } from 'typeorm';
import { fen, type Fen, instantOf, isoInZone } from '@app/common';
import type { InvoiceKind } from '../invoices/invoice.words';
import type { InvoiceRequestResponse, RequestedPartResponse } from './invoice-request.dto';
import { InvoiceRequestNotFound } from './invoice-request.errors';
import type { InvoiceRequestState } from './invoice-request.words';

/** A row of {@link REQUESTS_SQL}. */
export interface InvoiceRequestRow {
  id: string;
  holder_organisation_id: string;
  user_organisation_id: string;
  statement_id: string | null;
  state: InvoiceRequestState;
  kind: InvoiceKind;
  title: string;
  tax_number: string;
  address: string | null;
  phone: string | null;
  bank_name: string | null;
  bank_account: string | null;
  email: string | null;
  note: string | null;
  amount_fen: string;
  reason: string | null;
  invoice_id: string | null;
  orders: (Omit<RequestedPartResponse, 'amountFen'> & { amountFen: number })[];
  ended_at: Date | null;
  created_at: Date;
  version: number;
}

/** Requests with their orders, the alias `asked`; a WHERE follows. */
export const REQUESTS_SQL = `
  SELECT asked.*, parts.orders FROM invoice_request asked CROSS JOIN LATERAL (
    SELECT coalesce(json_agg(json_build_object('orderId', o.id, 'orderNumber', o.number, 'amountFen', part.amount_fen)
                    ORDER BY part.order_id), '[]') AS orders
      FROM invoice_request_part part JOIN service_order o ON o.id = part.order_id WHERE part.request_id = asked.id) parts`;

/** The request as both its sides see it. @throws InvoiceRequestNotFound */
export async function getRequest(tx: EntityManager, id: string): Promise<InvoiceRequestResponse> {
  const [row]: InvoiceRequestRow[] = await tx.query(`${REQUESTS_SQL} WHERE asked.id = $1`, [id]);
  if (!row) throw new InvoiceRequestNotFound();
  return toRequestResponse(row);
}

export const toRequestResponse = (row: InvoiceRequestRow): InvoiceRequestResponse => ({
  id: row.id,
  holderOrganisationId: row.holder_organisation_id,
  userOrganisationId: row.user_organisation_id,
  statementId: row.statement_id,
  state: row.state,
  kind: row.kind,
  title: row.title,
  taxNumber: row.tax_number,
  address: row.address,
  phone: row.phone,
  bankName: row.bank_name,
  bankAccount: row.bank_account,
  email: row.email,
  note: row.note,
  amountFen: fen(row.amount_fen),
  orders: row.orders.map((part) => ({ ...part, amountFen: fen(part.amountFen) })),
  reason: row.reason,
  invoiceId: row.invoice_id,
  endedAt: row.ended_at && isoInZone(instantOf(row.ended_at)),
  createdAt: isoInZone(instantOf(row.created_at)),
  version: row.version,
});

/** An order of a user organisation, with what can still be asked to be invoiced of it. */
export interface RequestableOrder {
  orderId: string;
  holderId: string;
  /** Null until it is accepted, or was cancelled at a cost. */
  leftFen: Fen | null;
}

/** Those of the orders that the user organisation placed, by id; what others ask at this moment is the trigger's to see. */
export async function findRequestable(
  tx: EntityManager,
  userOrganisationId: string,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, RequestableOrder>> {
  const rows: { orderId: string; holderId: string; leftFen: string | null }[] = await tx.query(
    `SELECT o.id AS "orderId", o.provider_organisation_id AS "holderId",
            CASE WHEN account.order_id IS NOT NULL
                 THEN greatest(account.fee_fen - account.voucher_fen - account.invoiced_fen - asked.total, 0) END AS "leftFen"
       FROM service_order o LEFT JOIN order_account account ON account.order_id = o.id
      CROSS JOIN LATERAL (SELECT coalesce(sum(amount_fen), 0) AS total FROM invoice_request_part part
              WHERE part.order_id = o.id AND part.live) asked
      WHERE o.id = ANY ($1) AND o.user_organisation_id = $2`,
    [orderIds, userOrganisationId],
  );
  return new Map(
    rows.map(({ leftFen, ...order }) => [
      order.orderId,
      { ...order, leftFen: leftFen === null ? null : fen(leftFen) },
    ]),
  );
}

/** Orders of a confirmed statement of the user organisation; undefined when there is none such. */
export async function findStatementOrders(
  tx: EntityManager,
  userOrganisationId: string,
  statementId: string,
): Promise<{ state: string; orderIds: string[] } | undefined> {
  const [row]: { state: string; orderIds: string[] }[] = await tx.query(
    `SELECT s.state, array(SELECT line.order_id FROM statement_line line WHERE line.statement_id = s.id AND line.live
                            ORDER BY line.order_id) AS "orderIds"
       FROM statement s WHERE s.id = $1 AND s.customer_organisation_id = $2 AND s.sent_at IS NOT NULL`,
    [statementId, userOrganisationId],
  );
  return row;
}

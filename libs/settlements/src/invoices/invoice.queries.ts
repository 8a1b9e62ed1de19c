import type { EntityManager } from 'typeorm';
import { fen, type Fen, instantOf, isoInZone } from '@app/common';
import type { AllocationResponse, InvoiceResponse } from './invoice.dto';
import { OrderNotBillable, orderUnknown } from '../settlement.errors';
import { InvoiceNotFound } from './invoice.errors';
import type { InvoiceKind, InvoiceState, Verification } from './invoice.words';

/** A row of {@link INVOICES_SQL}. */
export interface InvoiceRow {
  id: string;
  code: string;
  number: string;
  seller_organisation_id: string;
  buyer_organisation_id: string;
  kind: InvoiceKind;
  title: string;
  tax_number: string;
  issued_on: string;
  amount_fen: string;
  allocated_fen: string;
  verification: Verification;
  verified_at: Date | null;
  verified_by: string | null;
  state: InvoiceState;
  red_of: string | null;
  flushed_fen: string;
  red_invoice_ids: string[];
  statement_id: string | null;
  allocations: (Omit<AllocationResponse, 'amountFen'> & { amountFen: number })[];
  created_at: Date;
  version: number;
}

/** Invoices with what they are for, the alias `invoice`; a WHERE follows. */
export const INVOICES_SQL = `
  SELECT invoice.*, array(SELECT red.id FROM invoice red WHERE red.red_of = invoice.id ORDER BY red.id) AS red_invoice_ids,
         parts.allocations FROM invoice
    CROSS JOIN LATERAL (
      SELECT coalesce(json_agg(json_build_object('orderId', o.id, 'orderNumber', o.number, 'amountFen',
                      CASE WHEN invoice.red_of IS NULL THEN part.amount_fen ELSE - part.amount_fen END,
                      'live', part.live) ORDER BY part.id), '[]') AS allocations
        FROM invoice_allocation part JOIN service_order o ON o.id = part.order_id WHERE part.invoice_id = invoice.id) parts`;

/** The invoice as both its parties see it. @throws InvoiceNotFound */
export async function getInvoice(tx: EntityManager, id: string): Promise<InvoiceResponse> {
  const [row]: InvoiceRow[] = await tx.query(`${INVOICES_SQL} WHERE invoice.id = $1`, [id]);
  if (!row) throw new InvoiceNotFound();
  return toInvoiceResponse(row);
}

export const toInvoiceResponse = (row: InvoiceRow): InvoiceResponse => ({
  id: row.id,
  code: row.code,
  number: row.number,
  sellerOrganisationId: row.seller_organisation_id,
  buyerOrganisationId: row.buyer_organisation_id,
  kind: row.kind,
  title: row.title,
  taxNumber: row.tax_number,
  issuedOn: row.issued_on,
  amountFen: fen(row.amount_fen),
  allocatedFen: fen(row.allocated_fen),
  flushedFen: fen(row.flushed_fen),
  verification: row.verification,
  verifiedAt: row.verified_at && isoInZone(instantOf(row.verified_at)),
  verifiedBy: row.verified_by,
  state: row.state,
  redOf: row.red_of,
  flushedBy: row.state === 'red_flushed' ? (row.red_invoice_ids.at(-1) ?? null) : null,
  redInvoiceIds: row.red_invoice_ids,
  statementId: row.statement_id,
  allocations: row.allocations.map((part) => ({ ...part, amountFen: fen(part.amountFen) })),
  createdAt: isoInZone(instantOf(row.created_at)),
  version: row.version,
});

/** An order as an invoice is held against it. */
export interface BillableOrder {
  id: string;
  userOrganisationId: string;
  /** Unified social credit code of the user organisation, which is its 税号. */
  creditCode: string;
  /** False until it is accepted, or was cancelled at a cost. */
  open: boolean;
}

/** Those of the orders that the holder has served, by id. */
export async function findServedOrders(
  tx: EntityManager,
  holderId: string,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, BillableOrder>> {
  const rows: BillableOrder[] = await tx.query(
    `SELECT o.id, o.user_organisation_id AS "userOrganisationId", buyer.credit_code AS "creditCode",
            account.order_id IS NOT NULL AS open
       FROM service_order o JOIN organisation buyer ON buyer.id = o.user_organisation_id
       LEFT JOIN order_account account ON account.order_id = o.id
      WHERE o.id = ANY ($1) AND o.provider_organisation_id = $2`,
    [orderIds, holderId],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** @throws FieldsRefused, OrderNotBillable (422) */
export function requireBillable(
  served: ReadonlyMap<string, BillableOrder>,
  orderId: string,
  pointer: string,
): BillableOrder {
  const order = served.get(orderId);
  if (!order) throw orderUnknown(pointer);
  if (!order.open) throw new OrderNotBillable(orderId);
  return order;
}

/** An invoice under its lock. */
export interface LockedInvoice {
  id: string;
  sellerOrganisationId: string;
  buyerOrganisationId: string;
  kind: InvoiceKind;
  title: string;
  taxNumber: string;
  amountFen: Fen;
  flushedFen: Fen;
  state: InvoiceState;
  redOf: string | null;
  version: number;
}

type LockedAmounts = Record<'amountFen' | 'flushedFen', string>;

/** Locks an invoice against other commands. @throws InvoiceNotFound */
export async function lockInvoice(tx: EntityManager, id: string): Promise<LockedInvoice> {
  const [row]: (Omit<LockedInvoice, 'amountFen' | 'flushedFen'> & LockedAmounts)[] = await tx.query(
    `SELECT id, seller_organisation_id AS "sellerOrganisationId", buyer_organisation_id AS "buyerOrganisationId", kind, title,
            tax_number AS "taxNumber", amount_fen AS "amountFen", flushed_fen AS "flushedFen", state, red_of AS "redOf", version
       FROM invoice WHERE id = $1 FOR NO KEY UPDATE`,
    [id],
  );
  if (!row) throw new InvoiceNotFound();
  return { ...row, amountFen: fen(row.amountFen), flushedFen: fen(row.flushedFen) };
}

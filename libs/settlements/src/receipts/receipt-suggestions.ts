import { ApiProperty } from '@nestjs/swagger';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { fen, type Fen, minFen } from '@app/common';
import { ReceiptNotFound } from './receipt.errors';

/** By what a receipt seems to be for something: its text names it, the payer is its buyer, or the amount is what is open. */
export const SUGGESTION_REASONS = ['number', 'credit-code', 'payer', 'exact-amount'] as const;
export type SuggestionReason = (typeof SUGGESTION_REASONS)[number];

const SUGGESTED = ['order', 'invoice', 'statement'] as const;

/** What a receipt may be for, to be matched by a person. */
export class SuggestionResponse {
  @ApiProperty({ enum: SUGGESTED }) kind: (typeof SUGGESTED)[number];
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) orderId: string | null;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) invoiceId: string | null;
  @ApiProperty({
    ...{ format: 'uuid', nullable: true, type: String },
    description: 'whose orders or invoice it is matched to, one by one',
  })
  statementId: string | null;
  @ApiProperty({ description: 'of the order, of the invoice or of the statement' }) number: string;
  @ApiProperty({ format: 'uuid' }) userOrganisationId: string;
  @ApiProperty() userOrganisationNameZh: string;
  @ApiProperty({ type: 'integer', description: 'what is open of it' }) openFen: Fen;
  @ApiProperty({ type: 'integer', description: 'as much of it as the receipt has left' })
  amountFen: Fen;
  @ApiProperty({ enum: SUGGESTION_REASONS, isArray: true }) reasons: SuggestionReason[];
}

const MOST_SUGGESTED = 20;

/** A row of {@link SUGGESTIONS_SQL}. */
type SuggestionRow = Omit<SuggestionResponse, 'openFen' | 'amountFen'> & { openFen: string };

/**
 * What the holder ($1) has open, by why a receipt may be for it: its open amount ($2), its payer where known ($3), the
 * payer's name ($4) and the letters and digits of all its text ($5).
 */
const SUGGESTIONS_SQL = `
  WITH paper AS (
    SELECT account.order_id, account.fee_fen - account.voucher_fen - account.paid_fen - account.written_off_fen AS open_fen
      FROM order_account account JOIN service_order o ON o.id = account.order_id
     WHERE o.provider_organisation_id = $1 AND o.state IN ('accepted', 'cancelled')
       AND ($3::uuid IS NULL OR o.user_organisation_id = $3)
  ), open AS (
    SELECT 'order' AS kind, o.id AS "orderId", NULL::uuid AS "invoiceId", NULL::uuid AS "statementId", o.number, o.user_organisation_id AS buyer_id,
           paper.open_fen
      FROM paper JOIN service_order o ON o.id = paper.order_id
    UNION ALL
    SELECT 'invoice', NULL, invoice.id, NULL, invoice.number, invoice.buyer_organisation_id,
           sum(greatest(least(part.allocated - paid.total, paper.open_fen), 0))
      FROM invoice
      JOIN (SELECT invoice_id, order_id, sum(amount_fen) AS allocated FROM invoice_allocation WHERE live GROUP BY 1, 2) part
        ON part.invoice_id = invoice.id
      JOIN paper ON paper.order_id = part.order_id
     CROSS JOIN LATERAL (SELECT coalesce(sum(CASE kind WHEN 'payment' THEN amount_fen ELSE - amount_fen END), 0) AS total
             FROM settlement_entry entry WHERE entry.invoice_id = invoice.id AND entry.order_id = part.order_id) paid
     WHERE invoice.seller_organisation_id = $1 AND invoice.state = 'recorded' AND invoice.verification <> 'invalid'
     GROUP BY invoice.id
    UNION ALL
    SELECT 'statement', NULL, NULL, s.id, s.number, s.customer_organisation_id, sum(paper.open_fen)
      FROM statement s JOIN statement_line line ON line.statement_id = s.id AND line.live
      JOIN paper ON paper.order_id = line.order_id
     WHERE s.holder_organisation_id = $1 AND s.state IN ('sent', 'confirmed')
     GROUP BY s.id
  ), reasoned AS (
    SELECT open.*, buyer.name_zh, array_remove(ARRAY[
        CASE WHEN strpos($5, regexp_replace(upper(open.number), '[^0-9A-Z]', '', 'g')) > 0 THEN 'number' END,
        CASE WHEN strpos($5, buyer.credit_code) > 0 THEN 'credit-code' END,
        CASE WHEN open.buyer_id = $3 OR replace(normalize(buyer.name_zh, NFKC), ' ', '') = $4 THEN 'payer' END,
        CASE WHEN open.open_fen = $2::bigint THEN 'exact-amount' END], NULL) AS reasons
      FROM open JOIN organisation buyer ON buyer.id = open.buyer_id WHERE open.open_fen > 0
  )
  SELECT kind, "orderId", "invoiceId", "statementId", number, buyer_id AS "userOrganisationId", name_zh AS "userOrganisationNameZh",
         open_fen AS "openFen", reasons
    FROM reasoned WHERE cardinality(reasons) > 0
   ORDER BY 8 * ('number' = ANY (reasons))::int + 4 * ('credit-code' = ANY (reasons) OR 'payer' = ANY (reasons))::int
          + 3 * ('exact-amount' = ANY (reasons))::int DESC, kind DESC, coalesce("orderId", "invoiceId", "statementId") LIMIT $6`;

/** Proposes what money that arrived is for; nothing is matched without a person. */
@Injectable()
export class ReceiptSuggestions {
  constructor(private readonly db: DataSource) {}

  /** Orders, invoices and statements with something open, the likeliest first; none of a receipt that is used up. @throws ReceiptNotFound */
  async list(receiptId: string): Promise<SuggestionResponse[]> {
    const [slip]: {
      holderId: string;
      payerId: string | null;
      payerName: string;
      remark: string | null;
      openFen: string;
    }[] = await this.db.query(
      `SELECT holder_organisation_id AS "holderId", payer_organisation_id AS "payerId", payer_name AS "payerName", remark,
              amount_fen - matched_fen - returned_fen AS "openFen" FROM receipt WHERE id = $1`,
      [receiptId],
    );
    if (!slip) throw new ReceiptNotFound();
    const left = fen(slip.openFen);
    if (left === 0) return [];
    const name = slip.payerName.normalize('NFKC').replaceAll(' ', '');
    const rows: SuggestionRow[] = await this.db.query(SUGGESTIONS_SQL, [
      ...[slip.holderId, left, slip.payerId, name],
      lettersOf(`${slip.payerName} ${slip.remark ?? ''}`),
      MOST_SUGGESTED,
    ]);
    return rows.map((row) => {
      const openFen = fen(row.openFen);
      return { ...row, openFen, amountFen: minFen(openFen, left) };
    });
  }
}

/** What people write of a number with and without dashes and in either width, by its letters and digits alone. */
const lettersOf = (text: string): string =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '');

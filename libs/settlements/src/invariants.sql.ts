import type { Invariant } from '@app/vouchers';

/** What must hold of orders' accounts and invoices at every moment. */
export const SETTLEMENT_INVARIANTS: readonly Invariant[] = [
  {
    id: 'order-fee',
    title: {
      zh: '应收等于实际费用减退款',
      en: 'What an order costs is its actual fee less what was refunded',
    },
    sql: `SELECT o.id, o.actual_fen, account.fee_fen, account.refunded_fen FROM service_order o
            LEFT JOIN order_account account ON account.order_id = o.id
           WHERE (o.state = 'accepted' OR o.state = 'cancelled' AND o.actual_fen > 0)
             AND account.fee_fen + account.refunded_fen IS DISTINCT FROM o.actual_fen`,
  },
  {
    id: 'invoice-allocations',
    title: {
      zh: '发票分摊之和与发票一致且不超额',
      en: 'What orders have of an invoice is what it says, and no more than there is',
    },
    sql: `SELECT invoice.id, invoice.amount_fen, invoice.allocated_fen, parts.total FROM invoice
            CROSS JOIN LATERAL (SELECT coalesce(sum(amount_fen), 0) AS total FROM invoice_allocation part
                    WHERE part.invoice_id = invoice.id AND part.live) parts
           WHERE parts.total <> invoice.allocated_fen OR parts.total > greatest(invoice.amount_fen, 0) - invoice.flushed_fen
              OR invoice.state <> 'recorded' AND parts.total > 0`,
  },
  {
    id: 'order-invoiced',
    title: {
      zh: '订单开票之和与订单一致且不超额',
      en: 'What is invoiced of an order is what its account says, and no more than its fee',
    },
    sql: `SELECT account.order_id, account.fee_fen, account.invoiced_fen, parts.total FROM order_account account
            CROSS JOIN LATERAL (SELECT coalesce(sum(amount_fen), 0) AS total FROM invoice_allocation part
                    WHERE part.order_id = account.order_id AND part.live) parts
           WHERE parts.total <> account.invoiced_fen OR parts.total > account.fee_fen`,
  },
  {
    id: 'invoice-flushed',
    title: {
      zh: '红字发票之和与原发票一致且不超额，全部红冲即失效',
      en: 'What negative invoices take back is what the invoice says, never more; it ends with the last fen',
    },
    sql: `SELECT invoice.id, invoice.state, invoice.amount_fen, invoice.flushed_fen, reds.total FROM invoice
            CROSS JOIN LATERAL (SELECT coalesce(- sum(red.amount_fen), 0) AS total FROM invoice red WHERE red.red_of = invoice.id) reds
           WHERE reds.total <> invoice.flushed_fen OR reds.total > greatest(invoice.amount_fen, 0)
              OR (invoice.state = 'red_flushed') <> (reds.total = invoice.amount_fen)`,
  },
  {
    id: 'invoice-red-parts',
    title: {
      zh: '红字发票的明细属于原发票的订单且不超过其金额',
      en: 'What a negative invoice took of orders is of the orders of its invoice, and no more than its amount',
    },
    sql: `SELECT red.id, part.order_id FROM invoice red JOIN invoice_allocation part ON part.invoice_id = red.id WHERE red.red_of IS NOT NULL
             AND (part.live OR NOT EXISTS (SELECT FROM invoice_allocation given WHERE given.invoice_id = red.red_of AND given.order_id = part.order_id)
              OR - red.amount_fen < (SELECT sum(amount_fen) FROM invoice_allocation own WHERE own.invoice_id = red.id))`,
  },
  {
    id: 'receipt-between-two',
    title: {
      zh: '内部订单不认领到款',
      en: 'No receipt pays for what an organisation serves to itself',
    },
    sql: `SELECT entry.order_id FROM settlement_entry entry JOIN service_order o ON o.id = entry.order_id
           WHERE o.provider_organisation_id = o.user_organisation_id GROUP BY 1
          HAVING sum(CASE entry.kind WHEN 'payment' THEN entry.amount_fen ELSE - entry.amount_fen END) > 0`,
  },
  {
    id: 'invoice-parties',
    title: {
      zh: '发票购销双方即订单双方',
      en: 'Seller and buyer of an invoice are the sides of its orders',
    },
    sql: `SELECT part.id, part.invoice_id, part.order_id FROM invoice_allocation part
            JOIN invoice ON invoice.id = part.invoice_id JOIN service_order o ON o.id = part.order_id
           WHERE (invoice.seller_organisation_id, invoice.buyer_organisation_id)
                 IS DISTINCT FROM (o.provider_organisation_id, o.user_organisation_id)`,
  },
  {
    id: 'order-balance',
    title: {
      zh: '订单已付、核销、退款与明细一致，应收 = 已付 + 未付 + 核销',
      en: 'What is paid, given up and given back of an order is what happened; billed = paid + open + written off',
    },
    sql: `SELECT account.order_id, account.paid_fen, account.refunded_fen, account.written_off_fen, moved.paid, moved.refunded, given.up
            FROM order_account account
            CROSS JOIN LATERAL (SELECT coalesce(sum(CASE kind WHEN 'payment' THEN amount_fen ELSE - amount_fen END), 0) AS paid,
                         coalesce(sum(amount_fen) FILTER (WHERE kind = 'refund'), 0) AS refunded
                    FROM settlement_entry entry WHERE entry.order_id = account.order_id) moved
            CROSS JOIN LATERAL (SELECT coalesce(sum(CASE kind WHEN 'charge' THEN amount_fen ELSE - amount_fen END), 0) AS paid
                    FROM card_transfer WHERE card_transfer.order_id = account.order_id) cards
            CROSS JOIN LATERAL (SELECT coalesce(sum(amount_fen), 0) AS up FROM write_off
                   WHERE write_off.order_id = account.order_id AND write_off.state = 'approved') given
           WHERE (account.paid_fen, account.refunded_fen, account.written_off_fen)
                 IS DISTINCT FROM (moved.paid + cards.paid, moved.refunded, given.up)
              OR account.fee_fen - account.voucher_fen < moved.paid + cards.paid + given.up`,
  },
  {
    id: 'card-spent',
    title: {
      zh: '经费卡已用等于转账减冲销，不超过预算',
      en: 'What is spent of a project card is what was charged and not taken back, and no more than its budget',
    },
    sql: `SELECT card.id, card.budget_fen, card.spent_fen, moved.total FROM project_card card
            CROSS JOIN LATERAL (SELECT coalesce(sum(CASE kind WHEN 'charge' THEN amount_fen ELSE - amount_fen END), 0) AS total
                    FROM card_transfer WHERE card_id = card.id) moved
           WHERE moved.total <> card.spent_fen OR moved.total > card.budget_fen`,
  },
  {
    id: 'card-in-house',
    title: {
      zh: '经费卡只支付本单位的内部订单',
      en: 'A project card pays for in-house orders of its own organisation only',
    },
    sql: `SELECT transfer.id FROM card_transfer transfer JOIN project_card card ON card.id = transfer.card_id
            JOIN service_order o ON o.id = transfer.order_id
           WHERE (o.user_organisation_id, o.provider_organisation_id) IS DISTINCT FROM (card.organisation_id, card.organisation_id)`,
  },
  {
    id: 'card-reversal',
    title: {
      zh: '冲销与原转账金额相抵',
      en: 'A reversal takes back exactly the transfer it names',
    },
    sql: `SELECT reversal.id FROM card_transfer reversal JOIN card_transfer done ON done.id = reversal.reverses_id
           WHERE (done.kind, done.card_id, done.order_id, done.amount_fen)
                 IS DISTINCT FROM ('charge', reversal.card_id, reversal.order_id, reversal.amount_fen)`,
  },
  {
    id: 'income-shared',
    title: {
      zh: '机组分成之和等于按规则分成的到账之和',
      en: 'What laboratories have of an order is their part of what it brought, to the fen',
    },
    sql: `SELECT shared.order_id FROM (
            SELECT share.order_id, sum(share.received_fen) AS received, sum(share.lab_fen) AS lab, sum(share.holder_fen) AS holder,
                   (array_agg(share.rule_id ORDER BY share.month DESC) FILTER (WHERE share.rule_id IS NOT NULL))[1] AS rule_id
              FROM income_share share GROUP BY 1) shared
            LEFT JOIN income_share_rule rule ON rule.id = shared.rule_id
           WHERE shared.lab <> round(shared.received * coalesce(rule.lab_ratio, 0)) OR shared.lab + shared.holder <> shared.received`,
  },
  {
    id: 'statement-total',
    title: {
      zh: '已确认结算单的合计等于其订单之和',
      en: 'A confirmed statement comes to what its orders come to, frozen with it',
    },
    sql: `SELECT s.id, s.fee_fen, s.own_fen, lines.fee, lines.own FROM statement s
            CROSS JOIN LATERAL (SELECT sum(fee_fen) AS fee, sum(own_fen) AS own, count(*) FILTER (WHERE fee_fen IS NULL) AS open
                    FROM statement_line line WHERE line.statement_id = s.id AND line.live) lines
           WHERE s.state = 'confirmed'
             AND ((s.fee_fen, s.own_fen) IS DISTINCT FROM (lines.fee, lines.own) OR lines.open > 0)`,
  },
  {
    id: 'statement-orders',
    title: {
      zh: '结算单双方即订单双方，作废的不占用订单',
      en: 'The sides of a statement are those of its orders; a void one holds none',
    },
    sql: `SELECT line.statement_id, line.order_id FROM statement_line line
            JOIN statement s ON s.id = line.statement_id JOIN service_order o ON o.id = line.order_id
           WHERE (s.holder_organisation_id, s.customer_organisation_id)
                 IS DISTINCT FROM (o.provider_organisation_id, o.user_organisation_id)
              OR s.state = 'void' AND line.live`,
  },
  {
    id: 'receipt-matched',
    title: {
      zh: '到款认领与退回之和与到款一致且不超额',
      en: 'What orders have of a receipt is what it says, and no more than arrived',
    },
    sql: `SELECT receipt.id, receipt.amount_fen, receipt.matched_fen, receipt.returned_fen, moved.matched, moved.returned FROM receipt
            CROSS JOIN LATERAL (SELECT coalesce(sum(CASE kind WHEN 'payment' THEN amount_fen ELSE - amount_fen END), 0) AS matched,
                         coalesce(sum(amount_fen) FILTER (WHERE kind = 'refund'), 0) AS returned
                    FROM settlement_entry entry WHERE entry.receipt_id = receipt.id) moved
           WHERE (receipt.matched_fen, receipt.returned_fen) IS DISTINCT FROM (moved.matched, moved.returned)
              OR moved.matched + moved.returned > receipt.amount_fen`,
  },
  {
    id: 'receipt-order',
    title: {
      zh: '到款对每个订单的净额不为负',
      en: 'No receipt has given back more of an order than it paid',
    },
    sql: `SELECT receipt_id, order_id, invoice_id FROM settlement_entry GROUP BY 1, 2, 3
          HAVING sum(CASE kind WHEN 'payment' THEN amount_fen ELSE - amount_fen END) < 0`,
  },
  {
    id: 'invoice-paid',
    title: {
      zh: '经发票支付的金额不超过其对该订单的分摊',
      en: 'No more is paid of an order on an invoice than it has of it',
    },
    sql: `SELECT entry.invoice_id, entry.order_id FROM settlement_entry entry WHERE entry.invoice_id IS NOT NULL GROUP BY 1, 2
          HAVING sum(CASE kind WHEN 'payment' THEN amount_fen ELSE - amount_fen END) > coalesce((SELECT sum(part.amount_fen)
                   FROM invoice_allocation part WHERE part.invoice_id = entry.invoice_id AND part.order_id = entry.order_id AND part.live), 0)`,
  },
  {
    id: 'invoice-request-parts',
    title: {
      zh: '开票申请与其订单一致，已开票的与发票一致',
      en: 'A request is the sum of its orders, set aside while it waits, and its invoice is what was asked for',
    },
    sql: `SELECT asked.id, asked.amount_fen, parts.total, invoice.amount_fen AS invoiced FROM invoice_request asked
            CROSS JOIN LATERAL (SELECT coalesce(sum(amount_fen), 0) AS total, bool_or(live) AS live
                    FROM invoice_request_part part WHERE part.request_id = asked.id) parts
            LEFT JOIN invoice ON invoice.id = asked.invoice_id
           WHERE asked.amount_fen <> parts.total OR parts.live <> (asked.state = 'requested')
              OR asked.state = 'issued' AND (invoice.seller_organisation_id, invoice.buyer_organisation_id, invoice.amount_fen)
                 IS DISTINCT FROM (asked.holder_organisation_id, asked.user_organisation_id, asked.amount_fen)`,
  },
  {
    id: 'write-off-two-persons',
    title: {
      zh: '核销的提出与复核不是同一人',
      en: 'Who gives up and who agrees are two persons',
    },
    sql: `SELECT id, proposed_by, decided_by FROM write_off WHERE proposed_by = decided_by OR state <> 'proposed' AND decided_by IS NULL`,
  },
];

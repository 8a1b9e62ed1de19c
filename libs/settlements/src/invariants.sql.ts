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
           WHERE parts.total <> invoice.allocated_fen OR parts.total > greatest(invoice.amount_fen, 0)
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
      zh: '红字发票与原发票金额相抵',
      en: 'A negative invoice takes back exactly what it names',
    },
    sql: `SELECT invoice.id, invoice.state, red.amount_fen FROM invoice LEFT JOIN invoice red ON red.red_of = invoice.id
           WHERE (invoice.state = 'red_flushed') <> (red.id IS NOT NULL) OR red.amount_fen <> - invoice.amount_fen`,
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
];

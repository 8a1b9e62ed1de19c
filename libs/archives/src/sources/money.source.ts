import type { ArchiveSource } from '../archive-source';

/** What was owed and paid: voucher, balance, invoices, receipts, claim and its payment. */
export const MONEY_SOURCES: readonly ArchiveSource[] = [
  {
    name: '20-voucher',
    title: { zh: '创新券冻结与使用', en: 'Voucher money set aside and used' },
    ...{ readBy: 'vouchers.entries', partOf: 'user' },
    facts: `SELECT to_jsonb(hold) || jsonb_build_object('transfers', (SELECT jsonb_agg(to_jsonb(moved) ORDER BY moved.created_at, moved.id)
                     FROM ledger_transfer moved WHERE moved.order_id = hold.order_id)) AS fact
              FROM voucher_hold hold WHERE hold.order_id = $1 ORDER BY hold.id`,
  },
  {
    name: '21-balance',
    title: { zh: '应收与结清', en: 'Billed, paid and open' },
    ...{ readBy: 'orderBalances.get', partOf: 'order' },
    facts: `SELECT to_jsonb(account) || jsonb_build_object('billedFen', account.fee_fen - account.voucher_fen, 'openFen',
                   account.fee_fen - account.voucher_fen - account.paid_fen - account.written_off_fen) AS fact
              FROM order_account account WHERE account.order_id = $1`,
  },
  {
    name: '22-invoices',
    title: { zh: '发票与分摊', en: 'Invoices and allocations' },
    ...{ readBy: 'invoices.get', partOf: 'holder' },
    facts: `SELECT to_jsonb(invoice) || jsonb_build_object('allocations', part.list, 'redInvoices',
                   (SELECT jsonb_agg(to_jsonb(red) ORDER BY red.id) FROM invoice red WHERE red.red_of = invoice.id)) AS fact
              FROM (SELECT a.invoice_id, jsonb_agg(to_jsonb(a) - 'invoice_id' ORDER BY a.id) AS list
                      FROM invoice_allocation a WHERE a.order_id = $1 GROUP BY 1) part
              JOIN invoice ON invoice.id = part.invoice_id ORDER BY invoice.id`,
  },
  {
    name: '23-payments',
    title: { zh: '收款与退款', en: 'Payments and refunds' },
    ...{ readBy: 'orderBalances.get', partOf: 'order' },
    facts: `SELECT to_jsonb(entry) AS fact FROM settlement_entry entry WHERE entry.order_id = $1 ORDER BY entry.id`,
  },
  {
    name: '24-receipts',
    title: { zh: '到款凭证', en: 'Receipts' },
    ...{ readBy: 'receipts.get', partOf: 'holder' },
    facts: `SELECT to_jsonb(receipt) AS fact FROM receipt
             WHERE receipt.id IN (SELECT entry.receipt_id FROM settlement_entry entry WHERE entry.order_id = $1) ORDER BY receipt.id`,
  },
  {
    name: '25-write-offs',
    title: { zh: '核销', en: 'Write-offs' },
    ...{ readBy: 'writeOffs.list', partOf: 'order' },
    facts: `SELECT to_jsonb(w) AS fact FROM write_off w WHERE w.order_id = $1 ORDER BY w.id`,
  },
  {
    name: '26-card-transfers',
    title: { zh: '经费卡内部转账', en: 'Transfers from project cards' },
    ...{ readBy: 'projectCards.listTransfers', partOf: 'holder' },
    facts: `SELECT to_jsonb(moved) AS fact FROM card_transfer moved WHERE moved.order_id = $1 ORDER BY moved.id`,
  },
  {
    name: '27-invoice-requests',
    title: { zh: '开票申请', en: 'Requests for invoices' },
    ...{ readBy: 'invoiceRequests.get', partOf: 'holder' },
    facts: `SELECT to_jsonb(asked) || jsonb_build_object('part', to_jsonb(part) - 'request_id') AS fact FROM invoice_request_part part
              JOIN invoice_request asked ON asked.id = part.request_id WHERE part.order_id = $1 ORDER BY part.id`,
  },
  {
    name: '28-statements',
    title: { zh: '结算单', en: 'Statements' },
    ...{ readBy: 'statements.get', partOf: 'holder' },
    facts: `SELECT to_jsonb(statement) || jsonb_build_object('line', to_jsonb(line) - 'statement_id') AS fact FROM statement_line line
              JOIN statement ON statement.id = line.statement_id WHERE line.order_id = $1 ORDER BY statement.id`,
  },
  {
    name: '30-claims',
    title: { zh: '兑付申请与拨付', en: 'Claims and their payment' },
    ...{ readBy: 'claims.get', partOf: 'either' },
    facts: `SELECT to_jsonb(claim) || jsonb_build_object('invoices', (SELECT jsonb_agg(to_jsonb(i) - 'claim_id' ORDER BY i.id)
                     FROM claim_invoice i WHERE i.claim_id = claim.id),
                   'payment', (SELECT jsonb_build_object('batchNumber', batch.number, 'state', batch.state, 'confirmedAt',
                     batch.confirmed_at, 'reference', batch.reference) FROM payment_batch batch WHERE batch.id = claim.payment_batch_id)) AS fact
              FROM claim WHERE claim.order_id = $1 ORDER BY claim.id`,
    files: `SELECT f.file_id AS id, 'claim' AS label FROM claim_file f JOIN claim ON claim.id = f.claim_id
             WHERE claim.order_id = $1 ORDER BY claim.id, f.file_id`,
  },
];

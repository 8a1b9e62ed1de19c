import type { Invariant } from '@app/vouchers';

/** What must hold between claims, payment batches and the ledger at every moment. */
export const CLAIM_INVARIANTS: readonly Invariant[] = [
  {
    id: 'claim-in-review',
    title: {
      zh: '兑付申请状态与在审资金一致',
      en: "A claim's state and its money under review agree",
    },
    sql: `SELECT claim.id, claim.state, claim.amount_fen, account.balance_fen FROM claim
            LEFT JOIN ledger_account account ON account.claim_id = claim.id
           WHERE account.balance_fen IS DISTINCT FROM
                 CASE WHEN claim.state IN ('submitted', 'approved', 'returned') THEN claim.amount_fen
                      WHEN claim.state <> 'draft' THEN 0 END`,
  },
  {
    id: 'payment-batch',
    title: {
      zh: '拨付批次金额与明细、在途资金一致',
      en: 'A batch, its claims and its money under way agree',
    },
    sql: `SELECT batch.id, batch.state, batch.total_fen, paid.total, account.balance_fen FROM payment_batch batch
            LEFT JOIN ledger_account account ON account.payment_batch_id = batch.id
            CROSS JOIN LATERAL (SELECT coalesce(sum(claim.amount_fen), 0) AS total,
                         count(*) FILTER (WHERE claim.state <> CASE batch.state WHEN 'instructed' THEN 'in_batch' ELSE 'paid' END) AS astray
                    FROM claim WHERE claim.payment_batch_id = batch.id) paid
           WHERE paid.total <> batch.total_fen OR paid.astray > 0
              OR account.balance_fen IS DISTINCT FROM CASE batch.state WHEN 'instructed' THEN batch.total_fen ELSE 0 END`,
  },
  {
    id: 'I22',
    title: {
      zh: '兑付款付给规定的收款单位',
      en: "A claim is the payee's of its programme's payment mode",
    },
    sql: `SELECT claim.id, claim.payee_organisation_id, programme.payment_mode FROM claim
            JOIN service_order ON service_order.id = claim.order_id
            JOIN voucher_programme programme ON programme.id = claim.programme_id
           WHERE claim.payee_organisation_id <> CASE programme.payment_mode
                 WHEN 'reimburse' THEN service_order.user_organisation_id ELSE service_order.provider_organisation_id END`,
  },
  {
    id: 'claim-amount',
    title: { zh: '兑付金额等于确认使用的金额', en: 'A claim asks for exactly what its order used' },
    sql: `SELECT claim.id, claim.amount_fen, hold.captured_fen, hold.refunded_fen FROM claim
            LEFT JOIN voucher_hold hold ON hold.order_id = claim.order_id AND hold.state = 'captured'
           WHERE hold.captured_fen - hold.refunded_fen IS DISTINCT FROM claim.amount_fen`,
  },
  {
    id: 'invoice-once',
    title: {
      zh: '发票的每一分钱只使用一次',
      en: 'No fen of an invoice is used twice, and the counter says what is used',
    },
    sql: `SELECT parts.code, parts.number, parts.amount_fen, parts.used_fen, paper.used_fen AS counted
            FROM (SELECT code, number, min(amount_fen) AS amount_fen, sum(used_fen) AS used_fen FROM claim_invoice WHERE live GROUP BY 1, 2) parts
            FULL JOIN (SELECT code, number, used_fen FROM claimed_invoice WHERE used_fen > 0) paper
              ON paper.code = parts.code AND paper.number = parts.number
           WHERE parts.used_fen IS DISTINCT FROM paper.used_fen OR parts.used_fen > parts.amount_fen`,
  },
];

import type { Text } from '@app/common';

/** A truth about the books: its query returns the rows that break it, and must return none. */
export interface Invariant {
  /** Stable: the ids of the ledger's rule book, `I1` …, or a word. */
  id: string;
  title: Text;
  sql: string;
}

/** Transfers that use up a hold account. */
const RESOLUTIONS = `('capture', 'release')`;

/** What must hold of the ledger, the vouchers and their holds at every moment. */
export const LEDGER_INVARIANTS: readonly Invariant[] = [
  {
    id: 'balance-sum',
    title: { zh: '每个方案所有账户余额之和为零', en: 'All balances of a programme sum to zero' },
    sql: `SELECT programme_id, sum(balance_fen) AS total FROM ledger_account GROUP BY 1 HAVING sum(balance_fen) <> 0`,
  },
  {
    id: 'I1',
    title: { zh: '每笔记账借贷平衡', en: 'Each transfer balances' },
    sql: `SELECT transfer.id, sum(entry.amount_fen) AS total
            FROM ledger_transfer transfer LEFT JOIN ledger_entry entry ON entry.transfer_id = transfer.id
           GROUP BY transfer.id HAVING count(entry.transfer_id) <> 2 OR sum(entry.amount_fen) <> 0`,
  },
  {
    id: 'I2',
    title: { zh: '每笔记账不跨方案', en: 'Each transfer stays in one programme' },
    sql: `SELECT transfer.id, account.id AS account_id FROM ledger_transfer transfer
            JOIN ledger_account account ON account.id IN (transfer.debit_account_id, transfer.credit_account_id)
           WHERE account.programme_id <> transfer.programme_id`,
  },
  {
    id: 'I3',
    title: { zh: '账户余额等于分录之和', en: 'A stored balance is the sum of its entries' },
    sql: `SELECT account.id, account.balance_fen, coalesce(posted.total, 0) AS total FROM ledger_account account
            LEFT JOIN (SELECT account_id, sum(amount_fen) AS total FROM ledger_entry GROUP BY 1) posted ON posted.account_id = account.id
           WHERE account.balance_fen IS DISTINCT FROM coalesce(posted.total, 0)`,
  },
  {
    id: 'I4',
    title: {
      zh: '账户余额从未突破上下限',
      en: 'No account was ever below its floor or above its ceiling',
    },
    sql: `SELECT account.id, running.seq, running.total FROM ledger_account account
            JOIN (SELECT account_id, seq, sum(amount_fen) OVER (PARTITION BY account_id ORDER BY seq) AS total
                    FROM ledger_entry) running ON running.account_id = account.id
           WHERE running.total < account.floor_fen OR running.total > account.ceiling_fen`,
  },
  {
    id: 'I5',
    title: { zh: '拨入预算等于各账户之和', en: 'What was appropriated is what all accounts hold' },
    sql: `SELECT programme.id, appropriated.total AS appropriated, held.total AS held FROM voucher_programme programme
            CROSS JOIN LATERAL (SELECT coalesce(sum(CASE transfer.kind WHEN 'appropriate' THEN amount_fen ELSE - amount_fen END), 0) AS total
                    FROM ledger_transfer transfer JOIN ledger_account authority ON authority.kind = 'authority'
                     AND authority.id IN (transfer.debit_account_id, transfer.credit_account_id)
                   WHERE transfer.programme_id = programme.id) appropriated
            CROSS JOIN LATERAL (SELECT coalesce(sum(balance_fen), 0) AS total FROM ledger_account account
                   WHERE account.programme_id = programme.id AND account.kind <> 'authority') held
           WHERE appropriated.total <> held.total`,
  },
  {
    id: 'I6',
    title: { zh: '创新券从未超过面值', en: 'A voucher never held more than its face value' },
    sql: `SELECT voucher.id, voucher.face_value_fen, running.total FROM voucher
            JOIN (SELECT moved.voucher_id, moved.created_at,
                         sum(moved.amount_fen) OVER (PARTITION BY moved.voucher_id ORDER BY moved.created_at, moved.transfer_id) AS total
                    FROM (SELECT account.voucher_id, transfer.created_at, entry.transfer_id, sum(entry.amount_fen) AS amount_fen
                            FROM ledger_entry entry JOIN ledger_account account ON account.id = entry.account_id
                            JOIN ledger_transfer transfer ON transfer.id = entry.transfer_id
                           WHERE account.voucher_id IS NOT NULL GROUP BY 1, 2, 3) moved) running ON running.voucher_id = voucher.id
           WHERE running.total > voucher.face_value_fen
          UNION ALL
          SELECT voucher.id, voucher.face_value_fen, account.ceiling_fen FROM voucher
            LEFT JOIN ledger_account account ON account.voucher_id = voucher.id AND account.kind = 'voucher_available'
           WHERE account.ceiling_fen IS DISTINCT FROM voucher.face_value_fen`,
  },
  {
    id: 'I7',
    title: {
      zh: '每笔冻结至多处理一次，状态与账一致',
      en: 'A hold is resolved at most once, and its state says so',
    },
    sql: `SELECT hold.id, hold.state, array_agg(resolution.kind) AS resolutions FROM voucher_hold hold
            LEFT JOIN ledger_account held ON held.hold_id = hold.id
            LEFT JOIN ledger_transfer resolution ON resolution.debit_account_id = held.id AND resolution.kind IN ${RESOLUTIONS}
           GROUP BY hold.id, hold.state
          HAVING coalesce(string_agg(resolution.kind, ','), 'hold')
                 <> CASE hold.state WHEN 'held' THEN 'hold' WHEN 'captured' THEN 'capture' ELSE 'release' END`,
  },
  {
    id: 'I8',
    title: { zh: '使用确认与退回之和等于冻结额度', en: 'Capture and remainder make the hold' },
    sql: `SELECT hold.id, hold.amount_fen, hold.captured_fen, posted.received, posted.captured, posted.given FROM voucher_hold hold
            LEFT JOIN ledger_account held ON held.hold_id = hold.id
            CROSS JOIN LATERAL (SELECT coalesce(sum(amount_fen) FILTER (WHERE credit_account_id = held.id), 0) AS received,
                         coalesce(sum(amount_fen) FILTER (WHERE kind = 'capture'), 0) AS captured,
                         coalesce(sum(amount_fen) FILTER (WHERE debit_account_id = held.id), 0) AS given
                    FROM ledger_transfer WHERE held.id IN (debit_account_id, credit_account_id)) posted
           WHERE posted.received <> hold.amount_fen OR posted.captured <> coalesce(hold.captured_fen, 0)
              OR posted.given <> CASE hold.state WHEN 'held' THEN 0 ELSE hold.amount_fen END`,
  },
  {
    id: 'refund',
    title: { zh: '减退额等于对应记账', en: 'What a hold says was refunded is on the books' },
    sql: `SELECT hold.id, hold.refunded_fen, coalesce(sum(refund.amount_fen), 0) AS posted FROM voucher_hold hold
            LEFT JOIN ledger_transfer refund ON refund.order_id = hold.order_id AND refund.kind = 'refund'
           WHERE hold.state = 'captured' GROUP BY hold.id HAVING hold.refunded_fen <> coalesce(sum(refund.amount_fen), 0)
          UNION ALL
          SELECT refund.id, 0, refund.amount_fen FROM ledger_transfer refund WHERE refund.kind = 'refund' AND NOT EXISTS
                 (SELECT FROM voucher_hold hold WHERE hold.order_id = refund.order_id AND hold.state = 'captured')`,
  },
  {
    id: 'withdrawal',
    title: {
      zh: '撤回与记账一致，撤回后券上无余额',
      en: 'A withdrawal is on the books, and leaves nothing to spend',
    },
    sql: `SELECT voucher.id, voucher.withdrawn_fen, asked.amount_fen, posted.amount_fen AS posted, account.balance_fen FROM voucher
            LEFT JOIN voucher_withdrawal asked ON asked.voucher_id = voucher.id AND asked.state = 'approved'
            LEFT JOIN ledger_account account ON account.voucher_id = voucher.id AND account.kind = 'voucher_available'
            LEFT JOIN ledger_transfer posted ON posted.debit_account_id = account.id AND posted.kind = 'withdraw'
           WHERE (asked.id, asked.amount_fen, asked.proposed_by, asked.decided_by)
                 IS DISTINCT FROM (posted.id, posted.amount_fen, posted.actor_id, posted.checker_id)
              OR coalesce(asked.amount_fen, 0) <> voucher.withdrawn_fen
              OR (voucher.withdrawn_at IS NOT NULL AND account.balance_fen <> 0)`,
  },
  {
    id: 'I12',
    title: {
      zh: '冲正与原记账金额一致且科目正确',
      en: 'A reversal has the amount and the legs of its transfer',
    },
    sql: `SELECT reversal.id, reversed.id AS reversed_id FROM ledger_transfer reversal
            JOIN ledger_transfer reversed ON reversed.id = reversal.reverses_id
            LEFT JOIN ledger_account debit ON debit.id = reversal.debit_account_id
            LEFT JOIN ledger_account credit ON credit.id = reversal.credit_account_id
           WHERE reversal.amount_fen <> reversed.amount_fen OR reversal.debit_account_id <> reversed.credit_account_id
              OR NOT ledger_legs_allowed('reverse', debit.kind, credit.kind)
              OR (SELECT count(*) FROM ledger_transfer other WHERE other.reverses_id = reversed.id) > 1`,
  },
  {
    id: 'I13',
    title: { zh: '冲正不能再被冲正', en: 'A reversal is not reversed' },
    sql: `SELECT reversal.id, reversed.id AS reversed_id FROM ledger_transfer reversal
            JOIN ledger_transfer reversed ON reversed.id = reversal.reverses_id WHERE reversed.kind = 'reverse'`,
  },
  {
    id: 'I14',
    title: { zh: '文号与回单号只用一次', en: 'An external reference is used once' },
    sql: `SELECT kind, programme_id, external_reference, count(*) AS uses FROM ledger_transfer
           WHERE external_reference IS NOT NULL GROUP BY 1, 2, 3 HAVING count(*) > 1`,
  },
  {
    id: 'I15',
    title: { zh: '经办与复核不是同一人', en: 'Maker and checker are two persons' },
    sql: `SELECT id, kind, actor_id, checker_id FROM ledger_transfer
           WHERE actor_id = checker_id OR (checker_id IS NULL AND kind IN ('pay', 'confirm', 'bounce', 'reverse', 'refund', 'withdraw'))`,
  },
  {
    id: 'I16',
    title: { zh: '账目只能追加', en: 'The books are append-only' },
    sql: `SELECT role.rolname AS subject, forbidden.privilege AS fault FROM pg_roles role
            CROSS JOIN (VALUES ('UPDATE'), ('DELETE'), ('TRUNCATE')) AS forbidden (privilege)
            CROSS JOIN (VALUES ('ledger_transfer'), ('ledger_account')) AS books (name)
           WHERE role.rolname IN ('jiayi_app', 'jiayi_sandbox') AND has_table_privilege(role.oid, books.name, forbidden.privilege)
          UNION ALL
          SELECT expected.name, 'trigger missing or disabled' FROM (VALUES ('ledger_transfer_append_only', 'ledger_transfer'),
                 ('ledger_transfer_post', 'ledger_transfer'), ('ledger_account_open', 'ledger_account'),
                 ('ledger_account_kept', 'ledger_account')) AS expected (name, on_table)
           WHERE NOT EXISTS (SELECT 1 FROM pg_trigger guard WHERE guard.tgname = expected.name
                  AND guard.tgrelid = expected.on_table::regclass AND guard.tgenabled IN ('O', 'A'))`,
  },
  {
    id: 'I17',
    title: { zh: '账户分录序号连续', en: 'The sequence of an account has no gap' },
    sql: `SELECT account.id, account.entry_count, count(entry.seq) AS entries FROM ledger_account account
            LEFT JOIN ledger_entry entry ON entry.account_id = account.id
           GROUP BY account.id, account.entry_count
          HAVING count(entry.seq) <> account.entry_count OR count(DISTINCT entry.seq) <> account.entry_count
              OR coalesce(max(entry.seq), 0) <> account.entry_count`,
  },
  {
    id: 'I21',
    title: { zh: '金额与科目合法', en: 'Amounts and accounts are sane' },
    sql: `SELECT transfer.id, transfer.kind, transfer.amount_fen FROM ledger_transfer transfer
            LEFT JOIN ledger_account debit ON debit.id = transfer.debit_account_id
            LEFT JOIN ledger_account credit ON credit.id = transfer.credit_account_id
           WHERE transfer.amount_fen <= 0 OR transfer.amount_fen > 9000000000000000
              OR NOT coalesce(ledger_legs_allowed(transfer.kind, debit.kind, credit.kind), false)`,
  },
];

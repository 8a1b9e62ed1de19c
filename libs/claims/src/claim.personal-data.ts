import type { PersonalDataSources } from '@app/identity';

/** What this lib holds about a person: who submitted, reviewed and paid stays with the accounts. */
export function definePersonalData(sources: PersonalDataSources): void {
  sources.define({
    name: 'claims',
    rows: `SELECT id, order_id AS "orderId", state, amount_fen::float AS "amountFen", maker_id = $1 AS "submitted",
                  drafted_by = $1 AS "drafted", reviewer_id = $1 AS "reviewed", created_at AS "createdAt"
             FROM claim WHERE $1 IN (maker_id, drafted_by, reviewer_id)`,
    open: {
      code: 'claim-open',
      message: {
        zh: '尚有未办结的兑付申请，请等待办结或由他人接办',
        en: 'claims that are not decided or paid: wait for them, or let somebody else take them over',
      },
      statement: `SELECT c.id, o.number AS label FROM claim c JOIN service_order o ON o.id = c.order_id
                   WHERE $1 IN (c.maker_id, c.drafted_by)
                     AND c.state IN ('draft', 'submitted', 'approved', 'returned', 'in_batch') ORDER BY o.number`,
    },
  });
  sources.define({
    name: 'paymentBatches',
    rows: `SELECT id, number, state, made_by = $1 AS "made", confirmed_by = $1 AS "confirmed", created_at AS "createdAt"
             FROM payment_batch WHERE $1 IN (made_by, confirmed_by)`,
    open: {
      code: 'payment-batch-open',
      message: {
        zh: '尚有未确认的拨付批次，请先由复核人确认',
        en: 'payment batches that are not confirmed: let another person confirm them',
      },
      statement: `SELECT id, number AS label FROM payment_batch WHERE made_by = $1 AND state = 'instructed' ORDER BY number`,
    },
  });
}

import type { PersonalDataSources } from '@app/identity';
import { defineConversationData } from './messages/conversation.personal-data';
import { defineOfflineData } from './offline/offline.personal-data';
import { defineSampleData } from './samples/sample.personal-data';

/** What this lib holds about a person. Orders are business records and stay; what was written into a dispute goes. */
export function definePersonalData(sources: PersonalDataSources): void {
  sources.define({
    name: 'orders',
    rows: `SELECT id, number, kind, state, purpose, instrument_id AS "instrumentId", list_fen::float AS "listFen",
                  dispute_reason AS "disputeReason", placed_by = $1 AS "placed", accepted_by = $1 AS "accepted",
                  created_at AS "createdAt" FROM service_order WHERE $1 IN (placed_by, accepted_by)`,
    erase: [
      'UPDATE service_order SET dispute_reason = NULL WHERE placed_by = $1 AND dispute_reason IS NOT NULL',
    ],
    open: {
      code: 'order-open',
      message: {
        zh: '尚有未办结的订单，请先验收或取消',
        en: 'orders that are not settled: accept or cancel them',
      },
      // An open slot is named as the reservation that it is.
      statement: `SELECT id, number AS label FROM service_order
                   WHERE placed_by = $1 AND (state IN ('submitted', 'priced', 'sent', 'received', 'running', 'completed', 'disputed')
                                           OR state = 'open' AND kind <> 'slot')
                   ORDER BY number`,
    },
  });
  defineSampleData(sources);
  defineOfflineData(sources);
  sources.define({
    name: 'orderHistory',
    rows: `SELECT order_id AS "orderId", action, at FROM order_history WHERE actor_id = $1`,
  });
  sources.define({
    name: 'changeOrders',
    rows: `SELECT order_id AS "orderId", state, amount_fen::float AS "amountFen", created_at AS "createdAt",
                  CASE WHEN proposed_by = $1 THEN reason END AS reason, CASE WHEN proposed_by = $1 THEN lines END AS lines,
                  CASE WHEN answered_by = $1 THEN answer_reason END AS "answerReason"
             FROM change_order WHERE $1 IN (proposed_by, approved_by, answered_by)`,
    erase: [
      'UPDATE change_order SET answer_reason = NULL WHERE answered_by = $1 AND answer_reason IS NOT NULL',
    ],
  });
  sources.define({
    name: 'agreedPrices',
    rows: `SELECT id, state, percent, valid_from AS "validFrom", valid_until AS "validUntil", created_at AS "createdAt",
                  CASE WHEN proposed_by = $1 THEN reason END AS reason, CASE WHEN proposed_by = $1 THEN lines END AS lines,
                  CASE WHEN withdrawn_by = $1 THEN withdraw_reason END AS "withdrawReason"
             FROM agreed_price WHERE $1 IN (proposed_by, approved_by, withdrawn_by)`,
  });
  sources.define({
    name: 'orderDisputes',
    rows: `SELECT order_id AS "orderId", decision, created_at AS "createdAt",
                  CASE WHEN offered_by = $1 THEN offer_reason END AS "offerReason",
                  CASE WHEN decided_by = $1 THEN decision_reason END AS "decisionReason"
             FROM order_dispute WHERE $1 IN (opened_by, offered_by, decided_by)`,
  });
  sources.define({
    name: 'orderConfirmations',
    rows: `SELECT order_id AS "orderId", decision, created_at AS "createdAt" FROM order_confirmation WHERE asked_by = $1`,
  });
  defineConversationData(sources);
}

import type { ArchiveSource } from '../archive-source';

const PERSON = (column: string, name: string): string =>
  `'${name}', (SELECT person.display_name FROM app_user person WHERE person.id = ${column})`;

/** What was ordered and agreed: facts, history, samples, price, contract, changes and disputes. */
export const ORDER_SOURCES: readonly ArchiveSource[] = [
  {
    name: '01-order',
    title: { zh: '订单', en: 'Order' },
    ...{ readBy: 'orders.get', partOf: 'order' },
    facts: `SELECT to_jsonb(o) || jsonb_build_object('userOrganisation', u.name_zh, 'userCreditCode', u.credit_code,
                   'provider', p.name_zh, 'providerCreditCode', p.credit_code, 'instrument', i.name_zh, 'instrumentModel', i.model,
                   'assetNumber', i.asset_number, ${PERSON('o.placed_by', 'placedByName')},
                   ${PERSON('o.accepted_by', 'acceptedByName')}) AS fact
              FROM service_order o JOIN organisation u ON u.id = o.user_organisation_id
              JOIN organisation p ON p.id = o.provider_organisation_id LEFT JOIN instrument i ON i.id = o.instrument_id
             WHERE o.id = $1`,
  },
  {
    name: '02-history',
    title: { zh: '办理记录', en: 'History' },
    ...{ readBy: 'orders.history', partOf: 'order' },
    facts: `SELECT to_jsonb(h) || jsonb_build_object(${PERSON('h.actor_id', 'actorName')}) AS fact
              FROM order_history h WHERE h.order_id = $1 ORDER BY h.id`,
  },
  {
    name: '03-samples',
    title: { zh: '送样委托、报价与报告', en: 'Samples, quote and report' },
    ...{ readBy: 'orders.get', partOf: 'order' },
    facts: `SELECT to_jsonb(s) || jsonb_build_object(
                   'samples', (SELECT jsonb_agg(to_jsonb(one) - 'order_id' ORDER BY one.position) FROM order_sample one
                                WHERE one.order_id = s.order_id),
                   'quotes', (SELECT jsonb_agg(to_jsonb(quote) - 'order_id' ORDER BY quote.version) FROM sample_quote quote
                               WHERE quote.order_id = s.order_id),
                   'work', (SELECT jsonb_agg(to_jsonb(work) - 'order_id' ORDER BY work.id) FROM sample_work work
                             WHERE work.order_id = s.order_id),
                   'promises', (SELECT jsonb_agg(to_jsonb(promise) - 'order_id' ORDER BY promise.id) FROM sample_promise promise
                                 WHERE promise.order_id = s.order_id)) AS fact FROM sample_order s WHERE s.order_id = $1`,
  },
  {
    name: '03-offline-service',
    title: { zh: '线下服务备案与替代证明', en: 'Filed service and evidence in its place' },
    ...{ readBy: 'orders.get', partOf: 'order' },
    facts: `SELECT to_jsonb(f) || jsonb_build_object('evidence', (SELECT jsonb_agg(to_jsonb(e) - 'order_id' ORDER BY e.id)
                     FROM offline_evidence e WHERE e.order_id = f.order_id)) AS fact FROM offline_order f WHERE f.order_id = $1`,
    files: `SELECT paper.id, paper.label FROM (
              SELECT f.contract_file_id AS id, 'contract' AS label FROM offline_order f WHERE f.order_id = $1
              UNION ALL SELECT f.report_file_id, 'report' FROM offline_order f WHERE f.order_id = $1
              UNION ALL SELECT e.file_id, 'evidence' FROM offline_evidence e WHERE e.order_id = $1) paper
             WHERE paper.id IS NOT NULL ORDER BY paper.label, paper.id`,
  },
  {
    name: '04-agreed-price',
    title: { zh: '协议价', en: 'Agreed price' },
    ...{ readBy: 'orders.get', partOf: 'order' },
    facts: `SELECT to_jsonb(a) AS fact FROM service_order o JOIN agreed_price a ON a.id = o.agreed_price_id WHERE o.id = $1`,
  },
  {
    name: '05-fee-schedule',
    title: { zh: '收费标准（报价所依版本）', en: 'Fee schedule of the quote' },
    ...{ readBy: 'orders.get', partOf: 'order' },
    facts: `SELECT to_jsonb(f) - 'created_by' AS fact FROM service_order o
              JOIN fee_schedule f ON f.instrument_id = o.instrument_id AND f.version = o.fee_schedule_version WHERE o.id = $1`,
  },
  {
    name: '06-contract',
    title: { zh: '合同', en: 'Contract' },
    ...{ readBy: 'orders.get', partOf: 'order' },
    facts: `SELECT to_jsonb(c) || jsonb_build_object('sha256', encode(c.sha256, 'hex'),
                   ${PERSON('c.user_accepted_by', 'userAcceptedByName')},
                   ${PERSON('c.provider_accepted_by', 'providerAcceptedByName')}) AS fact
              FROM order_contract c WHERE c.order_id = $1 ORDER BY c.version`,
    files: `SELECT scan.id, scan.label FROM order_contract c CROSS JOIN LATERAL (VALUES
              (c.user_scan_id, 'scan-user'), (c.provider_scan_id, 'scan-provider')) AS scan (id, label)
             WHERE c.order_id = $1 AND scan.id IS NOT NULL ORDER BY c.version, scan.label`,
  },
  {
    name: '07-provider-confirmation',
    title: { zh: '服务机构链接确认', en: 'Confirmation by link' },
    ...{ readBy: 'orders.get', partOf: 'order' },
    facts: `SELECT to_jsonb(c) AS fact FROM order_confirmation c WHERE c.order_id = $1 ORDER BY c.id`,
  },
  {
    name: '10-changes',
    title: { zh: '变更单', en: 'Change orders' },
    ...{ readBy: 'orders.get', partOf: 'order' },
    facts: `SELECT to_jsonb(c) || jsonb_build_object(${PERSON('c.proposed_by', 'proposedByName')},
                   ${PERSON('c.approved_by', 'approvedByName')}, ${PERSON('c.answered_by', 'answeredByName')}) AS fact
              FROM change_order c WHERE c.order_id = $1 ORDER BY c.id`,
  },
  {
    name: '11-dispute',
    title: { zh: '异议与处理', en: 'Dispute' },
    ...{ readBy: 'orders.get', partOf: 'order' },
    facts: `SELECT to_jsonb(d) || jsonb_build_object(${PERSON('d.opened_by', 'openedByName')},
                   ${PERSON('d.decided_by', 'decidedByName')}) AS fact FROM order_dispute d WHERE d.order_id = $1`,
  },
  {
    name: '12-messages',
    title: { zh: '双方留言', en: 'Messages' },
    ...{ readBy: 'orderMessages.list', partOf: 'order' },
    facts: `SELECT to_jsonb(m) || jsonb_build_object(${PERSON('m.author_id', 'authorName')}) AS fact
              FROM order_message m WHERE m.order_id = $1 ORDER BY m.id`,
  },
  {
    name: '13-attachments',
    title: { zh: '附件', en: 'Attachments' },
    ...{ readBy: 'orderAttachments.list', partOf: 'order' },
    facts: `SELECT to_jsonb(a) || jsonb_build_object(${PERSON('a.attached_by', 'attachedByName')}) AS fact
              FROM order_attachment a WHERE a.order_id = $1 ORDER BY a.id`,
    files: `SELECT a.file_id AS id, a.kind AS label FROM order_attachment a
             WHERE a.order_id = $1 AND a.removed_at IS NULL ORDER BY a.id`,
  },
];

/**
 * Whose rows each guarded table has, as SQL with an organisation's id as $1: told here a second time, so that the
 * policies are not asked about themselves.
 */
export const GUARDED: Readonly<Record<string, string>> = {
  stored_file: 'owner_organisation_id = $1',
  quota_application: 'organisation_id = $1',
  voucher_withdrawal: 'voucher_id IN (SELECT id FROM voucher WHERE organisation_id = $1)',
  invitation: 'organisation_id = $1',
  payee_account: 'organisation_id = $1',
  provider_admission: 'organisation_id = $1',
  import_run: 'organisation_id = $1',
  import_mapping: 'organisation_id = $1',
  import_row: 'run_id IN (SELECT id FROM import_run WHERE organisation_id = $1)',
  shared_resource: 'holder_id = $1',
  instrument_file: 'instrument_id IN (SELECT id FROM instrument WHERE holder_id = $1)',
  instrument_revision: 'instrument_id IN (SELECT id FROM instrument WHERE holder_id = $1)',
  instrument_history: 'instrument_id IN (SELECT id FROM instrument WHERE holder_id = $1)',
  use_decision: 'instrument_id IN (SELECT id FROM instrument WHERE holder_id = $1)',
  duty_exemption: 'instrument_id IN (SELECT id FROM instrument WHERE holder_id = $1)',
  instrument_external_id: 'instrument_id IN (SELECT id FROM instrument WHERE holder_id = $1)',
  instrument_connection: 'instrument_id IN (SELECT id FROM instrument WHERE holder_id = $1)',
  classified_holding: 'organisation_id = $1',
  downtime: 'instrument_id IN (SELECT id FROM instrument WHERE holder_id = $1)',
  busy_time: 'instrument_id IN (SELECT id FROM instrument WHERE holder_id = $1)',
  busy_calendar: 'instrument_id IN (SELECT id FROM instrument WHERE holder_id = $1)',
  busy_clash: `reservation_id IN (SELECT id FROM reservation WHERE user_organisation_id = $1)
                OR busy_time_id IN (SELECT b.id FROM busy_time b JOIN instrument i ON i.id = b.instrument_id
                                     WHERE i.holder_id = $1)`,
  usage_record: 'instrument_id IN (SELECT id FROM instrument WHERE holder_id = $1)',
  user_group: 'holder_id = $1',
  user_group_member: 'holder_id = $1',
  qualification: `instrument_id IN (SELECT id FROM instrument WHERE holder_id = $1)
                    OR user_id IN (SELECT user_id FROM membership WHERE organisation_id = $1)`,
  displacement_proposal: `reservation_id IN (SELECT id FROM reservation WHERE user_organisation_id = $1
                            OR instrument_id IN (SELECT id FROM instrument WHERE holder_id = $1))`,
  waiting_entry: 'user_organisation_id = $1',
  maintenance_plan: 'instrument_id IN (SELECT id FROM instrument WHERE holder_id = $1)',
  maintenance_date: `plan_id IN (SELECT p.id FROM maintenance_plan p JOIN instrument i ON i.id = p.instrument_id
                                  WHERE i.holder_id = $1)`,
  service_order: '$1 IN (user_organisation_id, provider_organisation_id)',
  order_account: `order_id IN (SELECT id FROM service_order
                                WHERE $1 IN (user_organisation_id, provider_organisation_id))`,
  invoice: '$1 IN (seller_organisation_id, buyer_organisation_id)',
  invoice_allocation: `invoice_id IN (SELECT id FROM invoice
                                       WHERE $1 IN (seller_organisation_id, buyer_organisation_id))`,
  bank_import: 'holder_organisation_id = $1',
  invoice_profile: 'id = $1',
  invoice_request: '$1 IN (holder_organisation_id, user_organisation_id)',
  invoice_request_part: `request_id IN (SELECT id FROM invoice_request
                                         WHERE $1 IN (holder_organisation_id, user_organisation_id))`,
  receipt: 'holder_organisation_id = $1',
  project_card: 'organisation_id = $1',
  project_card_charger: 'card_id IN (SELECT id FROM project_card WHERE organisation_id = $1)',
  income_share_rule: 'holder_organisation_id = $1',
  income_month: 'holder_organisation_id = $1',
  income_share: 'holder_organisation_id = $1',
  card_transfer: 'card_id IN (SELECT id FROM project_card WHERE organisation_id = $1)',
  statement: '$1 IN (holder_organisation_id, customer_organisation_id)',
  statement_line: `statement_id IN (SELECT id FROM statement
                                     WHERE $1 IN (holder_organisation_id, customer_organisation_id))`,
  settlement_terms: '$1 IN (holder_organisation_id, customer_organisation_id)',
  settlement_entry: `order_id IN (SELECT id FROM service_order
                                   WHERE $1 IN (user_organisation_id, provider_organisation_id))`,
  write_off: `order_id IN (SELECT id FROM service_order
                            WHERE $1 IN (user_organisation_id, provider_organisation_id))`,
  order_confirmation: `order_id IN (SELECT id FROM service_order
                                     WHERE $1 IN (user_organisation_id, provider_organisation_id))`,
  sample_order: `order_id IN (SELECT id FROM service_order
                               WHERE $1 IN (user_organisation_id, provider_organisation_id))`,
  order_sample: `order_id IN (SELECT id FROM service_order
                               WHERE $1 IN (user_organisation_id, provider_organisation_id))`,
  offline_order: `order_id IN (SELECT id FROM service_order
                                WHERE $1 IN (user_organisation_id, provider_organisation_id))`,
  offline_evidence: `order_id IN (SELECT id FROM service_order
                                   WHERE $1 IN (user_organisation_id, provider_organisation_id))`,
  sample_quote: `order_id IN (SELECT id FROM service_order
                               WHERE $1 IN (user_organisation_id, provider_organisation_id))`,
  sample_work: `order_id IN (SELECT id FROM service_order
                              WHERE $1 IN (user_organisation_id, provider_organisation_id))`,
  sample_promise: `order_id IN (SELECT id FROM service_order
                                 WHERE $1 IN (user_organisation_id, provider_organisation_id))`,
  agreed_price: 'holder_id = $1 OR customer_organisation_id = $1 AND approved_at IS NOT NULL',
  change_order: `order_id IN (SELECT id FROM service_order
                               WHERE $1 IN (user_organisation_id, provider_organisation_id))`,
  order_dispute: `order_id IN (SELECT id FROM service_order
                                WHERE $1 IN (user_organisation_id, provider_organisation_id))`,
  order_history: `order_id IN (SELECT id FROM service_order
                                WHERE $1 IN (user_organisation_id, provider_organisation_id))`,
  order_message: `order_id IN (SELECT id FROM service_order
                                WHERE $1 IN (user_organisation_id, provider_organisation_id))`,
  order_message_mark: `order_id IN (SELECT id FROM service_order
                                     WHERE $1 IN (user_organisation_id, provider_organisation_id))`,
  order_attachment: `order_id IN (SELECT id FROM service_order
                                   WHERE $1 IN (user_organisation_id, provider_organisation_id))`,
  order_contract: `order_id IN (SELECT id FROM service_order
                                 WHERE $1 IN (user_organisation_id, provider_organisation_id))`,
  reservation: `user_organisation_id = $1 OR instrument_id IN (SELECT id FROM instrument WHERE holder_id = $1)`,
  reservation_series: `user_organisation_id = $1 OR instrument_id IN (SELECT id FROM instrument WHERE holder_id = $1)`,
  reservation_history: `reservation_id IN (SELECT id FROM reservation WHERE user_organisation_id = $1
                          OR instrument_id IN (SELECT id FROM instrument WHERE holder_id = $1))`,
  penalty: '$1 IN (user_organisation_id, holder_id)',
  voucher: 'organisation_id = $1',
  voucher_hold: `order_id IN (SELECT id FROM service_order
                               WHERE $1 IN (user_organisation_id, provider_organisation_id))`,
  webhook_endpoint: 'organisation_id = $1',
  webhook_delivery: 'endpoint_id IN (SELECT id FROM webhook_endpoint WHERE organisation_id = $1)',
  claim: 'payee_organisation_id = $1',
  claim_invoice: 'claim_id IN (SELECT id FROM claim WHERE payee_organisation_id = $1)',
  claimed_invoice: `(code, number) IN (SELECT i.code, i.number FROM claim_invoice i JOIN claim c ON c.id = i.claim_id
                     WHERE c.payee_organisation_id = $1)`,
  payment_notice_line: 'claim_id IN (SELECT id FROM claim WHERE payee_organisation_id = $1)',
  notice_objection: 'claim_id IN (SELECT id FROM claim WHERE payee_organisation_id = $1)',
  claim_file: 'claim_id IN (SELECT id FROM claim WHERE payee_organisation_id = $1)',
};

/** Tables that no policy guards, each with the reason why; a new table belongs here or above. */
export const OPEN: Readonly<Record<string, string>> = {
  organisation: 'a public register',
  ...forEach('a person’s', [
    ...['app_user', 'membership', 'second_factor', 'recovery_code', 'former_password'],
    ...['external_identity', 'idempotency_key'],
    ...['notification_choice', 'channel_code', 'notification_delivery'],
  ]),
  ...forEach('read before it is known who calls', [
    ...['session', 'api_key', 'delegation', 'signed_link', 'setup_code', 'sign_in_flow'],
    'sign_in_guess',
    'calendar_feed',
  ]),
  ...forEach('a public catalogue; a trigger keeps strangers from changing it', ['instrument']),
  ...forEach('reached through the instrument, and as public', [
    ...[
      'instrument_search',
      'instrument_unit',
      'instrument_resource',
      'lab',
      'opening_hours',
      'booking_policy',
      'holder_booking_policy',
      'fee_schedule',
    ],
  ]),
  service_item: 'prices are public, as those of fee schedules are',
  sample_capacity:
    'how much a laboratory gets done is no secret; the access policy keeps it to the laboratory',
  occupancy: 'that a time is taken is public; whose it is stands in guarded tables',
  ...forEach('books of the programme, reached through vouchers and claims', [
    ...['voucher_programme', 'voucher_rules', 'appropriation', 'ledger_account', 'ledger_transfer'],
    'claim_policy',
    'ledger_check',
  ]),
  ...forEach('the office’s own', [
    'payment_batch',
    'payment_notice',
    'sync_run',
    'sync_item',
    'review_route',
  ]),
  ...forEach('everybody adds to it, the auditor reads it', ['audit_entry', 'audit_block']),
  outbox_message: 'ids only',
  ...forEach('public', ['work_calendar_year', 'work_calendar_day']),
  contract_template: 'published for whoever might sign a contract',
  contract_requirement: 'published for whoever might use an instrument',
  han_reading: 'how characters are read',
  schema_migration: 'the owner’s',
};

function forEach(reason: string, tables: readonly string[]): Record<string, string> {
  return Object.fromEntries(tables.map((table) => [table, reason]));
}

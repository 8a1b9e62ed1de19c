import type { Subjects } from '@app/identity';

/** Whose the objects of this lib are. */
export function defineSubjects(subjects: Subjects): void {
  subjects.define(
    'order',
    `SELECT placed_by AS user_id, ARRAY[user_organisation_id] AS organisation_ids,
            ARRAY[provider_organisation_id] AS counterparty_ids
       FROM service_order WHERE id = $1`,
  );
  subjects.define(
    'service-item',
    'SELECT ARRAY[holder_id] AS organisation_ids FROM service_item WHERE id = $1 AND ended_at IS NULL',
  );
  subjects.define(
    'agreed-price',
    `SELECT ARRAY[holder_id] AS organisation_ids,
            CASE WHEN approved_at IS NOT NULL THEN ARRAY[customer_organisation_id] END AS counterparty_ids
       FROM agreed_price WHERE id = $1`,
  );
  subjects.define(
    'change-order',
    `SELECT o.placed_by AS user_id, ARRAY[o.user_organisation_id] AS organisation_ids,
            ARRAY[o.provider_organisation_id] AS counterparty_ids
       FROM change_order c JOIN service_order o ON o.id = c.order_id WHERE c.id = $1`,
  );
}

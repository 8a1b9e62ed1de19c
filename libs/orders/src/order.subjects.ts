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
    'change-order',
    `SELECT o.placed_by AS user_id, ARRAY[o.user_organisation_id] AS organisation_ids,
            ARRAY[o.provider_organisation_id] AS counterparty_ids
       FROM change_order c JOIN service_order o ON o.id = c.order_id WHERE c.id = $1`,
  );
}

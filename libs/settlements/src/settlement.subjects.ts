import type { Subjects } from '@app/identity';

/** Whose the objects of this lib are. */
export function defineSubjects(subjects: Subjects): void {
  subjects.define(
    'invoice',
    `SELECT ARRAY[seller_organisation_id] AS organisation_ids, ARRAY[buyer_organisation_id] AS counterparty_ids
       FROM invoice WHERE id = $1`,
  );
  // The user organisation has no part in one that was never sent.
  subjects.define(
    'statement',
    `SELECT ARRAY[holder_organisation_id] AS organisation_ids,
            CASE WHEN sent_at IS NULL THEN '{}' ELSE ARRAY[customer_organisation_id] END AS counterparty_ids
       FROM statement WHERE id = $1`,
  );
  subjects.define(
    'invoice-request',
    `SELECT ARRAY[holder_organisation_id] AS organisation_ids, ARRAY[user_organisation_id] AS counterparty_ids
       FROM invoice_request WHERE id = $1`,
  );
  subjects.define(
    'receipt',
    'SELECT ARRAY[holder_organisation_id] AS organisation_ids FROM receipt WHERE id = $1',
  );
  subjects.define(
    'project-card',
    'SELECT owner_id AS user_id, ARRAY[organisation_id] AS organisation_ids FROM project_card WHERE id = $1',
  );
}

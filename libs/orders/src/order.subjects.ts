import type { Subjects } from '@app/identity';

/** Whose the objects of this lib are. */
export function defineSubjects(subjects: Subjects): void {
  subjects.define(
    'order',
    `SELECT placed_by AS user_id, ARRAY[user_organisation_id] AS organisation_ids,
            ARRAY[provider_organisation_id] AS counterparty_ids
       FROM service_order WHERE id = $1`,
  );
}

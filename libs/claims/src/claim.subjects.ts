import type { Subjects } from '@app/identity';

/** Whose the objects of this lib are. */
export function defineSubjects(subjects: Subjects): void {
  subjects.define(
    'claim',
    `SELECT maker_id AS user_id, ARRAY[payee_organisation_id] AS organisation_ids
       FROM claim WHERE id = $1`,
  );
  subjects.define('payment-batch', 'SELECT made_by AS user_id FROM payment_batch WHERE id = $1');
}

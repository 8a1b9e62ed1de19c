import type { Subjects } from '@app/identity';

/** Whose the objects of this lib are. */
export function defineSubjects(subjects: Subjects): void {
  subjects.define(
    'voucher-programme',
    'SELECT true AS published FROM voucher_programme WHERE id = $1',
  );
  subjects.define(
    'voucher',
    'SELECT ARRAY[organisation_id] AS organisation_ids FROM voucher WHERE id = $1',
  );
  subjects.define(
    'quota-application',
    'SELECT ARRAY[organisation_id] AS organisation_ids FROM quota_application WHERE id = $1',
  );
}

import type { Subjects } from '@app/identity';

/** Whose the objects of usage are. */
export function defineUsageSubjects(subjects: Subjects): void {
  subjects.define(
    'usage-record',
    `SELECT ARRAY[i.holder_id] AS organisation_ids
       FROM usage_record u JOIN instrument i ON i.id = u.instrument_id WHERE u.id = $1`,
  );
}

import type { Subjects } from '@app/identity';

/** Whose the objects of this lib are. */
export function defineSubjects(subjects: Subjects): void {
  subjects.define(
    'instrument',
    `SELECT ARRAY[i.holder_id] AS organisation_ids, ARRAY[i.region_code, h.region_code] AS region_codes,
            ARRAY[h.supervisor_id] AS supervisor_ids, i.status IN ('listed', 'suspended') AS published
       FROM instrument i JOIN organisation h ON h.id = i.holder_id WHERE i.id = $1`,
  );
  subjects.define(
    'import-run',
    'SELECT requested_by AS user_id, ARRAY[organisation_id] AS organisation_ids FROM import_run WHERE id = $1',
  );
}

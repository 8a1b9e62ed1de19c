import type { Subjects } from '@app/identity';
import { PUBLISHED } from './instrument.rules';

/**
 * SQL for the county that reviews the instruments of a holder `o`, null for none: units of the city, the province and
 * the centre go past the county, and what counts is where the holder belongs, not where the instrument stands. A holder
 * in one of the two functional zones is the zone's.
 */
export const REVIEWING_COUNTY = `CASE WHEN o.affiliation IN ('county', 'none') THEN o.region_code END`;

/** SQL for what everybody signed in may read of the instruments `i`. */
export const IS_PUBLISHED = `i.status IN (${PUBLISHED.map((status) => `'${status}'`).join(', ')})`;

/** Whose the objects of this lib are. */
export function defineSubjects(subjects: Subjects): void {
  subjects.define(
    'instrument',
    `SELECT ARRAY[i.holder_id] AS organisation_ids, ARRAY[${REVIEWING_COUNTY}] AS region_codes,
            ARRAY[o.supervisor_id] AS supervisor_ids, ${IS_PUBLISHED} AS published
       FROM instrument i JOIN organisation o ON o.id = i.holder_id WHERE i.id = $1`,
  );
  subjects.define('lab', 'SELECT ARRAY[holder_id] AS organisation_ids FROM lab WHERE id = $1');
  subjects.define(
    'user-group',
    'SELECT ARRAY[holder_id] AS organisation_ids FROM user_group WHERE id = $1',
  );
  subjects.define(
    'import-run',
    'SELECT requested_by AS user_id, ARRAY[organisation_id] AS organisation_ids FROM import_run WHERE id = $1',
  );
}

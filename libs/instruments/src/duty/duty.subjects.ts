import type { PersonalDataSources, Subjects } from '@app/identity';
import { REVIEWING_COUNTY } from '../instrument.subjects';

/** Whose an exemption is: its instrument's holder's, and nobody's business beyond the reviewers'. */
export function defineDutySubjects(subjects: Subjects): void {
  subjects.define(
    'exemption',
    `SELECT ARRAY[i.holder_id] AS organisation_ids, ARRAY[${REVIEWING_COUNTY}] AS region_codes,
            ARRAY[o.supervisor_id] AS supervisor_ids
       FROM duty_exemption e JOIN instrument i ON i.id = e.instrument_id JOIN organisation o ON o.id = i.holder_id
      WHERE e.id = $1`,
  );
}

/** What is held about a person as the one who asked, decided or told; it is part of the record and stays. */
export function defineDutyPersonalData(sources: PersonalDataSources): void {
  sources.define({
    name: 'exemptions',
    rows: `SELECT id, instrument_id AS "instrumentId", state, created_at AS "createdAt",
                  CASE WHEN requested_by = $1 THEN reason END AS reason,
                  CASE WHEN decided_by = $1 THEN refusal END AS refusal
             FROM duty_exemption WHERE $1 IN (requested_by, decided_by)`,
  });
  sources.define({
    name: 'decisionsOnUse',
    rows: `SELECT instrument_id AS "instrumentId", obliged, reason, created_at AS "createdAt"
             FROM use_decision WHERE decided_by = $1`,
  });
  sources.define({
    name: 'countsOfClassifiedSets',
    rows: `SELECT organisation_id AS "organisationId", count, updated_at AS "updatedAt"
             FROM classified_holding WHERE updated_by = $1`,
  });
}

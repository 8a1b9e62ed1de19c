import type { PersonalDataSources, Subjects } from '@app/identity';

/** Whose the objects of this lib are, and what it holds about a person. */
export function defineSubjects(subjects: Subjects, personalData: PersonalDataSources): void {
  subjects.define(
    'webhook',
    `SELECT ARRAY[organisation_id] AS organisation_ids FROM webhook_endpoint WHERE id = $1 AND state <> 'removed'`,
  );
  personalData.define({
    name: 'webhooks',
    rows: `SELECT id, url, events, state, created_at AS "createdAt" FROM webhook_endpoint WHERE created_by = $1`,
  });
}

import type { PersonalDataSources } from '@app/identity';

/** What this lib holds about a person: who asked for a run. */
export function definePersonalData(sources: PersonalDataSources): void {
  sources.define({
    name: 'syncRuns',
    rows: `SELECT id, scope, created_at AS "createdAt" FROM sync_run WHERE requested_by = $1`,
  });
}

import type { PersonalDataSources } from '@app/identity';

/** What this lib holds about a person: who recorded money stays with the accounting records. */
export function definePersonalData(sources: PersonalDataSources): void {
  sources.define({
    name: 'invoices',
    rows: `SELECT id, number, created_at AS "createdAt" FROM invoice WHERE recorded_by = $1`,
  });
}

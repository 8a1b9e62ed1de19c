import type { PersonalDataSources } from '@app/identity';

/** What usage holds about a person: what they entered and decided, which stays with the figures made of it. */
export function defineUsagePersonalData(sources: PersonalDataSources): void {
  sources.define({
    name: 'usageRecords',
    rows: `SELECT id, instrument_id AS "instrumentId", starts_at AS "startsAt", ends_at AS "endsAt", user_name AS "userName",
                  evidence, refusal, state, recorded_by = $1 AS "recordedByMe" FROM usage_record
            WHERE recorded_by = $1 OR decided_by = $1`,
  });
}

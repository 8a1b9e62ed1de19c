import type { PersonalDataSources } from '@app/identity';

/** A contact is taken for the person whose name or number it bears, at the person's own organisations. */
const IS_CONTACT = `u.id = $1 AND (i.contact_phone = u.phone OR i.contact_email = u.email OR i.contact_name = u.display_name)
   AND EXISTS (SELECT FROM membership m WHERE m.user_id = u.id AND m.organisation_id = i.holder_id)`;

/** What this lib holds about a person. The register's history stays; the person as a contact goes. */
export function definePersonalData(sources: PersonalDataSources): void {
  sources.define({
    name: 'contactOfInstruments',
    rows: `SELECT i.id, i.name_zh AS "nameZh", i.contact_name AS "contactName", i.contact_phone AS "contactPhone",
                  i.contact_email AS "contactEmail"
             FROM instrument i, app_user u WHERE ${IS_CONTACT}`,
    erase: [
      `UPDATE instrument i SET contact_name = NULL, contact_phone = NULL, contact_email = NULL, version = i.version + 1, updated_at = app_now()
         FROM app_user u WHERE ${IS_CONTACT}`,
    ],
  });
  sources.define({
    name: 'stepsOfInstruments',
    rows: `SELECT instrument_id AS "instrumentId", transition, reason, created_at AS "createdAt"
             FROM instrument_history WHERE actor_id = $1`,
  });
  sources.define({
    name: 'termsOfInstruments',
    rows: ['opening_hours', 'booking_policy', 'fee_schedule']
      .map(
        (table) =>
          `SELECT '${table}' AS what, instrument_id AS "instrumentId", version, created_at AS "createdAt"
             FROM ${table} WHERE created_by = $1`,
      )
      .join(' UNION ALL '),
  });
  sources.define({
    name: 'importRuns',
    rows: `SELECT id, file_name AS "fileName", created_at AS "createdAt" FROM import_run WHERE requested_by = $1`,
  });
}

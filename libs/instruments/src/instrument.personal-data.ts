import type { PersonalDataSources } from '@app/identity';

/** A contact is taken for the person whose name or number it bears, at the person's own organisations. */
const IS_CONTACT = `u.id = $1 AND (i.contact_phone = u.phone OR i.contact_email = u.email OR i.contact_name = u.display_name)
   AND EXISTS (SELECT FROM membership m WHERE m.user_id = u.id AND m.organisation_id = i.holder_id)`;

/** A cell of a ledger is a person's when it holds nothing but their name, number or address, at their organisations. */
const CELLS_OF_PERSON = 'ARRAY[u.phone, u.email, u.display_name]';
const NAMES_PERSON = `u.id = $1 AND r.id = w.run_id
   AND EXISTS (SELECT FROM membership m WHERE m.user_id = u.id AND m.organisation_id = r.organisation_id)
   AND (w.cells && ${CELLS_OF_PERSON} OR EXISTS (SELECT FROM jsonb_each_text(w.repairs) AS repair
                                                  WHERE repair.value = ANY(${CELLS_OF_PERSON})))`;

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
    name: 'revisionsOfInstruments',
    rows: `SELECT instrument_id AS "instrumentId", state, created_at AS "createdAt"
             FROM instrument_revision WHERE $1 IN (created_by, review_submitted_by)`,
  });
  sources.define({
    name: 'reviewRoutes',
    rows: `SELECT affiliation, version, changed_at AS "changedAt" FROM review_route WHERE changed_by = $1`,
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
    name: 'contractTemplates',
    rows: `SELECT holder_id AS "holderId", version, created_at AS "createdAt" FROM contract_template WHERE created_by = $1`,
  });
  sources.define({
    name: 'userGroups',
    rows: `SELECT g.holder_id AS "holderId", g.name_zh AS "nameZh", m.valid_until AS "validUntil"
             FROM user_group_member m JOIN user_group g ON g.id = m.group_id WHERE m.user_id = $1`,
    erase: ['DELETE FROM user_group_member WHERE user_id = $1'],
  });
  defineImports(sources);
}

function defineImports(sources: PersonalDataSources): void {
  sources.define({
    name: 'linesOfImports',
    rows: `SELECT w.run_id AS "runId", w.row_number AS "rowNumber", w.cells, w.repairs
             FROM import_row w, import_run r, app_user u WHERE ${NAMES_PERSON}`,
    erase: [
      `UPDATE import_row w SET
              cells = ARRAY(SELECT CASE WHEN cell = ANY(${CELLS_OF_PERSON}) THEN '' ELSE cell END
                              FROM unnest(w.cells) WITH ORDINALITY AS c (cell, place) ORDER BY place),
              repairs = coalesce((SELECT jsonb_object_agg(key, CASE WHEN value = ANY(${CELLS_OF_PERSON}) THEN '' ELSE value END)
                                    FROM jsonb_each_text(w.repairs)), '{}'),
              messages = coalesce((SELECT jsonb_agg(CASE WHEN message ->> 'value' = ANY(${CELLS_OF_PERSON})
                                                         THEN message || '{"value": ""}' ELSE message END)
                                     FROM jsonb_array_elements(w.messages) AS message), '[]')
         FROM import_run r, app_user u WHERE ${NAMES_PERSON}`,
    ],
  });
  sources.define({
    name: 'importRuns',
    rows: `SELECT id, file_name AS "fileName", created_at AS "createdAt" FROM import_run WHERE requested_by = $1`,
  });
}

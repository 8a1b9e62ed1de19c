import type { Subjects } from './access/subjects';

/** Whose the objects of this lib are. */
export function defineSubjects(subjects: Subjects): void {
  subjects.define(
    'organisation',
    `SELECT ARRAY[id] AS organisation_ids, ARRAY[region_code] AS region_codes,
            ARRAY[supervisor_id] AS supervisor_ids, true AS published
       FROM organisation WHERE id = $1`,
  );
  subjects.define(
    'member',
    `SELECT u.id AS user_id, ARRAY(SELECT organisation_id FROM membership WHERE user_id = u.id) AS organisation_ids
       FROM app_user u WHERE u.id = $1`,
  );
  subjects.define(
    'session',
    `SELECT s.user_id, true AS personal,
            ARRAY(SELECT organisation_id FROM membership WHERE user_id = s.user_id) AS organisation_ids
       FROM session s WHERE s.id = $1`,
  );
  subjects.define(
    'identity',
    `SELECT i.user_id, true AS personal,
            ARRAY(SELECT organisation_id FROM membership WHERE user_id = i.user_id) AS organisation_ids
       FROM external_identity i WHERE i.id = $1`,
  );
  for (const [type, table] of [
    ['invitation', 'invitation'],
    ['api-key', 'api_key'],
    ['payee-account', 'payee_account'],
    ['provider-admission', 'provider_admission'],
  ] as const) {
    subjects.define(
      type,
      `SELECT ARRAY[organisation_id] AS organisation_ids FROM ${table} WHERE id = $1`,
    );
  }
  subjects.define(
    'delegation',
    `SELECT ARRAY[principal_id] AS organisation_ids, ARRAY[agent_id] AS counterparty_ids
       FROM delegation WHERE id = $1`,
  );
  subjects.define(
    'file',
    'SELECT ARRAY[owner_organisation_id] AS organisation_ids FROM stored_file WHERE id = $1',
  );
}

import type { PersonalDataSources } from './personal-data/personal-data-sources';

/** Stands where the contact of an organisation was, until the organisation names another. */
const NO_CONTACT = '待补充';

/**
 * A contact is taken for the person whose name or number it bears, at the person's own organisations; to be continued
 * over `o` and `u`.
 */
const IS_CONTACT = `u.id = $1 AND (o.contact_phone = u.phone OR o.contact_name = u.display_name)
   AND EXISTS (SELECT FROM membership m WHERE m.user_id = u.id AND m.organisation_id = o.id)`;

/** What the audit trail, which forgets nothing, tells of the person: ids and moments, no names. */
const AUDITED = `SELECT action, outcome, count(*)::int AS count, min(at) AS "firstAt", max(at) AS "lastAt"
   FROM audit_entry WHERE actor_id = $1 GROUP BY action, outcome ORDER BY min(at)`;

/** Where a person's id stands beside what they did for an organisation: the table, its column, and what it means. */
const ACTS = [
  ['invitation', 'invited_by', 'invited', 'created_at'],
  ['api_key', 'created_by', 'made-api-key', 'created_at'],
  ['delegation', 'granted_by', 'granted-delegation', 'created_at'],
  ['payee_account', 'proposed_by', 'proposed-payee-account', 'created_at'],
  ['payee_account', 'confirmed_by', 'confirmed-payee-account', 'created_at'],
  ['payee_account', 'decided_by', 'decided-payee-account', 'created_at'],
  ['provider_admission', 'applied_by', 'applied-for-admission', 'created_at'],
  ['provider_admission', 'decided_by', 'decided-admission', 'decided_at'],
  ['organisation', 'verified_by', 'verified-organisation', 'verified_at'],
  ['signed_link', 'created_by', 'sent-link', 'created_at'],
]
  .map(
    ([table, column, what, at]) =>
      `SELECT '${what}' AS what, id, ${at} AS at FROM ${table} WHERE ${column} = $1`,
  )
  .join(' UNION ALL ');

/** What this lib holds about a person. The account and its memberships are erased after all else: they lead to the rest. */
export function definePersonalData(sources: PersonalDataSources): void {
  sources.define({
    name: 'account',
    rows: `SELECT id, login, display_name AS "displayName", email, phone, created_at AS "createdAt",
                  password_changed_at AS "passwordChangedAt", active FROM app_user WHERE id = $1`,
  });
  sources.define({
    name: 'memberships',
    rows: `SELECT m.organisation_id AS "organisationId", o.name_zh AS "organisationNameZh", m.role
             FROM membership m JOIN organisation o ON o.id = m.organisation_id WHERE m.user_id = $1`,
  });
  sources.define({
    name: 'contactOf',
    rows: `SELECT o.id, o.name_zh AS "nameZh", o.contact_name AS "contactName", o.contact_phone AS "contactPhone"
             FROM organisation o, app_user u WHERE ${IS_CONTACT}`,
    erase: [
      `UPDATE organisation o SET contact_name = '${NO_CONTACT}', contact_phone = '', version = o.version + 1
         FROM app_user u WHERE ${IS_CONTACT}`,
    ],
  });
  sources.define({
    name: 'sessions',
    rows: `SELECT id, organisation_id AS "organisationId", device, address, created_at AS "createdAt",
                  seen_at AS "seenAt", ended_at AS "endedAt" FROM session WHERE user_id = $1`,
    erase: ['DELETE FROM session WHERE user_id = $1'],
  });
  sources.define({
    name: 'secondFactor',
    rows: `SELECT s.created_at AS "createdAt", s.confirmed_at AS "confirmedAt",
                  (SELECT count(*)::int FROM recovery_code c WHERE c.user_id = s.user_id AND c.used_at IS NULL)
                    AS "recoveryCodesLeft" FROM second_factor s WHERE s.user_id = $1`,
    erase: [
      'DELETE FROM recovery_code WHERE user_id = $1',
      'DELETE FROM second_factor WHERE user_id = $1',
    ],
  });
  sources.define({
    name: 'formerPasswords',
    rows: `SELECT count(*)::int AS count FROM former_password WHERE user_id = $1 HAVING count(*) > 0`,
    erase: ['DELETE FROM former_password WHERE user_id = $1'],
  });
  sources.define({
    name: 'externalIdentities',
    rows: `SELECT issuer, subject, created_at AS "createdAt" FROM external_identity WHERE user_id = $1`,
    erase: [
      'DELETE FROM external_identity WHERE user_id = $1',
      'DELETE FROM sign_in_flow WHERE user_id = $1',
    ],
  });
  defineLinks(sources);
  sources.define({ name: 'acts', rows: ACTS });
  sources.define({ name: 'auditTrail', rows: AUDITED });
}

function defineLinks(sources: PersonalDataSources): void {
  sources.define({
    name: 'invitations',
    rows: `SELECT i.id, i.organisation_id AS "organisationId", i.email, i.roles, i.state, i.created_at AS "createdAt"
             FROM invitation i JOIN app_user u ON u.id = $1
            WHERE i.accepted_by = u.id OR i.email = u.email`,
    erase: [
      `UPDATE invitation i SET email = '' FROM app_user u
        WHERE u.id = $1 AND (i.accepted_by = u.id OR i.email = u.email)`,
    ],
  });
  sources.define({
    name: 'links',
    rows: `SELECT l.purpose, l.email, l.created_at AS "createdAt", l.used_at AS "usedAt"
             FROM signed_link l JOIN app_user u ON u.id = $1 WHERE l.object_id = u.id OR l.email = u.email`,
    erase: [
      `UPDATE signed_link l SET email = NULL, expires_at = least(l.expires_at, app_now()) FROM app_user u
        WHERE u.id = $1 AND (l.object_id = u.id OR l.email = u.email)`,
    ],
  });
  sources.define({
    name: 'repeatableRequests',
    rows: `SELECT operation, created_at AS "createdAt" FROM idempotency_key WHERE caller_id = $1`,
    erase: [
      // Answers that name the person also stand under others, such as whoever made the account.
      `DELETE FROM idempotency_key WHERE caller_id = $1
          OR (operation ~ '^(Members|Invitations|Registrations|Setup)Controller\\.' AND strpos(response, $1::text) > 0)`,
    ],
  });
}

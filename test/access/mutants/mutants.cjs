// One guard, filter or rule taken away at a time: what is found in one source file, what stands there instead, and the
// operations whose cells must notice. `find` stands in the file exactly once, or the proof itself is broken.
//
// `kind` says what is found, so that transform.cjs can put a switch around it: an expression, statements, or a part of
// a template literal.
const GUARD = 'libs/identity/src/access/access.guard.ts';
const ROW = 'libs/identity/src/access/access-row.ts';
const RELATIONS = 'libs/identity/src/access/relations.ts';
const REACH = 'libs/identity/src/access/permission.ts';
const CALLERS = 'libs/identity/src/sessions/callers.service.ts';

const statements = (name, file, find, replace, ...operations) => ({
  ...{ name, kind: 'statements', file, find, replace, operations },
});
const expression = (name, file, find, replace, ...operations) => ({
  ...{ name, kind: 'expression', file, find, replace, operations },
});
const template = (name, file, find, replace, ...operations) => ({
  ...{ name, kind: 'template', file, find, replace, operations },
});

/** What the one guard looks at, and what it tells by. */
const GUARD_MUTANTS = [
  expression(
    'a role that may not is let through',
    GUARD,
    "verdict === 'forbidden'",
    'false',
    ...['reservations.approve', 'instruments.update'],
  ),
  expression(
    'what is not the caller’s is let through',
    GUARD,
    "verdict === 'not-found' && row.object",
    'undefined',
    ...['orders.get', 'vouchers.get'],
  ),
  expression(
    'an API key opens everything',
    GUARD,
    'caller.scopes !== null && !opens(caller.scopes, operation)',
    'false',
    ...['vouchers.list', 'instruments.retire'],
  ),
  expression(
    'no second factor is asked for',
    GUARD,
    'caller.lacksSecondFactor && !row.whileRestricted',
    'false',
    ...['ledger.invariants', 'organisations.verify'],
  ),
  expression(
    'the second factor is asked for everywhere',
    GUARD,
    'caller.lacksSecondFactor && !row.whileRestricted',
    'caller.lacksSecondFactor',
    'me.get',
  ),
  expression(
    'an expired password is as good as a new one',
    GUARD,
    'caller.passwordExpired && !row.whileRestricted',
    'false',
    'reservations.list',
  ),
  expression(
    'old proof is as good as new',
    GUARD,
    'row.recentProof && !caller.provedRecently',
    'false',
    ...['payeeAccounts.propose', 'apiKeys.create'],
  ),
  statements(
    'refusals leave no trace',
    GUARD,
    'await this.refusals.record(caller.actor, operation, row.object, idOf(request), refusal.code);',
    '',
    'claims.approve',
  ),
  expression(
    'an operation is open to every role',
    ROW,
    'grant.roles.some((role) => roles.includes(role))',
    'true',
    ...['instruments.approve', 'paymentBatches.create'],
  ),
  expression(
    'a role may act on everything',
    ROW,
    'grant.relations.some((one) => relations.has(one))',
    'true',
    ...['reservations.get', 'claims.get'],
  ),
  expression(
    'what is hidden is refused openly',
    ROW,
    'KNOWN.some((one) => relations.has(one))',
    'true',
    ...['instruments.get', 'holds.release'],
  ),
  expression(
    'every organisation is one’s own',
    RELATIONS,
    'subject.organisationIds.includes(actor.organisationId)',
    'true',
    ...['vouchers.get', 'downtimes.end'],
  ),
  expression(
    'every person is oneself',
    RELATIONS,
    'subject.userId === actor.userId',
    'true',
    ...['reservations.cancel', 'sessions.endOne'],
  ),
  expression(
    'what is one person’s alone is the organisation’s',
    RELATIONS,
    "subject.personal || relations.has('organisation')",
    "relations.has('organisation')",
    'identities.unlink',
  ),
  expression(
    'everybody is the other side',
    RELATIONS,
    'subject.counterpartyIds.includes(actor.organisationId)',
    'true',
    ...['reservations.approve', 'orders.get'],
  ),
  expression(
    'every county is one’s own',
    RELATIONS,
    'regionCodes.includes(regionCode)',
    'true',
    ...['instruments.approve', 'organisations.verify'],
  ),
  expression(
    'whoever sits in a county reviews it',
    RELATIONS,
    "roles.includes('county_reviewer') ? organisationRegionCode : null",
    'organisationRegionCode',
    'instruments.get',
  ),
  expression(
    'every department is in charge of everybody',
    RELATIONS,
    'supervisorIds.includes(supervisorId)',
    'true',
    'instruments.get',
  ),
  expression(
    'everything is published',
    RELATIONS,
    'subject.published',
    'true',
    ...['instruments.get', 'availability.forInstrument'],
  ),
  template(
    'who was blocked goes on',
    CALLERS,
    'JOIN app_user u ON u.id = s.user_id AND u.active',
    'JOIN app_user u ON u.id = s.user_id',
    'reservations.list',
  ),
  template('a revoked key opens', CALLERS, 'AND k.revoked_at IS NULL', '', 'instruments.list'),
  template('an expired key opens', CALLERS, 'AND k.expires_at > app_now()', '', 'instruments.list'),
  template(
    'proof never grows old',
    CALLERS,
    "s.proved_at > app_now() - interval '${RECENT}'",
    's.proved_at IS NOT NULL',
    'apiKeys.create',
  ),
];

/** A finder that tells everybody that the object is their own organisation's. */
const finder = (type, file, find, ...operations) => {
  const replace = find.replace(/ARRAY(\[[^\]]*\]|\(.*\))/, 'ARRAY(SELECT id FROM organisation)');
  const name = `everybody owns every ${type}`;
  return (find.startsWith("'") ? expression : template)(name, file, find, replace, ...operations);
};
const IDENTITY = 'libs/identity/src/identity.subjects.ts';
const RESERVATIONS = 'libs/reservations/src/reservation.subjects.ts';
const INSTRUMENTS = 'libs/instruments/src/instrument.subjects.ts';
const MEMBERSHIPS = 'ARRAY(SELECT organisation_id FROM membership WHERE user_id =';

const FINDER_MUTANTS = [
  finder(
    'reservation',
    RESERVATIONS,
    'ARRAY[r.user_organisation_id] AS organisation_ids,\n            ARRAY[i.holder_id] AS counterparty_ids\n       FROM reservation r',
    'reservations.get',
  ),
  finder(
    'webhook',
    'libs/notifications/src/notifications.subjects.ts',
    'ARRAY[organisation_id]',
    'webhooks.deliveries',
  ),
  finder('hold', RESERVATIONS, `${MEMBERSHIPS} held_by)`, 'holds.release'),
  finder(
    'downtime',
    RESERVATIONS,
    'ARRAY[i.holder_id] AS organisation_ids\n       FROM downtime',
    'downtimes.end',
  ),
  finder('order', 'libs/orders/src/order.subjects.ts', 'ARRAY[user_organisation_id]', 'orders.get'),
  finder(
    'voucher',
    'libs/vouchers/src/voucher.subjects.ts',
    "'SELECT ARRAY[organisation_id] AS organisation_ids FROM voucher WHERE id = $1'",
    'vouchers.entries',
  ),
  finder(
    'claim',
    'libs/claims/src/claim.subjects.ts',
    'ARRAY[payee_organisation_id]',
    'claims.get',
  ),
  finder('instrument', INSTRUMENTS, 'ARRAY[i.holder_id]', 'instruments.update'),
  finder(
    'import run',
    INSTRUMENTS,
    "'SELECT requested_by AS user_id, ARRAY[organisation_id] AS organisation_ids FROM import_run WHERE id = $1'",
    'runs.get',
  ),
  finder(
    'file',
    IDENTITY,
    "'SELECT ARRAY[owner_organisation_id] AS organisation_ids FROM stored_file WHERE id = $1'",
    'files.content',
  ),
  finder(
    'payee account, invitation, key and admission',
    IDENTITY,
    'ARRAY[organisation_id] AS organisation_ids FROM ${table}',
    ...['payeeAccounts.get', 'apiKeys.revoke', 'invitations.withdraw', 'providerAdmissions.get'],
  ),
  finder('delegation', IDENTITY, 'ARRAY[principal_id]', 'delegations.revoke'),
  finder('session', IDENTITY, `${MEMBERSHIPS} s.user_id)`, 'sessions.endOne'),
  finder('identity', IDENTITY, `${MEMBERSHIPS} i.user_id)`, 'identities.unlink'),
  finder('organisation', IDENTITY, 'ARRAY[id] AS organisation_ids', 'members.list'),
];

/** Filters of lists. */
const LIST_MUTANTS = [
  expression(
    'a list holds everything',
    REACH,
    'RELATIONS.every(opened)',
    'true',
    ...['reservations.list', 'vouchers.list', 'claims.list', 'instruments.list'],
  ),
  expression(
    'a list holds one’s organisation’s whatever the role',
    REACH,
    "opened('organisation') ? actor.organisationId : null",
    'actor.organisationId',
    ...['instruments.list', 'vouchers.list'],
  ),
  expression(
    'a list holds the other side’s whatever the role',
    REACH,
    "opened('counterparty') ? actor.organisationId : null",
    'actor.organisationId',
    'reservations.list',
  ),
  expression(
    'the list of reservations has no filter',
    'libs/reservations/src/reservations.service.ts',
    'reach.everything ? null : [OF_EITHER_SIDE, reach.organisationId, reach.counterpartyId]',
    'null',
    'reservations.list',
  ),
  template(
    'the list of vouchers has no filter',
    'libs/vouchers/src/voucher-issue.service.ts',
    'WHERE ($1::boolean OR voucher.organisation_id = $2)',
    'WHERE ($1::boolean OR true OR $2::uuid IS NULL)',
    'vouchers.list',
  ),
  template(
    'the list of claims has no filter',
    'libs/claims/src/claims.service.ts',
    'WHERE ($1::boolean OR claim.payee_organisation_id = $2)',
    'WHERE ($1::boolean OR true OR $2::uuid IS NULL)',
    'claims.list',
  ),
  expression(
    'the list of instruments has no filter',
    'libs/instruments/src/search/find-instruments.ts',
    'reach.everything',
    'true',
    'instruments.list',
  ),
  expression(
    'the list of revisions has no filter',
    'libs/instruments/src/revisions/revision.queries.ts',
    'reach.everything',
    'true',
    'openRevisions.list',
  ),
  expression(
    'the list of organisations has no filter',
    'libs/identity/src/organisations/organisations.service.ts',
    "!oversees(actor) && !hasRole(actor, 'security_admin')",
    'false',
    'organisations.list',
  ),
  expression(
    'the list of admissions has no filter',
    'libs/identity/src/provider-admissions/provider-admissions.service.ts',
    'oversees(actor) ? null : actor.organisationId',
    'null',
    'providerAdmissions.list',
  ),
  template(
    'the list of payee accounts has no filter',
    'libs/identity/src/payee-accounts/payee-accounts.service.ts',
    'WHERE account.organisation_id = $1 AND ($2::uuid IS NULL',
    'WHERE $1::uuid IS NOT NULL AND ($2::uuid IS NULL',
    'payeeAccounts.list',
  ),
  template(
    'the list of keys has no filter',
    'libs/identity/src/api-keys/api-keys.service.ts',
    'WHERE k.organisation_id = $1 AND',
    'WHERE $1::uuid IS NOT NULL AND',
    'apiKeys.list',
  ),
  template(
    'the list of members has no filter',
    'libs/identity/src/people/member.queries.ts',
    'WHERE m.organisation_id = $1 AND',
    'WHERE $1::uuid IS NOT NULL AND',
    'members.list',
  ),
  template(
    'the list of delegations has no filter',
    'libs/identity/src/delegations/delegations.service.ts',
    'WHERE $1 IN (d.principal_id, d.agent_id) AND',
    'WHERE $1::uuid IS NOT NULL AND',
    'delegations.list',
  ),
  template(
    'the list of sessions has no filter',
    'libs/identity/src/sessions/sessions.service.ts',
    'WHERE s.user_id = $1 AND ${LIVE_SESSION}',
    'WHERE $1::uuid IS NOT NULL AND ${LIVE_SESSION}',
    'sessions.list',
  ),
  expression(
    'the list of linked identities has no filter',
    'libs/identity/src/sign-in/identities.service.ts',
    "'SELECT id, issuer, created_at FROM external_identity WHERE user_id = $1 ORDER BY created_at, id'",
    "'SELECT id, issuer, created_at FROM external_identity WHERE $1::uuid IS NOT NULL ORDER BY created_at, id'",
    'identities.list',
  ),
];

/** What a body names, which no guard looks at. */
const BODY_MUTANTS = [
  template(
    'a voucher pays for anybody',
    'libs/vouchers/src/voucher.queries.ts',
    'WHERE voucher.id = $1 AND voucher.organisation_id = $2',
    'WHERE voucher.id = $1 AND $2::uuid IS NOT NULL',
    ...['quotes.create', 'reservations.create'],
  ),
  template(
    'somebody else’s hold becomes one’s booking',
    'libs/reservations/src/occupancy.queries.ts',
    'AND held_by = $2 AND unit_id = ANY($3)',
    'AND $2::uuid IS NOT NULL AND unit_id = ANY($3)',
    'reservations.create',
  ),
  expression(
    'anybody’s order is claimed',
    'libs/claims/src/claimable-orders.ts',
    '![userOrganisationId, providerOrganisationId].includes(organisationId)',
    'false',
    'claims.submit',
  ),
  expression(
    'anybody’s file is handed in',
    'libs/files/src/file-store.ts',
    "'SELECT id FROM stored_file WHERE owner_organisation_id = $1 AND id = ANY($2)'",
    "'SELECT id FROM stored_file WHERE $1::uuid IS NOT NULL AND id = ANY($2)'",
    ...['claims.submit', 'payeeAccounts.propose', 'delegations.grant'],
  ),
  statements(
    'a session acts for any organisation',
    'libs/identity/src/sessions/sessions.service.ts',
    'return rows.length > 0;',
    'return true;',
    'sessions.actFor',
  ),
  template(
    'a stranger is changed as a member',
    'libs/identity/src/people/memberships.service.ts',
    'WHERE m.user_id = $1 AND m.organisation_id = $2 ORDER BY m.role',
    'WHERE m.user_id = $1 AND $2::uuid IS NOT NULL ORDER BY m.role',
    'members.changeRoles',
  ),
  expression(
    'a stranger’s second factor is taken as a member’s',
    'libs/identity/src/second-factor/authenticators.service.ts',
    "'SELECT FROM membership WHERE organisation_id = $1 AND user_id = $2 LIMIT 1'",
    "'SELECT FROM membership WHERE $1::uuid IS NOT NULL AND user_id = $2 LIMIT 1'",
    'memberSecondFactor.reset',
  ),
];

/** Steps that two persons take. */
const TWO_PERSON_MUTANTS = [
  expression(
    'the maker of a claim approves it',
    'libs/claims/src/claims.service.ts',
    'hands.includes(actor.userId)',
    'false',
    'claims.approve',
  ),
  expression(
    'a party of the order approves the claim',
    'libs/claims/src/claims.service.ts',
    'houses.includes(actor.organisationId)',
    'false',
    'claims.approve',
  ),
  expression(
    'who approved a claim pays it',
    'libs/claims/src/payment-batches.service.ts',
    'claims.some((claim) => claim.reviewerId === actor.userId)',
    'false',
    'paymentBatches.create',
  ),
  expression(
    'who made a batch confirms it',
    'libs/claims/src/payment-batches.service.ts',
    'batch.madeBy === actor.userId',
    'false',
    'paymentBatches.confirm',
  ),
  expression(
    'who approved a claim confirms its payment',
    'libs/claims/src/payment-batches.service.ts',
    'await hasReviewed(tx, id, actor.userId)',
    'false',
    'paymentBatches.confirm',
  ),
  expression(
    'who proposed an account confirms or verifies it',
    'libs/identity/src/payee-accounts/payee-accounts.service.ts',
    "action !== 'withdraw' && hasTakenPart(account, actor)",
    'false',
    ...['payeeAccounts.confirm', 'payeeAccounts.verify'],
  ),
  expression(
    'who applied for an admission decides on it',
    'libs/identity/src/provider-admissions/provider-admissions.service.ts',
    'admission.applied_by === actor.userId',
    'false',
    'providerAdmissions.approve',
  ),
  expression(
    'a holder reviews its own instrument',
    'libs/instruments/src/review/reviews.service.ts',
    'await belongsTo(tx, actor, row.holder_id)',
    'false',
    ...['instruments.approve', 'revisions.approve'],
  ),
  expression(
    'who submitted an instrument reviews it',
    'libs/instruments/src/review/reviews.service.ts',
    'review.submittedBy === actor.userId',
    'false',
    'instruments.approve',
  ),
  expression(
    'a member verifies the own organisation',
    'libs/identity/src/organisations/verification.service.ts',
    'await isMember(tx, actor.userId, id)',
    'false',
    'organisations.verify',
  ),
];

const LIB_MUTANTS = [...FINDER_MUTANTS, ...LIST_MUTANTS, ...BODY_MUTANTS, ...TWO_PERSON_MUTANTS];

module.exports = { GUARD_MUTANTS, LIB_MUTANTS };

/**
 * One guard or filter taken away: a replacement in one source file, and the operations whose cells must notice. `find`
 * stands in the file exactly once, or the proof itself is broken.
 */
export interface Mutant {
  name: string;
  file: string;
  find: string;
  replace: string;
  operations: readonly string[];
}

const GUARD = 'libs/identity/src/access/access.guard.ts';
const RELATIONS = 'libs/identity/src/access/relations.ts';
const IDENTITY = 'libs/identity/src/identity.subjects.ts';

/** A finder that tells everybody that the object is their own organisation's: all organisations there are. */
const EVERYBODY = 'ARRAY(SELECT id FROM organisation)';

const finder = (
  name: string,
  file: string,
  find: string,
  operations: readonly string[],
): Mutant => ({
  name: `everybody owns a ${name}`,
  file,
  find,
  replace: find.replace(/ARRAY\[[^\]]*\]/, EVERYBODY),
  operations,
});

/** Every guard, every finder of the libs and every filter of a list, one at a time. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'the guard lets every verdict pass',
    file: GUARD,
    find: "  if (verdict === 'forbidden') return new OperationForbidden();\n",
    replace: '',
    operations: ['reservations.approve', 'instruments.update'],
  },
  {
    name: 'the guard finds everything',
    file: GUARD,
    find: "  if (verdict === 'not-found' && row.object) return new NotFound(objectName(row.object));\n",
    replace: '',
    operations: ['orders.get', 'vouchers.get'],
  },
  {
    name: 'an API key opens everything',
    file: GUARD,
    find: '  if (caller.scopes !== null && !opens(caller.scopes, operation)) return new OperationForbidden();\n',
    replace: '',
    operations: ['vouchers.list', 'claims.list'],
  },
  {
    name: 'no second factor is asked for',
    file: GUARD,
    find: '  if (caller.lacksSecondFactor && !row.whileRestricted) return new SecondFactorRequired();\n',
    replace: '',
    operations: ['ledger.invariants', 'organisations.verify'],
  },
  {
    name: 'an expired password is as good as a new one',
    file: GUARD,
    find: '  if (caller.passwordExpired && !row.whileRestricted) return new PasswordExpired();\n',
    replace: '',
    operations: ['reservations.list'],
  },
  {
    name: 'old proof is as good as new',
    file: GUARD,
    find: '  if (row.recentProof && !caller.provedRecently) return new ProofRequired();\n',
    replace: '',
    operations: ['payeeAccounts.propose', 'apiKeys.create'],
  },
  {
    name: 'refusals leave no trace',
    file: GUARD,
    find: '      await this.refusals.record(caller.actor, operation, row.object, idOf(request), refusal.code);\n',
    replace: '',
    operations: ['claims.approve'],
  },
  {
    name: 'every organisation is one’s own',
    file: RELATIONS,
    find: "  if (subject.organisationIds.includes(actor.organisationId)) relations.add('organisation');",
    replace: "  relations.add('organisation');",
    operations: ['vouchers.get', 'downtimes.end'],
  },
  {
    name: 'every person is oneself',
    file: RELATIONS,
    find: "  if (subject.userId === actor.userId && (subject.personal || relations.has('organisation')))",
    replace: "  if (subject.personal || relations.has('organisation'))",
    operations: ['reservations.cancel', 'sessions.endOne'],
  },
  {
    name: 'everybody is the other side',
    file: RELATIONS,
    find: "  if (subject.counterpartyIds.includes(actor.organisationId)) relations.add('counterparty');",
    replace: "  relations.add('counterparty');",
    operations: ['reservations.approve', 'orders.get'],
  },
  {
    name: 'every county is one’s own',
    file: RELATIONS,
    find: '    (regionCode !== null && regionCodes.includes(regionCode)) ||',
    replace: '    regionCode !== null ||',
    operations: ['instruments.approve', 'organisations.verify'],
  },
  {
    name: 'everything is published',
    file: RELATIONS,
    find: "  if (subject.published) relations.add('published');",
    replace: "  relations.add('published');",
    operations: ['instruments.get', 'availability.forInstrument'],
  },
  finder(
    'reservation',
    'libs/reservations/src/reservation.subjects.ts',
    'SELECT r.reserved_by AS user_id, ARRAY[r.user_organisation_id] AS organisation_ids',
    ['reservations.get'],
  ),
  finder(
    'downtime',
    'libs/reservations/src/reservation.subjects.ts',
    'SELECT ARRAY[i.holder_id] AS organisation_ids',
    ['downtimes.end'],
  ),
  finder(
    'order',
    'libs/orders/src/order.subjects.ts',
    'SELECT placed_by AS user_id, ARRAY[user_organisation_id] AS organisation_ids',
    ['orders.get'],
  ),
  finder(
    'voucher',
    'libs/vouchers/src/voucher.subjects.ts',
    'SELECT ARRAY[organisation_id] AS organisation_ids FROM voucher',
    ['vouchers.entries'],
  ),
  finder(
    'claim',
    'libs/claims/src/claim.subjects.ts',
    'SELECT maker_id AS user_id, ARRAY[payee_organisation_id] AS organisation_ids',
    ['claims.get'],
  ),
  finder(
    'instrument',
    'libs/instruments/src/instrument.subjects.ts',
    'SELECT ARRAY[i.holder_id] AS organisation_ids',
    ['instruments.update'],
  ),
  finder(
    'import run',
    'libs/instruments/src/instrument.subjects.ts',
    'SELECT requested_by AS user_id, ARRAY[organisation_id] AS organisation_ids',
    ['runs.get'],
  ),
  finder('file', IDENTITY, 'SELECT ARRAY[owner_organisation_id] AS organisation_ids', [
    'files.content',
  ]),
  finder(
    'payee account, an invitation, a key or an admission',
    IDENTITY,
    'SELECT ARRAY[organisation_id] AS organisation_ids FROM ${table}',
    ['payeeAccounts.get'],
  ),
  finder('delegation', IDENTITY, 'SELECT ARRAY[principal_id] AS organisation_ids', [
    'delegations.revoke',
  ]),
  {
    name: 'the list of reservations has no filter',
    file: 'libs/reservations/src/reservations.service.ts',
    find: "'(r.user_organisation_id = ? OR r.instrument_id = ANY (ARRAY (SELECT id FROM instrument WHERE holder_id = ?)))'",
    replace: "'(r.user_organisation_id = ? OR true)'",
    operations: ['reservations.list'],
  },
  {
    name: 'the list of vouchers has no filter',
    file: 'libs/vouchers/src/voucher-issue.service.ts',
    find: 'WHERE ($1::boolean OR voucher.organisation_id = $2)',
    replace: 'WHERE ($1::boolean OR $2::uuid IS NOT NULL)',
    operations: ['vouchers.list'],
  },
  {
    name: 'the list of claims has no filter',
    file: 'libs/claims/src/claims.service.ts',
    find: 'WHERE ($1::boolean OR claim.payee_organisation_id = $2)',
    replace: 'WHERE ($1::boolean OR $2::uuid IS NOT NULL)',
    operations: ['claims.list'],
  },
  {
    name: 'the list of instruments has no filter',
    file: 'libs/instruments/src/instrument.queries.ts',
    find: 'OR i.holder_id = $3\n',
    replace: 'OR $3::uuid IS NOT NULL OR i.holder_id = $3\n',
    operations: ['instruments.list'],
  },
  {
    name: 'the list of organisations has no filter',
    file: 'libs/identity/src/organisations/organisations.service.ts',
    find: "    if (!oversees(actor) && !hasRole(actor, 'security_admin')) {",
    replace: '    if (actor.userId === actor.organisationId) {',
    operations: ['organisations.list'],
  },
];

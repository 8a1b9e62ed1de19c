import { newId } from '@app/common';
import { LEDGER_INVARIANTS } from '../../libs/vouchers/src/invariants.sql';
import { AuditHeads, verifyAuditTrail } from '@app/audit';
import type { BrowserAnswer } from '../../libs/identity/src/testing/test-browser';
import { ApiDesk, expected } from '../support/api-desk';
import { readInventory } from './inventory';
import { findInDump, plantPerson, type PlantedPerson } from './plants';

interface Export {
  userId: string;
  held: { name: string; complete: boolean; rows: Record<string, unknown>[] }[];
}

let desk: ApiDesk;
let person: PlantedPerson;

beforeAll(async () => {
  desk = await ApiDesk.open();
});
afterAll(() => desk.close());
beforeEach(async () => {
  person = await plantPerson(desk.db);
});

/** Never shown to anybody, the person included: what signs in, and what stands for a command. */
const NEVER_SHOWN = [
  ...['app_user.password_hash', 'app_user.digest_salt', 'former_password.password_hash'],
  ...['session.id_hash', 'second_factor.sealed_secret', 'second_factor.sealed_candidate'],
  ...['recovery_code.code_hash', 'sign_in_flow.state_hash', 'sign_in_flow.browser_hash'],
  ...['sign_in_flow.sealed_secrets', 'idempotency_key.key', 'idempotency_key.request_hash'],
  // Shown as role and organisation; an answer to somebody else is somebody else's.
  ...['membership.role', 'idempotency_key.response'],
];

/** Asks the API as the planted person. */
const ask = <Body = Record<string, unknown>>(
  { token }: PlantedPerson,
  method: string,
  path: string,
  body?: object,
): Promise<BrowserAnswer<Body>> =>
  desk.browser().call<Body>(method, path, { body, headers: { cookie: `__Host-jiayi=${token}` } });

const erase = (planted: PlantedPerson, password = planted.password) =>
  ask(planted, 'POST', '/me/erasure', { password });

describe('the plants', () => {
  it('stand in every column that an erasure empties, and are found there', async () => {
    const erased = readInventory().filter(({ erasure }) => erasure === 'erased');
    const columns = erased.map(({ table, column }) => `${table}.${column}`);
    expect([...person.planted.keys()].sort()).toEqual(columns.sort());
    const found = await findInDump(desk.db, person.planted.values());
    expect(columns.filter((column) => !found.includes(column))).toEqual([]);
  });
});

describe('GET /me/personal-data', () => {
  it('gives a person everything that is held about them, and nothing of anybody else', async () => {
    const other = await plantPerson(desk.db);
    await desk.db.query(`UPDATE membership SET organisation_id = $2 WHERE user_id = $1`, [
      other.userId,
      person.organisationId,
    ]);
    const answer = expected(await ask<Export>(person, 'GET', '/me/personal-data'), 200);
    const text = JSON.stringify(answer);
    const missing = [...person.planted]
      .filter(([column, planted]) => !NEVER_SHOWN.includes(column) && !text.includes(planted))
      .map(([column]) => column);
    expect(missing).toEqual([]);
    const shown = [...person.planted].filter(
      ([column, planted]) => NEVER_SHOWN.includes(column) && text.includes(planted),
    );
    expect(shown).toEqual([]);
    expect([...other.planted.values()].filter((planted) => text.includes(planted))).toEqual([]);
    expect(text).not.toContain(other.userId);
    expect(answer.held.every(({ complete }) => complete)).toBe(true);
    expect(answer.held.find(({ name }) => name === 'auditTrail')?.rows).toContainEqual(
      expect.objectContaining({ action: 'reservation.plant', count: 1 }),
    );
  });

  it('is an entry of the audit trail', async () => {
    expected(await ask(person, 'GET', '/me/personal-data'), 200);
    const rows = await desk.db.query(
      `SELECT 1 FROM audit_entry WHERE action = 'personal-data.read' AND actor_id = $1`,
      [person.userId],
    );
    expect(rows).toHaveLength(1);
  });
});

describe('POST /me/erasure', () => {
  it('leaves nothing of the person but in what is documented as kept', async () => {
    const answer = await erase(person);
    expect(answer.status).toBe(204);
    expect(await findInDump(desk.db, person.planted.values())).toEqual([]);
    const [account]: object[] = await desk.db.query('SELECT * FROM app_user WHERE id = $1', [
      person.userId,
    ]);
    expect(account).toMatchObject({
      login: `erased-${person.userId}`,
      display_name: '已注销用户',
      active: false,
      erased_at: expect.any(Date),
    });
    expect((await ask(person, 'GET', '/me')).status).toBe(401);
    const again = await desk
      .browser()
      .call('POST', '/sessions', { body: { login: person.login, password: person.password } });
    expect(again.status).toBe(401);
  });

  it('leaves ledger, orders and audit trail whole', async () => {
    await erase(person);
    const kept = await desk.db.query(
      `SELECT r.state, o.state AS order_state FROM reservation r JOIN service_order o ON o.id = r.order_id
        WHERE r.reserved_by = $1 AND o.placed_by = $1`,
      [person.userId],
    );
    expect(kept).toEqual([{ state: 'completed', order_state: 'accepted' }]);
    for (const { sql } of LEDGER_INVARIANTS) expect(await desk.db.query(sql)).toEqual([]);
    const { auditKey: key, auditHeadsDirectory } = desk.settings;
    const heads = new AuditHeads(auditHeadsDirectory, key);
    const found = await verifyAuditTrail(desk.db, { key, heads });
    expect(found.findings).toEqual([]);
    expect(found.objects).toBeGreaterThan(3);
    const [entry]: { before: boolean; after: boolean }[] = await desk.db.query(
      `SELECT digest_before IS NOT NULL AS before, digest_after IS NOT NULL AS after FROM audit_entry
        WHERE action = 'person.erase' AND object_id = $1`,
      [person.userId],
    );
    expect(entry).toEqual({ before: true, after: true });
  });

  it('is refused with a wrong password, and changes nothing', async () => {
    const answer = await erase(person, 'wrong');
    expect(answer.status).toBe(401);
    const found = await findInDump(desk.db, person.planted.values());
    expect(found.length).toBeGreaterThan(20);
  });

  it.each([
    [
      'reservation-open',
      `UPDATE reservation SET state = 'confirmed' WHERE reserved_by = $1`,
      'reservation',
    ],
    [
      'order-open',
      `UPDATE service_order SET state = 'completed', accepted_at = NULL WHERE placed_by = $1`,
      'service_order',
    ],
  ])('is refused with the reason %s while something is open', async (code, statement, table) => {
    await desk.db.query(statement, [person.userId]);
    const answer = await erase(person);
    expect(answer.status).toBe(409);
    const { reservationId, orderId } = person;
    expect(answer.body).toMatchObject({
      code: 'erasure-refused',
      reasons: [{ code, ids: [table === 'reservation' ? reservationId : orderId] }],
    });
    expect(answer.body.detail).toContain(orderId);
    expect((await findInDump(desk.db, [person.login])).length).toBeGreaterThan(0);
  });

  it.each(['draft', 'submitted', 'approved', 'returned'])(
    'is refused while a claim is %s',
    async (state) => {
      await openClaim(state);
      const answer = await erase(person);
      expect(answer.status).toBe(409);
      expect(answer.body).toMatchObject({ reasons: [{ code: 'claim-open' }] });
    },
  );

  it('is refused to the last administrator of an organisation', async () => {
    await desk.db.query(
      `UPDATE membership SET role = 'enterprise_member' WHERE organisation_id = $1 AND role = 'enterprise_admin'`,
      [person.organisationId],
    );
    await desk.db.query(`UPDATE membership SET role = 'enterprise_admin' WHERE user_id = $1`, [
      person.userId,
    ]);
    const answer = await erase(person);
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'last-administrator' });
  });

  it('lets one of the last two administrators go, when both ask at once', async () => {
    const other = await plantPerson(desk.db);
    await desk.db.query(`UPDATE membership SET role = 'auditor' WHERE user_id = ANY($1)`, [
      [person.userId, other.userId],
    ]);
    const answers = await Promise.all([erase(person), erase(other)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
  });

  /** The person as maker, or as drafter, of a claim on their order. */
  async function openClaim(state: string): Promise<void> {
    const drafter = state === 'draft';
    const programmeId = newId();
    await desk.db.query(
      `INSERT INTO voucher_programme (id, name_zh, year, issuer_organisation_id, ratio, ceiling_fen, valid_from, valid_to,
                                      payment_mode, purposes, eligible_forms, source)
       VALUES ($1, '方案', 2026, $2, 0.5, 1000, '2026-01-01', '2026-12-31', 'reimburse', '{testing}', '{enterprise}', '测试')`,
      [programmeId, person.organisationId],
    );
    await desk.db.query(
      `INSERT INTO claim (id, order_id, programme_id, payee_organisation_id, amount_fen, state, maker_id, drafted_by,
                          drafted_by_organisation_id, reviewer_id, reviewed_at, return_reason)
       SELECT $1, $2, $3, $4, 50, $5, $6, CASE WHEN $7 THEN $6::uuid END, CASE WHEN $7 THEN $4::uuid END, reviewer.id,
              CASE WHEN reviewer.id IS NOT NULL THEN app_now() END, CASE WHEN $5 = 'returned' THEN '缺发票' END
         FROM (SELECT CASE WHEN $5 IN ('approved', 'returned') THEN
                 (SELECT user_id FROM membership WHERE organisation_id = $4 AND user_id <> $6 LIMIT 1) END AS id) AS reviewer`,
      [
        ...[newId(), person.orderId, programmeId, person.organisationId, state, person.userId],
        drafter,
      ],
    );
  }
});

describe('POST /organisations/{id}/members/{userId}/erasure', () => {
  const pathOf = ({ organisationId, userId }: PlantedPerson) =>
    `/organisations/${organisationId}/members/${userId}/erasure`;

  it('erases somebody who asked in writing, and records the number of the request', async () => {
    const officer = await desk.signIn((await desk.build(['security_admin'])).userId);
    const answer = await officer.call('POST', pathOf(person), { body: { reference: '2026-0042' } });
    expect(answer.status).toBe(204);
    expect(await findInDump(desk.db, person.planted.values())).toEqual([]);
    const [entry]: { detail: object }[] = await desk.db.query(
      `SELECT detail FROM audit_entry WHERE action = 'person.erase' AND object_id = $1`,
      [person.userId],
    );
    expect(entry?.detail).toEqual({ reference: '2026-0042' });
  });

  it('knows members of that organisation only', async () => {
    const officer = await desk.signIn((await desk.build(['security_admin'])).userId);
    const other = await plantPerson(desk.db);
    for (const userId of [other.userId, newId()]) {
      const path = pathOf({ ...person, userId });
      const answer = await officer.call('POST', path, { body: { reference: '1' } });
      expect(answer.status).toBe(404);
    }
  });

  it.each(['bureau_admin', 'enterprise_admin', 'auditor'] as const)(
    'is not for %s',
    async (role) => {
      const browser = await desk.signIn((await desk.build([role])).userId);
      const answer = await browser.call('POST', pathOf(person), { body: { reference: '1' } });
      expect(answer.status).toBe(403);
    },
  );
});

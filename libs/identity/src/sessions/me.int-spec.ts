import { newId } from '@app/common';
import { buildOrganisation, buildPerson, PASSWORD, type TestPerson } from '../testing/people';
import { COOKIE, SignInDesk } from '../../../../test/support/sign-in-desk';
import type { TestBrowser } from '../testing/test-browser';

let desk: SignInDesk;
beforeAll(async () => {
  desk = await SignInDesk.open();
});
afterAll(() => desk.close());
afterEach(() => desk.moveOn());

const get = async (browser: TestBrowser) =>
  (await browser.call<Record<string, unknown>>('GET', '/me')).body;
const actFor = (browser: TestBrowser, organisationId: string, delegationId?: string) =>
  browser.call('POST', '/sessions/current/organisation', {
    body: { organisationId, delegationId },
  });
const patch = (browser: TestBrowser, body: object, version: number | string = 1) =>
  browser.call('PATCH', '/me', { body, headers: { 'if-match': `"${version}"` } });
const proofOf = (browser: TestBrowser, body: object) =>
  browser.call('POST', '/sessions/current/proof', { body });

/** Gives a person a role at a second organisation. */
async function joinAnother({ userId }: TestPerson): Promise<string> {
  const organisationId = await buildOrganisation(desk.db);
  await desk.db.query(
    `INSERT INTO membership (user_id, organisation_id, role) VALUES ($1, $2, 'enterprise_member')`,
    [userId, organisationId],
  );
  return organisationId;
}

/** Makes the person's organisation the agent of a new one, for some days around today. */
async function delegateTo({ userId, organisationId: agentId }: TestPerson): Promise<{
  principalId: string;
  delegationId: string;
}> {
  const [principalId, delegationId, fileId] = [await buildOrganisation(desk.db), newId(), newId()];
  await desk.db.query(
    `INSERT INTO stored_file (id, owner_organisation_id, name, media_type, size_bytes, sha256)
     VALUES ($1, $2, '授权委托书.pdf', 'application/pdf', 1, '')`,
    [fileId, principalId],
  );
  await desk.db.query(
    `INSERT INTO delegation (id, principal_id, agent_id, actions, starts_on, ends_on, file_id, granted_by)
     VALUES ($1, $2, $3, '{}', current_date - 2, current_date + 2, $4, $5)`,
    [delegationId, principalId, agentId, fileId, userId],
  );
  return { principalId, delegationId };
}

describe('GET /me', () => {
  it('tells the person’s account, organisations, mandates and what is required', async () => {
    const person = await desk.buildPerson('enterprise_admin');
    const second = await joinAnother(person);
    const { principalId, delegationId } = await delegateTo(person);
    const me = await get(await desk.signIn(person.userId));
    expect(me).toMatchObject({
      id: person.userId,
      login: person.userId,
      email: null,
      phone: null,
      agentOrganisation: null,
      organisation: { verification: 'verified' },
      secondFactor: { required: false, enabled: false, recoveryCodesLeft: 0 },
      restrictedBy: null,
      version: 1,
    });
    expect(me.organisations).toEqual(
      expect.arrayContaining([
        { id: person.organisationId, nameZh: '测试单位', roles: ['enterprise_admin'] },
        { id: second, nameZh: '测试单位', roles: ['enterprise_member'] },
        { id: principalId, nameZh: '测试单位', roles: ['delegate'], delegationId },
      ]),
    );
    expect(me.organisations).toHaveLength(3);
    const due = Date.parse(String(me.passwordChangeDueAt)) - Date.now();
    expect(Math.round(due / 86_400_000)).toBe(90);
  });
});

describe('acting for another organisation', () => {
  it('#33 goes on under a new id, with the roles of that organisation', async () => {
    const person = await desk.buildPerson('enterprise_admin');
    const second = await joinAnother(person);
    const browser = await desk.signIn(person.userId);
    const first = (await get(browser)).organisation as { id: string };
    const other = first.id === second ? person.organisationId : second;
    const token = browser.cookie(COOKIE);
    const { status, body } = await actFor(browser, other);
    expect(status).toBe(200);
    expect(body).toMatchObject({ user: { organisation: { id: other } } });
    expect(await get(browser)).toMatchObject({ organisation: { id: other } });
    expect(browser.cookie(COOKIE)).not.toBe(token);
    const replayed = await desk.browser().call('GET', '/me', {
      headers: { cookie: `${COOKIE}=${token}` },
    });
    expect(replayed.status).toBe(401);
  });

  it('is open to an agent while the delegation lasts, and ends with it', async () => {
    const person = await desk.buildPerson('enterprise_member');
    const { principalId, delegationId } = await delegateTo(person);
    const browser = await desk.signIn(person.userId);
    expect((await actFor(browser, principalId, delegationId)).status).toBe(200);
    expect(await get(browser)).toMatchObject({
      roles: ['delegate'],
      organisation: { id: principalId },
      agentOrganisation: { id: person.organisationId, nameZh: '测试单位' },
    });
    const sessions = await browser.call<{ items: { id: string }[] }>('GET', '/sessions');
    const other = await desk.signIn(person.userId);
    expect(sessions.body.items).toHaveLength(1);
    await desk.db.query('UPDATE delegation SET revoked_at = app_now() WHERE id = $1', [
      delegationId,
    ]);
    expect((await browser.call('GET', '/me')).status).toBe(401);
    expect((await actFor(other, principalId, delegationId)).status).toBe(404);
  });

  it('leaves an agent in charge of the person’s own sessions', async () => {
    const person = await desk.buildPerson('enterprise_member');
    const { principalId, delegationId } = await delegateTo(person);
    const [here, there] = [await desk.signIn(person.userId), await desk.signIn(person.userId)];
    await actFor(here, principalId, delegationId);
    const { items } = (
      await here.call<{ items: { id: string; current: boolean }[] }>('GET', '/sessions')
    ).body;
    const id = items.find(({ current }) => !current)?.id;
    expect((await here.call('DELETE', `/sessions/${id}`)).status).toBe(204);
    expect((await there.call('GET', '/me')).status).toBe(401);
  });

  it('is refused alike for an organisation of others, for none, and without the delegation', async () => {
    const person = await desk.buildPerson('enterprise_member');
    const stranger = await desk.buildPerson('enterprise_member');
    const { principalId, delegationId } = await delegateTo(stranger);
    const browser = await desk.signIn(person.userId);
    const refused = [
      await actFor(browser, stranger.organisationId),
      await actFor(browser, newId()),
      await actFor(browser, principalId, delegationId),
      await actFor(browser, principalId),
      await actFor(browser, person.organisationId, delegationId),
    ];
    const told = refused.map(({ status, body }) => ({ ...body, status, instance: '' }));
    for (const answer of told) expect(answer).toEqual(told[0]);
    expect(told[0]).toMatchObject({ status: 404, code: 'not-found' });
    expect(await get(browser)).toMatchObject({ organisation: { id: person.organisationId } });
  });
});

describe('recent proof', () => {
  it('#37 is asked for before e-mail or telephone change, and for a while after it is given', async () => {
    const { userId } = await desk.buildPerson('enterprise_member');
    const browser = await desk.signIn(userId);
    await desk.moveOn(11);
    for (const change of [{ email: 'wang@example.org' }, { phone: '13800000000' }]) {
      const { status, body } = await patch(browser, change);
      expect({ status, code: body.code }).toEqual({ status: 401, code: 'proof-required' });
    }
    expect((await patch(browser, { displayName: '王小晓' })).status).toBe(200);
    expect((await proofOf(browser, { password: PASSWORD })).status).toBe(204);
    const changed = await patch(browser, { email: 'wang@example.org', phone: '13800000000' }, 2);
    expect(changed.body).toMatchObject({
      displayName: '王小晓',
      email: 'wang@example.org',
      phone: '13800000000',
      version: 3,
    });
    await desk.moveOn(22);
    expect((await patch(browser, { email: null }, 3)).status).toBe(401);
  });

  it.each([
    ['POST', '/me/second-factor'],
    ['POST', '/me/second-factor/recovery-codes'],
    ['DELETE', '/me/second-factor'],
  ])('#37 is asked for by %s %s', async (method, path) => {
    const browser = await desk.signIn((await desk.buildPerson('enterprise_member')).userId);
    await desk.moveOn(11);
    const { status, body } = await browser.call(method, path);
    expect({ status, code: body.code }).toEqual({ status: 401, code: 'proof-required' });
  });

  it('#37 is given by the password, a few tries for each session', async () => {
    const { userId } = await desk.buildPerson('enterprise_member');
    const [browser, other] = [await desk.signIn(userId), await desk.signIn(userId)];
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const { status, body } = await proofOf(browser, { password: 'wrong' });
      expect({ status, code: body.code }).toEqual({ status: 401, code: 'proof-refused' });
    }
    expect((await proofOf(browser, { password: PASSWORD })).status).toBe(429);
    expect((await proofOf(other, { password: PASSWORD })).status).toBe(204);
    const refusals: unknown[] = await desk.db.query(
      `SELECT FROM audit_entry WHERE actor_id = $1 AND outcome = 'refused' AND detail ->> 'code' = 'proof-refused'`,
      [userId],
    );
    expect(refusals).toHaveLength(5);
  });

  it('#37 cannot be given by somebody who has neither password nor second factor', async () => {
    const { userId } = await buildPerson(desk.db, ['enterprise_member']);
    const browser = await desk.signIn(userId);
    await desk.db.query('UPDATE app_user SET password_hash = NULL WHERE id = $1', [userId]);
    for (const body of [{}, { password: '' }, { code: '000000' }])
      expect((await proofOf(browser, body)).status).toBeGreaterThanOrEqual(400);
  });
});

describe('PATCH /me', () => {
  it('is refused without the version that was read, and for a stale one', async () => {
    const browser = await desk.signIn((await desk.buildPerson('enterprise_member')).userId);
    expect((await browser.call('PATCH', '/me', { body: { displayName: '王' } })).status).toBe(400);
    expect((await patch(browser, { displayName: '王' }, 7)).status).toBe(412);
  });

  it('leaves what was changed in the trail, and none of the values', async () => {
    const { userId } = await desk.buildPerson('enterprise_member');
    await patch(await desk.signIn(userId), { email: 'canary@example.org' });
    const rows: { text: string }[] = await desk.db.query(
      `SELECT e::text AS text FROM audit_entry e WHERE object_id = $1 AND action = 'me.update'`,
      [userId],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.text).toContain('email');
    expect(rows[0]?.text).not.toContain('canary');
  });
});

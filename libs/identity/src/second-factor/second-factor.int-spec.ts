import { ROLES, SECOND_FACTOR_ROLES } from '../access/roles';
import { ACCESS_POLICY } from '../access/access-policy';
import { buildPerson, PASSWORD } from '../testing/people';
import { COOKIE, SignInDesk } from '../../../../test/support/sign-in-desk';
import type { TestBrowser } from '../testing/test-browser';

let desk: SignInDesk;
beforeAll(async () => {
  desk = await SignInDesk.open();
});
afterAll(() => desk.close());
afterEach(() => desk.moveOn());

interface Me {
  restrictedBy: string | null;
  secondFactor: { required: boolean; enabled: boolean; reason?: string; recoveryCodesLeft: number };
}

const me = async (browser: TestBrowser) => (await browser.call<Me>('GET', '/me')).body;
const signInWith = (login: string, code?: string) =>
  desk.trySignIn(desk.browser(), login, { code });
const statusOf = async (login: string, code: string) => (await signInWith(login, code)).status;

/** Somebody with an authenticator, whose codes so far are used up. */
async function buildEnrolled(...roles: Parameters<SignInDesk['buildPerson']>) {
  const { userId, organisationId } = await desk.buildPerson(...roles);
  const browser = await desk.signIn(userId);
  const { secret, recoveryCodes } = await desk.enrol(browser);
  return { userId, organisationId, browser, secret, recoveryCodes };
}

/** Whatever a session may reach while it is restricted. */
const OPEN = Object.entries(ACCESS_POLICY).filter(([, row]) => row.whileRestricted);

describe('a role that needs a second factor', () => {
  it.each(ROLES)(
    '#44 %s reaches everything, or enrolment only, as the policy says',
    async (role) => {
      const needed = SECOND_FACTOR_ROLES.includes(role);
      const browser = await desk.signIn((await desk.buildPerson(role)).userId);
      const { status, body } = await browser.call('GET', '/sessions');
      expect(status).toBe(needed ? 403 : 200);
      if (needed) expect(body.code).toBe('second-factor-required');
      expect(await me(browser)).toMatchObject({
        restrictedBy: needed ? 'second-factor' : null,
        secondFactor: { required: needed, enabled: false },
      });
    },
  );

  it('#44 opens everything once the authenticator is set up, in this and in every later session', async () => {
    const { userId, browser, secret } = await buildEnrolled('auditor');
    expect((await browser.call('GET', '/sessions')).status).toBe(200);
    const { status } = await signInWith(userId, await desk.codeOf(secret, 1));
    expect(status).toBe(201);
  });

  it('#44 lets nothing pass before it but what sets it right', () => {
    expect(OPEN.map(([operation]) => operation).sort()).toEqual([
      'me.changePassword',
      'me.get',
      'secondFactor.confirm',
      'secondFactor.enrol',
      'sessions.end',
      'sessions.prove',
    ]);
  });

  it('is let off in a demonstration, which says so', async () => {
    const demonstration = await SignInDesk.open({ JIAYI_DEMONSTRATION: '1' });
    try {
      const browser = await demonstration.signIn(
        (await demonstration.buildPerson('auditor')).userId,
      );
      expect((await browser.call('GET', '/sessions')).status).toBe(200);
      expect(await me(browser)).toMatchObject({
        restrictedBy: null,
        secondFactor: { required: false, reason: 'demonstration' },
      });
    } finally {
      await demonstration.close();
    }
  });
});

describe('sign-in with a second factor', () => {
  it('asks for the code after the right password, and only then', async () => {
    const { userId } = await buildEnrolled('lab_manager');
    const asked = await signInWith(userId);
    expect(asked).toMatchObject({ status: 401, body: { code: 'second-factor-code-required' } });
    const wrong = await desk.trySignIn(desk.browser(), userId, { password: 'wrong' });
    expect(wrong).toMatchObject({ status: 401, body: { code: 'sign-in-refused' } });
    for (const { headers } of [asked, wrong]) expect(headers.getSetCookie()).toEqual([]);
  });

  it('#45 takes a code once, however many try it together', async () => {
    const { userId, secret } = await buildEnrolled('lab_manager');
    const code = await desk.codeOf(secret, 1);
    const answers = await Promise.all(Array.from({ length: 5 }, () => statusOf(userId, code)));
    expect(answers.sort()).toEqual([201, 401, 401, 401, 401]);
  });

  it('#45 takes no code again, and none from before the last one', async () => {
    const { userId, secret } = await buildEnrolled('lab_manager');
    const [former, next] = [await desk.codeOf(secret), await desk.codeOf(secret, 1)];
    expect(await statusOf(userId, former)).toBe(401);
    expect(await statusOf(userId, next)).toBe(201);
    expect(await statusOf(userId, next)).toBe(401);
    expect(await statusOf(userId, former)).toBe(401);
  });

  it('#45 takes a recovery code in place of a code, each once, however many try it together', async () => {
    const { userId, recoveryCodes } = await buildEnrolled('lab_manager');
    const [first = '', second = ''] = recoveryCodes;
    const typed = ` ${first.toLowerCase().replaceAll('-', '')} `;
    const answers = await Promise.all(Array.from({ length: 3 }, () => statusOf(userId, typed)));
    expect(answers.sort()).toEqual([201, 401, 401]);
    expect(await statusOf(userId, first)).toBe(401);
    const browser = await desk.signIn(userId, { code: second });
    expect((await me(browser)).secondFactor.recoveryCodesLeft).toBe(8);
  });

  it('#45 allows few tries of a code, and a known device has its own', async () => {
    const { userId, secret } = await buildEnrolled('lab_manager');
    const known = await desk.signIn(userId, { code: await desk.codeOf(secret, 1) });
    await desk.moveOn(2);
    for (let attempt = 0; attempt < 5; attempt += 1)
      expect(await statusOf(userId, '000000')).toBe(401);
    expect(await statusOf(userId, await desk.codeOf(secret))).toBe(429);
    const code = await desk.codeOf(secret);
    expect((await desk.trySignIn(known, userId, { code })).status).toBe(201);
  });

  it('asking for the code uses up no attempt', async () => {
    const { userId, secret } = await buildEnrolled('lab_manager');
    for (let attempt = 0; attempt < 25; attempt += 1)
      expect((await signInWith(userId)).status).toBe(401);
    expect(await statusOf(userId, await desk.codeOf(secret, 1))).toBe(201);
  });
});

describe('enrolment', () => {
  it('#33 ends every other session; this one goes on under a new id', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    const [here, there] = [await desk.signIn(userId), await desk.signIn(userId)];
    const token = here.cookie(COOKIE);
    await desk.enrol(here);
    expect(here.cookie(COOKIE)).not.toBe(token);
    expect((await here.call('GET', '/me')).status).toBe(200);
    expect((await there.call('GET', '/me')).status).toBe(401);
  });

  it('counts only once a code has proved that the authenticator works', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    const browser = await desk.signIn(userId);
    const none = await browser.call('POST', '/me/second-factor/confirm', {
      body: { code: '000000' },
    });
    expect(none).toMatchObject({ status: 422, body: { code: 'authenticator-not-confirmed' } });
    await browser.call('POST', '/me/second-factor');
    expect((await me(browser)).secondFactor.enabled).toBe(false);
    expect((await signInWith(userId)).status).toBe(201);
  });

  it('#45 allows few tries of the first code', async () => {
    const browser = await desk.signIn((await desk.buildPerson('lab_manager')).userId);
    const { body } = await browser.call<{ secret: string }>('POST', '/me/second-factor');
    const confirm = async (code: string) =>
      (await browser.call('POST', '/me/second-factor/confirm', { body: { code } })).status;
    for (let attempt = 0; attempt < 5; attempt += 1) expect(await confirm('000000')).toBe(422);
    expect(await confirm(await desk.codeOf(body.secret))).toBe(429);
  });

  it('keeps the former authenticator until the new one has taken over', async () => {
    const { userId, browser, secret } = await buildEnrolled('auditor');
    const { body } = await browser.call<{ secret: string }>('POST', '/me/second-factor');
    expect(await statusOf(userId, await desk.codeOf(body.secret))).toBe(401);
    expect(await statusOf(userId, await desk.codeOf(secret, 1))).toBe(201);
    await desk.moveOn(2);
    const code = await desk.codeOf(body.secret);
    const confirmed = await browser.call('POST', '/me/second-factor/confirm', { body: { code } });
    expect(confirmed.status).toBe(200);
    expect(await statusOf(userId, await desk.codeOf(secret, 1))).toBe(401);
    expect(await statusOf(userId, await desk.codeOf(body.secret, 1))).toBe(201);
  });

  it('keeps secrets sealed and recovery codes hashed', async () => {
    const { userId, secret, recoveryCodes } = await buildEnrolled('lab_manager');
    const rows: { text: string }[] = await desk.db.query(
      `SELECT f::text AS text FROM second_factor f WHERE user_id = $1
        UNION ALL SELECT r::text FROM recovery_code r WHERE user_id = $1`,
      [userId],
    );
    const text = rows.map((row) => row.text).join('\n');
    expect(rows).toHaveLength(11);
    for (const open of [secret, ...recoveryCodes]) {
      expect(text).not.toContain(open);
      expect(text).not.toContain(Buffer.from(open).toString('hex'));
    }
  });

  it('cannot be done over an authenticator whose code the session still lacks', async () => {
    const { userId } = await buildEnrolled('auditor');
    const browser = await desk.signIn((await desk.buildPerson('lab_manager')).userId);
    // As another issuer would open it: for the same person, without a second factor.
    await desk.db.query(
      `UPDATE session SET user_id = $1, organisation_id = (SELECT organisation_id FROM membership WHERE user_id = $1)
        WHERE user_id = $2`,
      [userId, (await browser.call<{ id: string }>('GET', '/me')).body.id],
    );
    expect((await me(browser)).restrictedBy).toBe('second-factor');
    for (const [path, body] of [
      ['/me/second-factor', undefined],
      ['/me/second-factor/confirm', { code: '000000' }],
    ] as const) {
      const { status, body: answer } = await browser.call('POST', path, { body });
      expect({ status, code: answer.code }).toEqual({
        status: 403,
        code: 'second-factor-required',
      });
    }
  });
});

describe('proof of who one is', () => {
  it('#37 wants the code too where a second factor is set up', async () => {
    const { browser, secret } = await buildEnrolled('lab_manager');
    const prove = (body: object) => browser.call('POST', '/sessions/current/proof', { body });
    expect(await prove({ password: PASSWORD })).toMatchObject({
      status: 401,
      body: { code: 'second-factor-code-required' },
    });
    expect(await prove({ password: PASSWORD, code: '000000' })).toMatchObject({
      status: 401,
      body: { code: 'proof-refused' },
    });
    expect((await prove({ code: await desk.codeOf(secret, 1) })).status).toBe(401);
    const code = await desk.codeOf(secret, 1);
    expect((await prove({ password: PASSWORD, code })).status).toBe(204);
  });

  it('lifts the restriction of a session that another issuer opened without a second factor', async () => {
    const { userId, browser, secret } = await buildEnrolled('auditor');
    await desk.db.query('UPDATE session SET second_factor_at = NULL WHERE user_id = $1', [userId]);
    await desk.db.query('UPDATE app_user SET password_hash = NULL WHERE id = $1', [userId]);
    expect((await browser.call('GET', '/sessions')).status).toBe(403);
    const body = { code: await desk.codeOf(secret, 1) };
    expect((await browser.call('POST', '/sessions/current/proof', { body })).status).toBe(204);
    expect((await browser.call('GET', '/sessions')).status).toBe(200);
  });
});

describe('an end of the second factor', () => {
  it('is the person’s to make, unless a role needs it', async () => {
    const free = await buildEnrolled('lab_manager');
    expect((await free.browser.call('DELETE', '/me/second-factor')).status).toBe(204);
    expect((await signInWith(free.userId)).status).toBe(201);
    const again = await free.browser.call('DELETE', '/me/second-factor');
    expect(again).toMatchObject({ status: 409, body: { code: 'second-factor-not-set-up' } });
    const bound = await buildEnrolled('finance_officer');
    expect(await bound.browser.call('DELETE', '/me/second-factor')).toMatchObject({
      status: 422,
      body: { code: 'second-factor-needed' },
    });
  });

  it('counts the roles at every organisation', async () => {
    const { userId, browser } = await buildEnrolled('lab_manager');
    await desk.db.query(
      `INSERT INTO membership (user_id, organisation_id, role)
       SELECT $1, organisation_id, 'finance_officer' FROM membership WHERE user_id <> $1 LIMIT 1`,
      [userId],
    );
    expect((await browser.call('DELETE', '/me/second-factor')).status).toBe(422);
  });

  it('is the security administrator’s to make for a member who lost it: sessions end, the trail tells', async () => {
    const member = await buildEnrolled('auditor');
    const guard = await buildEnrolled('security_admin');
    const path = `/organisations/${member.organisationId}/members/${member.userId}/second-factor`;
    expect((await guard.browser.call('DELETE', path)).status).toBe(204);
    expect((await member.browser.call('GET', '/me')).status).toBe(401);
    const again = await desk.signIn(member.userId);
    expect(await me(again)).toMatchObject({ restrictedBy: 'second-factor' });
    const trail: unknown[] = await desk.db.query(
      `SELECT FROM audit_entry WHERE action = 'second-factor.remove' AND object_id = $1 AND actor_id = $2`,
      [member.userId, guard.userId],
    );
    expect(trail).toHaveLength(1);
    const own = `/organisations/${guard.organisationId}/members/${guard.userId}/second-factor`;
    expect((await guard.browser.call('DELETE', own)).status).toBe(403);
  });

  it('is nobody else’s, and of no stranger to the organisation', async () => {
    const member = await buildEnrolled('lab_manager');
    const colleague = await buildPerson(desk.db, ['lab_manager', 'holder_admin'], {
      organisationId: member.organisationId,
    });
    const guard = await buildEnrolled('security_admin');
    const path = (organisationId: string) =>
      `/organisations/${organisationId}/members/${member.userId}/second-factor`;
    const insider = await desk.signIn(colleague.userId);
    expect((await insider.call('DELETE', path(member.organisationId))).status).toBe(403);
    expect((await guard.browser.call('DELETE', path(guard.organisationId))).status).toBe(404);
    expect((await me(member.browser)).secondFactor.enabled).toBe(true);
  });
});

describe('recovery codes', () => {
  it('are made anew on wish; the former ones are worth nothing', async () => {
    const { userId, browser, recoveryCodes } = await buildEnrolled('lab_manager');
    const renewed = await browser.call<{ recoveryCodes: string[] }>(
      'POST',
      '/me/second-factor/recovery-codes',
    );
    expect(renewed.status).toBe(201);
    expect(renewed.body.recoveryCodes).toHaveLength(10);
    expect(await statusOf(userId, recoveryCodes[0] ?? '')).toBe(401);
    expect(await statusOf(userId, renewed.body.recoveryCodes[0] ?? '')).toBe(201);
  });

  it('are for who has an authenticator', async () => {
    const browser = await desk.signIn((await desk.buildPerson('lab_manager')).userId);
    const { status, body } = await browser.call('POST', '/me/second-factor/recovery-codes');
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'second-factor-not-set-up' });
  });
});

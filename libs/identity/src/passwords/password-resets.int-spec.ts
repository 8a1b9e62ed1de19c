import { LinkSigner } from '../links/link-signer';
import { PASSWORD } from '../testing/people';
import { SignInDesk } from '../../../../test/support/sign-in-desk';

const NEXT = 'Tulip-river-41-Moss';

let desk: SignInDesk;
beforeAll(async () => {
  desk = await SignInDesk.open();
});
afterAll(() => desk.close());
afterEach(() => desk.moveOn());

const ask = (login: string, from = '192.0.2.1') =>
  desk.browser().call('POST', '/password-resets', {
    body: { login },
    headers: { 'x-forwarded-for': from },
  });
const complete = (token: string, password = NEXT) =>
  desk.browser().call<{ code?: string; errors?: object[] }>('POST', '/password-resets/completion', {
    body: { token, password },
  });
const signInWith = async (login: string, password: string) =>
  (await desk.trySignIn(desk.browser(), login, { password })).status;

interface Mail {
  mail: string;
  objectId: string;
  linkId: string;
}

/** The mails that were asked for, the latest last. */
async function mailsTo(userId: string): Promise<Mail[]> {
  const rows: { payload: Mail }[] = await desk.db.query(
    `SELECT payload FROM outbox_message WHERE job = 'send-mail' AND payload ->> 'objectId' = $1 ORDER BY id`,
    [userId],
  );
  return rows.map(({ payload }) => payload);
}

/** Asks for a link and takes its token out of the mail. */
async function tokenFor(userId: string): Promise<string> {
  await ask(userId);
  const mail = (await mailsTo(userId)).at(-1);
  return new LinkSigner(desk.settings.secretKey).tokenOf('password-reset', mail?.linkId ?? '');
}

async function buildReachable(): Promise<string> {
  const { userId } = await desk.buildPerson('lab_manager');
  await desk.db.query(`UPDATE app_user SET email = 'wang@example.org' WHERE id = $1`, [userId]);
  return userId;
}

describe('a wish for a new password', () => {
  it('#46 sends a link, and its outbox row holds ids only', async () => {
    const userId = await buildReachable();
    expect((await ask(userId)).status).toBe(202);
    const [mail] = await mailsTo(userId);
    expect(mail).toEqual({
      mail: 'password-reset',
      objectId: userId,
      linkId: expect.any(String) as string,
    });
  });

  it('#42 is answered alike, after the same time, for nobody and for somebody out of reach', async () => {
    const reachable = await buildReachable();
    const { userId } = await desk.buildPerson('lab_manager');
    const closed = await buildReachable();
    await desk.db.query('UPDATE app_user SET active = false WHERE id = $1', [closed]);
    const took: number[] = [];
    for (const login of [reachable, userId, closed, 'nobody']) {
      const startedAt = performance.now();
      const { status, body } = await ask(login);
      took.push(performance.now() - startedAt);
      expect({ status, body }).toEqual({ status: 202, body: {} });
    }
    for (const milliseconds of took) expect(milliseconds).toBeGreaterThanOrEqual(245);
    expect(await mailsTo(userId)).toEqual([]);
    expect(await mailsTo(closed)).toEqual([]);
  });

  it('#41 fills nobody’s mailbox: a few links in a quarter of an hour, answered as ever', async () => {
    const userId = await buildReachable();
    for (let wish = 0; wish < 5; wish += 1)
      expect((await ask(userId, `198.51.100.${wish}`)).status).toBe(202);
    expect(await mailsTo(userId)).toHaveLength(3);
    expect((await complete(await tokenFor(userId))).status).toBe(204);
  });

  it('#41 from one address is slowed', async () => {
    const other = await SignInDesk.open({ JIAYI_SIGN_IN_ATTEMPTS: '1' });
    try {
      const wish = () =>
        other.browser().call('POST', '/password-resets', { body: { login: 'nobody' } });
      const answers = await Promise.all(Array.from({ length: 6 }, wish));
      expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 202, 202, 202, 429]);
    } finally {
      await other.close();
    }
  });
});

describe('a link for a new password', () => {
  it('#46 sets it once and ends every session; nobody is signed in by it', async () => {
    const userId = await buildReachable();
    const browser = await desk.signIn(userId);
    const token = await tokenFor(userId);
    const { status, headers } = await complete(token);
    expect(status).toBe(204);
    expect(headers.getSetCookie()).toEqual([]);
    expect((await browser.call('GET', '/me')).status).toBe(401);
    expect(await signInWith(userId, PASSWORD)).toBe(401);
    expect(await signInWith(userId, NEXT)).toBe(201);
    const again = await complete(token, 'Gravel-river-42-Moss');
    expect({ status: again.status, code: again.body.code }).toEqual({
      status: 403,
      code: 'link-refused',
    });
    expect(await signInWith(userId, NEXT)).toBe(201);
  });

  it('#46 counts once, however many use it together', async () => {
    const userId = await buildReachable();
    const token = await tokenFor(userId);
    const passwords = Array.from({ length: 8 }, (_, at) => `Tulip-river-4${at}-Moss`);
    const answers = await Promise.all(passwords.map((password) => complete(token, password)));
    expect(answers.map(({ status }) => status).sort()).toEqual([
      204,
      ...Array.from({ length: 7 }, () => 403),
    ]);
    const winner = passwords[answers.findIndex(({ status }) => status === 204)] ?? '';
    expect(await signInWith(userId, winner)).toBe(201);
  });

  it('#46 ends after half an hour, and with the next one', async () => {
    const userId = await buildReachable();
    const first = await tokenFor(userId);
    const second = await tokenFor(userId);
    expect((await complete(first)).status).toBe(403);
    await desk.moveOn(31);
    expect((await complete(second)).status).toBe(403);
  });

  it('#46 does not skip the second factor', async () => {
    const userId = await buildReachable();
    const { secret } = await desk.enrol(await desk.signIn(userId));
    expect((await complete(await tokenFor(userId))).status).toBe(204);
    const without = await desk.trySignIn(desk.browser(), userId, { password: NEXT });
    expect(without).toMatchObject({ status: 401, body: { code: 'second-factor-code-required' } });
    const code = await desk.codeOf(secret, 1);
    expect((await desk.trySignIn(desk.browser(), userId, { password: NEXT, code })).status).toBe(
      201,
    );
  });

  it('holds to the policy, and stays good for a better try', async () => {
    const userId = await buildReachable();
    const token = await tokenFor(userId);
    for (const [password, code] of [
      ['short', 'too-short'],
      [PASSWORD, 'used-before'],
    ] as const) {
      const { status, body } = await complete(token, password);
      expect(status).toBe(422);
      expect(body.errors).toEqual(
        expect.arrayContaining([expect.objectContaining({ pointer: '/password', code })]),
      );
    }
    expect((await complete(token)).status).toBe(204);
  });

  it('gives back the attempts that a forgotten password has used up', async () => {
    const userId = await buildReachable();
    for (let attempt = 0; attempt < 20; attempt += 1) await signInWith(userId, 'forgotten');
    expect(await signInWith(userId, PASSWORD)).toBe(429);
    expect((await complete(await tokenFor(userId))).status).toBe(204);
    expect(await signInWith(userId, NEXT)).toBe(201);
  });

  it.each(['', 'made-up', 'made-up.signature'])('is not %j', async (token) => {
    expect([400, 403]).toContain((await complete(token)).status);
  });

  it('opens no closed account', async () => {
    const userId = await buildReachable();
    const token = await tokenFor(userId);
    await desk.db.query('UPDATE app_user SET active = false WHERE id = $1', [userId]);
    expect((await complete(token)).status).toBe(403);
  });
});

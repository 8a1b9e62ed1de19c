import type { DataSource } from 'typeorm';
import { inTransaction } from '@app/database';
import { PASSWORD } from '../testing/people';
import { COOKIE, SignInDesk } from '../../../../test/support/sign-in-desk';
import type { TestBrowser } from '../testing/test-browser';
import { Passwords } from './passwords.service';

let desk: SignInDesk;
beforeAll(async () => {
  desk = await SignInDesk.open();
});
afterAll(() => desk.close());
afterEach(() => desk.moveOn());

const WORDS = ['Tulip', 'Gravel', 'Lantern', 'Harbour', 'Meadow', 'Copper', 'Willow'];
/** The password number so many of a person, good under every policy. */
const nth = (number: number) => `${WORDS[number]}-river-${number}-Moss`;

const change = (browser: TestBrowser, current: string, next: string) =>
  browser.call<{ code?: string; errors?: { pointer: string; code: string }[] }>(
    'PUT',
    '/me/password',
    { body: { current, next } },
  );
const signInWith = async (login: string, password: string) =>
  (await desk.trySignIn(desk.browser(), login, { password })).status;

describe('a change of the password', () => {
  it('#35 ends every other session; this one goes on under a new id', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    const [here, there] = [await desk.signIn(userId), await desk.signIn(userId)];
    const token = here.cookie(COOKIE);
    expect((await change(here, PASSWORD, nth(0))).status).toBe(204);
    expect((await here.call('GET', '/me')).status).toBe(200);
    expect((await there.call('GET', '/me')).status).toBe(401);
    const replayed = await desk.browser().call('GET', '/me', {
      headers: { cookie: `${COOKIE}=${token}` },
    });
    expect(replayed.status).toBe(401);
    expect(await signInWith(userId, PASSWORD)).toBe(401);
    expect(await signInWith(userId, nth(0))).toBe(201);
  });

  it('#37 wants the present password, a few tries for each session', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    const browser = await desk.signIn(userId);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const { status, body } = await change(browser, 'wrong', nth(0));
      expect({ status, code: body.code }).toEqual({ status: 401, code: 'proof-refused' });
    }
    expect((await change(browser, PASSWORD, nth(0))).status).toBe(429);
    expect(await signInWith(userId, PASSWORD)).toBe(201);
  });

  it('#40 names what is wrong with the new one, and shows it nowhere', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    const browser = await desk.signIn(userId);
    const { status, body } = await change(browser, PASSWORD, 'Password2026');
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ pointer: '/next', code: 'common' }]);
    const withName = await change(browser, PASSWORD, '王晓-Lantern-9-moss');
    expect(withName.body.errors).toMatchObject([{ pointer: '/next', code: 'context-word' }]);
    const tooLong = await change(browser, PASSWORD, `canary${'x'.repeat(500)}`);
    expect(tooLong.status).toBe(400);
    expect(JSON.stringify([body, withName.body, tooLong.body])).not.toMatch(
      /Password2026|Lantern-9|canary/,
    );
    expect(desk.api.log.join('\n')).not.toMatch(/Password2026|Lantern-9|canary/);
    expect(await signInWith(userId, PASSWORD)).toBe(201);
  });

  it('refuses the last five, and forgets those before them', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    const browser = await desk.signIn(userId);
    let current = PASSWORD;
    for (let number = 0; number < 5; number += 1) {
      expect((await change(browser, current, nth(number))).status).toBe(204);
      current = nth(number);
    }
    for (let number = 0; number < 5; number += 1) {
      const { status, body } = await change(browser, current, nth(number));
      expect(status).toBe(422);
      expect(body.errors).toMatchObject([{ pointer: '/next', code: 'used-before' }]);
    }
    expect(await formerPasswords(userId)).toBe(4);
    expect((await change(browser, current, PASSWORD)).status).toBe(204);
    expect(await formerPasswords(userId)).toBe(4);
  });

  it('loses no former password when two replace it together', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    const passwords = new Passwords(desk.db, desk.settings);
    const first = desk.db.createQueryRunner();
    await first.startTransaction();
    await passwords.replace(first.manager, userId, 'hash of the first');
    const second = inTransaction(desk.db, (tx) =>
      passwords.replace(tx, userId, 'hash of the second'),
    );
    await waiting(desk.db);
    await first.commitTransaction();
    await first.release();
    await second;
    const former: { password_hash: string }[] = await desk.db.query(
      'SELECT password_hash FROM former_password WHERE user_id = $1 ORDER BY replaced_at',
      [userId],
    );
    expect(former).toHaveLength(2);
    expect(former.at(-1)?.password_hash).toBe('hash of the first');
  });
});

describe('a password older than 90 days', () => {
  it('opens nothing but its own change', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    await age(userId, 91);
    const browser = await desk.signIn(userId);
    for (const path of ['/sessions', '/reservations']) {
      const { status, body } = await browser.call('GET', path);
      expect({ status, code: body.code }).toEqual({ status: 403, code: 'password-expired' });
    }
    expect((await browser.call('PATCH', '/me', { body: {} })).status).toBe(403);
    expect((await browser.call('GET', '/me')).body).toMatchObject({ restrictedBy: 'password' });
    expect((await change(browser, PASSWORD, nth(0))).status).toBe(204);
    expect((await browser.call('GET', '/me')).body).toMatchObject({ restrictedBy: null });
    expect((await browser.call('GET', '/sessions')).status).toBe(200);
  });

  it('opens everything until then', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    await age(userId, 89);
    const browser = await desk.signIn(userId);
    expect((await browser.call('GET', '/sessions')).status).toBe(200);
  });

  it.each([
    ['under the policy of ASVS', { JIAYI_PASSWORD_POLICY: 'asvs' }],
    ['in a demonstration', { JIAYI_DEMONSTRATION: '1' }],
  ])('%s is as good as any', async (_where, variables) => {
    const other = await SignInDesk.open(variables);
    try {
      const { userId } = await other.buildPerson('lab_manager');
      await other.db.query(
        `UPDATE app_user SET password_changed_at = app_now() - interval '500 days' WHERE id = $1`,
        [userId],
      );
      const browser = await other.signIn(userId);
      expect((await browser.call('GET', '/sessions')).status).toBe(200);
      const { body } = await browser.call('GET', '/me');
      expect(body).toMatchObject({ restrictedBy: null, passwordChangeDueAt: null });
    } finally {
      await other.close();
    }
  });
});

describe('under the policy of ASVS', () => {
  it('#39 any twelve characters will do, the present ones alone will not', async () => {
    const other = await SignInDesk.open({ JIAYI_PASSWORD_POLICY: 'asvs' });
    try {
      const { userId } = await other.buildPerson('lab_manager');
      const browser = await other.signIn(userId);
      const again = await change(browser, PASSWORD, PASSWORD);
      expect(again.body.errors).toMatchObject([{ pointer: '/next', code: 'used-before' }]);
      expect((await change(browser, PASSWORD, 'tulip river meadow')).status).toBe(204);
      const rows: unknown[] = await other.db.query('SELECT FROM former_password');
      expect(rows).toHaveLength(0);
    } finally {
      await other.close();
    }
  });
});

async function age(userId: string, days: number): Promise<void> {
  await desk.db.query(
    `UPDATE app_user SET password_changed_at = app_now() - make_interval(days => $2) WHERE id = $1`,
    [userId, days],
  );
}

async function formerPasswords(userId: string): Promise<number> {
  const rows: unknown[] = await desk.db.query('SELECT FROM former_password WHERE user_id = $1', [
    userId,
  ]);
  return rows.length;
}

/** Resolves when a connection waits for another one's lock. */
async function waiting(db: DataSource): Promise<void> {
  for (;;) {
    const rows: unknown[] = await db.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (rows.length > 0) return;
  }
}

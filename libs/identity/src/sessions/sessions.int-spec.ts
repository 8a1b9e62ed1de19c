import { SignInDesk, COOKIE } from '../../../../test/support/sign-in-desk';
import { PASSWORD } from '../testing/people';
import type { TestBrowser } from '../testing/test-browser';

let desk: SignInDesk;
beforeAll(async () => {
  desk = await SignInDesk.open();
});
afterAll(() => desk.close());
afterEach(() => desk.moveOn());

interface Me {
  id: string;
  roles: string[];
  organisation: { id: string };
}
interface Session {
  id: string;
  current: boolean;
  device: string;
  address: string;
}

const me = async (browser: TestBrowser) => (await browser.call('GET', '/me')).status;
const listSessions = async (browser: TestBrowser) =>
  (await browser.call<{ items: Session[] }>('GET', '/sessions')).body.items;
const currentId = async (browser: TestBrowser) =>
  (await listSessions(browser)).find(({ current }) => current)?.id;

/** Whether a cookie taken earlier still opens anything. */
async function replay(token: string | undefined): Promise<number> {
  const headers = { cookie: `${COOKIE}=${token}` };
  return (await desk.browser().call('GET', '/me', { headers })).status;
}

describe('a session', () => {
  it('carries the person, the organisation and every role', async () => {
    const { userId, organisationId } = await desk.buildPerson('lab_manager', 'instrument_operator');
    const browser = await desk.signIn(userId);
    const { body } = await browser.call<Me>('GET', '/me');
    expect(body).toMatchObject({ id: userId, organisation: { id: organisationId } });
    expect(body.roles).toEqual(['instrument_operator', 'lab_manager']);
  });

  it('#32 has a random id of 256 bits, and no table holds one that opens a door', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    const browsers = [await desk.signIn(userId), await desk.signIn(userId)];
    const tokens = browsers.map((browser) => browser.cookie(COOKIE) ?? '');
    expect(new Set(tokens).size).toBe(2);
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    const dump = await dumpOfEverything();
    expect(dump).toContain(userId);
    for (const token of tokens) {
      expect(dump).not.toContain(token);
      expect(dump).not.toContain(Buffer.from(token).toString('hex'));
      expect(dump).not.toContain(Buffer.from(token, 'base64url').toString('hex'));
    }
  });

  it('#33 has an id of its own, whatever cookie was planted before', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    const planted = 'x'.repeat(43);
    const answer = await desk.browser().call('POST', '/sessions', {
      body: { login: userId, password: PASSWORD },
      headers: { cookie: `${COOKIE}=${planted}` },
    });
    expect(answer.status).toBe(201);
    const [token] = /(?<=__Host-jiayi=)[^;]+/.exec(answer.headers.get('set-cookie') ?? '') ?? [];
    expect(token).toHaveLength(43);
    expect(token).not.toBe(planted);
    expect(await replay(planted)).toBe(401);
  });

  it('#33 takes the place of the one that the browser had before', async () => {
    const attacker = await desk.signIn((await desk.buildPerson('lab_manager')).userId);
    const planted = attacker.cookie(COOKIE);
    const { userId } = await desk.buildPerson('lab_manager');
    await desk.trySignIn(attacker, userId);
    expect((await attacker.call<Me>('GET', '/me')).body.id).toBe(userId);
    expect(await replay(planted)).toBe(401);
  });

  it('#33 goes on under a new id when its person proves again who they are', async () => {
    const browser = await desk.signIn((await desk.buildPerson('lab_manager')).userId);
    const [token, id] = [browser.cookie(COOKIE), await currentId(browser)];
    const proof = await browser.call('POST', '/sessions/current/proof', {
      body: { password: PASSWORD },
    });
    expect(proof.status).toBe(204);
    expect(browser.cookie(COOKIE)).not.toBe(token);
    expect(await currentId(browser)).toBe(id);
    expect(await replay(token)).toBe(401);
  });

  it('#34 ends after 30 idle minutes, and use keeps it alive', async () => {
    const browser = await desk.signIn((await desk.buildPerson('lab_manager')).userId);
    for (const [minutes, status] of [
      [20, 200],
      [49, 200],
      [80, 401],
    ] as const) {
      await desk.moveOn(minutes);
      expect(await me(browser)).toBe(status);
    }
  });

  it('#34 ends after twelve hours, however busy and under however many ids', async () => {
    const browser = await desk.signIn((await desk.buildPerson('lab_manager')).userId);
    for (let minutes = 20; minutes < 720; minutes += 20) {
      await desk.moveOn(minutes);
      const body = { password: PASSWORD };
      const proof = await browser.call('POST', '/sessions/current/proof', { body });
      expect(proof.status).toBe(204);
    }
    await desk.moveOn(721);
    expect(await me(browser)).toBe(401);
  });

  it('#35 ends at once by signing out, and only this one', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    const [first, second] = [await desk.signIn(userId), await desk.signIn(userId)];
    const token = first.cookie(COOKIE);
    expect((await first.call('DELETE', '/sessions/current')).status).toBe(204);
    expect(first.cookie(COOKIE)).toBeUndefined();
    expect(await replay(token)).toBe(401);
    expect(await me(second)).toBe(200);
  });

  it('#35 ends at once when the account is closed', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    const browser = await desk.signIn(userId);
    await desk.db.query('UPDATE app_user SET active = false WHERE id = $1', [userId]);
    expect(await me(browser)).toBe(401);
  });

  it('#6 follows a change of roles with the next request', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    const browser = await desk.signIn(userId);
    await desk.db.query(`UPDATE membership SET role = 'enterprise_member' WHERE user_id = $1`, [
      userId,
    ]);
    expect((await browser.call<Me>('GET', '/me')).body.roles).toEqual(['enterprise_member']);
    await desk.db.query('DELETE FROM membership WHERE user_id = $1', [userId]);
    expect(await me(browser)).toBe(401);
  });

  it('is not opened by a token that nobody was given', async () => {
    expect(await replay('forged')).toBe(401);
    expect(await me(desk.browser())).toBe(401);
  });
});

describe('the sessions of a person', () => {
  it('#36 are told apart by device and address, and each can be ended', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    const here = await desk.signIn(userId);
    const there = desk.browser();
    await there.call('POST', '/sessions', {
      body: { login: userId, password: PASSWORD },
      headers: {
        'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/141.0.0.0 Safari/537.36',
        'x-forwarded-for': '192.0.2.7',
      },
    });
    const items = await listSessions(here);
    expect(items).toHaveLength(2);
    const other = items.find(({ current }) => !current);
    expect(other).toMatchObject({ device: 'Chrome · Windows', address: '192.0.2.7' });
    expect((await here.call('DELETE', `/sessions/${other?.id}`)).status).toBe(204);
    expect(await me(there)).toBe(401);
    expect(await listSessions(here)).toHaveLength(1);
  });

  it('#36 are nobody else’s to see or to end, but the security administrator ends any', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    const victim = await desk.signIn(userId);
    const id = await currentId(victim);
    const stranger = await desk.signIn((await desk.buildPerson('bureau_admin')).userId);
    await desk.enrol(stranger);
    expect((await listSessions(stranger)).map((session) => session.id)).not.toContain(id);
    expect((await stranger.call('DELETE', `/sessions/${id}`)).status).toBe(404);
    expect(await me(victim)).toBe(200);
    const guard = await desk.signIn((await desk.buildPerson('security_admin')).userId);
    await desk.enrol(guard);
    expect((await guard.call('DELETE', `/sessions/${id}`)).status).toBe(204);
    expect(await me(victim)).toBe(401);
    const trail: unknown[] = await desk.db.query(
      `SELECT FROM audit_entry WHERE action = 'session.end' AND object_id = $1 AND detail ->> 'sessionId' = $2`,
      [userId, id],
    );
    expect(trail).toHaveLength(1);
  });

  it('come page by page, the latest first', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    for (let at = 0; at < 2; at += 1) await desk.signIn(userId);
    const browser = await desk.signIn(userId);
    const first = await browser.call<{ items: Session[]; next: string }>(
      'GET',
      '/sessions?limit=2',
    );
    const second = await browser.call<{ items: Session[]; next?: string }>(
      'GET',
      `/sessions?limit=2&cursor=${first.body.next}`,
    );
    expect(first.body.items[0]?.current).toBe(true);
    expect(second.body.items).toHaveLength(1);
    expect(second.body.next).toBeUndefined();
  });
});

describe('cookies', () => {
  it('#49 are bound to this host, out of reach of scripts and sent over a safe connection only', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    const browser = desk.browser();
    const answers = [
      await desk.trySignIn(browser, userId),
      await browser.call('POST', '/sessions/current/proof', { body: { password: PASSWORD } }),
      await browser.call('DELETE', '/sessions/current'),
    ];
    const cookies = answers.flatMap(({ headers }) => headers.getSetCookie());
    expect(cookies).toHaveLength(4);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^__Host-jiayi(-device)?=/);
      expect(cookie).toContain('; Path=/');
      expect(cookie).toContain('; HttpOnly');
      expect(cookie).toContain('; Secure');
      expect(cookie).toContain('; SameSite=Lax');
      expect(cookie).not.toContain('Domain=');
    }
  });
});

/** Every row of every table, as text. */
async function dumpOfEverything(): Promise<string> {
  const tables: { name: string }[] = await desk.db.query(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const rows: { text: string }[] = await desk.db.query(`SELECT t::text AS text FROM "${name}" t`);
    texts.push(...rows.map(({ text }) => text));
  }
  return texts.join('\n');
}

import { DateTime } from 'luxon';
import type { DataSource } from 'typeorm';
import { AppModule } from '../../../../apps/api/src/app.module';
import { freePort } from '../../../../apps/launcher/src/ports';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { isCallback, OTHER_CLIENT, SignInStage } from '../testing/sign-in-stage';
import { TestBrowser } from '../testing/test-browser';

const SESSION = '__Host-jiayi';
const FLOW = '__Host-jiayi-sign-in';
const ENDED = '/sign-in#problem=sign-in-flow-ended';
const NOT_BELIEVED = '/sign-in#problem=identity-refused';

let database: TestDatabase;
let db: DataSource;
let stage: SignInStage;

beforeAll(async () => {
  // The provider's advice for production.
  for (const way of ['warn', 'info'] as const) jest.spyOn(console, way).mockReturnValue();
  database = await createTestDatabase();
  db = database.dataSource;
  stage = await SignInStage.start({
    databaseUrl: database.url,
    db,
    port: await freePort(),
    moduleOf: (settings) => AppModule.forRoot(settings),
  });
});
afterAll(async () => {
  await stage.stop();
  await database.drop();
});
afterEach(() => setDatabaseTime(database, null));

describe('the other ways to sign in', () => {
  it('are told to anybody, in the reader’s language', async () => {
    const listed = async (language: string) => {
      const headers = { 'accept-language': language };
      return (await stage.newBrowser().call('GET', '/identity-providers', { headers })).body;
    };
    expect(await listed('zh-CN')).toEqual({
      items: [
        { name: 'oidc', label: '统一身份认证' },
        { name: 'ticket', label: '浙里办' },
      ],
    });
    expect(await listed('en')).toMatchObject({ items: [{ label: 'Single sign-on' }, {}] });
  });

  it('are none unless configured', async () => {
    const other = await stage.startApi({ PORT: String(await freePort()) }, {});
    const browser = new TestBrowser(other.url);
    const { status, body } = await browser.call('GET', '/identity-providers');
    expect({ status, body }).toEqual({ status: 200, body: { items: [] } });
    const refused = await browser.call('POST', '/identity-providers/oidc/sign-ins');
    expect(refused).toMatchObject({ status: 404, body: { code: 'not-found' } });
    await other.stop();
  });

  it.each([
    ['without the address that browsers return to', { JIAYI_PUBLIC_URL: '' }, /JIAYI_PUBLIC_URL/],
    ['over plain http to anybody', { OIDC_ISSUER: 'http://stage.issuer.example' }, /plain http/],
    ['without a way back', { TICKET_LOGIN_URL: 'https://stage.sso.example/login' }, /\{returnTo\}/],
    ['without the secret', { OIDC_CLIENT_SECRET: '' }, /OIDC_CLIENT_SECRET/],
  ])('do not start %s', async (_what, change, message) => {
    const start = async () => stage.startApi(change);
    await expect(start()).rejects.toThrow(message);
  });
});

describe('sign-in through a real provider', () => {
  it('opens a session for whoever has linked the identity', async () => {
    const person = await stage.buildLinked('linked');
    const browser = stage.newBrowser();
    const departed = await browser.call('POST', '/identity-providers/oidc/sign-ins');
    expect(departed.headers.get('set-cookie')).toMatch(
      /^__Host-jiayi-sign-in=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(await stage.signIn(browser, 'linked')).toBe('/');
    expect(await stage.meOf(browser)).toBe(person.userId);
    expect(browser.cookie(SESSION)).toMatch(/^[\w-]{43}$/);
    expect(browser.cookie(FLOW)).toBeUndefined();
  });

  it('makes no account for an identity that nobody has linked', async () => {
    const before = await stage.count('app_user');
    const browser = stage.newBrowser();
    expect(await stage.signIn(browser, 'unknown')).toBe('/sign-in#problem=identity-unknown');
    expect(browser.cookie(SESSION)).toBeUndefined();
    expect(await stage.count('app_user')).toBe(before);
  });

  it('goes back to the sign-in page when the person turned back', async () => {
    const browser = stage.newBrowser();
    stage.issuer.keyboard = { subject: 'linked', cancels: true };
    expect(await browser.open(await stage.depart(browser))).toBe(
      '/sign-in#problem=identity-cancelled',
    );
  });

  it('opens nothing for a closed account', async () => {
    const { userId } = await stage.buildLinked('closed');
    await db.query('UPDATE app_user SET active = false WHERE id = $1', [userId]);
    const browser = stage.newBrowser();
    expect(await stage.signIn(browser, 'closed')).toBe('/sign-in#problem=sign-in-refused');
    expect(await stage.count('session WHERE user_id = $1', userId)).toBe(0);
  });

  it('#33 gives the browser a new session and ends the one it had', async () => {
    await stage.buildLinked('again');
    const browser = stage.newBrowser();
    await stage.signIn(browser, 'again');
    const before = browser.cookie(SESSION);
    await stage.signIn(browser, 'again');
    expect(browser.cookie(SESSION)).not.toBe(before);
    const old = await stage.newBrowser().call('GET', '/me', {
      headers: { cookie: `${SESSION}=${before}` },
    });
    expect(old.status).toBe(401);
  });

  it('#44 asks staff for a second factor unless the issuer says that it did', async () => {
    await stage.buildLinked('reviewer', 'bureau_reviewer');
    const reach = async (amr: string[]) => {
      const browser = stage.newBrowser();
      expect(await stage.signIn(browser, 'reviewer', amr)).toBe('/');
      return browser.call('GET', '/organisations');
    };
    expect(await reach(['pwd'])).toMatchObject({
      status: 403,
      body: { code: 'second-factor-required' },
    });
    expect(await reach(['pwd', 'otp'])).toMatchObject({ status: 200 });
  });

  it('#48 is by issuer and subject: the same subject and e-mail elsewhere is somebody else', async () => {
    const person = await stage.buildLinked('wang');
    await db.query('UPDATE app_user SET email = $2 WHERE id = $1', [
      person.userId,
      'wang@example.cn',
    ]);
    const elsewhere = await stage.startIssuer();
    await stage.api.stop();
    stage.api = await stage.startApi({}, stage.settingsOf(elsewhere));
    elsewhere.keyboard = { subject: 'wang' };
    const browser = stage.newBrowser();
    expect(await browser.open(await stage.depart(browser))).toBe(
      '/sign-in#problem=identity-unknown',
    );
    await stage.api.stop();
    stage.api = await stage.startApi();
    expect(await stage.signIn(stage.newBrowser(), 'wang')).toBe('/');
    await elsewhere.stop();
  });
});

describe('#47 a flow', () => {
  const nobody = async (browser: TestBrowser) => {
    expect(browser.cookie(SESSION)).toBeUndefined();
    expect(await stage.meOf(browser)).toBe(401);
  };

  it('belongs to the browser that began it: nobody is signed in as somebody else by a link', async () => {
    await stage.buildLinked('attacker');
    const attacker = stage.newBrowser();
    const answer = await stage.obtainAnswer(attacker, 'attacker');
    const victim = stage.newBrowser();
    expect(await victim.open(answer)).toBe(ENDED);
    await nobody(victim);
    // The state has been seen by somebody else: it is spent for its owner too.
    expect(await attacker.open(answer)).toBe(ENDED);
  });

  it('is not taken up by a browser that is in a flow of its own', async () => {
    await stage.buildLinked('attacker-2');
    const answer = await stage.obtainAnswer(stage.newBrowser(), 'attacker-2');
    const victim = stage.newBrowser();
    await stage.depart(victim);
    expect(await victim.open(answer)).toBe(ENDED);
    await nobody(victim);
  });

  it('does not take the code of another flow: the verifier does not fit', async () => {
    await stage.buildLinked('attacker-3');
    const stolen = new URL(await stage.obtainAnswer(stage.newBrowser(), 'attacker-3'));
    const victim = stage.newBrowser();
    const own = new URL(await stage.obtainAnswer(victim, 'victim'));
    own.searchParams.set('code', stolen.searchParams.get('code') ?? '');
    expect(await victim.open(own.href)).toBe(NOT_BELIEVED);
    await nobody(victim);
  });

  it('does not take the code of another client of the issuer', async () => {
    await stage.buildLinked('attacker-4');
    const attacker = stage.newBrowser();
    const forOther = new URL(await stage.depart(attacker));
    forOther.searchParams.set('client_id', OTHER_CLIENT.clientId);
    forOther.searchParams.set('redirect_uri', OTHER_CLIENT.redirectUri);
    stage.issuer.keyboard = { subject: 'attacker-4' };
    const stolen = new URL(await attacker.open(forOther.href, isCallback));
    expect(stolen.searchParams.get('code')).toBeTruthy();
    const own = new URL(await stage.obtainAnswer(attacker, 'attacker-4'));
    own.searchParams.set('code', stolen.searchParams.get('code') ?? '');
    expect(await attacker.open(own.href)).toBe(NOT_BELIEVED);
    await nobody(attacker);
  });

  it('is taken up once, however many come at the same time', async () => {
    const { userId } = await stage.buildLinked('once');
    const browser = stage.newBrowser();
    const answer = await stage.obtainAnswer(browser, 'once');
    const ends = await Promise.all(Array.from({ length: 10 }, () => browser.open(answer)));
    expect(ends.filter((end) => end === '/')).toHaveLength(1);
    expect(ends.filter((end) => end === ENDED)).toHaveLength(9);
    expect(await stage.count('session WHERE user_id = $1', userId)).toBe(1);
    expect(await browser.open(answer)).toBe(ENDED);
  });

  it('lasts ten minutes', async () => {
    await stage.buildLinked('slow');
    const browser = stage.newBrowser();
    const inTime = await stage.obtainAnswer(browser, 'slow');
    await setDatabaseTime(database, DateTime.utc().plus({ minutes: 9 }));
    expect(await browser.open(inTime)).toBe('/');
    await setDatabaseTime(database, null);
    const late = stage.newBrowser();
    const answer = await stage.obtainAnswer(late, 'slow');
    await setDatabaseTime(database, DateTime.utc().plus({ minutes: 11 }));
    expect(await late.open(answer)).toBe(ENDED);
    await nobody(late);
  });

  it.each<[string, (query: URLSearchParams) => void]>([
    ['an unknown state', (query) => query.set('state', 'x'.repeat(43))],
    ['no state', (query) => query.delete('state')],
  ])('is not found by %s, which leaves no trace to fill', async (_what, change) => {
    const browser = stage.newBrowser();
    const answer = new URL(await stage.obtainAnswer(browser, 'linked'));
    change(answer.searchParams);
    const before = await stage.count('audit_entry');
    expect(await browser.open(answer.href)).toBe(ENDED);
    await nobody(browser);
    expect(await stage.count('audit_entry')).toBe(before);
  });

  it('#16 is not looked for when the state comes twice', async () => {
    const answer = await stage.obtainAnswer(stage.newBrowser(), 'linked');
    const { searchParams } = new URL(answer);
    const twice = await fetch(`${answer}&state=${searchParams.get('state')}`);
    expect(twice.status).toBe(400);
  });

  it('does not mix up issuers: neither an answer of another one nor one at another’s address', async () => {
    const browser = stage.newBrowser();
    const foreign = new URL(await stage.obtainAnswer(browser, 'linked'));
    foreign.searchParams.set('iss', 'https://evil.example');
    expect(await browser.open(foreign.href)).toBe(NOT_BELIEVED);
    const misdirected = await stage.obtainAnswer(browser, 'linked');
    expect(await browser.open(misdirected.replace('/oidc/', '/ticket/'))).toBe(ENDED);
    await nobody(browser);
  });

  it('is refused with a line in the trail that names no person', async () => {
    const browser = stage.newBrowser();
    const answer = new URL(await stage.obtainAnswer(browser, 'a subject for the trail'));
    answer.searchParams.set('code', 'invented');
    expect(await browser.open(answer.href)).toBe(NOT_BELIEVED);
    const rows: object[] = await db.query(
      `SELECT actor_id, outcome, detail FROM audit_entry
        WHERE action = 'identityProviders.finish' ORDER BY at DESC LIMIT 1`,
    );
    expect(rows).toEqual([
      { actor_id: null, outcome: 'refused', detail: { code: 'identity-refused' } },
    ]);
  });

  it('#63 comes back to an answer that is neither kept nor passed on', async () => {
    const answer = await stage.obtainAnswer(stage.newBrowser(), 'linked');
    const { status, headers } = await fetch(answer, { redirect: 'manual' });
    expect(status).toBe(303);
    expect(headers.get('location')).toBe(ENDED);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('set-cookie')).toMatch(/^__Host-jiayi-sign-in=; .*Expires=Thu, 01 Jan 1970/);
  });

  it('#60 leaves no secret in table or log', async () => {
    await stage.buildLinked('canary-subject');
    const browser = stage.newBrowser();
    stage.issuer.keyboard = { subject: 'canary-subject' };
    const departure = new URL(await stage.depart(browser));
    const token = browser.cookie(FLOW) ?? '';
    const rows: { text: string }[] = await db.query('SELECT f::text AS text FROM sign_in_flow f');
    const answer = new URL(await browser.open(departure.href, isCallback));
    await browser.open(answer.href);
    const asked = departure.searchParams;
    const [state, nonce] = [asked.get('state') ?? '', asked.get('nonce') ?? ''];
    const code = answer.searchParams.get('code') ?? '';
    for (const secret of [state, nonce, token]) {
      expect(secret).not.toBe('');
      const hex = Buffer.from(secret).toString('hex');
      expect(rows.some(({ text }) => text.includes(secret) || text.includes(hex))).toBe(false);
    }
    const log = stage.api.log.join('');
    const { clientSecret } = stage.issuer.settingsFor(OTHER_CLIENT.clientId);
    for (const secret of [state, nonce, token, code, clientSecret, 'canary-subject'])
      expect(log).not.toContain(secret);
  });
});

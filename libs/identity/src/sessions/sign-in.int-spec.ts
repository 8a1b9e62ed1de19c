import { hash } from '@node-rs/argon2';
import { AuditService, RefusalLog } from '@app/audit';
import type { DomainError } from '@app/common';
import { SecondFactors } from '../second-factor/second-factors.service';
import { Guesses } from '../sign-in/guesses.service';
import { PASSWORD } from '../testing/people';
import { DEVICE_COOKIE, SignInDesk } from '../../../../test/support/sign-in-desk';
import { CallersService } from './callers.service';
import { KnownDevices } from './known-devices';
import { SessionsService } from './sessions.service';
import { SignInService } from './sign-in.service';

const ATTEMPTS = 5;

let desk: SignInDesk;
beforeAll(async () => {
  desk = await SignInDesk.open({ JIAYI_SIGN_IN_ATTEMPTS: String(ATTEMPTS) });
});
afterAll(() => desk.close());
afterEach(() => desk.moveOn());

let lastAddress = 0;
/** An address that nobody used before. */
const newAddress = (): string => {
  lastAddress += 1;
  return `10.${lastAddress >> 16}.${(lastAddress >> 8) & 255}.${lastAddress & 255}`;
};
const guess = (login: string, from = newAddress(), browser = desk.browser()) =>
  desk.trySignIn(browser, login, { password: 'wrong', from });
const tryRight = (login: string, from = newAddress(), browser = desk.browser()) =>
  desk.trySignIn(browser, login, { from });

/** Refused sign-ins that the trail tells of: those that got as far as the password. */
async function refusals(): Promise<{ object_id: string; text: string }[]> {
  return desk.db.query(
    `SELECT object_id, e::text AS text FROM audit_entry e WHERE outcome = 'refused' AND action = 'sessions.create'`,
  );
}

describe('a refused sign-in', () => {
  it('#42 tells the same of an unknown login, a wrong password, a closed account and one without a role', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    const closed = await desk.buildPerson('lab_manager');
    await desk.db.query('UPDATE app_user SET active = false WHERE id = $1', [closed.userId]);
    const roleless = await desk.buildPerson();
    const answers = [
      await tryRight('nobody'),
      await guess(userId),
      await tryRight(closed.userId),
      await tryRight(roleless.userId),
    ];
    const told = answers.map(({ status, body }) => ({ ...body, status, instance: '' }));
    expect(told[0]).toMatchObject({ status: 401, code: 'sign-in-refused' });
    for (const answer of told) expect(answer).toEqual(told[0]);
    for (const { headers } of answers) expect(headers.getSetCookie()).toEqual([]);
  });

  it('#42 takes as long for an unknown login as for a wrong password', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    const known: number[] = [];
    const unknown: number[] = [];
    for (let round = 0; round < 30; round += 1) {
      // Turn by turn, so that a busy machine slows both alike.
      await desk.db.query('DELETE FROM sign_in_guess');
      known.push(await millisecondsOf(() => guess(userId)));
      unknown.push(await millisecondsOf(() => guess(`nobody-${round}`)));
    }
    const ratio = median(known) / median(unknown);
    expect(ratio).toBeGreaterThan(0.75);
    expect(ratio).toBeLessThan(1.33);
  });

  it('#59 leaves a trace that names the account, and never the login that was typed', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    await guess(userId);
    await guess('a password in the wrong field');
    const entries = await refusals();
    expect(entries.filter((entry) => entry.object_id === userId)).toHaveLength(1);
    for (const { text } of entries) expect(text).not.toContain('a password in the wrong field');
    expect(desk.api.log.join('\n')).not.toContain('a password in the wrong field');
  });
});

describe('guessing', () => {
  it('#41 at one account is slowed from wherever it comes, and forgotten after a quarter of an hour', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) await guess(userId);
    const { status, headers, body } = await tryRight(userId);
    expect({ status, code: body.code }).toEqual({ status: 429, code: 'too-many-requests' });
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(800);
    await desk.moveOn(16);
    expect((await tryRight(userId)).status).toBe(201);
  });

  it('#41 from one address is slowed whatever it tries, but its neighbours are not', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    const address = newAddress();
    for (let attempt = 0; attempt < ATTEMPTS * 5; attempt += 1)
      await guess(`nobody-${attempt}`, address);
    expect((await tryRight(userId, address)).status).toBe(429);
    expect((await tryRight(userId)).status).toBe(201);
  });

  it('#41 does not lock out the victim: a device that signed in before goes on signing in', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    const victim = await desk.signIn(userId);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) await guess(userId);
    expect((await tryRight(userId)).status).toBe(429);
    expect((await tryRight(userId, newAddress(), victim)).status).toBe(201);
  });

  it('#41 from a known device is slowed too, and its cookie is of use for no other account', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    const other = await desk.buildPerson('lab_manager');
    const browser = await desk.signIn(userId);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1)
      await guess(userId, newAddress(), browser);
    expect((await tryRight(userId, newAddress(), browser)).status).toBe(429);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) await guess(other.userId);
    expect((await tryRight(other.userId, newAddress(), browser)).status).toBe(429);
  });

  it('#41 in parallel gets no more tries than one after the other', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    const before = (await refusals()).length;
    const answers = await Promise.all(Array.from({ length: 40 }, () => guess(userId)));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(ATTEMPTS);
    expect((await refusals()).length - before).toBe(ATTEMPTS);
  });

  it('#41 ten thousand times from as many addresses reaches the password a few times, and the victim still signs in', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    const victim = await desk.signIn(userId);
    const before = (await refusals()).length;
    const slowed = await guessDirectly(userId, 10_000);
    expect(slowed).toBe(10_000 - ATTEMPTS);
    expect((await refusals()).length - before).toBe(ATTEMPTS);
    expect((await tryRight(userId)).status).toBe(429);
    expect((await tryRight(userId, newAddress(), victim)).status).toBe(201);
  });

  it('is not what a success is: a whole organisation may sign in from one address', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    const address = newAddress();
    for (let attempt = 0; attempt < ATTEMPTS * 6; attempt += 1)
      expect((await tryRight(userId, address)).status).toBe(201);
    expect((await guess(userId, address)).status).toBe(401);
  });

  it('is counted without writing down which accounts and addresses were tried', async () => {
    await guess('a login nobody has', '203.0.113.9');
    const rows: { text: string }[] = await desk.db.query(
      'SELECT g::text AS text FROM sign_in_guess g',
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const { text } of rows) expect(text).not.toMatch(/a login nobody has|203\.0\.113\.9/);
  });
});

describe('a sign-in', () => {
  it('#38 renews a hash of weaker parameters, and the trail says so', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    const weak = await hash(PASSWORD, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
    await desk.db.query('UPDATE app_user SET password_hash = $2 WHERE id = $1', [userId, weak]);
    await guess(userId);
    expect(await storedHash(userId)).toBe(weak);
    expect((await tryRight(userId)).status).toBe(201);
    expect(await storedHash(userId)).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect((await tryRight(userId)).status).toBe(201);
    const trail: { action: string }[] = await desk.db.query(
      `SELECT action FROM audit_entry WHERE object_id = $1 AND action LIKE 'password.%'`,
      [userId],
    );
    expect(trail).toEqual([{ action: 'password.rehash' }]);
  });

  it('keeps the name of a device that is known already', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    const browser = await desk.signIn(userId);
    const name = () => browser.cookie(DEVICE_COOKIE)?.split('.')[0];
    const before = name();
    await browser.call('DELETE', '/sessions/current');
    await desk.trySignIn(browser, userId);
    expect(name()).toBe(before);
  });

  it('over the LAN, in a demonstration, has cookies that a browser takes without TLS', async () => {
    const demonstration = await SignInDesk.open({
      JIAYI_INSECURE_HTTP: '1',
      JIAYI_DEMONSTRATION: '1',
    });
    try {
      const { userId } = await demonstration.buildPerson('lab_manager');
      const { headers } = await demonstration.trySignIn(demonstration.browser(), userId);
      const cookies = headers.getSetCookie();
      expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual(['jiayi', 'jiayi-device']);
      for (const cookie of cookies) expect(cookie).not.toContain('Secure');
    } finally {
      await demonstration.close();
    }
  });

  it('takes the password exactly as it was set, blanks at both ends included', async () => {
    const { userId } = await desk.buildPerson('lab_manager');
    const browser = await desk.signIn(userId);
    const next = '  Tulip-river-41 ';
    await browser.call('PUT', '/me/password', { body: { current: PASSWORD, next } });
    const attempt = (password: string) =>
      desk.trySignIn(desk.browser(), userId, { password, from: newAddress() });
    expect((await attempt(next.trim())).status).toBe(401);
    expect((await attempt(next)).status).toBe(201);
  });
});

/** Guesses so many times from as many addresses, without HTTP around it. @returns how often that was slowed */
async function guessDirectly(login: string, times: number): Promise<number> {
  const { db, settings } = desk;
  const audit = new AuditService();
  const signIn = new SignInService(
    ...([db, audit, new RefusalLog(db), new Guesses(db, settings)] as const),
    ...([new KnownDevices(settings), new SecondFactors(db, audit, settings)] as const),
    new SessionsService(db, audit, new CallersService(db, settings), settings),
    settings,
  );
  let [left, slowed] = [times, 0];
  const guesser = async () => {
    while (left > 0) {
      left -= 1;
      const client = {
        address: newAddress(),
        device: '',
        token: undefined,
        deviceToken: undefined,
      };
      const credentials = { login, password: 'wrong' };
      const error: unknown = await signIn.signIn(credentials, client).catch((caught) => caught);
      if ((error as DomainError).code === 'too-many-requests') slowed += 1;
    }
  };
  await Promise.all(Array.from({ length: 10 }, guesser));
  return slowed;
}

async function storedHash(userId: string): Promise<string | undefined> {
  const [row]: { password_hash: string }[] = await desk.db.query(
    'SELECT password_hash FROM app_user WHERE id = $1',
    [userId],
  );
  return row?.password_hash;
}

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

const median = (values: readonly number[]): number =>
  [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;

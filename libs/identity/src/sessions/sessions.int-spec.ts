import { DateTime } from 'luxon';
import type { DataSource } from 'typeorm';
import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import type { HttpRequest } from '@app/http';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import type { Role } from '../access/roles';
import type { IdentitySettings } from '../identity.settings';
import { hashPassword } from '../passwords/password-hash';
import { CallersService } from './callers.service';
import { SessionsService } from './sessions.service';

const PASSWORD = 'correct horse battery staple';
const COOKIE = '__Host-jiayi';
const ATTEMPTS = 5;

let database: TestDatabase;
let db: DataSource;
let hash: string;
let sessions: SessionsService;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [] });
  db = database.dataSource;
  hash = await hashPassword(PASSWORD);
});
afterAll(() => database.drop());
beforeEach(() => {
  sessions = service();
});
afterEach(() => setDatabaseTime(database, null));

const settings = (insecureHttp = false): IdentitySettings => ({
  insecureHttp,
  signInAttempts: ATTEMPTS,
  secretKey: 'a secret of at least 32 characters',
  demonstration: true,
  passwordPolicy: 'level-3',
  publicUrl: undefined,
});
const callers = () => new CallersService(db, settings());
const service = (insecureHttp = false) =>
  new SessionsService(db, new AuditService(), callers(), settings(insecureHttp));

/** A person of an organisation of their own, with the roles given. */
async function buildPerson(...roles: Role[]): Promise<string> {
  const id = newId();
  await db.query(
    `INSERT INTO organisation (id, name_zh, credit_code, kind, legal_form, region_code, contact_name, contact_phone, verification)
     VALUES ($1, '测试单位', $2, 'enterprise', 'enterprise', '330402', '王晓', '0573-83640000', 'verified')`,
    [id, id],
  );
  await db.query(
    `INSERT INTO app_user (id, login, display_name, password_hash) VALUES ($1, $2, '王晓', $3)`,
    [id, id, hash],
  );
  await db.query(
    'INSERT INTO membership (user_id, organisation_id, role) SELECT $1, $1, unnest($2::text[])',
    [id, roles],
  );
  return id;
}

const requestOf = (token: string) =>
  ({ cookies: { [COOKIE]: token }, headers: {} }) as unknown as HttpRequest;
const find = async (token: string) => (await callers().find(requestOf(token)))?.actor;
const signIn = (login: string, password = PASSWORD, address = '192.0.2.1') =>
  sessions.create(login, password, address);
const refusal = (login: string, password: string, address?: string) =>
  signIn(login, password, address).catch((error: unknown) => error);
const moveOn = (now: DateTime<true>, minutes: number) =>
  setDatabaseTime(database, now.plus({ minutes }));

describe('a session', () => {
  it('carries the person, the organisation and every role', async () => {
    const login = await buildPerson('lab_manager', 'instrument_operator');
    const { token, actor } = await signIn(login);
    expect(actor).toMatchObject({ userId: login, organisationId: login });
    expect(actor.roles).toEqual(['instrument_operator', 'lab_manager']);
    expect(await find(token)).toEqual(actor);
  });

  it('is kept as a hash only: the table holds nothing that opens a door', async () => {
    const { token } = await signIn(await buildPerson('auditor'));
    const rows: { text: string }[] = await db.query('SELECT s::text AS text FROM session s');
    const hex = Buffer.from(token).toString('hex');
    expect(rows.some(({ text }) => text.includes(token) || text.includes(hex))).toBe(false);
  });

  it('ends after 30 idle minutes of the database, and use keeps it alive', async () => {
    const now = DateTime.utc();
    const { token } = await signIn(await buildPerson('auditor'));
    await moveOn(now, 20);
    expect(await find(token)).toBeDefined();
    await moveOn(now, 49);
    expect(await find(token)).toBeDefined();
    await moveOn(now, 80);
    expect(await find(token)).toBeUndefined();
  });

  it('ends after twelve hours, however busy', async () => {
    const now = DateTime.utc();
    const { token } = await signIn(await buildPerson('auditor'));
    for (let minutes = 20; minutes < 720; minutes += 20) {
      await moveOn(now, minutes);
      expect(await find(token)).toBeDefined();
    }
    await moveOn(now, 721);
    expect(await find(token)).toBeUndefined();
  });

  it('ends at once by signing out, and only this one', async () => {
    const login = await buildPerson('auditor');
    const [first, second] = [await signIn(login), await signIn(login)];
    await sessions.end(requestOf(first.token));
    expect(await find(first.token)).toBeUndefined();
    expect(await find(second.token)).toBeDefined();
  });

  it('ends at once when the account is closed, and follows a change of roles', async () => {
    const login = await buildPerson('auditor');
    const { token } = await signIn(login);
    await db.query(`UPDATE membership SET role = 'bureau_admin' WHERE user_id = $1`, [login]);
    expect(await find(token)).toMatchObject({ roles: ['bureau_admin'] });
    await db.query('UPDATE app_user SET active = false WHERE id = $1', [login]);
    expect(await find(token)).toBeUndefined();
  });

  it('is not opened by a token that nobody was given', async () => {
    expect(await find('forged')).toBeUndefined();
    expect(
      await callers().find({ cookies: {}, headers: {} } as unknown as HttpRequest),
    ).toBeUndefined();
  });
});

describe('the cookie', () => {
  it('is bound to this host, out of reach of scripts and sent over a safe connection only', () => {
    expect(sessions.cookieName).toBe(COOKIE);
    expect(sessions.cookieOptions).toEqual({
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: true,
    });
  });

  it('drops Secure and its name for a demonstration over the LAN', () => {
    expect(service(true).cookieName).toBe('jiayi');
    expect(service(true).cookieOptions.secure).toBe(false);
  });
});

describe('a refused sign-in', () => {
  it('tells the same of an unknown login, a wrong password, a closed account and one without a role', async () => {
    const login = await buildPerson('auditor');
    const closed = await buildPerson('auditor');
    await db.query('UPDATE app_user SET active = false WHERE id = $1', [closed]);
    const errors = [
      await refusal('nobody', PASSWORD, '192.0.2.2'),
      await refusal(login, 'wrong', '192.0.2.3'),
      await refusal(closed, PASSWORD, '192.0.2.4'),
      await refusal(await buildPerson(), PASSWORD, '192.0.2.5'),
    ];
    for (const error of errors) expect(error).toMatchObject({ code: 'sign-in-refused' });
    const told = errors.map((error) => {
      const { kind, title, detail, members } = error as Record<string, unknown>;
      return JSON.stringify({ kind, title, detail, members });
    });
    expect(new Set(told).size).toBe(1);
  });

  it('of one account is slowed down from wherever it comes', async () => {
    const login = await buildPerson('auditor');
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1)
      await refusal(login, 'wrong', `198.51.100.${attempt}`);
    expect(await refusal(login, PASSWORD, '198.51.100.99')).toMatchObject({
      code: 'too-many-requests',
    });
  });

  it('from one address is slowed down whatever account it tries, but its neighbours are not', async () => {
    const login = await buildPerson('auditor');
    const guesses = ATTEMPTS * 5;
    for (let attempt = 0; attempt < guesses; attempt += 1) await refusal(`guess-${attempt}`, 'x');
    expect(await refusal(login, PASSWORD)).toMatchObject({ code: 'too-many-requests' });
    await expect(signIn(login, PASSWORD, '192.0.2.77')).resolves.toBeDefined();
  });

  it('is not what a success is: a whole organisation may sign in from one address', async () => {
    const login = await buildPerson('auditor');
    for (let attempt = 0; attempt < ATTEMPTS * 2; attempt += 1) await signIn(login);
    expect(await refusal(login, 'wrong')).toMatchObject({ code: 'sign-in-refused' });
  });
});

import { PASSWORD } from '../testing/people';
import { SignInDesk } from '../../../../test/support/sign-in-desk';
import { issueSetupCode } from './setup.service';

/** An empty system for each test: what is tested is how it comes to its first person. */
let desk: SignInDesk;
beforeEach(async () => {
  desk = await SignInDesk.open();
});
afterEach(() => desk.close());

const BUREAU = {
  nameZh: '示例市科技局',
  creditCode: '11330400MA9JXDY104',
  kind: 'government',
  legalForm: 'government',
  regionCode: '330400',
  contactName: '陈管理',
  contactPhone: '0573-00000001',
};

const setUp = (code: string, changes: object = {}) =>
  desk.browser().call<{ code?: string; errors?: object[] }>('POST', '/setup/administrator', {
    body: {
      ...{ code, login: 'chen', displayName: '陈管理', password: PASSWORD },
      organisation: BUREAU,
      ...changes,
    },
  });

async function codeOfStart(): Promise<string> {
  const code = await issueSetupCode(desk.db);
  if (code === null) throw new Error('an empty system gave no code');
  return code;
}

const countPeople = async (): Promise<number> =>
  (await desk.db.query<unknown[]>('SELECT FROM app_user')).length;

describe('a fresh installation', () => {
  it('#43 has nobody in it, and takes no password for anybody', async () => {
    expect(await countPeople()).toBe(0);
    for (const login of ['admin', 'root', 'chen', 'jiayi'])
      expect((await desk.trySignIn(desk.browser(), login, { password: login })).status).toBe(401);
  });

  it('#43 gives one code, which makes the first administrator and no other', async () => {
    const code = await codeOfStart();
    expect((await setUp(code)).status).toBe(201);
    const browser = await desk.signIn('chen');
    expect((await browser.call('GET', '/me')).body).toMatchObject({ roles: ['bureau_admin'] });
    expect(await setUp(code, { login: 'li' })).toMatchObject({
      status: 403,
      body: { code: 'setup-code-refused' },
    });
    expect(await issueSetupCode(desk.db)).toBeNull();
    expect(await countPeople()).toBe(1);
  });

  it('#43 has one first administrator, however many use the code together', async () => {
    const code = await codeOfStart();
    const answers = await Promise.all(['chen', 'li', 'wu'].map((login) => setUp(code, { login })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 403, 403]);
    expect(await countPeople()).toBe(1);
  });

  it('#43 has one first administrator, however many codes it has given', async () => {
    const codes = [await codeOfStart(), await codeOfStart()];
    expect((await setUp(codes[0] ?? '')).status).toBe(201);
    expect((await setUp(codes[1] ?? '', { login: 'li' })).status).toBe(403);
  });

  it('#43 takes no made-up code, and none after a day', async () => {
    const code = await codeOfStart();
    expect((await setUp('made-up')).status).toBe(403);
    await desk.moveOn(24 * 60 + 1);
    expect((await setUp(code)).status).toBe(403);
    await desk.moveOn();
    expect(await countPeople()).toBe(0);
  });

  it('#43 holds the first password to the policy too, and the code stays good', async () => {
    const code = await codeOfStart();
    for (const [password, problem] of [
      ['short', 'too-short'],
      ['Password2026', 'common'],
      ['陈管理-Lantern-9', 'context-word'],
    ] as const) {
      const { status, body } = await setUp(code, { password });
      expect(status).toBe(422);
      expect(body.errors).toContainEqual(
        expect.objectContaining({ pointer: '/password', code: problem }),
      );
    }
    expect((await setUp(code)).status).toBe(201);
  });

  it('keeps the code as a hash', async () => {
    const code = await codeOfStart();
    const rows: { text: string }[] = await desk.db.query(
      'SELECT c::text AS text FROM setup_code c',
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.text).not.toContain(code);
    expect(rows[0]?.text).not.toContain(Buffer.from(code).toString('hex'));
  });
});

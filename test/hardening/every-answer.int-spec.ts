import { hashPassword } from '@app/identity';
import { type Seen, see, seeEverything } from './answers';
import { closeStage, openStage, type Stage } from './stage';

const PASSWORD = 'correct horse Battery 9 staple';
const CONTENT_SECURITY_POLICY = [
  ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:"],
  ...["font-src 'self'", "connect-src 'self'", "manifest-src 'self'", "base-uri 'none'"],
  ...["form-action 'self'", "frame-ancestors 'none'", 'upgrade-insecure-requests'],
].join('; ');

/** On every answer, whatever it is about. */
const ALWAYS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** Content types with what a body of each begins with. */
const TYPES: readonly (readonly [type: RegExp, body: RegExp])[] = [
  [/^application\/(problem\+)?json; charset=utf-8$/, /^[[{]/],
  // JSON of the web is UTF-8 whatever is said.
  [/^application\/manifest\+json$/, /^\{/],
  [/^text\/html; charset=utf-8$/, /^<!doctype html>/],
  [/^text\/csv; charset=utf-8$/, /^\ufeff"/],
  [/^(text\/css|text\/plain|application\/javascript|text\/javascript); charset=utf-8$/, /./],
  [/^text\/plain; version=[\d.]+; charset=utf-8$/, /^# HELP/],
  [/^image\/svg\+xml(; charset=utf-8)?$/, /^<svg/],
  [/^(image\/png|font\/woff2)$/, /./],
  [/^application\/pdf$/, /^%PDF/],
  [/^application\/zip$/, /^PK/],
  [/^application\/vnd\.openxmlformats-officedocument\.spreadsheetml\.sheet$/, /^PK/],
];

/** Words of the inside that no answer may hold. */
const INSIDE =
  /node_modules|\/(libs|apps|dist)\/|\.[jt]s:\d+|\bat .+\(|QueryFailed|violates|relation "|syntax error|TypeError|undefined/;

let stage: Stage;
let seen: Seen[];

beforeAll(async () => {
  stage = await openStage();
  seen = [...(await seeEverything(stage)), ...(await seeSignIn())];
}, 300_000);
afterAll(() => closeStage(stage));

/** A whole life of a session, since cookies come with success only. */
async function seeSignIn(): Promise<Seen[]> {
  const { world } = stage;
  await world.log.unnoticed('UPDATE app_user SET password_hash = $2 WHERE id = $1', [
    world.ids.person('enterprise.second'),
    await hashPassword(PASSWORD),
  ]);
  await world.log.unnoticed('DELETE FROM second_factor WHERE user_id = $1', [
    world.ids.person('enterprise.second'),
  ]);
  await world.wear('enterprise_member');
  const [{ login } = { login: '' }]: { login: string }[] = await world.database.dataSource.query(
    'SELECT login FROM app_user WHERE id = $1',
    [world.ids.person('enterprise.second')],
  );
  const question = {
    how: 'session',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  };
  const begun = await see(stage, {
    ...question,
    ...{ asked: 'sessions.create', url: '/api/v1/sessions' },
    payload: JSON.stringify({ login, password: PASSWORD }),
  });
  return [begun];
}

/** What is wrong with answers, each as a sentence. */
const faults = (among: readonly Seen[], faultOf: (one: Seen) => string | undefined): string[] =>
  among.flatMap((one) => {
    const fault = faultOf(one);
    return fault === undefined ? [] : [`${one.asked}, ${one.how}: ${one.status} ${fault}`];
  });

/** The same for everybody, and of nobody. */
const PUBLIC = ['regions.list'];
const isOfApi = ({ url }: Seen): boolean => /^\/(api|health|metrics)/.test(url);

/** A calendar program knows an address and nothing else; the log leaves this part of it out. */
const KNOWN_SECRETS = ['calendars.read token'];

/** Reads that want more than an address: a period, a side, a paper. */
const MORE_ASKED = ['availability.forInstrument', 'offlineOrders.readPaper', 'orderContracts.scan'];

describe('every answer', () => {
  it('is looked at: each operation well asked and refused, each page, each way to miss one', () => {
    expect(new Set(seen.map(({ asked }) => asked)).size).toBeGreaterThan(
      stage.operations.length + 15,
    );
    const good = new Set(seen.filter(({ status }) => status < 400).map(({ asked }) => asked));
    const reading = stage.operations.filter(({ method, row }) => method === 'GET' && row.object);
    expect(
      reading
        .map(({ id }) => id)
        .filter((id) => !good.has(id))
        .sort(),
    ).toEqual(MORE_ASKED);
    expect(seen.filter(({ status }) => status >= 500)).toEqual([]);
  });

  it('#52 carries the rules for browsers', () => {
    const missing = faults(seen, ({ headers }) =>
      Object.keys(ALWAYS).find((name) => headers[name] !== ALWAYS[name]),
    );
    expect(missing).toEqual([]);
  });

  it('#53 grants no other origin anything', () => {
    const granted = faults(seen, ({ headers }) =>
      Object.keys(headers).find((name) => /^access-control-|^timing-allow-origin/.test(name)),
    );
    expect(granted).toEqual([]);
    const preflights = seen.filter(({ how }) => how === 'preflight');
    expect(new Set(preflights.map(({ status }) => status))).toEqual(new Set([404]));
  });

  it('#50 to a write that another site caused is a refusal', () => {
    const caused = seen.filter(
      ({ how, method }) => how === 'from another site' && method !== 'GET',
    );
    expect(caused.length).toBeGreaterThan(60);
    expect(
      faults(caused, ({ status }) => (status === 403 ? undefined : 'was let through')),
    ).toEqual([]);
    const forms = seen.filter(({ how }) => how === 'form');
    expect(faults(forms, ({ status }) => (status === 415 ? undefined : 'took a form'))).toEqual([]);
  });

  it('#54 says what it is, in which characters, and is that', () => {
    const wrong = faults(seen, ({ method, headers, body }) => {
      const type = headers['content-type'];
      if (body.length === 0) return method === 'HEAD' || !type ? undefined : `is an empty ${type}`;
      const [, form] = TYPES.find(([pattern]) => pattern.test(type ?? '')) ?? [];
      return form?.test(body.toString('utf8')) ? undefined : `is no ${type}`;
    });
    expect(wrong).toEqual([]);
  });

  it('#57 that refuses is a problem with its trace id, and tells nothing of the inside', () => {
    const refusals = seen.filter(({ status, body }) => status >= 400 && body.length > 0);
    expect(refusals.length).toBeGreaterThan(300);
    const wrong = faults(refusals, ({ headers, body, status }) => {
      const problem = JSON.parse(body.toString()) as Record<string, unknown>;
      if (problem.status !== status || problem.instance !== headers['x-request-id'])
        return 'has no trace';
      const texts = [problem.type, problem.code, problem.title, problem.detail];
      if (texts.some((text) => typeof text !== 'string' || text === '')) return 'is no problem';
      return INSIDE.exec(body.toString())?.[0];
    });
    expect(wrong).toEqual([]);
  });

  it('#49 that sets a cookie binds it to this host, out of reach of scripts, over https only', () => {
    const setting = seen.filter(({ cookies }) => cookies.length > 0);
    const unsafe = faults(setting, ({ cookies }) =>
      cookies.find(
        (cookie) =>
          !/^__Host-[a-z-]+=[^;]*;/.test(cookie) ||
          !['Secure', 'HttpOnly', 'Path=/', 'SameSite=Lax'].every((part) =>
            cookie.split('; ').includes(part),
          ) ||
          /domain=/i.test(cookie),
      ),
    );
    expect(unsafe).toEqual([]);
    expect([...new Set(setting.map(({ asked }) => asked))]).toEqual(
      expect.arrayContaining([
        'sessions.create',
        'sessions.end',
        'identityProviders.startSignIn',
        'identityProviders.finish',
      ]),
    );
  });

  it('#63 of the API is kept by nobody, and no address asks for a secret', () => {
    const ofSomebody = seen.filter((one) => isOfApi(one) && !PUBLIC.includes(one.asked));
    const kept = faults(ofSomebody, ({ headers }) =>
      headers['cache-control'] === 'no-store'
        ? undefined
        : `may be kept: ${headers['cache-control']}`,
    );
    expect(kept).toEqual([]);
    const inAddresses = stage.operations.flatMap(({ id, parameters }) =>
      parameters.filter((one) => one.in !== 'header').map(({ name }) => `${id} ${name}`),
    );
    expect(inAddresses.length).toBeGreaterThan(50);
    const secret = / (code|.*(token|password|secret|session|phone|email|key))$/i;
    expect(inAddresses.filter((one) => secret.test(one))).toEqual(KNOWN_SECRETS);
  });
});

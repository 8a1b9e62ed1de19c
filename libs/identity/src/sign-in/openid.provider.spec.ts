import type { ServerResponse } from 'node:http';
import { Logger } from '@nestjs/common';
import type { OpenIdSettings } from '@app/common';
import { Outbound } from '@app/http';
import { CLIENT, type Lie, LyingIssuer, SUBJECT } from '../testing/lying-issuer';
import { OpenIdProvider } from './openid.provider';

const RETURN_TO = 'https://jiayi.example.cn/api/v1/identity-providers/oidc/callback';
const STATE = 'the state of this flow';

let issuer: LyingIssuer;
let outbound: Outbound;
let provider: OpenIdProvider;
const logged: unknown[] = [];

beforeAll(async () => {
  issuer = await LyingIssuer.start();
  const keep = (...said: unknown[]) => void logged.push(...said);
  Logger.overrideLogger({ log: keep, warn: keep, error: keep });
});
afterAll(async () => {
  Logger.overrideLogger(new Logger());
  await issuer.stop();
});

beforeEach(() => {
  issuer.lie = {};
  issuer.asked.length = 0;
  outbound = makeOutbound();
  provider = makeProvider();
  logged.length = 0;
});
afterEach(() => outbound.close());

const makeOutbound = (timeoutMs = 30_000) =>
  new Outbound({
    peers: [issuer.url],
    privateHosts: ['127.0.0.1'],
    timeoutMs,
    answerLimitBytes: 65_536,
  });

const makeProvider = (change: Partial<OpenIdSettings> = {}) =>
  new OpenIdProvider(
    {
      ...CLIENT,
      issuer: issuer.url,
      label: { zh: '统一身份认证', en: 'Single sign-on' },
      secondFactorValues: ['mfa', 'otp', 'hwk'],
      ...change,
    },
    RETURN_TO,
    outbound,
  );

/** What the browser brings back from the issuer. */
async function visit(redirectTo: string): Promise<URLSearchParams> {
  const response = await fetch(redirectTo, { redirect: 'manual' });
  return new URL(response.headers.get('location') ?? '').searchParams;
}

/** A whole sign-in; `lie` is told from the browser's leaving on. */
async function signIn(lie: Lie = {}) {
  const { redirectTo, memory } = await provider.start(STATE);
  issuer.lie = lie;
  return provider.finish({ answer: await visit(redirectTo), state: STATE, memory });
}

describe('sign-in through an OpenID Connect issuer', () => {
  it('asks for a code with PKCE, state and nonce, to be sent to the exact address registered', async () => {
    const { redirectTo, memory } = await provider.start(STATE);
    const asked = new URL(redirectTo);
    expect(asked.origin).toBe(issuer.url);
    expect(Object.fromEntries(asked.searchParams)).toEqual({
      client_id: CLIENT.clientId,
      response_type: 'code',
      scope: 'openid',
      redirect_uri: RETURN_TO,
      state: STATE,
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
    const { verifier } = JSON.parse(memory) as { verifier: string };
    expect(redirectTo).not.toContain(verifier);
  });

  it('knows an honest issuer’s person by the subject', async () => {
    await expect(signIn()).resolves.toEqual({ subject: SUBJECT, hasSecondFactor: false });
  });

  it('asks the issuer for its description once, and again after a failure', async () => {
    const descriptions = () => issuer.asked.filter((path) => path.includes('well-known')).length;
    issuer.lie = { takeOver: { '/.well-known/openid-configuration': end(503) } };
    await expect(provider.start(STATE)).rejects.toMatchObject(UNAVAILABLE);
    issuer.lie = {};
    await Promise.all([provider.start(STATE), signIn(), signIn()]);
    expect(descriptions()).toBe(2);
  });

  it.each([
    [{ amr: ['pwd', 'otp'] }, true],
    [{ amr: ['mfa'] }, true],
    [{ amr: ['hwk'] }, true],
    [{ acr: 'mfa' }, true],
    [{ amr: ['pwd'] }, false],
    [{ amr: 'pwd mfa' }, false],
    [{ acr: '1', amr: [] }, false],
    [{ acr: ['mfa'] }, true],
    [{ amr: [['mfa']] }, false],
  ])('believes a second factor by acr and amr: %j is %s', async (claims, hasSecondFactor) => {
    await expect(signIn({ claims })).resolves.toEqual({ subject: SUBJECT, hasSecondFactor });
  });

  it('counts only those values that the operator named', async () => {
    provider = makeProvider({ secondFactorValues: ['urn:example:two-step'] });
    await expect(signIn({ claims: { amr: ['mfa'] } })).resolves.toMatchObject({
      hasSecondFactor: false,
    });
    await expect(signIn({ claims: { acr: 'urn:example:two-step' } })).resolves.toMatchObject({
      hasSecondFactor: true,
    });
  });

  it('knows that the person turned back', async () => {
    const answer = (query: URLSearchParams) => {
      query.delete('code');
      query.set('error', 'access_denied');
    };
    await expect(signIn({ answer })).rejects.toMatchObject({ code: 'identity-cancelled' });
  });
});

const REFUSED = { code: 'identity-refused' };
const UNAVAILABLE = { code: 'identity-provider-unavailable' };
const end =
  (status: number, headers: Record<string, string> = {}, body = '') =>
  (response: ServerResponse): void =>
    void response.writeHead(status, headers).end(body);
const json = { 'content-type': 'application/json' };
const now = Math.floor(Date.now() / 1000);

const LIES: readonly (readonly [string, Lie])[] = [
  ['another state', { answer: (query) => query.set('state', 'another') }],
  ['no state', { answer: (query) => query.delete('state') }],
  ['the state twice', { answer: (query) => query.append('state', STATE) }],
  ['two codes', { answer: (query) => query.append('code', 'second') }],
  ['a code nobody gave', { answer: (query) => query.set('code', 'invented') }],
  ['the answer of another issuer', { answer: (query) => query.set('iss', 'https://evil.example') }],
  ['an answer of no issuer', { answer: (query) => query.delete('iss') }],
  ['an ID token in the address', { answer: (query) => query.set('id_token', 'a.b.c') }],
  ['no nonce', { claims: { nonce: undefined } }],
  ['another nonce', { claims: { nonce: 'another' } }],
  ['another issuer', { claims: { iss: 'https://evil.example' } }],
  ['no issuer', { claims: { iss: undefined } }],
  ['another audience', { claims: { aud: 'another client' } }],
  ['one audience too many', { claims: { aud: [CLIENT.clientId, 'another client'] } }],
  ['a token for another party', { claims: { aud: [CLIENT.clientId, 'b'], azp: 'b' } }],
  ['no subject', { claims: { sub: undefined } }],
  ['an empty subject', { claims: { sub: '' } }],
  ['a subject that is no text', { claims: { sub: 1 } }],
  ['an expired token', { claims: { iat: now - 600, exp: now - 120 } }],
  ['a token without an end', { claims: { exp: undefined } }],
  ['a token that is not valid yet', { claims: { nbf: now + 600 } }],
  ['no signature', { header: { alg: 'none' }, signature: 'none' }],
  ['a signature cut off', { signature: 'none' }],
  ['a signature by another key', { signature: 'stranger' }],
  ['a signature with the client secret', { header: { alg: 'HS256' }, signature: 'client-secret' }],
  [
    'a signature with the public key as secret',
    { header: { alg: 'HS256' }, signature: 'public-key' },
  ],
  ['an algorithm that is not the one of the key', { header: { alg: 'ES256' } }],
  ['an unknown key', { header: { kid: 'key-2' } }],
  ['an extension that must be understood', { header: { crit: ['b64'], b64: false } }],
  ['no ID token', { tokens: { id_token: undefined } }],
  ['text for an ID token', { tokens: { id_token: 'a.b.c' } }],
  [
    'a refusal by the issuer',
    { takeOver: { '/token': end(400, json, '{"error":"invalid_grant"}') } },
  ],
  [
    'a redirect to somewhere else',
    { takeOver: { '/token': end(302, { location: 'http://127.0.0.1:9/' }) } },
  ],
  ['an answer that is not JSON', { takeOver: { '/token': end(200, json, '<html>') } }],
  ['an answer without a content', { takeOver: { '/token': end(200, json, '') } }],
  ['a list of keys that is none', { takeOver: { '/keys': end(200, json, '{"keys":1}') } }],
];

describe('#47 a lying issuer', () => {
  it.each(LIES)('is not believed with %s', async (_what, lie) => {
    await expect(signIn(lie)).rejects.toMatchObject(REFUSED);
  });

  it('is not believed with a key that the token brings itself', async () => {
    const header = { jwk: issuer.strangersKey, kid: 'stranger' };
    await expect(signIn({ header, signature: 'stranger' })).rejects.toMatchObject(REFUSED);
  });

  it.each<[string, Lie]>([
    ['HS256', { header: { alg: 'HS256' }, signature: 'client-secret' }],
    ['none', { header: { alg: 'none' }, signature: 'none' }],
  ])('is not believed for its algorithm: %s', async (_algorithm, lie) => {
    await expect(signIn(lie)).rejects.toMatchObject(REFUSED);
    expect(JSON.stringify(logged)).toContain(String.raw`unexpected JWT \"alg\" header`);
  });

  it.each([['HS256'], ['none']])('is not believed when it offers nothing but %s', async (alg) => {
    issuer.lie = { discovery: { id_token_signing_alg_values_supported: [alg] } };
    const { redirectTo, memory } = await provider.start(STATE);
    const signature = alg === 'none' ? 'none' : 'client-secret';
    issuer.lie = { header: { alg }, signature };
    const arrival = { answer: await visit(redirectTo), state: STATE, memory };
    await expect(provider.finish(arrival)).rejects.toMatchObject(REFUSED);
  });

  it('cannot take the code of one flow for another: the verifier does not fit', async () => {
    const [mine, theirs] = [await provider.start(STATE), await provider.start(STATE)];
    const answer = await visit(theirs.redirectTo);
    await expect(
      provider.finish({ answer, state: STATE, memory: mine.memory }),
    ).rejects.toMatchObject(REFUSED);
    expect(issuer.asked).toContain('/token');
  });

  it.each([
    ['that calls itself otherwise', { issuer: 'https://evil.example' }],
    ['that writes itself otherwise', { issuer: 'http://127.0.0.1:1/' }],
    ['without a place to sign in', { authorization_endpoint: undefined }],
    ['whose place to sign in is a script', { authorization_endpoint: 'javascript:alert(1)' }],
  ])('%s sends nobody anywhere', async (_what, discovery) => {
    issuer.lie = { discovery };
    await expect(provider.start(STATE)).rejects.toMatchObject(UNAVAILABLE);
  });

  it('#29 on an address of our own network is not called unless its host is named', async () => {
    const host = new URL(issuer.url).host;
    const guarded = new Outbound({ peers: [`https://${host}`], privateHosts: [] });
    const settings = { ...CLIENT, issuer: `https://${host}`, label: { zh: '', en: '' } };
    provider = new OpenIdProvider({ ...settings, secondFactorValues: [] }, RETURN_TO, guarded);
    await expect(provider.start(STATE)).rejects.toMatchObject(UNAVAILABLE);
    expect(JSON.stringify(logged)).toContain('127.0.0.1 is not public');
    expect(issuer.asked).toEqual([]);
    await guarded.close();
  });

  it('#30 cannot make this process call an address that nobody configured', async () => {
    const other = await LyingIssuer.start();
    issuer.lie = {
      discovery: { token_endpoint: `${other.url}/token`, jwks_uri: `${other.url}/keys` },
    };
    await expect(signIn(issuer.lie)).rejects.toMatchObject(UNAVAILABLE);
    expect(other.asked).toEqual([]);
    await other.stop();
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['cuts the line', (response) => response.destroy()],
    ['fails', end(500)],
    ['answers without an end', (response) => flood(response)],
  ])('that %s is not waited for', async (_what, silent) => {
    await expect(signIn({ takeOver: { '/token': silent } })).rejects.toMatchObject(UNAVAILABLE);
    await expect(signIn({ takeOver: { '/keys': silent } })).rejects.toMatchObject(UNAVAILABLE);
  });

  it('that says nothing is not waited for', async () => {
    await outbound.close();
    outbound = makeOutbound(1_000);
    provider = makeProvider();
    const silence = { takeOver: { '/token': () => undefined } };
    await expect(signIn(silence)).rejects.toMatchObject(UNAVAILABLE);
    expect(issuer.asked).toContain('/token');
  });

  it('leaves its reason in the log, and nothing of the token, the person or the secrets', async () => {
    await expect(signIn({ claims: { aud: 'another client' } })).rejects.toMatchObject(REFUSED);
    const text = JSON.stringify(logged);
    expect(text).toContain('aud');
    for (const secret of [SUBJECT, CLIENT.clientSecret, 'another client', 'eyJ', STATE])
      expect(text).not.toContain(secret);
  });
});

/** Sends more than anybody wants to read. */
function flood(response: ServerResponse): void {
  response.writeHead(200, json);
  const more = () => {
    while (!response.destroyed && response.write('x'.repeat(65_536)));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
}

import type { ServerResponse } from 'node:http';
import { Logger } from '@nestjs/common';
import type { TicketSignInSettings } from '@app/common';
import { Outbound } from '@app/http';
import { TicketSso } from '../testing/ticket-sso';
import { TicketProvider } from './ticket.provider';

const RETURN_TO = 'https://jiayi.example.cn/api/v1/identity-providers/ticket/callback';
const REFUSED = { code: 'identity-refused' };
const UNAVAILABLE = { code: 'identity-provider-unavailable' };

let sso: TicketSso;
let outbound: Outbound;
let provider: TicketProvider;
const logged: unknown[] = [];

beforeAll(async () => {
  sso = await TicketSso.start();
  const keep = (...said: unknown[]) => void logged.push(...said);
  Logger.overrideLogger({ log: keep, warn: keep, error: keep });
});
afterAll(async () => {
  Logger.overrideLogger(new Logger());
  await sso.stop();
});

beforeEach(() => {
  sso.takeOver = {};
  sso.asked.length = 0;
  logged.length = 0;
  outbound = makeOutbound();
  provider = makeProvider();
});
afterEach(() => outbound.close());

const makeOutbound = (timeoutMs = 30_000) =>
  new Outbound({
    peers: [sso.settings.exchangeUrl],
    privateHosts: ['127.0.0.1'],
    timeoutMs,
    answerLimitBytes: 65_536,
  });

const makeProvider = (change: Partial<TicketSignInSettings> = {}) =>
  new TicketProvider({ ...sso.settings, ...change }, RETURN_TO, outbound);

const finish = (query: Record<string, string> | string) =>
  provider.finish({ answer: new URLSearchParams(query), state: 'state', memory: '' });
const signIn = () => finish({ ticket: sso.giveTicket('user-1') });

describe('sign-in by ticket', () => {
  it('sends the browser to the SSO with the service code and the way back, which carries the state', async () => {
    const { redirectTo } = await provider.start('a state/of&this flow');
    const { searchParams } = new URL(redirectTo);
    expect(searchParams.get('servicecode')).toBe(sso.settings.serviceCode);
    expect(searchParams.get('action')).toBe('oauth');
    const back = new URL(searchParams.get('redirectUrl') ?? '');
    expect(`${back.origin}${back.pathname}`).toBe(RETURN_TO);
    expect(Object.fromEntries(back.searchParams)).toEqual({ state: 'a state/of&this flow' });
  });

  it('exchanges the ticket for the user, by signed calls that say nothing in their addresses', async () => {
    await expect(signIn()).resolves.toEqual({ subject: 'user-1', hasSecondFactor: false });
    expect(sso.asked.map((form) => form.get('method'))).toEqual([
      'ticketValidation',
      'getUserInfo',
    ]);
  });

  it('believes no name that stands in the query', async () => {
    const ticket = sso.giveTicket('user-1');
    const person = await finish({ ticket, userid: 'somebody-else', token: 'x', username: '李四' });
    expect(person.subject).toBe('user-1');
  });

  it.each<[string, Record<string, string> | string]>([
    ['no ticket', {}],
    ['an empty ticket', { ticket: '' }],
    ['two tickets', 'ticket=one&ticket=two'],
    ['a ticket nobody gave', { ticket: 'invented' }],
    ['a ticket of another alphabet', { ticket: '票据' }],
    ['a ticket with a line of its own', { ticket: 'a\r\nb' }],
    ['a ticket that never ends', { ticket: 'x'.repeat(501) }],
    ['a user id instead of a ticket', { userid: 'user-1' }],
  ])('refuses %s', async (_what, query) => {
    await expect(finish(query)).rejects.toMatchObject(REFUSED);
  });

  it('takes a ticket once, also when two come at the same time', async () => {
    const ticket = sso.giveTicket('user-1');
    const outcomes = await Promise.allSettled([finish({ ticket }), finish({ ticket })]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(finish({ ticket })).rejects.toMatchObject(REFUSED);
  });

  it('gets nowhere with the password of another service', async () => {
    provider = makeProvider({ servicePassword: 'wrong' });
    await expect(signIn()).rejects.toMatchObject(REFUSED);
  });

  it('#30 calls nobody but the address configured', async () => {
    provider = makeProvider({ exchangeUrl: 'http://127.0.0.1:9/sso' });
    await expect(signIn()).rejects.toMatchObject(UNAVAILABLE);
    expect(JSON.stringify(logged)).toContain('not configured');
  });
});

const say =
  (body: string, status = 200, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void =>
    void response.writeHead(status, headers).end(body);

describe('an SSO', () => {
  it.each([
    ['with an answer that is not JSON', 'ticketValidation', say('<html>')],
    ['with JSON that is no object', 'ticketValidation', say('["0"]')],
    ['with nothing', 'ticketValidation', say('')],
    ['that refuses', 'ticketValidation', say('{"result":"6103"}')],
    ['that says neither yes nor no', 'ticketValidation', say('{"token":"t"}')],
    ['without a token', 'ticketValidation', say('{"result":"0"}')],
    ['with a token that is no text', 'ticketValidation', say('{"result":"0","token":{"a":1}}')],
    [
      'that sends us elsewhere',
      'ticketValidation',
      say('', 302, { location: 'http://127.0.0.1:9/' }),
    ],
    ['that does not know the token', 'getUserInfo', say('{"result":"6104"}')],
    ['without a user id', 'getUserInfo', say('{"result":"0","username":"王晓"}')],
    ['with an empty user id', 'getUserInfo', say('{"result":"0","userid":""}')],
    ['with a user id that is no text', 'getUserInfo', say('{"result":"0","userid":1}')],
    ['with a list of users', 'getUserInfo', say('{"result":"0","userid":["user-1"]}')],
    ['with a refusal that names a user', 'getUserInfo', say('{"result":"9","userid":"user-1"}')],
  ])('%s is not believed', async (_what, method, answer) => {
    sso.takeOver = { [method]: answer };
    await expect(signIn()).rejects.toMatchObject(REFUSED);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['that cuts the line', (response) => response.destroy()],
    ['that fails', say('', 500)],
    ['with a huge answer', say(`"${'x'.repeat(70_000)}"`)],
  ])('%s is not waited for', async (_what, answer) => {
    for (const method of ['ticketValidation', 'getUserInfo']) {
      sso.takeOver = { [method]: answer };
      await expect(signIn()).rejects.toMatchObject(UNAVAILABLE);
    }
  });

  it('that says nothing is not waited for', async () => {
    await outbound.close();
    outbound = makeOutbound(1_000);
    provider = makeProvider();
    sso.takeOver = { ticketValidation: () => undefined };
    await expect(signIn()).rejects.toMatchObject(UNAVAILABLE);
    expect(sso.asked).toHaveLength(1);
  });

  it('leaves neither ticket, token, password nor person in the log', async () => {
    sso.takeOver = { getUserInfo: say('{"result":"0","username":"王晓","userid":""}') };
    const ticket = sso.giveTicket('user-1');
    await expect(finish({ ticket })).rejects.toMatchObject(REFUSED);
    const token = sso.asked[1]?.get('token') ?? '';
    const text = JSON.stringify(logged);
    expect(text).toContain('no user id');
    expect(token).not.toBe('');
    for (const secret of [ticket, token, sso.settings.servicePassword, '王晓'])
      expect(text).not.toContain(secret);
  });
});

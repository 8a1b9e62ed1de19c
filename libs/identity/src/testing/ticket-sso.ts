import { createHash, randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { TicketSignInSettings } from '@app/common';
import { sendJson, type TestRequest, TestServer } from './test-server';

const SERVICE = {
  serviceCode: 'jiayi-test',
  servicePassword: 'a password between SSO and service',
};

/** An SSO in the shape of 浙里办: one-time tickets, exchanged by signed calls. */
export class TicketSso {
  /** Takes over a method of the exchange: `ticketValidation` or `getUserInfo`. */
  takeOver: Partial<Record<string, (response: ServerResponse) => void>> = {};
  /** The forms it was sent, so far. */
  readonly asked: URLSearchParams[] = [];
  private readonly users = new Map<string, string>();
  private server: TestServer;

  static async start(): Promise<TicketSso> {
    const sso = new TicketSso();
    sso.server = await TestServer.start((request, response) => sso.handle(request, response));
    return sso;
  }

  get settings(): TicketSignInSettings {
    const { origin } = this.server;
    return {
      ...SERVICE,
      issuer: origin,
      loginUrl: `${origin}/sso/mobile.do?action=oauth&scope=1&servicecode={serviceCode}&redirectUrl={returnTo}`,
      exchangeUrl: `${origin}/sso/servlet/simpleauth`,
      label: { zh: '浙里办', en: 'Zheliban' },
    };
  }

  /** A ticket for a person who signed in there. */
  giveTicket(userId: string): string {
    const ticket = `${randomUUID()}-ticket`;
    this.users.set(ticket, userId);
    return ticket;
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  private handle({ method, url, form }: TestRequest, response: ServerResponse): void {
    if (url.pathname === '/sso/mobile.do') return this.signIn(url, response);
    if (method !== 'POST') return sendJson(response, { result: '-1', errmsg: 'POST only' });
    this.asked.push(form);
    const takenOver = this.takeOver[form.get('method') ?? ''];
    if (takenOver) return takenOver(response);
    if (!isSigned(form)) return sendJson(response, { result: '6501', errmsg: '签名错误' });
    return form.get('method') === 'ticketValidation'
      ? this.exchange(form.get('st') ?? '', response)
      : this.tellUser(form.get('token') ?? '', response);
  }

  /** Everybody who comes signs in as the same person; names in the address are as anybody could write them. */
  private signIn({ searchParams }: URL, response: ServerResponse): void {
    const back = new URL(searchParams.get('redirectUrl') ?? '');
    back.searchParams.set('ticket', this.giveTicket('user-1'));
    back.searchParams.set('userid', 'somebody-else');
    response.writeHead(302, { location: back.href }).end();
  }

  private exchange(ticket: string, response: ServerResponse): void {
    const userId = this.users.get(ticket);
    this.users.delete(ticket);
    if (userId === undefined) return sendJson(response, { result: '6103', errmsg: '票据无效' });
    const token = `${randomUUID()}-token`;
    this.users.set(token, userId);
    sendJson(response, { result: '0', errmsg: '成功', token });
  }

  private tellUser(token: string, response: ServerResponse): void {
    const userid = this.users.get(token);
    if (userid === undefined) return sendJson(response, { result: '6104', errmsg: '令牌无效' });
    sendJson(response, {
      result: '0',
      errmsg: '成功',
      userid,
      username: '王晓',
      mobile: '13800000000',
    });
  }
}

/** The SSO's rule: MD5 over code, password and a time of the last five minutes, Shanghai time. */
function isSigned(form: URLSearchParams): boolean {
  const { serviceCode, servicePassword } = SERVICE;
  const time = form.get('time') ?? '';
  const at = Date.parse(
    time.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6+08:00'),
  );
  const sign = createHash('md5').update(`${serviceCode}${servicePassword}${time}`).digest('hex');
  return (
    form.get('servicecode') === serviceCode &&
    form.get('sign') === sign &&
    Math.abs(Date.now() - at) < 300_000
  );
}

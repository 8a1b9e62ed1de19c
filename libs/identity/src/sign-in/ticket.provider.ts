import { createHash } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { DateTime } from 'luxon';
import { type TicketSignInSettings, ZONE } from '@app/common';
import type { Outbound } from '@app/http';
import {
  type Arrival,
  type Departure,
  type ExternalPerson,
  IdentityProvider,
} from './identity-provider';
import { IdentityProviderUnavailable, IdentityRefused } from './sign-in.errors';

/** The code of an answer that went well; some deployments write it as a number. */
const WELL: readonly unknown[] = ['0', 0];
const TICKET = /^[\x21-\x7e]{1,500}$/;
const TOKEN = /^[\x21-\x7e]{1,2000}$/;
const USER_ID = /^[\x21-\x7e]{1,200}$/;

/**
 * Sign-in in the shape of 浙里办: the browser leaves for the SSO address and comes back with a one-time ticket, which
 * this process exchanges for a token and the token for the user, each call signed with the service's password. The SSO
 * knows no state: it travels in the query of our own return address. What else the query says is not looked at.
 */
export class TicketProvider extends IdentityProvider {
  readonly name = 'ticket';
  readonly label = this.settings.label;
  readonly issuer = this.settings.issuer;
  private readonly logger = new Logger('TicketProvider');

  constructor(
    private readonly settings: TicketSignInSettings,
    private readonly returnTo: string,
    private readonly outbound: Outbound,
  ) {
    super();
  }

  start(state: string): Promise<Departure> {
    const { loginUrl, serviceCode } = this.settings;
    const back = new URL(this.returnTo);
    back.searchParams.set('state', state);
    const redirectTo = loginUrl
      .replaceAll('{serviceCode}', encodeURIComponent(serviceCode))
      .replaceAll('{returnTo}', encodeURIComponent(back.href));
    return Promise.resolve({ redirectTo, memory: '' });
  }

  async finish({ answer }: Arrival): Promise<ExternalPerson> {
    const [ticket, ...more] = answer.getAll('ticket');
    if (more.length > 0 || !fits(TICKET, ticket)) throw this.refused('no ticket, or several');
    const { token } = await this.ask('ticketValidation', { st: ticket });
    if (!fits(TOKEN, token)) throw this.refused('no token');
    const { userid } = await this.ask('getUserInfo', { token });
    if (!fits(USER_ID, userid)) throw this.refused('no user id');
    // The SSO does not tell how the person signed in there.
    return { subject: userid, hasSecondFactor: false };
  }

  /** One call of the exchange; ticket and token travel in the body, where no log of addresses finds them. */
  private async ask(
    method: string,
    parameters: Record<string, string>,
  ): Promise<Record<string, unknown>> {
    const answer = await this.send(
      new URLSearchParams({ method, datatype: 'json', ...this.signature(), ...parameters }),
    );
    if (answer.status >= 500) throw this.unavailable(new Error(`HTTP ${answer.status}`));
    if (answer.status !== 200) throw this.refused(`${method}: HTTP ${answer.status}`);
    const said = parse(await answer.text());
    if (!said) throw this.refused(`${method}: not a JSON object`);
    if (!WELL.includes(said.result)) throw this.refused(`${method}: refused there`);
    return said;
  }

  private async send(body: URLSearchParams): Promise<Response> {
    try {
      return await this.outbound.fetch(this.settings.exchangeUrl, {
        method: 'POST',
        headers: { accept: 'application/json' },
        body,
      });
    } catch (error) {
      throw this.unavailable(error);
    }
  }

  /** MD5 is what the SSO wants; it protects nothing here that TLS does not. */
  private signature(): { servicecode: string; time: string; sign: string } {
    const { serviceCode, servicePassword } = this.settings;
    const time = DateTime.now().setZone(ZONE).toFormat('yyyyMMddHHmmss');
    const sign = createHash('md5').update(`${serviceCode}${servicePassword}${time}`).digest('hex');
    return { servicecode: serviceCode, time, sign };
  }

  private refused(reason: string): IdentityRefused {
    this.logger.warn({ event: 'identity-refused', provider: this.name, reasons: [reason] });
    return new IdentityRefused();
  }

  private unavailable(error: unknown): IdentityProviderUnavailable {
    const reasons = [error instanceof Error ? error.message : String(error)];
    this.logger.warn({ event: 'identity-provider-unavailable', provider: this.name, reasons });
    return new IdentityProviderUnavailable(error);
  }
}

const fits = (pattern: RegExp, value: unknown): value is string =>
  typeof value === 'string' && pattern.test(value);

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

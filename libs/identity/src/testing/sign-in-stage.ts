import type { DataSource } from 'typeorm';
import { type Environment, newId } from '@app/common';
import type { Role } from '../access/roles';
import { returnAddress } from '../sign-in/identity-providers';
import { OpenIdIssuer } from './openid-issuer';
import { buildPerson, type TestPerson } from './people';
import { TestApi } from './test-api';
import { TestBrowser } from './test-browser';
import { TicketSso } from './ticket-sso';

/** Another client of the issuer, with the address it is sent back to. */
export const OTHER_CLIENT = {
  clientId: 'another-client',
  redirectUri: 'http://127.0.0.1:1/callback',
};
const CLIENT = 'jiayi';

interface StageParts {
  databaseUrl: string;
  db: DataSource;
  /** Free; the issuer must know where browsers return to before anything listens there. */
  port: number;
  moduleOf: (settings: Environment) => object;
}

/** The address of a flow's answer, which the browser brings back. */
export const isCallback = ({ pathname }: URL): boolean => pathname.endsWith('/callback');

/** The API with a real OpenID Connect provider and a ticket SSO beside it. */
export class SignInStage {
  readonly issuer: OpenIdIssuer;
  readonly sso: TicketSso;
  api: TestApi;

  private constructor(private readonly parts: StageParts) {}

  static async start(parts: StageParts): Promise<SignInStage> {
    const stage = new SignInStage(parts);
    const [issuer, sso] = await Promise.all([stage.startIssuer(), TicketSso.start()]);
    Object.assign(stage, { issuer, sso });
    stage.api = await stage.startApi();
    return stage;
  }

  async stop(): Promise<void> {
    await Promise.all([this.api.stop(), this.issuer.stop(), this.sso.stop()]);
  }

  /** An issuer that knows this product and {@link OTHER_CLIENT}. */
  startIssuer(): Promise<OpenIdIssuer> {
    const redirectUri = returnAddress(`http://127.0.0.1:${this.parts.port}`, 'oidc');
    return OpenIdIssuer.start([{ clientId: CLIENT, redirectUri }, OTHER_CLIENT]);
  }

  /** Starts an API; with both providers unless told otherwise. */
  startApi(
    change: NodeJS.ProcessEnv = {},
    providers = this.settingsOf(this.issuer),
  ): Promise<TestApi> {
    return TestApi.start(this.parts.moduleOf, {
      DATABASE_URL: this.parts.databaseUrl,
      PORT: String(this.parts.port),
      JIAYI_PUBLIC_URL: `http://127.0.0.1:${this.parts.port}`,
      JIAYI_OUTBOUND_PRIVATE_HOSTS: '127.0.0.1',
      ...providers,
      ...change,
    });
  }

  /** How an operator names both providers. */
  settingsOf(issuer: OpenIdIssuer): NodeJS.ProcessEnv {
    const openId = issuer.settingsFor(CLIENT);
    const { settings } = this.sso;
    return {
      OIDC_ISSUER: openId.issuer,
      OIDC_CLIENT_ID: openId.clientId,
      OIDC_CLIENT_SECRET: openId.clientSecret,
      TICKET_LOGIN_URL: settings.loginUrl,
      TICKET_EXCHANGE_URL: settings.exchangeUrl,
      TICKET_SERVICE_CODE: settings.serviceCode,
      TICKET_SERVICE_PASSWORD: settings.servicePassword,
    };
  }

  newBrowser(): TestBrowser {
    return new TestBrowser(this.api.url);
  }

  /** A person who has linked the identity of the real provider already. */
  async buildLinked(subject: string, role: Role = 'enterprise_member'): Promise<TestPerson> {
    const person = await buildPerson(this.parts.db, [role]);
    await this.giveIdentity(person, subject);
    return person;
  }

  async giveIdentity({ userId }: TestPerson, subject: string): Promise<void> {
    await this.parts.db.query(
      'INSERT INTO external_identity (issuer, subject, id, user_id) VALUES ($1, $2, $3, $4)',
      [this.issuer.url, subject, newId(), userId],
    );
  }

  /** Begins a flow. @returns where the browser is to go */
  async depart(browser: TestBrowser, path = '/identity-providers/oidc/sign-ins'): Promise<string> {
    const { status, body } = await browser.call<{ redirectTo: string }>('POST', path);
    if (status !== 201) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
    return body.redirectTo;
  }

  /** The whole way through the real provider. @returns the page it ends at */
  async signIn(browser: TestBrowser, subject: string, amr?: string[]): Promise<string> {
    this.issuer.keyboard = { subject, ...(amr && { amr }) };
    return browser.open(await this.depart(browser));
  }

  /** As far as the provider's answer. @returns the address with code and state, which the browser has not opened */
  async obtainAnswer(browser: TestBrowser, subject: string, path?: string): Promise<string> {
    this.issuer.keyboard = { subject };
    return browser.open(await this.depart(browser, path), isCallback);
  }

  /** The id of whoever the browser is signed in as; the status when nobody is. */
  async meOf(browser: TestBrowser): Promise<string | number> {
    const { status, body } = await browser.call<{ id: string }>('GET', '/me');
    return status === 200 ? body.id : status;
  }

  async count(what: string, ...values: unknown[]): Promise<number> {
    const rows: { count: string }[] = await this.parts.db.query(
      `SELECT count(*) FROM ${what}`,
      values,
    );
    return Number(rows[0]?.count);
  }
}

import { DateTime } from 'luxon';
import { generateSync } from 'otplib';
import type { DataSource } from 'typeorm';
import type { Environment } from '@app/common';
import type { Role } from '@app/identity';
import { AppModule } from '../../apps/api/src/app.module';
import { freePort } from '../../apps/launcher/src/ports';
import { createTestDatabase, setDatabaseTime, type TestDatabase } from './database';
import { buildPerson, PASSWORD, type TestPerson } from '../../libs/identity/src/testing/people';
import { TestApi } from '../../libs/identity/src/testing/test-api';
import { type BrowserAnswer, TestBrowser } from '../../libs/identity/src/testing/test-browser';

export const COOKIE = '__Host-jiayi';
export const DEVICE_COOKIE = '__Host-jiayi-device';

/** Credentials as a test types them; the password is everybody's unless told. */
interface Credentials {
  password?: string;
  code?: string;
  /** Address that the request seems to come from. */
  from?: string;
}

/** The API on a database of its own, outside of demonstration mode, with people and browsers for it. */
export class SignInDesk {
  private constructor(
    readonly database: TestDatabase,
    readonly api: TestApi,
    readonly settings: Environment,
  ) {}

  /** @param variables further variables of the environment */
  static async open(variables: NodeJS.ProcessEnv = {}): Promise<SignInDesk> {
    const database = await createTestDatabase({ entities: [] });
    const environments: Environment[] = [];
    const moduleOf = (settings: Environment) => {
      environments.push(settings);
      return AppModule.forRoot(settings);
    };
    const api = await TestApi.start(moduleOf, {
      DATABASE_URL: database.url,
      PORT: String(await freePort()),
      // Tests come from many addresses; the API believes the header that says which.
      JIAYI_TRUSTED_PROXIES: '127.0.0.1',
      JIAYI_RATE_BURST: '100000',
      ...variables,
    });
    return new SignInDesk(database, api, environments[0] as Environment);
  }

  get db(): DataSource {
    return this.database.dataSource;
  }

  async close(): Promise<void> {
    await this.api.stop();
    await this.database.drop();
  }

  browser(): TestBrowser {
    return new TestBrowser(this.api.url);
  }

  buildPerson(...roles: Role[]): Promise<TestPerson> {
    return buildPerson(this.db, roles);
  }

  /** Tries to sign in; what comes of it is the test's matter. */
  trySignIn<Body = Record<string, unknown>>(
    browser: TestBrowser,
    login: string,
    { password = PASSWORD, code, from }: Credentials = {},
  ): Promise<BrowserAnswer<Body>> {
    return browser.call<Body>('POST', '/sessions', {
      body: { login, password, ...(code !== undefined && { code }) },
      headers: from === undefined ? {} : { 'x-forwarded-for': from },
    });
  }

  /** A browser in which the person has just signed in. */
  async signIn(login: string, credentials: Credentials = {}): Promise<TestBrowser> {
    const browser = this.browser();
    const { status, body } = await this.trySignIn(browser, login, credentials);
    if (status !== 201) throw new Error(`sign-in: ${status} ${JSON.stringify(body)}`);
    return browser;
  }

  /** Moves the clock of the database away from the present; undefined gives it the real time back. */
  async moveOn(minutes?: number): Promise<void> {
    await setDatabaseTime(
      this.database,
      minutes === undefined ? null : DateTime.utc().plus({ minutes }),
    );
  }

  /** Sets up an authenticator for whoever is signed in. */
  async enrol(browser: TestBrowser): Promise<{ secret: string; recoveryCodes: string[] }> {
    const enrolment = await browser.call<{ secret: string }>('POST', '/me/second-factor');
    const { secret } = enrolment.body;
    const { body, status } = await browser.call<{ recoveryCodes: string[] }>(
      'POST',
      '/me/second-factor/confirm',
      { body: { code: await this.codeOf(secret) } },
    );
    if (status !== 200) throw new Error(`enrolment: ${status} ${JSON.stringify(body)}`);
    return { secret, recoveryCodes: body.recoveryCodes };
  }

  /** What an authenticator shows by the clock of the database, or so many steps of 30 s away. */
  async codeOf(secret: string, steps = 0): Promise<string> {
    const [row]: { now: number }[] = await this.db.query(
      'SELECT extract(epoch FROM app_now())::float AS now',
    );
    return generateSync({ secret, epoch: (row?.now ?? 0) + steps * 30 });
  }
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DataSource } from 'typeorm';
import { type Environment, environment } from '@app/common';
import { createLogger } from '@app/http';
import type { Role } from '@app/identity';
import { createApi } from '../../apps/api/src/api';
import { freePort } from '../../apps/launcher/src/ports';
import { buildPerson, PASSWORD, type TestPerson } from '../../libs/identity/src/testing/people';
import { type BrowserAnswer, TestBrowser } from '../../libs/identity/src/testing/test-browser';
import { createTestDatabase, type TestDatabase } from './database';

/** The whole API in this process on a database of its own, in demonstration mode, with its log kept. */
export class ApiDesk {
  private constructor(
    readonly database: TestDatabase,
    readonly settings: Environment,
    private readonly app: NestFastifyApplication,
    /** What the API wrote so far; at this level it names every request as well. */
    readonly log: readonly string[],
  ) {}

  static async open(): Promise<ApiDesk> {
    const database = await createTestDatabase();
    const settings = environment({
      DATABASE_URL: database.url,
      PORT: String(await freePort()),
      JIAYI_DATA_DIR: mkdtempSync(join(tmpdir(), 'jiayi-api-')),
      JIAYI_AUDIT_KEY: 'test-audit-key',
      JIAYI_SECRET_KEY: 'a secret of the test, 32 characters long',
      JIAYI_DEMONSTRATION: '1',
      JIAYI_RATE_BURST: '100000',
      JIAYI_SIGN_IN_ATTEMPTS: '1000',
    });
    const log: string[] = [];
    const logger = createLogger('api', 'debug', { write: (line) => void log.push(line) });
    const app = await createApi(settings, logger);
    await app.listen(settings.port, settings.host);
    return new ApiDesk(database, settings, app, log);
  }

  get url(): string {
    return `http://${this.settings.host}:${this.settings.port}`;
  }

  get db(): DataSource {
    return this.database.dataSource;
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.database.drop();
    rmSync(this.settings.dataDirectory, { recursive: true, force: true });
  }

  /** A person of an organisation of their own unless told which. */
  build(roles: readonly Role[], organisationId?: string): Promise<TestPerson> {
    return buildPerson(this.db, roles, organisationId === undefined ? {} : { organisationId });
  }

  browser(): TestBrowser {
    return new TestBrowser(this.url);
  }

  /** A browser in which somebody has just signed in. */
  async signIn(login: string, password = PASSWORD): Promise<TestBrowser> {
    const browser = this.browser();
    const answer = await browser.call('POST', '/sessions', { body: { login, password } });
    if (answer.status !== 201) throw new Error(`sign-in: ${answer.status}`);
    return browser;
  }
}

/** The body of an answer with the status that was expected. */
export function expected<Body>(answer: BrowserAnswer<Body>, status: number): Body {
  if (answer.status === status) return answer.body;
  throw new Error(`answered ${answer.status}, not ${status}: ${JSON.stringify(answer.body)}`);
}

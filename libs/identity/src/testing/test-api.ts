import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { type Environment, environment, newId } from '@app/common';
import { API_PREFIX, createHttpApplication, createOpenApiDocument } from '@app/http';

/** One operation of the API, with an id that nobody has in place of each parameter. */
export interface TestOperation {
  id: string;
  method: string;
  /** Below the API's prefix. */
  path: string;
}

/** The API as it is served, in this process, with its log kept. */
export class TestApi {
  private constructor(
    private readonly app: NestFastifyApplication,
    readonly url: string,
    /** The lines of the log so far. */
    readonly log: readonly string[],
    private readonly directory: string,
  ) {}

  /**
   * @param moduleOf what the API is made of
   * @param variables settings beside those that every test may have, as an operator writes them; DATABASE_URL and a
   * free PORT at least
   */
  static async start(
    moduleOf: (settings: Environment) => object,
    variables: NodeJS.ProcessEnv,
  ): Promise<TestApi> {
    const directory = mkdtempSync(join(tmpdir(), 'jiayi-api-'));
    const settings = environment({
      JIAYI_DATA_DIR: directory,
      JIAYI_AUDIT_KEY: 'test-audit-key',
      JIAYI_SECRET_KEY: 'a secret of the test, 32 characters long',
      ...variables,
    });
    const log: string[] = [];
    const logger = pino({ level: 'trace' }, { write: (line) => void log.push(line) });
    const app = await createHttpApplication(moduleOf(settings) as Type, settings, logger);
    await app.listen(settings.port, '127.0.0.1');
    return new TestApi(app, `http://127.0.0.1:${settings.port}`, log, directory);
  }

  /** Every operation that the OpenAPI document knows. */
  operations(): TestOperation[] {
    const { paths } = createOpenApiDocument(this.app, 'test');
    return Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods as Record<string, { operationId: string }>).map(
        ([method, { operationId }]) => ({
          id: operationId,
          method: method.toUpperCase(),
          path: path.slice(API_PREFIX.length + 1).replace(/\{\w+\}/g, newId()),
        }),
      ),
    );
  }

  async stop(): Promise<void> {
    await this.app.close();
    rmSync(this.directory, { recursive: true });
  }
}

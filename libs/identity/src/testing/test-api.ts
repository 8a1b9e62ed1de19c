import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import type { Environment } from '@app/common';
import { createHttpApplication } from '@app/http';

/** The API as it is served, in this process, with its log kept. */
export class TestApi {
  private constructor(
    private readonly app: NestFastifyApplication,
    readonly url: string,
    /** The lines of the log so far. */
    readonly log: readonly string[],
  ) {}

  /** @param module what the API is made of, for the same settings */
  static async start(module: object, settings: Environment): Promise<TestApi> {
    const log: string[] = [];
    const logger = pino({ level: 'trace' }, { write: (line) => void log.push(line) });
    const app = await createHttpApplication(module as Type, settings, logger);
    await app.listen(settings.port, '127.0.0.1');
    return new TestApi(app, `http://127.0.0.1:${settings.port}`, log);
  }

  stop(): Promise<void> {
    return this.app.close();
  }
}

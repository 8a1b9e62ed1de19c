import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import type { Environment } from '@app/common';
import { createHttpApplication, serveOpenApiDocument } from '@app/http';
import { AppModule } from './app.module';
import { version } from './version';
import { serveWebApp } from './web-app';
import { xAccess } from './x-access';

/** All that the api process serves, not listening yet: the API, its document and, where it is built, the web app. */
export async function createApi(
  settings: Environment,
  logger: Logger,
): Promise<NestFastifyApplication> {
  const app = await createHttpApplication(AppModule.forRoot(settings), settings, logger);
  serveOpenApiDocument(app, version, xAccess);
  if (settings.webDirectory) await serveWebApp(app, settings.webDirectory);
  return app;
}

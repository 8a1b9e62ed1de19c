import 'reflect-metadata';
import { ConfigurationError, environment } from '@app/common';
import { createHttpApplication, createLogger, serveOpenApiDocument } from '@app/http';
import { AppModule } from './app.module';
import { version } from './version';
import { serveWebApp } from './web-app';

/** Serves the API and the web app until it is told to stop. */
async function main(): Promise<void> {
  const settings = environment();
  const logger = createLogger('api', settings.logLevel);
  const app = await createHttpApplication(AppModule.forRoot(settings), settings, logger);
  serveOpenApiDocument(app, version);
  if (settings.webDirectory) await serveWebApp(app, settings.webDirectory);
  await app.listen(settings.port, settings.host);
  if (settings.insecureHttp) {
    logger.warn(
      'JIAYI_INSECURE_HTTP=1: the session cookie travels unprotected; for a trial over the LAN only',
    );
  }
  logger.info({ event: 'ready', port: settings.port, pool: settings.databasePoolSize });
  process.send?.({ ready: true });
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigurationError ? error.message : error);
  process.exit(1);
});

import 'reflect-metadata';
import { ConfigurationError, environment } from '@app/common';
import { createLogger } from '@app/http';
import { createApi } from './api';

/** Serves the API and the web app until it is told to stop. */
async function main(): Promise<void> {
  const settings = environment();
  const logger = createLogger('api', settings.logLevel);
  const app = await createApi(settings, logger);
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

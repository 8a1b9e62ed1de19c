import 'reflect-metadata';
import { ConfigurationError, environment } from '@app/common';
import { createHttpApplication, createLogger } from '@app/http';
import { WorkerModule } from './worker.module';

/** Health and metrics, with or without the prefix of the API. */
const ANSWERED = /^(\/api\/v1)?\/(health\/(live|ready)|metrics)$/;

/** Runs jobs until it is told to stop; answers health and metrics where a port is given. */
async function main(): Promise<void> {
  const settings = environment();
  const logger = createLogger('worker', settings.logLevel);
  const app = await createHttpApplication(WorkerModule.forRoot(settings), settings, logger);
  // The modules bring their controllers along; of all routes the worker answers only how it is.
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      if (ANSWERED.test(request.url)) done();
      else reply.callNotFound();
    });
  if (settings.workerPort) await app.listen(settings.workerPort, settings.host);
  else await app.init();
  logger.info({
    event: 'ready',
    queue: settings.redisUrl ? 'redis' : 'postgresql',
    pool: settings.databasePoolSize,
  });
  process.send?.({ ready: true });
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigurationError ? error.message : error);
  process.exit(1);
});

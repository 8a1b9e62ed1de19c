import 'reflect-metadata';
import type { INestApplication } from '@nestjs/common';
import { AuditSealer, UNSEALED_WARNING_SECONDS } from '@app/audit';
import { ConfigurationError, environment } from '@app/common';
import { createHttpApplication, createLogger, Watches } from '@app/http';
import { LedgerChecks } from '@app/vouchers';
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
  watchAuditTrail(app);
  watchLedger(app);
  if (settings.workerPort) await app.listen(settings.workerPort, settings.host);
  else await app.init();
  logger.info({
    event: 'ready',
    queue: settings.redisUrl ? 'redis' : 'postgresql',
    pool: settings.databasePoolSize,
  });
  process.send?.({ ready: true });
}

/** A trail that is not sealed for a while is not safe for a while: the operator sees it before an auditor does. */
function watchAuditTrail(app: INestApplication): void {
  const sealer = app.get(AuditSealer, { strict: false });
  app.get(Watches, { strict: false }).add({
    name: 'audit_unsealed_seconds',
    help: 'Age of the oldest entry of the audit trail without a seal',
    warnAbove: UNSEALED_WARNING_SECONDS,
    read: () => sealer.unsealedSeconds(),
  });
}

/** One row that breaks an invariant of the books is one too many: whoever looks after the machine learns of it first. */
function watchLedger(app: INestApplication): void {
  const checks = app.get(LedgerChecks, { strict: false });
  app.get(Watches, { strict: false }).add({
    name: 'ledger_faults',
    help: 'Broken invariants and wrong balances that the last check of the books found',
    warnAbove: 0,
    read: () => checks.faults(),
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigurationError ? error.message : error);
  process.exit(1);
});

import 'reflect-metadata';
import { sandboxSettings } from './settings';
import { startSandbox } from './start-sandbox';

/** Longest time a stop may take before the process ends anyway. */
const STOP_TIMEOUT_MS = 8_000;

async function main(): Promise<void> {
  const sandbox = await startSandbox(sandboxSettings());
  const stop = (): void => {
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
    sandbox.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.stdout.write(`platform sandbox: ${sandbox.url}\n`);
  process.send?.({ ready: true, url: sandbox.url });
}

main().catch((error: unknown) => {
  process.stderr.write(
    `platform sandbox: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
});

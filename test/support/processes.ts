import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '../../apps/launcher/src/ports';
import { Service, type ServiceDefinition } from '../../apps/launcher/src/service';
import type { TestDatabase } from './database';

type ServiceName = ServiceDefinition['name'];

interface SystemOptions {
  database: Pick<TestDatabase, 'urls'>;
  /** Keeps the job queue in Redis instead of PostgreSQL. */
  redisUrl?: string | undefined;
  /** Which processes to start; all three when left out. */
  services?: ServiceName[];
  /** More settings for every process. */
  env?: Record<string, string>;
}

/** The built processes of the system, running on a test database. */
export interface TestSystem {
  apiUrl: string;
  platformUrl: string;
  /** What the processes keep beside the database. */
  dataDirectory: string;
  /** Health and metrics of the worker. */
  workerUrl: string;
  /** What the processes wrote so far, for a failing test to show. */
  output(this: void): string;
  pidOf(this: void, name: ServiceName): number | undefined;
  /** Ends a process as a power cut would (kill -9) and leaves it ended. */
  kill(this: void, name: ServiceName): Promise<void>;
  /** Starts a process that was killed or stopped again, on its former port. */
  start(this: void, name: ServiceName): Promise<void>;
  /** Asks one process to stop. */
  stopOne(this: void, name: ServiceName): Promise<void>;
  /** Stops everything and removes the data directory. */
  stop(this: void): Promise<void>;
}

const ROOT = resolve(__dirname, '../..');

/** Starts the system from dist/, building it first when a source is newer. */
export async function startSystem(options: SystemOptions): Promise<TestSystem> {
  buildIfNeeded();
  const ports = { api: await freePort(), worker: await freePort(), platform: await freePort() };
  const directory = mkdtempSync(join(tmpdir(), 'jiayi-system-'));
  const lines: string[] = [];
  const sink = (service: string, line: string) => void lines.push(`[${service}] ${line}`);
  const environments = environmentsOf(options, ports, directory);
  const names = options.services ?? ['platform-sandbox', 'worker', 'api'];
  const services = new Map(
    names.map((name) => [name, new Service({ name, root: ROOT, env: environments[name] }, sink)]),
  );
  const get = (name: ServiceName) => {
    const service = services.get(name);
    if (!service) throw new Error(`${name} is not part of this system`);
    return service;
  };
  const stop = async () => {
    await Promise.all([...services.values()].map((service) => service.stop()));
    rmSync(directory, { recursive: true, force: true });
  };
  const output = () => lines.join('\n');
  const start = async (name: ServiceName) => {
    try {
      await get(name).start();
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${output()}`, { cause: error });
    }
  };
  await Promise.all(names.map(start)).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    dataDirectory: directory,
    apiUrl: `http://127.0.0.1:${ports.api}`,
    platformUrl: `http://127.0.0.1:${ports.platform}`,
    workerUrl: `http://127.0.0.1:${ports.worker}`,
    output,
    pidOf: (name) => get(name).pid,
    kill: (name) => get(name).kill(),
    start,
    stopOne: (name) => get(name).stop(),
    stop,
  };
}

function buildIfNeeded(): void {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- plain CommonJS, shared with npm start
  const prepare = require('../../apps/launcher/prepare.cjs') as {
    buildServerIfNeeded(this: void): void;
    buildWebIfNeeded(this: void): void;
  };
  prepare.buildServerIfNeeded();
  prepare.buildWebIfNeeded();
}

function environmentsOf(
  options: SystemOptions,
  ports: Record<'api' | 'worker' | 'platform', number>,
  directory: string,
): Record<ServiceName, ServiceDefinition['env']> {
  const { urls } = options.database;
  const platform = {
    PLATFORM_URL: `http://127.0.0.1:${ports.platform}`,
    PLATFORM_APP_KEY: 'jiaxing',
    PLATFORM_SECRET: 'test-platform-secret',
  };
  const shared = {
    ...platform,
    NODE_ENV: 'production', // jest says "test"; the processes shall be what users run
    HOST: '127.0.0.1',
    REDIS_URL: options.redisUrl,
    JIAYI_DATA_DIR: directory,
    JIAYI_AUDIT_KEY: 'test-audit-key',
    JIAYI_SECRET_KEY: 'a secret of the test, 32 characters long',
    JIAYI_DEMONSTRATION: '1',
    JIAYI_OUTBOUND_PRIVATE_HOSTS: '127.0.0.1',
    JIAYI_WEB_DIR: join(ROOT, 'apps/web/dist'),
    ...options.env,
  };
  return {
    api: { ...shared, DATABASE_URL: urls.app, PORT: String(ports.api) },
    worker: { ...shared, DATABASE_URL: urls.app, WORKER_PORT: String(ports.worker) },
    'platform-sandbox': { ...shared, DATABASE_URL: urls.sandbox, PORT: String(ports.platform) },
  };
}

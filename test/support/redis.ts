import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../apps/launcher/src/ports';

/** A throw-away Redis of one suite. */
export interface TestRedis {
  url: string;
  /** Ends it as a power cut would; nothing it held is kept. */
  stop(this: void): Promise<void>;
}

/** Where a job suite keeps its queue. `start` gives the address of a Redis, or undefined for PostgreSQL. */
export interface Backend {
  name: 'PostgreSQL' | 'Redis';
  start(this: void): Promise<{ redisUrl: string | undefined; stop: () => Promise<void> }>;
}

const START_TIMEOUT_MS = 10_000;

/**
 * The queue backends, for `describe.each(backends())`: every job suite runs on both. Where Redis is not installed it is
 * left out with a loud line, in CI it is an error.
 */
export function backends(): Backend[] {
  const postgres: Backend = {
    name: 'PostgreSQL',
    start: () => Promise.resolve({ redisUrl: undefined, stop: () => Promise.resolve() }),
  };
  const redis: Backend = {
    name: 'Redis',
    start: async () => {
      const { url, stop } = await startRedis();
      return { redisUrl: url, stop };
    },
  };
  if (spawnSync('redis-server', ['--version']).status === 0) return [postgres, redis];
  const missing = 'redis-server is not installed (Debian package redis-server)';
  if (process.env.CI === 'true') throw new Error(missing);
  process.stderr.write(`\n!!! ${missing}: the job suites run on PostgreSQL only !!!\n`);
  return [postgres];
}

/** Starts a Redis without persistence on a free port, as strict about its memory as production. */
export async function startRedis(): Promise<TestRedis> {
  const port = await freePort();
  const directory = mkdtempSync(join(tmpdir(), 'jiayi-redis-'));
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    save: '',
    appendonly: 'no',
    dir: directory,
    maxmemory: '256mb',
    'maxmemory-policy': 'noeviction',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const server = spawn('redis-server', args, { stdio: 'ignore' });
  const killed = () => server.kill('SIGKILL');
  process.once('exit', killed);
  await untilListening(server, port);
  const stop = async () => {
    process.off('exit', killed);
    if (server.exitCode === null && server.signalCode === null) {
      server.kill('SIGKILL');
      await once(server, 'exit');
    }
    rmSync(directory, { recursive: true, force: true });
  };
  return { url: `redis://127.0.0.1:${port}`, stop };
}

async function untilListening(server: ChildProcess, port: number): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline && server.exitCode === null) {
    if (await canConnect(port)) return;
    await delay(20);
  }
  throw new Error(`redis-server does not listen on port ${port}`);
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

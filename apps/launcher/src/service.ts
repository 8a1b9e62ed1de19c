import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { ConfigurationError } from '@app/common';

/** One process of the system and what it is told. */
export interface ServiceDefinition {
  name: 'api' | 'worker' | 'platform-sandbox';
  /** The tree whose dist/ is run. */
  root: string;
  /** Settings on top of our own environment; undefined takes a variable away. */
  env: Record<string, string | undefined>;
}

/** Receives every line a service writes, and what its keeper has to say about it. */
export type LineSink = (service: string, line: string) => void;

const READY_TIMEOUT_MS = 60_000;
const KILL_AFTER_MS = 7_000;
const LONGEST_PAUSE_MS = 30_000;
/** A service that ran this long before it fell starts over with the shortest pause. */
const STABLE_AFTER_MS = 60_000;

/** Keeps one process running: starts it, starts it again after a crash with growing pauses, and stops it. */
export class Service {
  private child: ChildProcess | undefined;
  private running = new AbortController();

  constructor(
    readonly definition: ServiceDefinition,
    private readonly sink: LineSink,
  ) {}

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Starts the process and waits until it serves. Rejects when it ends or stays silent before that. */
  async start(): Promise<void> {
    this.running = new AbortController();
    await this.launch();
    void this.keep(this.running.signal);
  }

  /** Asks the process to stop and kills it when it takes too long. */
  async stop(killAfterMs = KILL_AFTER_MS): Promise<void> {
    this.running.abort();
    const child = this.child;
    if (!child || hasEnded(child)) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    await endOf(child);
    clearTimeout(timer);
  }

  /** Ends the process as a power cut would, without a warning; it is not started again. */
  async kill(): Promise<void> {
    this.running.abort();
    const child = this.child;
    if (!child || hasEnded(child)) return;
    child.kill('SIGKILL');
    await endOf(child);
  }

  private async launch(): Promise<void> {
    const { root, name, env } = this.definition;
    const child = fork(join(root, 'dist/apps', name, 'src/main.js'), {
      cwd: root,
      env: { ...process.env, ...env },
      execArgv: ['--enable-source-maps', '--require', preloadIn(root)],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: process.platform !== 'win32', // Ctrl-C reaches the launcher only, which stops everything in order
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.sink(name, line));
    }
    const silence = new AbortController();
    const outcome = await Promise.race([
      readyMessage(child),
      endOf(child),
      delay(READY_TIMEOUT_MS, 'silent for too long', { signal: silence.signal }),
    ]);
    silence.abort();
    if (outcome === undefined) return;
    child.kill('SIGKILL');
    throw new ConfigurationError(
      `${name} 未能启动。 ${name} did not start (${outcome}); its log tells why.`,
    );
  }

  private async keep(signal: AbortSignal): Promise<void> {
    const { name } = this.definition;
    let crashes = 0;
    let startedAt = Date.now();
    while (this.child) {
      const reason = await endOf(this.child);
      if (signal.aborted) return;
      crashes = Date.now() - startedAt > STABLE_AFTER_MS ? 1 : crashes + 1;
      const pauseMs = Math.min(1_000 * 2 ** (crashes - 1), LONGEST_PAUSE_MS);
      this.sink(name, `ended unexpectedly (${reason}), starts again in ${pauseMs / 1_000} s`);
      await delay(pauseMs);
      if (signal.aborted) return;
      startedAt = Date.now();
      await this.launch().then(
        () => this.sink(name, 'runs again'),
        (error: Error) => this.sink(name, error.message),
      );
    }
  }
}

/** The script that every child loads first, so that none outlives us. */
export const preloadIn = (root: string): string =>
  join(root, 'dist/apps/launcher/src/leave-with-parent.js');

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

/** Waits for the end of a process and tells how it ended. */
async function endOf(child: ChildProcess): Promise<string> {
  if (!hasEnded(child)) await once(child, 'exit');
  return child.signalCode ?? `exit code ${child.exitCode}`;
}

function readyMessage(child: ChildProcess): Promise<undefined> {
  return new Promise((resolve) => {
    child.on('message', (message) => {
      if (typeof message === 'object' && 'ready' in message) resolve(undefined);
    });
  });
}

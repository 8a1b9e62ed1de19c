const PARENT_CHECK_MS = 500;

/** Undoes what was started, last first, on Ctrl-C, SIGTERM, the end of npm, or a failure. */
export class Shutdown {
  private readonly steps: (() => Promise<void> | void)[] = [];
  private running: Promise<void> | undefined;

  /** Adds what must be undone before everything added earlier. */
  add(step: () => Promise<void> | void): void {
    this.steps.unshift(step);
  }

  /** Undoes everything once; a second call waits for the first. */
  run(): Promise<void> {
    this.running ??= this.undo();
    return this.running;
  }

  /** Ends this process in order when it is asked to, or when the npm that started it is gone. */
  listen(): void {
    // whoever read our output may be gone before us; that must not stop the stopping
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => void this.leave());
    }
    if (process.env.npm_lifecycle_event === undefined) return;
    const parent = process.ppid; // npm passes no signal on when it is killed
    setInterval(() => process.ppid !== parent && void this.leave(), PARENT_CHECK_MS).unref();
  }

  private async leave(): Promise<void> {
    if (this.running === undefined) console.log('\n正在停止… Stopping…');
    await this.run();
    process.exit(0);
  }

  private async undo(): Promise<void> {
    for (const step of this.steps) {
      try {
        await step();
      } catch (error) {
        console.error(error); // the next step must still run, or a process would stay
      }
    }
  }
}

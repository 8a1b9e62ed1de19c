import { fork, spawnSync } from 'node:child_process';
import { join, relative, sep } from 'node:path';
import { watch } from 'chokidar';
import { preloadIn, type Service } from './service';

/** The part of apps/launcher/prepare.cjs that a running launcher calls. */
interface Prepare {
  compileServer(this: void): void;
  viteCli(this: void): string;
}

const SETTLE_MS = 200;

/**
 * `npm run dev`: rebuilds on every change of a source and restarts what it concerns: one app, or all of them after a
 * change in libs/. Returns what stops the watching.
 */
export async function watchSources(
  root: string,
  ownerUrl: string,
  services: readonly Service[],
): Promise<() => Promise<void>> {
  const prepare = (await import(join(root, 'apps/launcher/prepare.cjs'))) as Prepare;
  const web = fork(prepare.viteCli(), ['build', '--watch', '--logLevel', 'warn'], {
    cwd: join(root, 'apps/web'),
    execArgv: ['--require', preloadIn(root)],
  });
  const changed = new Set<string>();
  const rebuild = async () => {
    const paths = [...changed];
    changed.clear();
    try {
      prepare.compileServer();
    } catch (error) {
      console.error((error as Error).message); // a half typed file: the processes stay as they are
      return;
    }
    if (paths.some((path) => path.includes('/migrations/'))) migrateAnew(root, ownerUrl);
    const concerned = services.filter(({ definition: { name } }) => concerns(name, paths));
    await Promise.all(concerned.map((service) => service.stop()));
    await Promise.allSettled(concerned.map((service) => service.start()));
    console.log(`[watch] ${paths.join(', ')}: restarted ${concerned.length} processes`);
  };
  let queue = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const sources = ['api', 'worker', 'platform-sandbox'].map((app) => join(root, 'apps', app));
  const watcher = watch([...sources, join(root, 'libs')], { ignoreInitial: true });
  watcher.on('all', (_event, path) => {
    if (!path.endsWith('.ts') || path.endsWith('spec.ts')) return;
    changed.add(relative(root, path).split(sep).join('/'));
    clearTimeout(timer);
    timer = setTimeout(() => {
      queue = queue.then(rebuild);
    }, SETTLE_MS);
  });
  return async () => {
    web.kill();
    await watcher.close();
  };
}

/** In a process of its own: this one has loaded the migrations of its start. */
function migrateAnew(root: string, ownerUrl: string): void {
  spawnSync(process.execPath, [join(root, 'dist/apps/launcher/src/migrate.js')], {
    env: { ...process.env, DATABASE_URL: ownerUrl, DATABASE_URL_FILE: undefined },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

const concerns = (app: string, paths: readonly string[]) =>
  paths.some((path) => path.startsWith('libs/') || path.startsWith(`apps/${app}/`));

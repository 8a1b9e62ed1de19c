import 'reflect-metadata';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSetting } from '@app/common';
import { issueSetupCode } from '@app/identity';
import { prepareDataDirectory } from './data-directory';
import { DEMONSTRATION_ACCOUNTS } from './demonstration-accounts';
import { exitWith } from './exit';
import { openDatabase } from './launch-database';
import { migrate } from './migrations';
import { ADDRESS_FILE, freePort, requireFreePort } from './ports';
import { requireRedis } from './queue-server';
import type { RoleUrls } from './roles';
import { SecretFiles } from './secrets';
import { isEmpty, seedDemonstration } from './seed';
import { Service } from './service';
import { logTo } from './service-log';
import { type LaunchSettings, addressOf, launchSettings } from './settings';
import { Shutdown } from './shutdown';
import { withDatabase } from './with-database';

/** `npm start` after install and build: database, migrations, demonstration, then the processes, until told to stop. */
async function main(shutdown: Shutdown): Promise<void> {
  const startedAt = Date.now();
  const settings = launchSettings();
  await requireFreePort(settings);
  prepareDataDirectory(settings.dataDirectory);
  await requireRedis(settings.redisUrl);
  const secrets = new SecretFiles(join(settings.dataDirectory, 'secrets'));

  const urls = await openDatabase(settings, secrets, shutdown);
  publishAddress(settings, shutdown);
  const { applied } = await migrate(urls.owner);
  if (applied.length > 0)
    console.log(`已迁移数据库。 Migrated the database: ${applied.join(', ')}`);
  const password = secrets.get('demonstration-password', settings.demonstrationPassword);
  const setupCode = await firstContent(urls.app, settings, password);

  const services = await startServices(settings, urls, secrets, shutdown);
  if (settings.watch) {
    const { watchSources } = await import('./watch'); // its packages are installed for development only
    shutdown.add(await watchSources(settings.root, urls.owner, services));
  }
  announce(settings, password, setupCode, Date.now() - startedAt);
}

/** Lets a second start on the same data directory tell where the first one is. */
function publishAddress(settings: LaunchSettings, shutdown: Shutdown): void {
  const file = join(settings.dataDirectory, ADDRESS_FILE);
  writeFileSync(file, `${addressOf(settings)}\n`);
  shutdown.add(() => rmSync(file, { force: true }));
}

/** Fills an empty database with the demonstration, or else makes the code for its first administrator. */
function firstContent(
  url: string,
  settings: LaunchSettings,
  password: string,
): Promise<string | null> {
  return withDatabase(url, 'jiayi-seed', async (db) => {
    if (!settings.demonstration) return issueSetupCode(db);
    if (!(await isEmpty(db))) return null;
    console.log('正在写入演示数据… Filling in the demonstration data…');
    await seedDemonstration(db, { password });
    return null;
  });
}

async function startServices(
  settings: LaunchSettings,
  urls: RoleUrls,
  secrets: SecretFiles,
  shutdown: Shutdown,
): Promise<Service[]> {
  const { root, host, port, dataDirectory } = settings;
  const sink = logTo(join(dataDirectory, 'logs'));
  const platformPort = String(await freePort());
  const platform = {
    PLATFORM_URL: `http://127.0.0.1:${platformPort}`,
    PLATFORM_APP_KEY: 'jiaxing',
    PLATFORM_SECRET: secrets.get('platform-secret'),
  };
  const shared = {
    DATABASE_URL: urls.app,
    DATABASE_URL_FILE: undefined, // the operator's names the owner, whom no serving process may be
    JIAYI_DATA_DIR: dataDirectory,
    JIAYI_PUBLIC_URL: process.env.JIAYI_PUBLIC_URL ?? addressOf(settings),
    JIAYI_AUDIT_KEY: secrets.get('audit-key'),
    JIAYI_SECRET_KEY: secrets.get('secret-key'),
    JIAYI_DEMONSTRATION: settings.demonstration ? '1' : undefined,
    ...platform,
    // The sandbox lies on this machine; what the operator named stays named.
    JIAYI_OUTBOUND_PRIVATE_HOSTS: [readSetting('JIAYI_OUTBOUND_PRIVATE_HOSTS'), '127.0.0.1']
      .filter(Boolean)
      .join(','),
  };
  const web = join(root, 'apps/web/dist');
  const settingsOf = {
    'platform-sandbox': {
      ...platform,
      DATABASE_URL: urls.sandbox,
      DATABASE_URL_FILE: undefined,
      HOST: '127.0.0.1',
      PORT: platformPort,
    },
    worker: { ...shared, PORT: undefined },
    api: { ...shared, HOST: host, PORT: String(port), JIAYI_WEB_DIR: web },
  };
  const services = (['platform-sandbox', 'worker', 'api'] as const).map(
    (name) => new Service({ name, root, env: settingsOf[name] }, sink),
  );
  shutdown.add(async () => void (await Promise.all(services.map((service) => service.stop()))));
  await Promise.all(services.map((service) => service.start()));
  return services;
}

function announce(
  settings: LaunchSettings,
  password: string,
  setupCode: string | null,
  elapsedMs: number,
): void {
  const width = Math.max(...DEMONSTRATION_ACCOUNTS.map(({ login }) => login.length));
  const accounts = DEMONSTRATION_ACCOUNTS.map(
    ({ login, zh, en }) => `  ${login.padEnd(width)}  ${zh} (${en})`,
  );
  const lines = [
    '',
    `嘉仪 Jiayi  ${addressOf(settings)}`,
    ...(settings.demonstration
      ? [
          `演示账户，密码均为 ${password}  Demonstration accounts, all with this password:`,
          ...accounts,
        ]
      : []),
    ...(setupCode === null
      ? []
      : [
          `首位管理员的一次性代码（一天内有效）One-time code for the first administrator: ${setupCode}`,
        ]),
    `日志 Logs: ${join(settings.dataDirectory, 'logs')}`,
    `启动用时 ${(elapsedMs / 1_000).toFixed(1)} s，按 Ctrl-C 停止。 Ctrl-C stops everything.`,
    '',
  ];
  console.log(lines.join('\n'));
}

const shutdown = new Shutdown();
shutdown.listen();
main(shutdown).catch(async (error: unknown) => {
  await shutdown.run();
  exitWith(error);
});

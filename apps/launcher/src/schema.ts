import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DataSource } from 'typeorm';
import { ConfigurationError } from '@app/common';
import { dataSourceOptions } from '@app/database';
import { startEmbeddedPostgres } from './embedded-postgres';
import { allEntities } from './entities';
import { exitWith } from './exit';
import { migrate } from './migrations';
import { prepareEmbeddedServer } from './roles';
import { scratchDirectory } from './scratch';

const FOLDER = resolve('libs/database/src/migrations');
const FILE = /^(\d{13})-([a-z0-9-]+)\.ts$/;

interface SchemaDifference {
  up: string[];
  down: string[];
}

/** What the entities declare beyond what the migrations make; empty when both agree. Needs no running database. */
async function findDifference(): Promise<SchemaDifference> {
  const directory = scratchDirectory('jiayi-schema-');
  const password = 'schema';
  const server = await startEmbeddedPostgres({
    directory: join(directory, 'postgres'),
    password,
    fast: true,
  });
  try {
    const passwords = { owner: password, app: password, sandbox: password };
    const { owner } = await prepareEmbeddedServer(server.url, passwords);
    await migrate(owner);
    return await compare(owner);
  } finally {
    server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function compare(ownerUrl: string): Promise<SchemaDifference> {
  const db = new DataSource(
    dataSourceOptions({
      url: ownerUrl,
      poolSize: 1,
      applicationName: 'jiayi-schema',
      entities: allEntities(),
      timeouts: false,
    }),
  );
  await db.initialize();
  try {
    const { upQueries, downQueries } = await db.driver.createSchemaBuilder().log();
    return {
      up: upQueries.map(({ query }) => query),
      down: downQueries.map(({ query }) => query).reverse(),
    };
  } finally {
    await db.destroy();
  }
}

async function check(): Promise<void> {
  const { up } = await findDifference();
  if (up.length === 0) {
    console.log(`The migrations make exactly what ${allEntities().length} entities declare.`);
    return;
  }
  throw new ConfigurationError(
    `The migrations lack what the entities declare (run "npm run db:generate -- <Name>"):\n${up.join('\n')}`,
  );
}

async function generate(name: string | undefined, empty: boolean): Promise<void> {
  const words = name?.match(/[A-Z]?[a-z0-9]+/g);
  if (!words) throw new ConfigurationError('Usage: npm run db:generate -- <Name> [--empty]');
  const difference = empty ? { up: [], down: [] } : await findDifference();
  if (!empty && difference.up.length === 0) {
    throw new ConfigurationError('The entities declare nothing that the migrations do not make.');
  }
  const stamp = Date.now();
  const file = `${stamp}-${words.map((word) => word.toLowerCase()).join('-')}.ts`;
  writeFileSync(join(FOLDER, file), await formatted(migrationSource(file, difference)));
  writeFileSync(join(FOLDER, 'index.ts'), await formatted(indexSource()));
  console.log(`Wrote ${join('libs/database/src/migrations', file)}; read it before you commit it.`);
}

function classOf(file: string): string {
  const [, stamp = '', words = ''] = FILE.exec(file) ?? [];
  const name = words.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${name.join('')}${stamp}`;
}

function migrationSource(file: string, { up, down }: SchemaDifference): string {
  const body = (queries: string[]) =>
    queries.map((query) => `await runner.query(\`${query.replace(/[`\\]|\$\{/g, '\\$&')}\`);`);
  const method = (name: string, queries: string[]) =>
    `async ${name}(${queries.length > 0 ? 'runner' : '_runner'}: QueryRunner): Promise<void> {
      ${body(queries).join('\n')}
    }`;
  return `import type { MigrationInterface, QueryRunner } from 'typeorm';

    export class ${classOf(file)} implements MigrationInterface {
      readonly name = '${classOf(file)}';

      ${method('up', up)}

      ${method('down', down)}
    }`;
}

function indexSource(): string {
  const files = readdirSync(FOLDER)
    .filter((file) => FILE.test(file))
    .sort();
  const imports = files.map((file) => `import { ${classOf(file)} } from './${file.slice(0, -3)}';`);
  return `import type { MigrationInterface } from 'typeorm';
    ${imports.join('\n')}

    /** Every migration in its order; listed as classes, so that source and build run the same ones. */
    export const migrations: readonly (new () => MigrationInterface)[] = [${files.map(classOf).join(', ')}];`;
}

async function formatted(source: string): Promise<string> {
  const { format, resolveConfig } = await import('prettier');
  return format(source, { ...(await resolveConfig(FOLDER)), parser: 'typescript' });
}

const [command, name, flag] = process.argv.slice(2);
(command === 'check' ? check() : generate(name, flag === '--empty')).catch(exitWith);

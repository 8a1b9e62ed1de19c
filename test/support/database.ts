import { randomUUID } from 'node:crypto';
import type { DateTime } from 'luxon';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '@app/database';
import { connect, withCredentials } from '../../apps/launcher/src/connection';
import { allEntities } from '../../apps/launcher/src/entities';
import { ROLES, type RoleUrls, roleUrls } from '../../apps/launcher/src/roles';
import { adminUrl, PASSWORD, TEMPLATE } from './test-server';

/** A database of its own for one spec file. */
export interface TestDatabase {
  name: string;
  /** The database as the serving role sees it. */
  url: string;
  /** The database as seen by each role. */
  urls: RoleUrls;
  /** Connected as the serving role, as the api and the worker are. */
  dataSource: DataSource;
  /** Closes {@link dataSource} and removes the database, whoever else is still connected. */
  drop(): Promise<void>;
}

interface TestDatabaseOptions {
  /** The entities that {@link TestDatabase.dataSource} knows; all of the system when left out. */
  entities?: (new () => object)[];
  poolSize?: number;
}

/** Clones the migrated template, in some 20 ms. Call it in `beforeAll`, and `drop()` in `afterAll`. */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} OWNER ${ROLES.owner}`);
  const owner = withCredentials(adminUrl(name), ROLES.owner, PASSWORD);
  const urls = roleUrls(owner, { app: PASSWORD, sandbox: PASSWORD });
  const dataSource = new DataSource(
    dataSourceOptions({
      url: urls.app,
      poolSize: options.poolSize ?? 10,
      applicationName: 'jiayi-test',
      entities: options.entities ?? allEntities(),
    }),
  );
  await dataSource.initialize();
  const drop = async () => {
    if (dataSource.isInitialized) await dataSource.destroy();
    await asAdmin(`DROP DATABASE ${name} WITH (FORCE)`);
  };
  return { name, url: urls.app, urls, dataSource, drop };
}

/** Makes the database tell another time through `app_now()`; `null` gives it the real one back. */
export async function setDatabaseTime(
  database: TestDatabase,
  at: DateTime<true> | null,
): Promise<void> {
  const body = at ? `SELECT timestamptz '${at.toISO()}'` : 'SELECT clock_timestamp()';
  await connect(database.urls.owner, (owner) =>
    owner.query(
      `CREATE OR REPLACE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$ ${body} $$`,
    ),
  );
}

const asAdmin = (statement: string) =>
  connect(adminUrl('postgres'), (admin) => admin.query(statement));

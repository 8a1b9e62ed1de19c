import { runMigrations as runQueueMigrations } from 'bullmq';
import type { Client } from 'pg';
import { DataSource } from 'typeorm';
import { readColumns, recordMigration, settleClock } from '@app/audit';
import { ConfigurationError } from '@app/common';
import { dataSourceOptions, sqlStateOf } from '@app/database';
import { openConnection } from './connection';
import { applyGrants } from './grants';

/** What a migration did. */
export interface MigrationReport {
  /** Names of the migrations that were applied now. */
  applied: string[];
  /** Version of the job queue's own schema. */
  queueVersion: number;
}

/** Key of the advisory lock that lets one migration run at a time: "JYMG" in ASCII. */
const MIGRATION_LOCK = 0x4a594d47;

/**
 * Brings a database to this release: tables, the job queue's schema and the rights of the serving role, under one
 * advisory lock, so that any number of processes may call it at once.
 *
 * @param ownerUrl the database as seen by the account that owns it
 */
export async function migrate(ownerUrl: string): Promise<MigrationReport> {
  const client = await openConnection(ownerUrl);
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const columns = await readColumns(client);
    const applied = await runTableMigrations(ownerUrl);
    await recordMigration(client, columns, applied);
    await settleClock(client);
    const queueVersion = await migrateQueue(client);
    await applyGrants(client);
    return { applied, queueVersion };
  } catch (error) {
    throw explain(error);
  } finally {
    await client.end(); // gives the lock back as well
  }
}

async function runTableMigrations(ownerUrl: string): Promise<string[]> {
  const db = new DataSource(
    dataSourceOptions({
      url: ownerUrl,
      poolSize: 1,
      applicationName: 'jiayi-migrate',
      timeouts: false,
    }),
  );
  await db.initialize();
  try {
    const applied = await db.runMigrations();
    return applied.map((migration) => migration.name);
  } finally {
    await db.destroy();
  }
}

async function migrateQueue(client: Client): Promise<number> {
  try {
    return await runQueueMigrations(client);
  } finally {
    await client.query('RESET search_path'); // BullMQ looks into its own schema only
  }
}

function explain(error: unknown): unknown {
  if (sqlStateOf(error) !== '42501') return error;
  return new ConfigurationError(
    `数据库账户权限不足，无法迁移。 ` +
      `The database account may not migrate (it must own the database): ${(error as Error).message}`,
    { cause: error },
  );
}

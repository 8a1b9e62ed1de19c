import type { DataSource } from 'typeorm';
import { ConfigurationError } from '@app/common';

/**
 * Refuses to serve on a schema that is not this release's: everything this code knows must have been migrated.
 * A newer schema is fine, so that the previous release runs on while the next one is rolled out.
 */
export async function requireSchemaVersion(db: DataSource): Promise<void> {
  const expected = db.migrations.map((migration) => migration.name ?? migration.constructor.name);
  const done = new Set(await appliedMigrations(db));
  const missing = expected.filter((name) => !done.has(name));
  if (missing.length > 0) {
    throw new ConfigurationError(
      `The database lacks ${missing.length} migration(s), first ${missing[0]}; run "npm run migrate" before starting.`,
    );
  }
}

async function appliedMigrations(db: DataSource): Promise<string[]> {
  const [table]: { exists: boolean }[] = await db.query(
    `SELECT to_regclass('public.schema_migration') IS NOT NULL AS exists`,
  );
  if (!table?.exists) return [];
  const rows: { name: string }[] = await db.query('SELECT name FROM schema_migration');
  return rows.map((row) => row.name);
}

/** Refuses a pool that the server could not fill even if this process were alone on it. */
export async function requireConnections(db: DataSource, poolSize: number): Promise<void> {
  const [row]: { available: number }[] = await db.query(
    `SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS available`,
  );
  if (row && poolSize <= row.available) return;
  throw new ConfigurationError(
    `DATABASE_POOL_SIZE=${poolSize} is more than the ${row?.available} connections the database server allows.`,
  );
}

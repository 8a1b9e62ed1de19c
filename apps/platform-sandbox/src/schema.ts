import type { Pool } from 'pg';

/** Any number, the same in every process of the sandbox: one of them makes the tables while the others wait. */
const SCHEMA_LOCK = 7_305_418_201;

const TABLES = `
  CREATE TABLE IF NOT EXISTS platform_sandbox.record (
    kind text NOT NULL CHECK (kind IN ('instrument', 'service_record')),
    ins_code text NOT NULL,
    key text NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    hash text NOT NULL,
    standing text NOT NULL CHECK (standing IN ('open', 'suspended', 'withdrawn')),
    fields jsonb NOT NULL,
    first_received_at timestamptz NOT NULL DEFAULT now(),
    applied_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (kind, ins_code, key)
  );
  CREATE INDEX IF NOT EXISTS record_instrument_key ON platform_sandbox.record (key) WHERE kind = 'instrument';

  CREATE TABLE IF NOT EXISTS platform_sandbox.record_version (
    kind text NOT NULL,
    ins_code text NOT NULL,
    key text NOT NULL,
    version bigint NOT NULL,
    hash text NOT NULL,
    standing text NOT NULL,
    fields jsonb NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (kind, ins_code, key, version)
  );

  CREATE TABLE IF NOT EXISTS platform_sandbox.delivery (
    kind text NOT NULL,
    ins_code text NOT NULL,
    key text NOT NULL,
    received integer NOT NULL DEFAULT 0,
    applied integer NOT NULL DEFAULT 0,
    duplicate integer NOT NULL DEFAULT 0,
    stale integer NOT NULL DEFAULT 0,
    refused integer NOT NULL DEFAULT 0,
    last_code integer NOT NULL,
    last_received_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (kind, ins_code, key)
  );

  CREATE TABLE IF NOT EXISTS platform_sandbox.nonce (
    app_key text NOT NULL,
    nonce text NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (app_key, nonce)
  );
  CREATE INDEX IF NOT EXISTS nonce_seen_at ON platform_sandbox.nonce (seen_at);
`;

/** Makes the sandbox's own tables; safe to call from several processes at once and again at every start. */
export async function prepareSchema(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [SCHEMA_LOCK]);
    // CREATE SCHEMA IF NOT EXISTS wants the right to create schemas even when there is nothing to create.
    const { rows } = await client.query<{ missing: boolean }>(
      `SELECT to_regnamespace('platform_sandbox') IS NULL AS missing`,
    );
    if (rows[0]?.missing) await client.query('CREATE SCHEMA platform_sandbox');
    await client.query(TABLES);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

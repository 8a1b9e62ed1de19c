import { newId } from '@app/common';
import { LAST_USED_XID } from './audit-clock';
import { NOTHING } from './audit.service';

/** The part of a `pg` client that this needs; the connection is that of the database's owner, who migrates. */
interface OwnerConnection {
  query(
    statement: string,
    values?: unknown[],
  ): Promise<{ rows: Record<string, unknown>[]; rowCount: number | null }>;
}

/** The columns of every table, as one text each. */
export type TableColumns = ReadonlyMap<string, string>;

/** Reads which columns the tables have; before a migration and after, the two tell what digests can be compared. */
export async function readColumns(owner: OwnerConnection): Promise<TableColumns> {
  const { rows } = await owner.query(
    `SELECT table_name, string_agg(column_name || ' ' || data_type, ',' ORDER BY column_name) AS columns
       FROM information_schema.columns WHERE table_schema = 'public' GROUP BY table_name`,
  );
  return new Map(rows.map(({ table_name, columns }) => [String(table_name), String(columns)]));
}

/**
 * Records a migration in the trail with the tables whose columns it changed: a row's digest from before does not
 * compare with one from after. The first migration of an empty database has nobody to tell.
 */
export async function recordMigration(
  owner: OwnerConnection,
  before: TableColumns,
  applied: readonly string[],
): Promise<void> {
  if (applied.length === 0 || !before.has('audit_entry')) return;
  const after = await readColumns(owner);
  const changed = [...before.keys()].filter((table) => after.get(table) !== before.get(table));
  await record(owner, 'database.migrate', { applied, changed });
}

/**
 * Sets the count of transactions above everything the trail knows when the database was restored into another cluster,
 * and records that. Nobody may serve meanwhile.
 */
export async function settleClock(owner: OwnerConnection): Promise<void> {
  const { rows } = await owner.query(
    `SELECT last.xid::text AS last_xid FROM (${LAST_USED_XID}) AS last(xid)
      WHERE pg_snapshot_xmax(pg_current_snapshot())::text::bigint + app_transaction_offset() < last.xid`,
  );
  if (!rows[0]) return;
  const offset = BigInt(String(rows[0].last_xid));
  await owner.query(
    `CREATE OR REPLACE FUNCTION app_transaction_offset() RETURNS bigint LANGUAGE sql IMMUTABLE
       AS 'SELECT ${offset}::bigint'`,
  );
  await record(owner, 'database.restore', { transactionOffset: offset.toString() });
}

const record = (owner: OwnerConnection, action: string, detail: object) =>
  owner.query(
    `INSERT INTO audit_entry (id, action, object_type, object_id, detail) VALUES ($1, $2, 'database', $3, $4)`,
    [newId(), action, NOTHING, JSON.stringify(detail)],
  );

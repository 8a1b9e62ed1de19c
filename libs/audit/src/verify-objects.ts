import { escapeIdentifier } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { type Finding, finding } from './findings';

/** Findings listed of one kind; a trail that is wrong everywhere is not listed row by row. */
const LISTED = 50;

/** A table whose rows are digested, as its trigger says. */
interface DigestedTable {
  name: string;
  leftOut: string[];
}

interface ObjectCheck {
  /** Objects whose row was held against their last entry. */
  compared: number;
  findings: Finding[];
}

/**
 * Holds every object against its entries: what one entry left must be what the next one found, and what the last one
 * left must be what the row is now. A change with the database's own recording switched off shows up in both.
 *
 * @param fromXid looks at entries from this transaction number on
 */
export async function verifyObjects(
  db: DataSource | EntityManager,
  fromXid: string,
): Promise<ObjectCheck> {
  const result: ObjectCheck = { compared: 0, findings: await findGaps(db, fromXid) };
  for (const table of await digestedTables(db)) {
    const { compared, differing } = await compareRows(db, table, fromXid);
    result.compared += compared;
    for (const id of differing)
      result.findings.push(finding('object-differs', `${table.name} ${id}`));
  }
  return result;
}

/** Entries that changed the object's row, and the digest that the entry before left. */
const CHANGES = `SELECT id, at, object_type, object_id, digest_before, digest_after
   FROM audit_entry WHERE xid >= $1::bigint AND (digest_before IS NOT NULL OR digest_after IS NOT NULL)`;

/**
 * True when the table of an object got other columns after a moment: digests from before do not compare with those from
 * now. The arguments are SQL.
 */
const columnsChanged = (table: string, since: string, until: string): string =>
  `EXISTS (SELECT FROM audit_entry migration WHERE migration.action = 'database.migrate'
             AND migration.object_type = 'database' AND migration.detail -> 'changed' ? ${table}
             AND migration.at >= ${since} AND migration.at <= ${until})`;

async function findGaps(db: DataSource | EntityManager, fromXid: string): Promise<Finding[]> {
  const gaps: { object_type: string; object_id: string; id: string }[] = await db.query(
    `SELECT object_type, object_id, id FROM (
       SELECT *, lag(digest_after) OVER object AS left_digest, lag(at) OVER object AS left_at
         FROM (${CHANGES}) AS change
       WINDOW object AS (PARTITION BY object_type, object_id ORDER BY at, id)) AS step
      WHERE left_at IS NOT NULL AND digest_before IS DISTINCT FROM left_digest
        AND NOT ${columnsChanged('step.object_type', 'step.left_at', 'step.at')}
      LIMIT $2`,
    [fromXid, LISTED],
  );
  return gaps.map(({ object_type, object_id, id }) =>
    finding('change-untold', `${object_type} ${object_id}, ${id}`),
  );
}

async function compareRows(
  db: DataSource | EntityManager,
  { name, leftOut }: DigestedTable,
  fromXid: string,
): Promise<{ compared: number; differing: string[] }> {
  const [row]: { compared: number; differing: string[] | null }[] = await db.query(
    `WITH last AS (
       SELECT DISTINCT ON (object_id) object_type, object_id, at, digest_after FROM (${CHANGES}) AS change
        WHERE object_type = $2 ORDER BY object_id, at DESC, id DESC),
     comparable AS (SELECT * FROM last WHERE NOT ${columnsChanged('last.object_type', 'last.at', `'infinity'`)})
     SELECT count(*)::int AS compared,
            (array_agg(comparable.object_id) FILTER (WHERE
               encode(comparable.digest_after, 'hex') IS DISTINCT FROM audit_digest(t, $3::text[])))[1:$4::int] AS differing
       FROM comparable LEFT JOIN ${escapeIdentifier(name)} t ON t.id = comparable.object_id`,
    [fromXid, name, leftOut, LISTED],
  );
  return { compared: row?.compared ?? 0, differing: row?.differing ?? [] };
}

/** The tables with the trigger that digests, and its arguments: the columns left out. */
const digestedTables = (db: DataSource | EntityManager): Promise<DigestedTable[]> =>
  db.query(
    `SELECT c.relname AS name, array_remove(string_to_array(encode(t.tgargs, 'escape'), '\\000'), '') AS "leftOut"
       FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
      WHERE t.tgname = 'audit_remember' ORDER BY 1`,
  );

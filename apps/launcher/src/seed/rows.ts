import type { EntityManager } from 'typeorm';

/** A row by column name; moments and lists write themselves as JSON, columns left out take their default. */
export type Row = Readonly<Record<string, unknown>>;

/** Rows by table, in the order in which they refer to each other. */
export type Tables = readonly (readonly [table: string, rows: readonly Row[]])[];

/** Inserts many rows in one statement; all of them name the columns of the first. */
export async function insertRows(
  tx: EntityManager,
  table: string,
  rows: readonly Row[],
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first).join(', ');
  await tx.query(
    `INSERT INTO ${table} (${columns})
     SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1::json)`,
    [JSON.stringify(rows)],
  );
}

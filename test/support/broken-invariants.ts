import type { Client } from 'pg';

/** A question whose every row is a fault of the books. */
interface Invariant {
  id: string;
  sql: string;
}

/** Damages the books in a transaction without triggers, looks which invariants notice it, and undoes it. */
export async function findBroken(
  superuser: Client,
  invariants: readonly Invariant[],
  damage: readonly string[],
): Promise<string[]> {
  await superuser.query('BEGIN');
  try {
    await superuser.query('SET LOCAL session_replication_role = replica');
    for (const statement of damage) await superuser.query(statement);
    const broken: string[] = [];
    for (const { id, sql } of invariants) {
      const { rowCount } = await superuser.query(sql);
      if (rowCount) broken.push(id);
    }
    return broken;
  } finally {
    await superuser.query('ROLLBACK');
  }
}

import type { EntityManager } from 'typeorm';

/** Lets one command at a time set rules and close months of a holder, until its transaction ends. */
export async function lockIncome(tx: EntityManager, holderId: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 4))', [holderId]);
}

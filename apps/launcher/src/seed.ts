import type { DataSource, EntityManager } from 'typeorm';
import { ConfigurationError, readSetting } from '@app/common';
import { inTransaction } from '@app/database';
import { hashPassword } from '@app/identity';
import { publicUrl } from './connection';
import { exitWith } from './exit';
import { withDatabase } from './with-database';
import { planDemonstration, readStory, writeDemonstration } from './seed/demonstration';

/** What the demonstration data needs to know. */
export interface SeedOptions {
  /** Password of every account in `DEMONSTRATION_ACCOUNTS`. */
  password: string;
}

/** True when nobody has worked with the database yet: the demonstration never mixes with real data. */
export async function isEmpty(db: DataSource | EntityManager): Promise<boolean> {
  const [row]: { empty: boolean }[] = await db.query(
    'SELECT NOT EXISTS (SELECT 1 FROM organisation) AS empty',
  );
  return row?.empty ?? false;
}

/**
 * Fills an empty database with the demonstration, the same every time but for the day it is told around. All of it is
 * one transaction, so that an interrupted call leaves {@link isEmpty} true.
 *
 * @param db connected as the serving role, with every entity
 */
export async function seedDemonstration(db: DataSource, { password }: SeedOptions): Promise<void> {
  // Planned before the transaction opens: the story takes a moment, and nothing should wait for it.
  const demonstration = planDemonstration(await readStory(db), await hashPassword(password));
  await inTransaction(db, async (tx) => {
    // Two launchers on one empty database: the second waits and finds it filled.
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('demonstration-seed', 0))`);
    if (await isEmpty(tx)) await writeDemonstration(tx, demonstration);
  });
}

/** `npm run seed`: fills the empty database of DATABASE_URL (the serving role's account) with the demonstration. */
async function main(): Promise<void> {
  const url = readSetting('DATABASE_URL');
  if (!url) throw new ConfigurationError('DATABASE_URL is not set; it must name the serving role.');
  const password = readSetting('JIAYI_DEMO_PASSWORD');
  if (!password) throw new ConfigurationError('JIAYI_DEMO_PASSWORD is not set.');
  const empty = await withDatabase(url, 'jiayi-seed', async (db) => {
    const wasEmpty = await isEmpty(db);
    if (wasEmpty) await seedDemonstration(db, { password });
    return wasEmpty;
  });
  const what = empty ? 'filled with the demonstration' : 'not empty, nothing written';
  console.log(`${publicUrl(url)}: ${what}.`);
}

if (require.main === module) main().catch(exitWith);

import type { DataSource } from 'typeorm';

/** What the demonstration data needs to know. */
export interface SeedOptions {
  /** Password of every account in `DEMONSTRATION_ACCOUNTS`. */
  password: string;
}

/** True when nobody has worked with the database yet: the demonstration never mixes with real data. */
export async function isEmpty(db: DataSource): Promise<boolean> {
  const [row]: { empty: boolean }[] = await db.query(
    'SELECT NOT EXISTS (SELECT 1 FROM organisation) AS empty',
  );
  return row?.empty ?? false;
}

/**
 * Fills an empty database with the demonstration, the same every time but for the day it is told around. It is all in
 * one transaction or starts with the first organisation last, so that an interrupted call leaves {@link isEmpty} true.
 *
 * @param db connected as the serving role, with every entity
 */
export function seedDemonstration(_db: DataSource, _options: SeedOptions): Promise<void> {
  return Promise.reject(new Error('the demonstration data is not written yet'));
}

import { DataSource } from 'typeorm';
import { dataSourceOptions } from '@app/database';
import { allEntities } from './entities';

/** Runs `work` on a data source of its own, with every entity, and closes it. */
export async function withDatabase<T>(
  url: string,
  applicationName: string,
  work: (db: DataSource) => Promise<T>,
): Promise<T> {
  const options = dataSourceOptions({ url, poolSize: 1, applicationName, entities: allEntities() });
  const db = await new DataSource(options).initialize();
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

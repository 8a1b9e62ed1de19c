import { types } from 'pg';
import type { DataSourceOptions, MixedList } from 'typeorm';
import { migrations } from './migrations';
import { INITIAL_SCOPE, ScopedClient } from './scoped-client';

/** Leaves `date` columns the text they are: a Date object would move them across midnight. */
types.setTypeParser(types.builtins.DATE, (text) => text);

/** A page out of order costs little more than the next one: what is read often lies in memory, the rest on no turning disk. */
const RANDOM_PAGE_COST = '-c random_page_cost=1.1';

/** What every connection of a serving process is held to, in milliseconds. */
export const TIMEOUTS = {
  statement_timeout: 15_000,
  lock_timeout: 5_000,
  idle_in_transaction_session_timeout: 10_000,
} as const;

interface ConnectionSettings {
  url: string;
  poolSize: number;
  applicationName: string;
  entities?: MixedList<new () => object>;
  /** Off for the one-shot migration, which may wait for a big table. */
  timeouts?: boolean;
}

/** Options of the one TypeORM data source of a process; the schema comes from migrations only. */
export function dataSourceOptions(settings: ConnectionSettings): DataSourceOptions {
  return {
    type: 'postgres',
    url: settings.url,
    entities: settings.entities ?? [],
    migrations: [...migrations],
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
    synchronize: false,
    applicationName: settings.applicationName,
    poolSize: settings.poolSize,
    extra: {
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      // Said once per connection: TypeORM would say it again, as a statement of its own, in every transaction.
      options: `-c default_transaction_isolation=read\\ committed ${RANDOM_PAGE_COST} ${INITIAL_SCOPE}`,
      Client: ScopedClient,
      // Statements that do not wait for each other's answers go out together.
      pipeline: true,
      ...(settings.timeouts === false ? {} : TIMEOUTS),
    },
  };
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What tables and rules build on: exclusion constraints over ids and periods, and the one clock of all deadlines. */
export class Foundation1795397239000 implements MigrationInterface {
  readonly name = 'Foundation1795397239000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE EXTENSION IF NOT EXISTS btree_gist');
    // A function of our own, so that a test database can tell another time.
    await runner.query(
      `CREATE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT clock_timestamp()'`,
    );
    // The number of the running transaction, in which audit rows are ordered before they are sealed.
    await runner.query(
      `CREATE FUNCTION app_transaction_id() RETURNS bigint LANGUAGE sql VOLATILE
         AS 'SELECT pg_current_xact_id()::text::bigint'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION app_transaction_id()');
    await runner.query('DROP FUNCTION app_now()');
    await runner.query('DROP EXTENSION btree_gist');
  }
}

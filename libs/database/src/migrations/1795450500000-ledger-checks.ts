import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP: readonly string[] = [
  `CREATE TABLE "ledger_check" ("id" uuid NOT NULL, "invariants" integer NOT NULL, "broken" text array NOT NULL, "accounts" integer NOT NULL, "differences" integer NOT NULL, "checked_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "ledger_check_of_nothing" CHECK (invariants > 0), CONSTRAINT "PK_ledger_check" PRIMARY KEY ("id"))`,
  `CREATE INDEX "ledger_check_latest" ON "ledger_check" ("checked_at") `,
  // What every balance and count should be, from the transfers alone.
  `CREATE VIEW ledger_rebuilt AS
     SELECT account.id AS account_id, coalesce(sum(entry.amount_fen), 0)::bigint AS balance_fen,
            count(entry.seq)::integer AS entry_count
       FROM ledger_account account LEFT JOIN ledger_entry entry ON entry.account_id = account.id
      GROUP BY account.id`,
  // For the owner alone, after somebody went past the ledger: nobody posts meanwhile.
  `CREATE FUNCTION ledger_rebuild_balances() RETURNS SETOF uuid LANGUAGE plpgsql AS $$
   BEGIN
     LOCK TABLE ledger_account, ledger_transfer IN EXCLUSIVE MODE;
     RETURN QUERY UPDATE ledger_account account
        SET balance_fen = rebuilt.balance_fen, entry_count = rebuilt.entry_count
       FROM ledger_rebuilt rebuilt
      WHERE rebuilt.account_id = account.id
        AND (account.balance_fen, account.entry_count) IS DISTINCT FROM (rebuilt.balance_fen, rebuilt.entry_count)
     RETURNING account.id;
   END $$`,
  `REVOKE ALL ON FUNCTION ledger_rebuild_balances() FROM PUBLIC`,
];

/** When the books were checked and what was found; balances rebuilt from the transfers. */
export class LedgerChecks1795450500000 implements MigrationInterface {
  readonly name = 'LedgerChecks1795450500000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION ledger_rebuild_balances()');
    await runner.query('DROP VIEW ledger_rebuilt');
    await runner.query('DROP TABLE ledger_check');
  }
}

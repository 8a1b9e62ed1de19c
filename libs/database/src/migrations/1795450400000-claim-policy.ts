import type { MigrationInterface, QueryRunner } from 'typeorm';

const POLICY: readonly string[] = [
  `CREATE TABLE "claim_policy" ("programme_id" uuid NOT NULL, "split_days" integer NOT NULL, "split_cap_fen" bigint, "set_by" uuid NOT NULL, "set_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "version" integer NOT NULL DEFAULT '1', CONSTRAINT "claim_policy_split_cap_not_positive" CHECK (split_cap_fen > 0), CONSTRAINT "claim_policy_split_days_known" CHECK (split_days BETWEEN 1 AND 366), CONSTRAINT "PK_claim_policy" PRIMARY KEY ("programme_id"))`,
  `ALTER TABLE "claim_policy" ADD CONSTRAINT "claim_policy_programme_exists" FOREIGN KEY ("programme_id") REFERENCES "voucher_programme"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `ALTER TABLE "claim_policy" ADD CONSTRAINT "claim_policy_setter_exists" FOREIGN KEY ("set_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `CREATE CONSTRAINT TRIGGER audit_note AFTER INSERT OR UPDATE OR DELETE ON claim_policy
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_note('voucher_programme', 'programme_id', 'version')`,
];

/** What a programme makes of its claims: from when on orders that belong together look split. */
export class ClaimPolicy1795450400000 implements MigrationInterface {
  readonly name = 'ClaimPolicy1795450400000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of POLICY) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "claim_policy"');
  }
}

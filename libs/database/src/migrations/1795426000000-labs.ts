import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP: readonly string[] = [
  `CREATE TABLE "lab" ("id" uuid NOT NULL, "holder_id" uuid NOT NULL, "name_zh" text NOT NULL, "max_concurrent" integer, "one_at_a_time" boolean NOT NULL DEFAULT false, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "lab_name_taken" UNIQUE ("holder_id", "name_zh"), CONSTRAINT "lab_serves_somebody" CHECK (max_concurrent >= 1), CONSTRAINT "PK_lab" PRIMARY KEY ("id"))`,
  `ALTER TABLE "lab" ADD CONSTRAINT "lab_holder_exists" FOREIGN KEY ("holder_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `ALTER TABLE "instrument" ADD "lab_id" uuid`,
  `CREATE INDEX "instrument_of_lab" ON "instrument" ("lab_id") WHERE lab_id IS NOT NULL`,
  `ALTER TABLE "instrument" ADD CONSTRAINT "instrument_lab_exists" FOREIGN KEY ("lab_id") REFERENCES "lab"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  // Read by everybody with its instruments, written by its holder alone, as they are.
  `CREATE TRIGGER lab_refuse_stranger BEFORE INSERT OR UPDATE OR DELETE ON lab
   FOR EACH ROW EXECUTE FUNCTION instrument_refuse_stranger()`,
  // A lab is an object of the audit trail: decision 0011.
  `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON lab
   FOR EACH ROW EXECUTE FUNCTION audit_remember()`,
  `CREATE CONSTRAINT TRIGGER audit_settle AFTER UPDATE OR DELETE ON lab
   DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_settle()`,
];

/** Laboratories of holders, to which instruments belong. */
export class Labs1795426000000 implements MigrationInterface {
  readonly name = 'Labs1795426000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "instrument" DROP CONSTRAINT "instrument_lab_exists"`);
    await runner.query(`DROP INDEX "public"."instrument_of_lab"`);
    await runner.query(`ALTER TABLE "instrument" DROP COLUMN "lab_id"`);
    await runner.query('DROP TABLE "lab"');
  }
}

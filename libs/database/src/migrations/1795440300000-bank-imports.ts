import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('app.scope', true)`;
const HOLDERS = `(CASE WHEN ${SCOPE} = '*' OR holder_organisation_id::text = ${SCOPE} THEN true END IS NOT NULL)`;

const IMPORTS: readonly string[] = [
  `CREATE TABLE "bank_import" ("id" uuid NOT NULL, "holder_organisation_id" uuid NOT NULL, "file_name" text NOT NULL, "sha256" text NOT NULL, "recorded" integer NOT NULL DEFAULT '0', "known" integer NOT NULL DEFAULT '0', "debits" integer NOT NULL DEFAULT '0', "imported_by" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "bank_import_file_twice" UNIQUE ("holder_organisation_id", "sha256"), CONSTRAINT "bank_import_counts_not_negative" CHECK (recorded >= 0 AND known >= 0 AND debits >= 0), CONSTRAINT "PK_bank_import" PRIMARY KEY ("id"))`,
  `ALTER TABLE "bank_import" ADD CONSTRAINT "bank_import_holder_exists" FOREIGN KEY ("holder_organisation_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `ALTER TABLE "bank_import" ADD CONSTRAINT "bank_import_author_exists" FOREIGN KEY ("imported_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  'ALTER TABLE bank_import ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON bank_import USING ${HOLDERS} WITH CHECK ${HOLDERS}`,
  `ALTER TABLE "receipt" ADD "payer_account_ending" text`,
  `ALTER TABLE "receipt" ADD "remark" text`,
  `ALTER TABLE "receipt" ADD "bank_import_id" uuid`,
  `ALTER TABLE "receipt" ADD CONSTRAINT "receipt_import_exists" FOREIGN KEY ("bank_import_id") REFERENCES "bank_import"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `ALTER TABLE "receipt" ADD CONSTRAINT "receipt_import_is_a_file" CHECK (bank_import_id IS NULL OR source = 'file')`,
  `CREATE INDEX "receipt_of_import" ON "receipt" ("bank_import_id") WHERE bank_import_id IS NOT NULL`,
  `CREATE INDEX "receipt_open_by_age" ON "receipt" ("holder_organisation_id", "received_on", "id") WHERE matched_fen + returned_fen < amount_fen`,
  `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON bank_import
     FOR EACH ROW EXECUTE FUNCTION audit_remember('file_name')`,
  `CREATE CONSTRAINT TRIGGER audit_settle AFTER UPDATE OR DELETE ON bank_import
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_settle()`,
  // What people may have written into a remark of the bank is in no digest, as the payer's name is in none.
  'DROP TRIGGER audit_remember ON receipt',
  `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON receipt
     FOR EACH ROW EXECUTE FUNCTION audit_remember('payer_name', 'reference', 'remark', 'payer_account_ending')`,
];

/** Statements of bank accounts as files, and what their rows tell of a receipt besides its amount. */
export class BankImports1795440300000 implements MigrationInterface {
  readonly name = 'BankImports1795440300000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of IMPORTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER audit_remember ON receipt');
    await runner.query(
      `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON receipt
         FOR EACH ROW EXECUTE FUNCTION audit_remember('payer_name', 'reference')`,
    );
    await runner.query('DROP INDEX receipt_open_by_age');
    for (const column of ['bank_import_id', 'remark', 'payer_account_ending'])
      await runner.query(`ALTER TABLE receipt DROP COLUMN ${column}`);
    await runner.query('DROP TABLE bank_import');
  }
}

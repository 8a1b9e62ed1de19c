import type { MigrationInterface, QueryRunner } from 'typeorm';

const CLAUSES = `ARRAY['content', 'results', 'secrecy', 'damages', 'breach', 'disputes']`;

const UP: readonly string[] = [
  `CREATE TABLE "contract_template" ("id" uuid NOT NULL, "holder_id" uuid, "version" integer NOT NULL, "clauses" jsonb NOT NULL, "valid_from" date NOT NULL, "created_by" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "contract_template_has_six_clauses" CHECK (clauses ?& ${CLAUSES} AND clauses - ${CLAUSES} = '{}'::jsonb), CONSTRAINT "contract_template_id" PRIMARY KEY ("id"))`,
  `CREATE UNIQUE INDEX "contract_template_version_of_city" ON "contract_template" ("version") WHERE holder_id IS NULL`,
  `CREATE UNIQUE INDEX "contract_template_version_of_holder" ON "contract_template" ("holder_id", "version")`,
  `ALTER TABLE "contract_template" ADD CONSTRAINT "contract_template_holder_exists" FOREIGN KEY ("holder_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `ALTER TABLE "contract_template" ADD CONSTRAINT "contract_template_author_exists" FOREIGN KEY ("created_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  // As the audit trail watches what is published by versions: decision 0011.
  `CREATE CONSTRAINT TRIGGER audit_note AFTER INSERT OR UPDATE OR DELETE ON contract_template
   DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_note('contract_template', 'id', 'holder_id', 'version')`,
];

/** The six clauses of contracts of service, by version, for the city and for holders with their own. */
export class ContractTemplate1795421300000 implements MigrationInterface {
  readonly name = 'ContractTemplate1795421300000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "contract_template"');
  }
}

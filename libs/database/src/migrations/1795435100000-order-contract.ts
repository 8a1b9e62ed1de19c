import type { MigrationInterface, QueryRunner } from 'typeorm';

const VISIBLE = `(CASE WHEN current_setting('app.scope', true) = '*'
   OR EXISTS (SELECT FROM service_order whole WHERE whole.id = order_id) THEN true END IS NOT NULL)`;

const REFERENCES: readonly [name: string, column: string, table: string][] = [
  ['order', 'order_id', 'service_order'],
  ['user_acceptor', 'user_accepted_by', 'app_user'],
  ['user_scan', 'user_scan_id', 'stored_file'],
  ['provider_acceptor', 'provider_accepted_by', 'app_user'],
  ['provider_scan', 'provider_scan_id', 'stored_file'],
];

const UP: readonly string[] = [
  `CREATE TABLE "order_contract" ("id" uuid NOT NULL, "order_id" uuid NOT NULL, "version" integer NOT NULL, "template_source" text NOT NULL, "template_version" integer NOT NULL, "facts" jsonb NOT NULL, "text" text NOT NULL, "sha256" bytea NOT NULL, "user_accepted_by" uuid, "user_accepted_at" TIMESTAMP WITH TIME ZONE, "user_scan_id" uuid, "provider_accepted_by" uuid, "provider_accepted_at" TIMESTAMP WITH TIME ZONE, "provider_scan_id" uuid, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "order_contract_version" UNIQUE ("order_id", "version"), CONSTRAINT "order_contract_hash_of_text" CHECK (sha256 = sha256(convert_to(text, 'UTF8'))), CONSTRAINT "order_contract_user_acceptance" CHECK ((user_accepted_by IS NULL) = (user_accepted_at IS NULL)), CONSTRAINT "order_contract_provider_acceptance" CHECK ((provider_accepted_by IS NULL) = (provider_accepted_at IS NULL)), CONSTRAINT "order_contract_scans_of_acceptances" CHECK ((user_scan_id IS NULL OR user_accepted_at IS NOT NULL)
   AND (provider_scan_id IS NULL OR provider_accepted_at IS NOT NULL)), CONSTRAINT "PK_order_contract" PRIMARY KEY ("id"))`,
  `CREATE INDEX "order_contract_user_scan" ON "order_contract" ("user_scan_id") `,
  `CREATE INDEX "order_contract_provider_scan" ON "order_contract" ("provider_scan_id") `,
  `CREATE TABLE "contract_requirement" ("id" uuid NOT NULL, "rule" text NOT NULL, "version" integer NOT NULL DEFAULT '1', "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "contract_requirement_rule_known" CHECK (rule IN ('never', 'first', 'each')), CONSTRAINT "PK_contract_requirement" PRIMARY KEY ("id"))`,
  ...REFERENCES.map(
    ([name, column, table]) =>
      `ALTER TABLE "order_contract" ADD CONSTRAINT "order_contract_${name}_exists" FOREIGN KEY ("${column}") REFERENCES "${table}"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ),
  `ALTER TABLE "contract_requirement" ADD CONSTRAINT "contract_requirement_holder_exists" FOREIGN KEY ("id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  'ALTER TABLE order_contract ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON order_contract USING ${VISIBLE} WITH CHECK ${VISIBLE}`,
  // What was accepted is evidence: acceptances are added, and nothing else ever changes.
  `CREATE FUNCTION order_contract_keep() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF (NEW.id, NEW.order_id, NEW.version, NEW.facts, NEW.text) IS DISTINCT FROM (OLD.id, OLD.order_id, OLD.version, OLD.facts, OLD.text)
        OR OLD.user_accepted_at IS NOT NULL
           AND (NEW.user_accepted_by, NEW.user_accepted_at, NEW.user_scan_id)
               IS DISTINCT FROM (OLD.user_accepted_by, OLD.user_accepted_at, OLD.user_scan_id)
        OR OLD.provider_accepted_at IS NOT NULL
           AND (NEW.provider_accepted_by, NEW.provider_accepted_at, NEW.provider_scan_id)
               IS DISTINCT FROM (OLD.provider_accepted_by, OLD.provider_accepted_at, OLD.provider_scan_id)
     THEN RAISE EXCEPTION 'a contract that was accepted does not change' USING ERRCODE = '23514', CONSTRAINT = 'order_contract_kept';
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER order_contract_keep BEFORE UPDATE ON order_contract
     FOR EACH ROW EXECUTE FUNCTION order_contract_keep()`,
  ...['order_contract', 'contract_requirement'].flatMap((table) => [
    `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON ${table}
       FOR EACH ROW EXECUTE FUNCTION audit_remember()`,
    `CREATE CONSTRAINT TRIGGER audit_settle AFTER UPDATE OR DELETE ON ${table}
       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_settle()`,
  ]),
];

/** Contracts of orders as their sides accept them, and when holders ask for one. */
export class OrderContract1795435100000 implements MigrationInterface {
  readonly name = 'OrderContract1795435100000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE contract_requirement');
    await runner.query('DROP TABLE order_contract');
    await runner.query('DROP FUNCTION order_contract_keep()');
  }
}

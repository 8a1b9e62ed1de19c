import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('app.scope', true)`;
const visible = (owner: string): string =>
  `(CASE WHEN ${SCOPE} = '*' OR ${owner} THEN true END IS NOT NULL)`;
const SIDES = visible(
  `holder_organisation_id::text = ${SCOPE} OR customer_organisation_id::text = ${SCOPE}`,
);
const HOLDERS = visible(`holder_organisation_id::text = ${SCOPE}`);
/** A user organisation is bound by defaults that row-level security does not show it. */
const FUNCTION = `LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp`;

const STATEMENTS: readonly string[] = [
  `CREATE TABLE "settlement_terms" ("id" uuid NOT NULL, "holder_organisation_id" uuid NOT NULL, "customer_organisation_id" uuid, "version" integer NOT NULL, "withdrawn" boolean NOT NULL DEFAULT false, "mode" text NOT NULL, "days_to_pay" integer NOT NULL, "arrears_limit_fen" bigint, "arrears_limit_days" integer, "report_after_payment" boolean NOT NULL DEFAULT false, "set_by" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "settlement_terms_mode_known" CHECK (mode IN ('prepaid', 'after_service', 'monthly', 'deposit')), CONSTRAINT "settlement_terms_days_out_of_range" CHECK (days_to_pay BETWEEN 0 AND 365 AND arrears_limit_days BETWEEN 0 AND 365 AND arrears_limit_fen >= 0), CONSTRAINT "settlement_terms_default_withdrawn" CHECK (customer_organisation_id IS NOT NULL OR NOT withdrawn), CONSTRAINT "settlement_terms_with_itself" CHECK (customer_organisation_id <> holder_organisation_id), CONSTRAINT "PK_settlement_terms" PRIMARY KEY ("id"))`,
  `CREATE UNIQUE INDEX "settlement_terms_default_version_taken" ON "settlement_terms" ("holder_organisation_id", "version") WHERE customer_organisation_id IS NULL`,
  `CREATE UNIQUE INDEX "settlement_terms_version_taken" ON "settlement_terms" ("holder_organisation_id", "customer_organisation_id", "version") WHERE customer_organisation_id IS NOT NULL`,
  `CREATE INDEX "settlement_terms_of_customer" ON "settlement_terms" ("customer_organisation_id") `,
  ...[
    ['holder', 'holder_organisation_id', 'organisation'],
    ['customer', 'customer_organisation_id', 'organisation'],
    ['author', 'set_by', 'app_user'],
  ].map(
    ([name, column, other]) =>
      `ALTER TABLE "settlement_terms" ADD CONSTRAINT "settlement_terms_${name}_exists" FOREIGN KEY ("${column}") REFERENCES "${other}"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ),
  'ALTER TABLE settlement_terms ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON settlement_terms USING ${SIDES} WITH CHECK ${HOLDERS}`,

  // What holds between two organisations at a moment: the customer's own terms, else the holder's; all NULL when there are none.
  `CREATE FUNCTION settlement_terms_at(holder uuid, customer uuid, moment timestamptz) RETURNS settlement_terms ${FUNCTION} AS $$
     SELECT found.* FROM (
       (SELECT t.* FROM settlement_terms t WHERE t.holder_organisation_id = holder AND t.customer_organisation_id = customer
           AND t.created_at <= moment ORDER BY t.version DESC LIMIT 1)
       UNION ALL
       (SELECT t.* FROM settlement_terms t WHERE t.holder_organisation_id = holder AND t.customer_organisation_id IS NULL
           AND t.created_at <= moment ORDER BY t.version DESC LIMIT 1)) found
      WHERE NOT found.withdrawn ORDER BY found.customer_organisation_id NULLS LAST LIMIT 1 $$`,
  `CREATE FUNCTION limits_arrears(holder uuid, customer uuid) RETURNS boolean ${FUNCTION} AS $$
     SELECT EXISTS (SELECT FROM settlement_terms t WHERE t.holder_organisation_id = holder
                       AND coalesce(t.customer_organisation_id, customer) = customer
                       AND (t.arrears_limit_fen IS NOT NULL OR t.arrears_limit_days IS NOT NULL)) $$`,
  `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON settlement_terms
     FOR EACH ROW EXECUTE FUNCTION audit_remember()`,
  `CREATE CONSTRAINT TRIGGER audit_settle AFTER UPDATE OR DELETE ON settlement_terms
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_settle()`,
];

/** How a holder wants to be paid, by every user organisation and by single ones; each change is a version of its own. */
export class SettlementTerms1795440100000 implements MigrationInterface {
  readonly name = 'SettlementTerms1795440100000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION settlement_terms_at(uuid, uuid, timestamptz)');
    await runner.query('DROP FUNCTION limits_arrears(uuid, uuid)');
    await runner.query('DROP TABLE settlement_terms');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('app.scope', true)`;
const HOLDERS = `(CASE WHEN ${SCOPE} = '*' OR holder_organisation_id::text = ${SCOPE} THEN true END IS NOT NULL)`;
const TABLES = ['income_share_rule', 'income_month', 'income_share'];

const UP: readonly string[] = [
  `CREATE TABLE "income_share_rule" ("id" uuid NOT NULL, "holder_organisation_id" uuid NOT NULL, "lab_id" uuid, "version" integer NOT NULL, "valid_from" date NOT NULL, "lab_ratio" numeric(5,4) NOT NULL, "set_by" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "income_share_rule_version_taken" UNIQUE ("holder_organisation_id", "version"), CONSTRAINT "income_share_rule_ratio_out_of_range" CHECK (lab_ratio BETWEEN 0 AND 1), CONSTRAINT "PK_income_share_rule" PRIMARY KEY ("id"))`,
  `CREATE INDEX "income_share_rule_of_lab" ON "income_share_rule" ("lab_id") WHERE lab_id IS NOT NULL`,
  `CREATE TABLE "income_month" ("holder_organisation_id" uuid NOT NULL, "month" date NOT NULL, "closed_by" uuid NOT NULL, "closed_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "income_month_begins_on_the_first" CHECK (EXTRACT(day FROM month) = 1), CONSTRAINT "PK_income_month" PRIMARY KEY ("holder_organisation_id", "month"))`,
  `CREATE TABLE "income_share" ("holder_organisation_id" uuid NOT NULL, "month" date NOT NULL, "order_id" uuid NOT NULL, "lab_id" uuid, "rule_id" uuid, "received_fen" bigint NOT NULL, "lab_fen" bigint NOT NULL, "holder_fen" bigint NOT NULL, CONSTRAINT "income_share_parts_make_the_whole" CHECK (lab_fen + holder_fen = received_fen), CONSTRAINT "income_share_rule_without_lab" CHECK (rule_id IS NULL OR lab_id IS NOT NULL), CONSTRAINT "PK_income_share" PRIMARY KEY ("holder_organisation_id", "month", "order_id"))`,
  `CREATE INDEX "income_share_of_order" ON "income_share" ("order_id") `,
  `CREATE INDEX "income_share_of_lab" ON "income_share" ("lab_id") WHERE lab_id IS NOT NULL`,
  `CREATE INDEX "income_share_of_rule" ON "income_share" ("rule_id") WHERE rule_id IS NOT NULL`,
  ...[
    ['income_share_rule', 'holder', 'holder_organisation_id', 'organisation'],
    ['income_share_rule', 'lab', 'lab_id', 'lab'],
    ['income_share_rule', 'author', 'set_by', 'app_user'],
    ['income_month', 'holder', 'holder_organisation_id', 'organisation'],
    ['income_month', 'closer', 'closed_by', 'app_user'],
    ['income_share', 'order', 'order_id', 'order_account', 'order_id'],
    ['income_share', 'lab', 'lab_id', 'lab'],
    ['income_share', 'rule', 'rule_id', 'income_share_rule'],
  ].map(
    ([table, name, column, other, key = 'id']) =>
      `ALTER TABLE "${table}" ADD CONSTRAINT "${table}_${name}_exists" FOREIGN KEY ("${column}") REFERENCES "${other}"("${key}") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ),
  `ALTER TABLE "income_share" ADD CONSTRAINT "income_share_month_closed" FOREIGN KEY ("holder_organisation_id", "month") REFERENCES "income_month"("holder_organisation_id", "month") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ...TABLES.flatMap((table) => [
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    `CREATE POLICY tenancy ON ${table} USING ${HOLDERS} WITH CHECK ${HOLDERS}`,
  ]),
];

/** How a holder shares its income with its laboratories, and what they had of it in the months that are closed. */
export class IncomeShares1795441100000 implements MigrationInterface {
  readonly name = 'IncomeShares1795441100000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['income_share', 'income_month', 'income_share_rule'])
      await runner.query(`DROP TABLE ${table}`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('app.scope', true)`;
const seen = (whose: string): string =>
  `(CASE WHEN ${SCOPE} = '*' OR ${whose} THEN true END IS NOT NULL)`;
const OF_ORDER = seen('EXISTS (SELECT FROM service_order whole WHERE whole.id = order_id)');

const REFERENCES: readonly [name: string, column: string, table: string][] = [
  ['service_item_holder_exists', 'holder_id', 'organisation'],
  ['service_item_instrument_exists', 'instrument_id', 'instrument'],
  ['sample_capacity_holder_exists', 'id', 'organisation'],
  ['sample_quote_order_exists', 'order_id', 'service_order'],
  ['sample_quote_author_exists', 'priced_by', 'app_user'],
  ['sample_promise_order_exists', 'order_id', 'service_order'],
  ['sample_promise_author_exists', 'made_by', 'app_user'],
];
const tableOf = (name: string): string => /^[a-z]+_[a-z]+/.exec(name)?.[0] ?? '';

const UP: readonly string[] = [
  `CREATE TABLE "service_item" ("id" uuid NOT NULL, "holder_id" uuid NOT NULL, "instrument_id" uuid, "name" text NOT NULL, "standard" text, "unit_fen" bigint NOT NULL, "machine_minutes" integer NOT NULL, "working_days" integer NOT NULL, "ended_at" TIMESTAMP WITH TIME ZONE, "version" integer NOT NULL DEFAULT '1', "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "service_item_work_negative" CHECK (unit_fen >= 0 AND machine_minutes >= 0 AND working_days BETWEEN 0 AND 250), CONSTRAINT "PK_service_item" PRIMARY KEY ("id"))`,
  `CREATE INDEX "service_item_of_holder" ON "service_item" ("holder_id") `,
  `CREATE INDEX "service_item_of_instrument" ON "service_item" ("instrument_id") WHERE instrument_id IS NOT NULL`,
  `CREATE TABLE "sample_capacity" ("id" uuid NOT NULL, "minutes_per_day" integer NOT NULL, "version" integer NOT NULL DEFAULT '1', "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "sample_capacity_of_a_day" CHECK (minutes_per_day BETWEEN 1 AND 14400), CONSTRAINT "PK_sample_capacity" PRIMARY KEY ("id"))`,
  `CREATE TABLE "sample_quote" ("order_id" uuid NOT NULL, "version" integer NOT NULL, "lines" jsonb NOT NULL, "list_fen" bigint NOT NULL, "promised_on" date NOT NULL, "valid_until" date NOT NULL, "reason" text, "priced_by" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "sample_quote_revised_without_reason" CHECK (version = 1 OR reason IS NOT NULL), CONSTRAINT "sample_quote_version_taken" PRIMARY KEY ("order_id", "version"))`,
  `CREATE TABLE "sample_promise" ("id" uuid NOT NULL, "order_id" uuid NOT NULL, "promised_on" date NOT NULL, "previous_on" date NOT NULL, "reason" text NOT NULL, "made_by" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "sample_promise_unchanged" CHECK (promised_on <> previous_on), CONSTRAINT "PK_sample_promise" PRIMARY KEY ("id"))`,
  `CREATE INDEX "sample_promise_of_order" ON "sample_promise" ("order_id") `,
  `ALTER TABLE "sample_order" ADD "quote_version" integer NOT NULL DEFAULT '0'`,
  `ALTER TABLE "sample_order" ADD "machine_minutes" integer NOT NULL DEFAULT '0'`,
  `CREATE INDEX "sample_order_promised" ON "sample_order" ("promised_on") WHERE promised_on IS NOT NULL`,
  ...REFERENCES.map(
    ([name, column, table]) =>
      `ALTER TABLE "${tableOf(name)}" ADD CONSTRAINT "${name}" FOREIGN KEY ("${column}") REFERENCES "${table}"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ),
  // Quotes from before versions were kept are the first one of their order.
  `INSERT INTO sample_quote (order_id, version, lines, list_fen, promised_on, valid_until, priced_by, created_at)
   SELECT s.order_id, 1, s.quote_lines, o.list_fen, s.promised_on, s.quote_valid_until, h.actor_id, h.at
     FROM sample_order s JOIN service_order o ON o.id = s.order_id
     JOIN order_history h ON h.order_id = s.order_id AND h.action = 'price'
    WHERE s.quote_lines IS NOT NULL AND h.actor_id IS NOT NULL`,
  `UPDATE sample_order SET quote_version = 1 WHERE quote_lines IS NOT NULL`,
  ...['sample_quote', 'sample_promise'].flatMap((table) => [
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    `CREATE POLICY tenancy ON ${table} FOR SELECT USING ${OF_ORDER}`,
    `CREATE POLICY tenancy_add ON ${table} FOR INSERT WITH CHECK ${OF_ORDER}`,
    `CREATE CONSTRAINT TRIGGER audit_note AFTER INSERT OR UPDATE OR DELETE ON ${table}
       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_note('service_order', 'order_id')`,
  ]),
  ...['service_item', 'sample_capacity'].flatMap((table) => [
    `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON ${table}
       FOR EACH ROW EXECUTE FUNCTION audit_remember()`,
    `CREATE CONSTRAINT TRIGGER audit_settle AFTER UPDATE OR DELETE ON ${table}
       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_settle()`,
  ]),
];

/** What laboratories offer to test and how much they get done; every quote of an order and every date that was promised. */
export class SamplePlanning1795440800000 implements MigrationInterface {
  readonly name = 'SamplePlanning1795440800000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX sample_order_promised');
    await runner.query(
      'ALTER TABLE sample_order DROP COLUMN quote_version, DROP COLUMN machine_minutes',
    );
    for (const table of ['sample_promise', 'sample_quote', 'sample_capacity', 'service_item'])
      await runner.query(`DROP TABLE ${table}`);
  }
}

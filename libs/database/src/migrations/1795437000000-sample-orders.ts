import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPED = `current_setting('app.scope', true) = '*'`;
const OF_ORDER = `(CASE WHEN ${SCOPED} OR EXISTS (SELECT FROM service_order whole WHERE whole.id = order_id) THEN true END IS NOT NULL)`;

const TABLES = ['sample_order', 'order_sample'];
const BEFORE = ['open', 'completed', 'accepted', 'disputed', 'cancelled'];
const ADDED = ['submitted', 'priced', 'sent', 'received', 'running'];
const ENDS = ['rejected', 'withdrawn', 'expired'];

const statesCheck = (states: readonly string[]): readonly string[] => [
  `ALTER TABLE "service_order" DROP CONSTRAINT "service_order_sample_state_known"`,
  `ALTER TABLE "service_order" ADD CONSTRAINT "service_order_sample_state_known" CHECK (kind <> 'sample' OR state IN (${states.map((state) => `'${state}'`).join(', ')}))`,
];

const UP: readonly string[] = [
  `CREATE TABLE "sample_order" ("order_id" uuid NOT NULL, "items" jsonb NOT NULL, "urgency" text NOT NULL, "report_kind" text NOT NULL, "left_over" text NOT NULL, "wished_by" date, "quote_lines" jsonb, "quote_valid_until" date, "promised_on" date, "carrier" text, "tracking_number" text, "received_at" TIMESTAMP WITH TIME ZONE, "report_number" text, "report_issued_on" date, "report_sha256" text, "ended_reason" text, CONSTRAINT "sample_order_report_hash_malformed" CHECK (report_sha256 ~ '^[0-9a-f]{64}$'), CONSTRAINT "sample_order_report_in_parts" CHECK ((report_number IS NULL) = (report_issued_on IS NULL) AND (report_number IS NULL) = (report_sha256 IS NULL)), CONSTRAINT "sample_order_quote_in_parts" CHECK ((quote_lines IS NULL) = (promised_on IS NULL) AND (quote_lines IS NULL) = (quote_valid_until IS NULL)), CONSTRAINT "sample_order_left_over_known" CHECK (left_over IN ('return', 'keep', 'destroy')), CONSTRAINT "sample_order_report_known" CHECK (report_kind IN ('none', 'plain', 'cma', 'cnas')), CONSTRAINT "sample_order_urgency_known" CHECK (urgency IN ('normal', 'urgent', 'express')), CONSTRAINT "PK_sample_order" PRIMARY KEY ("order_id"))`,
  `CREATE TABLE "order_sample" ("id" uuid NOT NULL, "order_id" uuid NOT NULL, "position" integer NOT NULL, "name" text NOT NULL, "quantity" integer NOT NULL, "hazards" text, "label_code" text, CONSTRAINT "order_sample_label_taken" UNIQUE ("label_code"), CONSTRAINT "order_sample_position_taken" UNIQUE ("order_id", "position"), CONSTRAINT "order_sample_count_positive" CHECK (position >= 1 AND quantity >= 1), CONSTRAINT "PK_order_sample" PRIMARY KEY ("id"))`,
  `ALTER TABLE "sample_order" ADD CONSTRAINT "sample_order_order_exists" FOREIGN KEY ("order_id") REFERENCES "service_order"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `ALTER TABLE "order_sample" ADD CONSTRAINT "order_sample_order_exists" FOREIGN KEY ("order_id") REFERENCES "sample_order"("order_id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ...TABLES.flatMap((table) => [
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    `CREATE POLICY tenancy ON ${table} FOR SELECT USING ${OF_ORDER}`,
    `CREATE POLICY tenancy_change ON ${table} FOR UPDATE USING ${OF_ORDER} WITH CHECK ${OF_ORDER}`,
    `CREATE POLICY tenancy_add ON ${table} FOR INSERT WITH CHECK ${OF_ORDER}`,
    // Parts of an order: the audit trail notes a change that no step of the order told it of.
    `CREATE CONSTRAINT TRIGGER audit_note AFTER INSERT OR UPDATE OR DELETE ON ${table}
       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_note('service_order', 'order_id')`,
  ]),
  ...statesCheck([...BEFORE, ...ADDED, ...ENDS]),
];

const DOWN: readonly string[] = [
  // Orders in a state of samples only must be gone: no other one says as much.
  ...statesCheck(BEFORE),
  'DROP TABLE order_sample',
  'DROP TABLE sample_order',
];

/** Samples sent in: what is asked for, what it costs, under which labels it lies and which report came of it. */
export class SampleOrders1795437000000 implements MigrationInterface {
  readonly name = 'SampleOrders1795437000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

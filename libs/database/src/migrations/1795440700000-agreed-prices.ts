import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('app.scope', true)`;
const seen = (whose: string): string =>
  `(CASE WHEN ${SCOPE} = '*' OR ${whose} THEN true END IS NOT NULL)`;
const HELD = `holder_id::text = ${SCOPE}`;
/** A proposal is the holder's own matter until a second person has approved it. */
const GRANTED = `customer_organisation_id::text = ${SCOPE} AND approved_at IS NOT NULL`;

const REFERENCES: readonly [name: string, column: string, table: string][] = [
  ['holder', 'holder_id', 'organisation'],
  ['customer', 'customer_organisation_id', 'organisation'],
  ['instrument', 'instrument_id', 'instrument'],
  ['maker', 'proposed_by', 'app_user'],
  ['checker', 'approved_by', 'app_user'],
  ['withdrawer', 'withdrawn_by', 'app_user'],
];

const TERMS = [
  ...['id', 'holder_id', 'customer_organisation_id', 'instrument_id', 'percent', 'lines'],
  ...['valid_from', 'valid_until', 'reason', 'proposed_by', 'created_at'],
];
const rowOf = (version: 'NEW' | 'OLD', columns: readonly string[]): string =>
  `(${columns.map((column) => `${version}.${column}`).join(', ')})`;

const UP: readonly string[] = [
  `CREATE TABLE "agreed_price" ("id" uuid NOT NULL, "holder_id" uuid NOT NULL, "customer_organisation_id" uuid NOT NULL, "instrument_id" uuid, "percent" integer, "lines" jsonb, "valid_from" date NOT NULL, "valid_until" date NOT NULL, "reason" text NOT NULL, "state" text NOT NULL DEFAULT 'proposed', "proposed_by" uuid NOT NULL, "approved_by" uuid, "approved_at" TIMESTAMP WITH TIME ZONE, "withdrawn_by" uuid, "withdrawn_at" TIMESTAMP WITH TIME ZONE, "withdraw_reason" text, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "agreed_price_no_overlap" EXCLUDE USING gist (holder_id WITH =, customer_organisation_id WITH =, coalesce(instrument_id, '00000000-0000-0000-0000-000000000000') WITH =, daterange(valid_from, valid_until, '[]') WITH &&) WHERE (state = 'approved'), CONSTRAINT "agreed_price_withdrawal_in_parts" CHECK ((state = 'withdrawn') = (withdrawn_by IS NOT NULL) AND (withdrawn_by IS NULL) = (withdrawn_at IS NULL) AND (withdrawn_by IS NULL) = (withdraw_reason IS NULL)), CONSTRAINT "agreed_price_without_approval" CHECK ((approved_by IS NULL) = (approved_at IS NULL) AND (state <> 'proposed' OR approved_by IS NULL) AND (state <> 'approved' OR approved_by IS NOT NULL)), CONSTRAINT "agreed_price_approved_by_proposer" CHECK (approved_by <> proposed_by), CONSTRAINT "agreed_price_with_oneself" CHECK (customer_organisation_id <> holder_id), CONSTRAINT "agreed_price_period_backwards" CHECK (valid_from <= valid_until), CONSTRAINT "agreed_price_percent_or_lines" CHECK (num_nonnulls(percent, lines) = 1), CONSTRAINT "agreed_price_percent_range" CHECK (percent BETWEEN 0 AND 99), CONSTRAINT "agreed_price_state_known" CHECK (state IN ('proposed', 'approved', 'withdrawn')), CONSTRAINT "PK_agreed_price" PRIMARY KEY ("id"))`,
  `CREATE INDEX "agreed_price_of_pair" ON "agreed_price" ("holder_id", "customer_organisation_id") `,
  `CREATE INDEX "agreed_price_of_customer" ON "agreed_price" ("customer_organisation_id") `,
  `CREATE INDEX "agreed_price_of_instrument" ON "agreed_price" ("instrument_id") WHERE instrument_id IS NOT NULL`,
  ...REFERENCES.map(
    ([name, column, table]) =>
      `ALTER TABLE "agreed_price" ADD CONSTRAINT "agreed_price_${name}_exists" FOREIGN KEY ("${column}") REFERENCES "${table}"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ),
  `ALTER TABLE "service_order" ADD "agreed_price_id" uuid`,
  `ALTER TABLE "service_order" ADD "price_lines" jsonb`,
  `CREATE INDEX "service_order_agreed_price" ON "service_order" ("agreed_price_id") WHERE agreed_price_id IS NOT NULL`,
  `ALTER TABLE "service_order" ADD CONSTRAINT "service_order_agreed_price_exists" FOREIGN KEY ("agreed_price_id") REFERENCES "agreed_price"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  'ALTER TABLE agreed_price ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON agreed_price FOR SELECT USING ${seen(`${HELD} OR ${GRANTED}`)}`,
  `CREATE POLICY tenancy_change ON agreed_price FOR UPDATE USING ${seen(HELD)} WITH CHECK ${seen(HELD)}`,
  `CREATE POLICY tenancy_add ON agreed_price FOR INSERT WITH CHECK ${seen(HELD)}`,
  // What was agreed is evidence: it is approved once and withdrawn once, and nothing else ever changes.
  `CREATE FUNCTION agreed_price_keep() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF ${rowOf('NEW', TERMS)} IS DISTINCT FROM ${rowOf('OLD', TERMS)}
        OR OLD.approved_at IS NOT NULL AND (NEW.approved_by, NEW.approved_at) IS DISTINCT FROM (OLD.approved_by, OLD.approved_at)
        OR OLD.state = 'withdrawn' OR OLD.state = 'approved' AND NEW.state = 'proposed'
     THEN RAISE EXCEPTION 'an agreed price does not change' USING ERRCODE = '23514', CONSTRAINT = 'agreed_price_kept';
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER agreed_price_keep BEFORE UPDATE ON agreed_price
     FOR EACH ROW EXECUTE FUNCTION agreed_price_keep()`,
  // Every booking asks. Runs as the owner and keeps its plan, as user_groups_of does.
  `CREATE FUNCTION agreed_price_of(of_holder uuid, of_customer uuid, of_instrument uuid, on_day date) RETURNS jsonb
     LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
   BEGIN
     RETURN (SELECT jsonb_build_object('id', a.id, 'percent', a.percent, 'lines', a.lines, 'validFrom', a.valid_from,
                                       'validUntil', a.valid_until)
               FROM agreed_price a
              WHERE a.holder_id = of_holder AND a.customer_organisation_id = of_customer AND a.state = 'approved'
                AND on_day BETWEEN a.valid_from AND a.valid_until
                AND (a.instrument_id IS NULL OR a.instrument_id = of_instrument)
              ORDER BY a.instrument_id NULLS LAST LIMIT 1);
   END $$`,
  `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON agreed_price
     FOR EACH ROW EXECUTE FUNCTION audit_remember()`,
  `CREATE CONSTRAINT TRIGGER audit_settle AFTER UPDATE OR DELETE ON agreed_price
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_settle()`,
];

/** Prices agreed between a holder and a customer, and on which prices an order was quoted. */
export class AgreedPrices1795440700000 implements MigrationInterface {
  readonly name = 'AgreedPrices1795440700000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION agreed_price_of(uuid, uuid, uuid, date)');
    await runner.query(
      'ALTER TABLE service_order DROP COLUMN agreed_price_id, DROP COLUMN price_lines',
    );
    await runner.query('DROP TABLE agreed_price');
    await runner.query('DROP FUNCTION agreed_price_keep()');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('app.scope', true)`;
const visible = (owner: string): string =>
  `(CASE WHEN ${SCOPE} = '*' OR ${owner} THEN true END IS NOT NULL)`;
const SIDES = visible(
  `holder_organisation_id::text = ${SCOPE} OR customer_organisation_id::text = ${SCOPE}`,
);
const OF_STATEMENT = visible('EXISTS (SELECT FROM statement s WHERE s.id = statement_id)');
/** Frozen amounts belong to the triggers, which run with the owner's rights: the serving role may not write them. */
const TRIGGER = `RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp`;

const TABLES: readonly string[] = [
  `CREATE TABLE "statement" ("id" uuid NOT NULL, "serial" BIGSERIAL NOT NULL, "number" text NOT NULL, "holder_organisation_id" uuid NOT NULL, "customer_organisation_id" uuid NOT NULL, "month" date NOT NULL, "state" text NOT NULL DEFAULT 'draft', "fee_fen" bigint, "own_fen" bigint, "due_on" date, "reason" text, "drafted_by" uuid, "sent_at" TIMESTAMP WITH TIME ZONE, "confirmed_at" TIMESTAMP WITH TIME ZONE, "confirmed_by" uuid, "version" integer NOT NULL DEFAULT '1', "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "statement_number_taken" UNIQUE ("number"), CONSTRAINT "statement_state_known" CHECK (state IN ('draft', 'sent', 'confirmed', 'disputed', 'void')), CONSTRAINT "statement_to_itself" CHECK (holder_organisation_id <> customer_organisation_id), CONSTRAINT "statement_month_has_days" CHECK (extract(day FROM month) = 1), CONSTRAINT "statement_end_without_reason" CHECK (state NOT IN ('disputed', 'void') OR reason IS NOT NULL), CONSTRAINT "statement_sent_without_moment" CHECK (state NOT IN ('sent', 'confirmed') OR sent_at IS NOT NULL), CONSTRAINT "statement_confirmed_is_frozen" CHECK (state <> 'confirmed' OR (fee_fen IS NOT NULL AND own_fen IS NOT NULL AND confirmed_at IS NOT NULL)), CONSTRAINT "PK_statement" PRIMARY KEY ("id"))`,
  `CREATE INDEX "statement_of_holder" ON "statement" ("holder_organisation_id", "id") `,
  `CREATE INDEX "statement_of_customer" ON "statement" ("customer_organisation_id", "id") `,
  // What the worker drafts of a month it drafts once, however many workers there are.
  `CREATE UNIQUE INDEX "statement_drafted_twice" ON "statement" ("holder_organisation_id", "customer_organisation_id", "month") WHERE drafted_by IS NULL`,
  `CREATE TABLE "statement_line" ("statement_id" uuid NOT NULL, "order_id" uuid NOT NULL, "live" boolean NOT NULL DEFAULT true, "fee_fen" bigint, "own_fen" bigint, CONSTRAINT "PK_statement_line" PRIMARY KEY ("statement_id", "order_id"))`,
  `CREATE UNIQUE INDEX "statement_line_order_stated_twice" ON "statement_line" ("order_id") WHERE live`,
  `ALTER TABLE "invoice" ADD "statement_id" uuid`,
  `CREATE UNIQUE INDEX "invoice_of_statement_twice" ON "invoice" ("statement_id") WHERE state = 'recorded'`,
  ...[
    ['statement', 'holder', 'holder_organisation_id', 'organisation'],
    ['statement', 'customer', 'customer_organisation_id', 'organisation'],
    ['statement', 'author', 'drafted_by', 'app_user'],
    ['statement', 'confirmer', 'confirmed_by', 'app_user'],
    ['statement_line', 'statement', 'statement_id', 'statement'],
    ['statement_line', 'order', 'order_id', 'order_account', 'order_id'],
    ['invoice', 'statement', 'statement_id', 'statement'],
  ].map(
    ([table, name, column, other, key = 'id']) =>
      `ALTER TABLE "${table}" ADD CONSTRAINT "${table}_${name}_exists" FOREIGN KEY ("${column}") REFERENCES "${other}"("${key}") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ),
  'ALTER TABLE statement ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON statement USING ${SIDES} WITH CHECK ${SIDES}`,
  'ALTER TABLE statement_line ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON statement_line USING ${OF_STATEMENT} WITH CHECK ${OF_STATEMENT}`,
];

const FUNCTIONS: readonly string[] = [
  `CREATE FUNCTION statement_begin() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     NEW.state := 'draft';
     NEW.fee_fen := NULL;
     NEW.own_fen := NULL;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER statement_begin BEFORE INSERT ON statement FOR EACH ROW EXECUTE FUNCTION statement_begin()`,
  // Confirming freezes what each order costs then, under the locks of their accounts.
  `CREATE FUNCTION statement_step() ${TRIGGER} AS $$
   BEGIN
     IF (OLD.state, NEW.state) NOT IN (VALUES ('draft', 'sent'), ('draft', 'void'), ('sent', 'confirmed'), ('sent', 'disputed'),
        ('sent', 'void'), ('disputed', 'draft'), ('disputed', 'void'), ('confirmed', 'void')) THEN
       PERFORM settlement_refuse('statement_step', NEW.id, 0, 0);
     END IF;
     IF NEW.state <> 'confirmed' THEN RETURN NEW; END IF;
     PERFORM FROM order_account WHERE order_id IN (SELECT order_id FROM statement_line WHERE statement_id = NEW.id AND live)
       ORDER BY order_id FOR NO KEY UPDATE;
     UPDATE statement_line line SET fee_fen = account.fee_fen, own_fen = account.fee_fen - account.voucher_fen
       FROM order_account account WHERE account.order_id = line.order_id AND line.statement_id = NEW.id AND line.live;
     SELECT coalesce(sum(fee_fen), 0), coalesce(sum(own_fen), 0) INTO NEW.fee_fen, NEW.own_fen
       FROM statement_line WHERE statement_id = NEW.id AND live;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER statement_step BEFORE UPDATE OF state ON statement FOR EACH ROW
   WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION statement_step()`,
  `CREATE FUNCTION statement_release() ${TRIGGER} AS $$
   BEGIN
     IF EXISTS (SELECT FROM invoice WHERE statement_id = NEW.id AND state = 'recorded') THEN
       PERFORM settlement_refuse('statement_invoiced', NEW.id, 0, 0);
     END IF;
     UPDATE statement_line SET live = false WHERE statement_id = NEW.id AND live;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER statement_release AFTER UPDATE OF state ON statement FOR EACH ROW
   WHEN (NEW.state = 'void' AND OLD.state <> 'void') EXECUTE FUNCTION statement_release()`,
  `CREATE FUNCTION statement_line_begin() ${TRIGGER} AS $$
   DECLARE
     paper statement;
   BEGIN
     SELECT * INTO paper FROM statement WHERE id = NEW.statement_id FOR SHARE;
     IF paper.state <> 'draft' OR NOT EXISTS (SELECT FROM service_order o WHERE o.id = NEW.order_id
        AND o.provider_organisation_id = paper.holder_organisation_id AND o.user_organisation_id = paper.customer_organisation_id) THEN
       PERFORM settlement_refuse('statement_line_of_strangers', NEW.order_id, 0, 0);
     END IF;
     NEW.live := true;
     NEW.fee_fen := NULL;
     NEW.own_fen := NULL;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER statement_line_begin BEFORE INSERT ON statement_line FOR EACH ROW EXECUTE FUNCTION statement_line_begin()`,
  `CREATE FUNCTION statement_line_end() ${TRIGGER} AS $$
   BEGIN
     IF NEW.live OR EXISTS (SELECT FROM statement WHERE id = NEW.statement_id AND state IN ('sent', 'confirmed')) THEN
       PERFORM settlement_refuse('statement_line_changed', NEW.order_id, 0, 0);
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER statement_line_end BEFORE UPDATE OF live ON statement_line FOR EACH ROW EXECUTE FUNCTION statement_line_end()`,
  // An invoice over a statement needs one that is confirmed; both sides look under the statement's lock.
  `CREATE FUNCTION invoice_fits_statement() ${TRIGGER} AS $$
   DECLARE
     paper statement;
   BEGIN
     SELECT * INTO paper FROM statement WHERE id = NEW.statement_id FOR SHARE;
     IF paper.state <> 'confirmed' OR (paper.holder_organisation_id, paper.customer_organisation_id)
        IS DISTINCT FROM (NEW.seller_organisation_id, NEW.buyer_organisation_id) THEN
       PERFORM settlement_refuse('invoice_of_other_statement', NEW.statement_id, 0, NEW.amount_fen);
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER invoice_fits_statement BEFORE INSERT ON invoice FOR EACH ROW
   WHEN (NEW.statement_id IS NOT NULL) EXECUTE FUNCTION invoice_fits_statement()`,
  `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON statement
     FOR EACH ROW EXECUTE FUNCTION audit_remember('reason')`,
  `CREATE CONSTRAINT TRIGGER audit_settle AFTER UPDATE OR DELETE ON statement
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_settle()`,
];

/** Statements of what user organisations owe for a month, each order on one that stands; invoices may be over one. */
export class Statements1795440200000 implements MigrationInterface {
  readonly name = 'Statements1795440200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...FUNCTIONS]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER invoice_fits_statement ON invoice');
    await runner.query('ALTER TABLE invoice DROP COLUMN statement_id');
    for (const table of ['statement_line', 'statement']) await runner.query(`DROP TABLE ${table}`);
    for (const name of [
      ...['invoice_fits_statement', 'statement_line_end', 'statement_line_begin'],
      ...['statement_release', 'statement_step', 'statement_begin'],
    ])
      await runner.query(`DROP FUNCTION ${name}()`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('app.scope', true)`;
const visible = (owner: string): string =>
  `(CASE WHEN ${SCOPE} = '*' OR ${owner} THEN true END IS NOT NULL)`;
const PARTY = visible(
  `holder_organisation_id::text = ${SCOPE} OR user_organisation_id::text = ${SCOPE}`,
);
const OF_REQUEST = visible('EXISTS (SELECT FROM invoice_request r WHERE r.id = request_id)');
const OWN = visible(`id::text = ${SCOPE}`);
/** Looks at rows of both sides, and ends parts that the serving role may not write. */
const TRIGGER = `RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp`;

const TABLES: readonly string[] = [
  `CREATE TABLE "invoice_profile" ("id" uuid NOT NULL, "title" text NOT NULL, "tax_number" text NOT NULL, "address" text, "phone" text, "bank_name" text, "bank_account" text, "email" text, "saved_by" uuid NOT NULL, "version" integer NOT NULL DEFAULT '1', "saved_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "PK_invoice_profile" PRIMARY KEY ("id"))`,
  `CREATE TABLE "invoice_request" ("id" uuid NOT NULL, "holder_organisation_id" uuid NOT NULL, "user_organisation_id" uuid NOT NULL, "statement_id" uuid, "state" text NOT NULL DEFAULT 'requested', "kind" text NOT NULL, "title" text NOT NULL, "tax_number" text NOT NULL, "address" text, "phone" text, "bank_name" text, "bank_account" text, "email" text, "note" text, "amount_fen" bigint NOT NULL, "reason" text, "invoice_id" uuid, "requested_by" uuid NOT NULL, "ended_by" uuid, "ended_at" TIMESTAMP WITH TIME ZONE, "version" integer NOT NULL DEFAULT '1', "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "invoice_request_issued_twice" UNIQUE ("invoice_id"), CONSTRAINT "invoice_request_state_known" CHECK (state IN ('requested', 'issued', 'refused', 'withdrawn')), CONSTRAINT "invoice_request_kind_known" CHECK (kind IN ('special', 'ordinary')), CONSTRAINT "invoice_request_to_itself" CHECK (holder_organisation_id <> user_organisation_id), CONSTRAINT "invoice_request_amount_not_positive" CHECK (amount_fen > 0), CONSTRAINT "invoice_request_special_lacks_account" CHECK (kind <> 'special' OR num_nulls(address, phone, bank_name, bank_account) = 0), CONSTRAINT "invoice_request_issued_without_invoice" CHECK ((state = 'issued') = (invoice_id IS NOT NULL)), CONSTRAINT "invoice_request_refused_without_reason" CHECK ((state = 'refused') = (reason IS NOT NULL)), CONSTRAINT "invoice_request_end_without_person" CHECK ((state = 'requested') = (ended_by IS NULL) AND (ended_by IS NULL) = (ended_at IS NULL)), CONSTRAINT "PK_invoice_request" PRIMARY KEY ("id"))`,
  `CREATE INDEX "invoice_request_of_holder" ON "invoice_request" ("holder_organisation_id", "id") `,
  `CREATE INDEX "invoice_request_of_user" ON "invoice_request" ("user_organisation_id", "id") `,
  `CREATE INDEX "invoice_request_of_statement" ON "invoice_request" ("statement_id") WHERE statement_id IS NOT NULL`,
  `CREATE TABLE "invoice_request_part" ("id" uuid NOT NULL, "request_id" uuid NOT NULL, "order_id" uuid NOT NULL, "amount_fen" bigint NOT NULL, "live" boolean NOT NULL DEFAULT true, CONSTRAINT "invoice_request_part_repeated" UNIQUE ("request_id", "order_id"), CONSTRAINT "invoice_request_part_amount_not_positive" CHECK (amount_fen > 0), CONSTRAINT "PK_invoice_request_part" PRIMARY KEY ("id"))`,
  `CREATE INDEX "invoice_request_part_of_order" ON "invoice_request_part" ("order_id") WHERE live`,
  ...[
    ['invoice_profile', 'organisation', 'id', 'organisation'],
    ['invoice_profile', 'author', 'saved_by', 'app_user'],
    ['invoice_request', 'holder', 'holder_organisation_id', 'organisation'],
    ['invoice_request', 'user', 'user_organisation_id', 'organisation'],
    ['invoice_request', 'statement', 'statement_id', 'statement'],
    ['invoice_request', 'invoice', 'invoice_id', 'invoice'],
    ['invoice_request', 'author', 'requested_by', 'app_user'],
    ['invoice_request', 'ender', 'ended_by', 'app_user'],
    ['invoice_request_part', 'request', 'request_id', 'invoice_request'],
    ['invoice_request_part', 'order', 'order_id', 'order_account', 'order_id'],
  ].map(
    ([table, name, column, other, key = 'id']) =>
      `ALTER TABLE "${table}" ADD CONSTRAINT "${table}_${name}_exists" FOREIGN KEY ("${column}") REFERENCES "${other}"("${key}") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ),
  ...[
    ['invoice_profile', OWN],
    ['invoice_request', PARTY],
    ['invoice_request_part', OF_REQUEST],
  ].flatMap(([table, rows]) => [
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    `CREATE POLICY tenancy ON ${table} USING ${rows} WITH CHECK ${rows}`,
  ]),
  ...['invoice_profile', 'invoice_request'].flatMap((table) => [
    `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON ${table} FOR EACH ROW
       EXECUTE FUNCTION audit_remember('title', 'tax_number', 'address', 'phone', 'bank_name', 'bank_account', 'email', 'note', 'reason')`,
    `CREATE CONSTRAINT TRIGGER audit_settle AFTER UPDATE OR DELETE ON ${table}
       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_settle()`,
  ]),
];

const REQUESTS: readonly string[] = [
  `CREATE FUNCTION invoice_request_begin() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     NEW.state := 'requested';
     NEW.invoice_id := NULL;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER invoice_request_begin BEFORE INSERT ON invoice_request FOR EACH ROW EXECUTE FUNCTION invoice_request_begin()`,
  // What is asked for is set aside under the order's lock, so that two requests at once cannot ask for the same fen.
  `CREATE FUNCTION invoice_request_part_post() ${TRIGGER} AS $$
   DECLARE
     asked invoice_request;
     sold service_order;
     account order_account;
     available bigint;
   BEGIN
     SELECT * INTO asked FROM invoice_request WHERE id = NEW.request_id;
     SELECT * INTO sold FROM service_order WHERE id = NEW.order_id;
     IF (sold.provider_organisation_id, sold.user_organisation_id) IS DISTINCT FROM (asked.holder_organisation_id, asked.user_organisation_id) THEN
       PERFORM settlement_refuse('invoice_request_of_strangers', NEW.order_id, 0, NEW.amount_fen);
     END IF;
     SELECT * INTO account FROM order_account WHERE order_id = NEW.order_id FOR NO KEY UPDATE;
     IF sold.state NOT IN ('accepted', 'cancelled') THEN
       PERFORM settlement_refuse('order_account_not_open', NEW.order_id, 0, 0);
     END IF;
     SELECT greatest(account.fee_fen - account.voucher_fen - account.invoiced_fen - coalesce(sum(amount_fen), 0), 0) INTO available
       FROM invoice_request_part WHERE order_id = NEW.order_id AND live AND id <> NEW.id;
     IF asked.state <> 'requested' OR NEW.amount_fen > available THEN
       PERFORM settlement_refuse('invoice_request_beyond_uninvoiced', NEW.order_id, available, NEW.amount_fen);
     END IF;
     RETURN NULL;
   END $$`,
  `CREATE FUNCTION invoice_request_part_begin() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     NEW.live := true;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER invoice_request_part_begin BEFORE INSERT ON invoice_request_part
   FOR EACH ROW EXECUTE FUNCTION invoice_request_part_begin()`,
  `CREATE TRIGGER invoice_request_part_post AFTER INSERT ON invoice_request_part
   FOR EACH ROW EXECUTE FUNCTION invoice_request_part_post()`,
  `CREATE FUNCTION invoice_request_end() ${TRIGGER} AS $$
   BEGIN
     IF OLD.state <> 'requested' THEN
       PERFORM settlement_refuse('invoice_request_ended', NEW.id, 0, NEW.amount_fen);
     END IF;
     IF NEW.state <> 'requested' THEN
       UPDATE invoice_request_part SET live = false WHERE request_id = NEW.id;
     END IF;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER invoice_request_end AFTER UPDATE OF state ON invoice_request
   FOR EACH ROW EXECUTE FUNCTION invoice_request_end()`,
];

const VERIFICATION: readonly string[] = [
  `ALTER TABLE "invoice" ADD "verified_by" uuid`,
  `ALTER TABLE "invoice" ADD CONSTRAINT "invoice_verifier_exists" FOREIGN KEY ("verified_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  // Locks the invoice as what follows does: a weaker lock here would be raised by two at once, and deadlock.
  `CREATE FUNCTION invoice_require_valid() ${TRIGGER} AS $$
   DECLARE
     paper invoice;
   BEGIN
     SELECT * INTO paper FROM invoice WHERE id = NEW.invoice_id FOR NO KEY UPDATE;
     IF paper.verification = 'invalid' THEN
       PERFORM settlement_refuse('invoice_found_invalid', paper.id, 0, NEW.amount_fen);
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER invoice_require_valid BEFORE INSERT ON invoice_allocation
   FOR EACH ROW EXECUTE FUNCTION invoice_require_valid()`,
  `CREATE TRIGGER invoice_require_valid BEFORE INSERT ON settlement_entry FOR EACH ROW
   WHEN (NEW.kind = 'payment' AND NEW.invoice_id IS NOT NULL) EXECUTE FUNCTION invoice_require_valid()`,
  // By its name before claim_invoice_fits: that it is invalid says more than that it does not fit.
  `CREATE FUNCTION claim_invoice_discredited() ${TRIGGER} AS $$
   DECLARE
     paper invoice;
   BEGIN
     SELECT * INTO paper FROM invoice WHERE code = NEW.code AND number = NEW.number FOR SHARE;
     IF paper.verification = 'invalid' THEN
       PERFORM settlement_refuse('invoice_found_invalid', paper.id, 0, NEW.amount_fen);
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER claim_invoice_discredited BEFORE INSERT ON claim_invoice
   FOR EACH ROW EXECUTE FUNCTION claim_invoice_discredited()`,
];

/** What user organisations ask to be invoiced, set aside of their orders; an invoice that fails 查验 is used for nothing new. */
export class InvoiceRequests1795440400000 implements MigrationInterface {
  readonly name = 'InvoiceRequests1795440400000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...REQUESTS, ...VERIFICATION])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER claim_invoice_discredited ON claim_invoice');
    for (const table of ['settlement_entry', 'invoice_allocation'])
      await runner.query(`DROP TRIGGER invoice_require_valid ON ${table}`);
    await runner.query('ALTER TABLE invoice DROP COLUMN verified_by');
    for (const table of ['invoice_request_part', 'invoice_request', 'invoice_profile'])
      await runner.query(`DROP TABLE ${table}`);
    for (const name of [
      ...['claim_invoice_discredited', 'invoice_require_valid', 'invoice_request_end'],
      ...['invoice_request_part_begin', 'invoice_request_part_post', 'invoice_request_begin'],
    ])
      await runner.query(`DROP FUNCTION ${name}()`);
  }
}

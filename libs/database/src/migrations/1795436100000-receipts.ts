import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('app.scope', true)`;
const visible = (owner: string): string =>
  `(CASE WHEN ${SCOPE} = '*' OR ${owner} THEN true END IS NOT NULL)`;
const OF_ORDER = visible('EXISTS (SELECT FROM service_order o WHERE o.id = order_id)');
const HOLDERS = visible(`holder_organisation_id::text = ${SCOPE}`);
/** Counters belong to the triggers, which run with the owner's rights: the serving role may not write them. */
const TRIGGER = `RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp`;

const TABLES: readonly string[] = [
  `CREATE TABLE "receipt" ("id" uuid NOT NULL, "holder_organisation_id" uuid NOT NULL, "payer_organisation_id" uuid, "payer_name" text NOT NULL, "reference" text NOT NULL, "received_on" date NOT NULL, "amount_fen" bigint NOT NULL, "matched_fen" bigint NOT NULL DEFAULT '0', "returned_fen" bigint NOT NULL DEFAULT '0', "source" text NOT NULL, "recorded_by" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "receipt_recorded_twice" UNIQUE ("holder_organisation_id", "reference"), CONSTRAINT "receipt_source_known" CHECK (source IN ('manual', 'file')), CONSTRAINT "receipt_matched_beyond_amount" CHECK (amount_fen > 0 AND matched_fen >= 0 AND returned_fen >= 0 AND matched_fen + returned_fen <= amount_fen), CONSTRAINT "PK_receipt" PRIMARY KEY ("id"))`,
  `CREATE INDEX "receipt_of_holder" ON "receipt" ("holder_organisation_id", "id") `,
  `CREATE TABLE "settlement_entry" ("id" uuid NOT NULL, "kind" text NOT NULL, "receipt_id" uuid NOT NULL, "order_id" uuid NOT NULL, "invoice_id" uuid, "amount_fen" bigint NOT NULL, "reason" text, "actor_id" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "settlement_entry_kind_known" CHECK (kind IN ('payment', 'reopen', 'refund')), CONSTRAINT "settlement_entry_amount_not_positive" CHECK (amount_fen > 0), CONSTRAINT "settlement_entry_refund_says_why" CHECK (kind <> 'refund' OR reason IS NOT NULL), CONSTRAINT "PK_settlement_entry" PRIMARY KEY ("id"))`,
  `CREATE INDEX "settlement_entry_of_receipt" ON "settlement_entry" ("receipt_id", "order_id") `,
  `CREATE INDEX "settlement_entry_of_order" ON "settlement_entry" ("order_id") `,
  `CREATE INDEX "settlement_entry_of_invoice" ON "settlement_entry" ("invoice_id") WHERE invoice_id IS NOT NULL`,
  `CREATE TABLE "write_off" ("id" uuid NOT NULL, "order_id" uuid NOT NULL, "amount_fen" bigint NOT NULL, "reason" text NOT NULL, "state" text NOT NULL DEFAULT 'proposed', "proposed_by" uuid NOT NULL, "decided_by" uuid, "decided_at" TIMESTAMP WITH TIME ZONE, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "write_off_state_known" CHECK (state IN ('proposed', 'approved', 'rejected')), CONSTRAINT "write_off_amount_not_positive" CHECK (amount_fen > 0), CONSTRAINT "write_off_decided_by_another" CHECK ((state = 'proposed') = (decided_by IS NULL) AND decided_by IS DISTINCT FROM proposed_by), CONSTRAINT "PK_write_off" PRIMARY KEY ("id"))`,
  `CREATE INDEX "write_off_of_order" ON "write_off" ("order_id") `,
  `CREATE UNIQUE INDEX "write_off_proposed_twice" ON "write_off" ("order_id") WHERE state = 'proposed'`,
  ...[
    ['receipt', 'holder', 'holder_organisation_id', 'organisation'],
    ['receipt', 'payer', 'payer_organisation_id', 'organisation'],
    ['receipt', 'author', 'recorded_by', 'app_user'],
    ['settlement_entry', 'receipt', 'receipt_id', 'receipt'],
    ['settlement_entry', 'order', 'order_id', 'order_account', 'order_id'],
    ['settlement_entry', 'invoice', 'invoice_id', 'invoice'],
    ['settlement_entry', 'actor', 'actor_id', 'app_user'],
    ['write_off', 'order', 'order_id', 'order_account', 'order_id'],
    ['write_off', 'maker', 'proposed_by', 'app_user'],
    ['write_off', 'checker', 'decided_by', 'app_user'],
  ].map(
    ([table, name, column, other, key = 'id']) =>
      `ALTER TABLE "${table}" ADD CONSTRAINT "${table}_${name}_exists" FOREIGN KEY ("${column}") REFERENCES "${other}"("${key}") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ),
  'ALTER TABLE receipt ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON receipt USING ${HOLDERS} WITH CHECK ${HOLDERS}`,
  'ALTER TABLE settlement_entry ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON settlement_entry USING ${OF_ORDER} WITH CHECK ${OF_ORDER}`,
  'ALTER TABLE write_off ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON write_off USING ${OF_ORDER} WITH CHECK ${OF_ORDER}`,
];

const FUNCTIONS: readonly string[] = [
  `CREATE FUNCTION receipt_begin() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     NEW.matched_fen := 0;
     NEW.returned_fen := 0;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER receipt_begin BEFORE INSERT ON receipt FOR EACH ROW EXECUTE FUNCTION receipt_begin()`,
  // Locks invoice, receipt and order in this order, as whoever takes an invoice back does.
  `CREATE FUNCTION settlement_entry_post() ${TRIGGER} AS $$
   DECLARE
     slip receipt;
     kept bigint;
     part bigint;
     paid bigint := CASE NEW.kind WHEN 'payment' THEN NEW.amount_fen ELSE - NEW.amount_fen END;
     refunded bigint := CASE NEW.kind WHEN 'refund' THEN NEW.amount_fen ELSE 0 END;
   BEGIN
     PERFORM FROM invoice WHERE id = NEW.invoice_id FOR SHARE;
     SELECT * INTO slip FROM receipt WHERE id = NEW.receipt_id FOR NO KEY UPDATE;
     IF NOT EXISTS (SELECT FROM service_order o WHERE o.id = NEW.order_id AND o.provider_organisation_id = slip.holder_organisation_id
        AND o.user_organisation_id = coalesce(slip.payer_organisation_id, o.user_organisation_id)) THEN
       PERFORM settlement_refuse('settlement_entry_of_strangers', NEW.order_id, 0, NEW.amount_fen);
     END IF;
     IF slip.matched_fen + slip.returned_fen + paid > slip.amount_fen THEN
       PERFORM settlement_refuse('receipt_matched_beyond_amount', slip.id,
         slip.amount_fen - slip.matched_fen - slip.returned_fen, NEW.amount_fen);
     END IF;
     PERFORM order_account_move(NEW.order_id, 0, paid, refunded, 0);
     -- What the receipt has paid of the order, through this invoice or through none, never falls below nothing.
     SELECT coalesce(sum(CASE kind WHEN 'payment' THEN amount_fen ELSE - amount_fen END), 0) INTO kept FROM settlement_entry
      WHERE receipt_id = slip.id AND order_id = NEW.order_id AND invoice_id IS NOT DISTINCT FROM NEW.invoice_id;
     IF kept < 0 THEN
       PERFORM settlement_refuse('settlement_entry_beyond_match', slip.id, kept + NEW.amount_fen, NEW.amount_fen);
     END IF;
     IF paid > 0 AND NEW.invoice_id IS NOT NULL THEN
       SELECT coalesce(sum(amount_fen), 0) INTO part FROM invoice_allocation
        WHERE invoice_id = NEW.invoice_id AND order_id = NEW.order_id AND live;
       SELECT coalesce(sum(CASE kind WHEN 'payment' THEN amount_fen ELSE - amount_fen END), 0) INTO kept FROM settlement_entry
        WHERE order_id = NEW.order_id AND invoice_id = NEW.invoice_id;
       IF kept > part THEN
         PERFORM settlement_refuse('settlement_entry_beyond_invoice', NEW.invoice_id, part - kept + paid, paid);
       END IF;
     END IF;
     UPDATE receipt SET matched_fen = matched_fen + paid, returned_fen = returned_fen + refunded WHERE id = slip.id;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER settlement_entry_post AFTER INSERT ON settlement_entry FOR EACH ROW EXECUTE FUNCTION settlement_entry_post()`,
  `CREATE FUNCTION write_off_begin() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     NEW.state := 'proposed';
     NEW.decided_by := NULL;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER write_off_begin BEFORE INSERT ON write_off FOR EACH ROW EXECUTE FUNCTION write_off_begin()`,
  `CREATE FUNCTION write_off_post() ${TRIGGER} AS $$
   BEGIN
     IF OLD.state <> 'proposed' THEN
       PERFORM settlement_refuse('write_off_decided', NEW.id, 0, 0);
     END IF;
     IF NEW.state = 'approved' THEN
       PERFORM order_account_move(NEW.order_id, 0, 0, 0, NEW.amount_fen);
     END IF;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER write_off_post AFTER UPDATE OF state ON write_off FOR EACH ROW EXECUTE FUNCTION write_off_post()`,
  ...[
    ['receipt', `'payer_name', 'reference'`],
    ['write_off', `'reason'`],
  ].flatMap(([table, leftOut]) => [
    `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON ${table}
       FOR EACH ROW EXECUTE FUNCTION audit_remember(${leftOut})`,
    `CREATE CONSTRAINT TRIGGER audit_settle AFTER UPDATE OR DELETE ON ${table}
       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_settle()`,
  ]),
];

/** Money that arrived, what of it was for which order, what was given back, and what is given up. */
export class Receipts1795436100000 implements MigrationInterface {
  readonly name = 'Receipts1795436100000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...FUNCTIONS]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['write_off', 'settlement_entry', 'receipt'])
      await runner.query(`DROP TABLE ${table}`);
    for (const name of [
      'write_off_post',
      'write_off_begin',
      'settlement_entry_post',
      'receipt_begin',
    ])
      await runner.query(`DROP FUNCTION ${name}()`);
  }
}

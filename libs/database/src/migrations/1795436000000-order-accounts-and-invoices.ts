import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('app.scope', true)`;
const visible = (owner: string): string =>
  `(CASE WHEN ${SCOPE} = '*' OR ${owner} THEN true END IS NOT NULL)`;
const OF_ORDER = visible('EXISTS (SELECT FROM service_order o WHERE o.id = order_id)');
const OF_INVOICE = visible('EXISTS (SELECT FROM invoice i WHERE i.id = invoice_id)');
const PARTY = visible(
  `seller_organisation_id::text = ${SCOPE} OR buyer_organisation_id::text = ${SCOPE}`,
);
/** Counters belong to the triggers, which run with the owner's rights: the serving role may not write them. */
const TRIGGER = `RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp`;

const ACCOUNTS: readonly string[] = [
  `CREATE TABLE "order_account" ("order_id" uuid NOT NULL, "fee_fen" bigint NOT NULL, "voucher_fen" bigint NOT NULL DEFAULT '0', "invoiced_fen" bigint NOT NULL DEFAULT '0', "paid_fen" bigint NOT NULL DEFAULT '0', "refunded_fen" bigint NOT NULL DEFAULT '0', "written_off_fen" bigint NOT NULL DEFAULT '0', "opened_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "order_account_invoiced_beyond_fee" CHECK (invoiced_fen BETWEEN 0 AND fee_fen), CONSTRAINT "order_account_paid_beyond_fee" CHECK (voucher_fen >= 0 AND paid_fen >= 0 AND written_off_fen >= 0 AND refunded_fen >= 0 AND voucher_fen + paid_fen + written_off_fen <= fee_fen), CONSTRAINT "PK_order_account" PRIMARY KEY ("order_id"))`,
  `ALTER TABLE "order_account" ADD CONSTRAINT "order_account_order_exists" FOREIGN KEY ("order_id") REFERENCES "service_order"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  'ALTER TABLE order_account ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON order_account USING ${OF_ORDER} WITH CHECK ${OF_ORDER}`,

  // A voucher paid to the holder itself (deduct) is money the user organisation does not owe.
  `CREATE FUNCTION order_account_open() ${TRIGGER} AS $$
   DECLARE
     by_voucher bigint := 0;
   BEGIN
     IF NEW.captured_fen > 0 AND NEW.state = 'accepted' THEN
       SELECT coalesce(max(NEW.captured_fen), 0) INTO by_voucher FROM voucher v
         JOIN voucher_programme p ON p.id = v.programme_id WHERE v.id = NEW.voucher_id AND p.payment_mode = 'deduct';
     END IF;
     INSERT INTO order_account AS account (order_id, fee_fen, voucher_fen) VALUES (NEW.id, NEW.actual_fen, by_voucher)
     ON CONFLICT (order_id) DO UPDATE SET fee_fen = EXCLUDED.fee_fen - account.refunded_fen, voucher_fen = EXCLUDED.voucher_fen;
     RETURN NULL;
   END $$`,
  // The condition is tried before anything runs: an order that is only booked pays nothing for this.
  `CREATE TRIGGER order_account_open AFTER INSERT OR UPDATE OF state, actual_fen, captured_fen ON service_order FOR EACH ROW
   WHEN (NEW.state = 'accepted' OR NEW.state = 'cancelled' AND NEW.actual_fen > 0) EXECUTE FUNCTION order_account_open()`,
  `INSERT INTO order_account (order_id, fee_fen, voucher_fen)
   SELECT o.id, o.actual_fen, CASE WHEN p.payment_mode = 'deduct' AND o.state = 'accepted' THEN o.captured_fen ELSE 0 END
     FROM service_order o LEFT JOIN voucher v ON v.id = o.voucher_id LEFT JOIN voucher_programme p ON p.id = v.programme_id
    WHERE o.state = 'accepted' OR o.state = 'cancelled' AND o.actual_fen > 0`,

  // The bounds are CHECKs of the tables as well; raised here so that the refusal can say what there was and what was asked.
  `CREATE FUNCTION settlement_refuse(broken text, subject uuid, available_fen bigint, asked_fen bigint) RETURNS void
   LANGUAGE plpgsql AS $$
   BEGIN
     RAISE EXCEPTION '% of % breaks %', asked_fen, subject, broken USING ERRCODE = 'check_violation', CONSTRAINT = broken,
       DETAIL = json_build_object('objectId', subject, 'availableFen', available_fen, 'askedFen', asked_fen)::text;
   END $$`,
  // Moves the counters of one order under its lock. What is in dispute takes nothing new.
  `CREATE FUNCTION order_account_move(moved uuid, invoiced bigint, paid bigint, refunded bigint, written_off bigint)
   RETURNS void LANGUAGE plpgsql AS $$
   DECLARE
     account order_account;
     fee bigint;
   BEGIN
     SELECT * INTO account FROM order_account WHERE order_id = moved FOR NO KEY UPDATE;
     IF NOT FOUND OR (invoiced > 0 OR paid > 0 OR written_off > 0) AND EXISTS (
        SELECT FROM service_order WHERE id = moved AND state NOT IN ('accepted', 'cancelled')) THEN
       PERFORM settlement_refuse('order_account_not_open', moved, 0, 0);
     END IF;
     fee := account.fee_fen - refunded;
     IF account.invoiced_fen + invoiced > fee THEN
       PERFORM settlement_refuse(CASE WHEN refunded > 0 THEN 'order_account_refund_invoiced' ELSE 'order_account_invoiced_beyond_fee' END,
         moved, account.fee_fen - account.invoiced_fen, invoiced + refunded);
     END IF;
     IF account.voucher_fen + account.paid_fen + paid + account.written_off_fen + written_off > fee THEN
       PERFORM settlement_refuse('order_account_paid_beyond_fee', moved,
         account.fee_fen - account.voucher_fen - account.paid_fen - account.written_off_fen, paid + written_off);
     END IF;
     UPDATE order_account SET fee_fen = fee, invoiced_fen = invoiced_fen + invoiced, paid_fen = paid_fen + paid,
            refunded_fen = refunded_fen + refunded, written_off_fen = written_off_fen + written_off WHERE order_id = moved;
   END $$`,
];

const INVOICES: readonly string[] = [
  `CREATE TABLE "invoice" ("id" uuid NOT NULL, "code" text NOT NULL DEFAULT '', "number" text NOT NULL, "seller_organisation_id" uuid NOT NULL, "buyer_organisation_id" uuid NOT NULL, "kind" text NOT NULL, "title" text NOT NULL, "tax_number" text NOT NULL, "issued_on" date NOT NULL, "amount_fen" bigint NOT NULL, "allocated_fen" bigint NOT NULL DEFAULT '0', "verification" text NOT NULL DEFAULT 'unchecked', "verified_at" TIMESTAMP WITH TIME ZONE, "state" text NOT NULL DEFAULT 'recorded', "red_of" uuid, "recorded_by" uuid NOT NULL, "version" integer NOT NULL DEFAULT '1', "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "invoice_recorded_twice" UNIQUE ("code", "number"), CONSTRAINT "invoice_flushed_twice" UNIQUE ("red_of"), CONSTRAINT "invoice_kind_known" CHECK (kind IN ('special', 'ordinary')), CONSTRAINT "invoice_state_known" CHECK (state IN ('recorded', 'red_flushed')), CONSTRAINT "invoice_verification_known" CHECK (verification IN ('unchecked', 'valid', 'invalid')), CONSTRAINT "invoice_to_itself" CHECK (seller_organisation_id <> buyer_organisation_id), CONSTRAINT "invoice_red_is_negative" CHECK (amount_fen <> 0 AND (amount_fen < 0) = (red_of IS NOT NULL)), CONSTRAINT "invoice_allocated_beyond_amount" CHECK (allocated_fen BETWEEN 0 AND greatest(amount_fen, 0)), CONSTRAINT "invoice_flushed_holds_nothing" CHECK (state = 'recorded' OR allocated_fen = 0), CONSTRAINT "PK_invoice" PRIMARY KEY ("id"))`,
  `CREATE INDEX "invoice_of_seller" ON "invoice" ("seller_organisation_id", "id") `,
  `CREATE INDEX "invoice_of_buyer" ON "invoice" ("buyer_organisation_id", "id") `,
  `CREATE TABLE "invoice_allocation" ("id" uuid NOT NULL, "invoice_id" uuid NOT NULL, "order_id" uuid NOT NULL, "amount_fen" bigint NOT NULL, "live" boolean NOT NULL DEFAULT true, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "invoice_allocation_amount_not_positive" CHECK (amount_fen > 0), CONSTRAINT "PK_invoice_allocation" PRIMARY KEY ("id"))`,
  `CREATE INDEX "invoice_allocation_of_invoice" ON "invoice_allocation" ("invoice_id") `,
  `CREATE INDEX "invoice_allocation_of_order" ON "invoice_allocation" ("order_id") `,
  ...[
    ['invoice', 'seller', 'seller_organisation_id', 'organisation'],
    ['invoice', 'buyer', 'buyer_organisation_id', 'organisation'],
    ['invoice', 'red_of', 'red_of', 'invoice'],
    ['invoice', 'author', 'recorded_by', 'app_user'],
    ['invoice_allocation', 'invoice', 'invoice_id', 'invoice'],
    ['invoice_allocation', 'order', 'order_id', 'order_account', 'order_id'],
  ].map(
    ([table, name, column, other, key = 'id']) =>
      `ALTER TABLE "${table}" ADD CONSTRAINT "${table}_${name}_exists" FOREIGN KEY ("${column}") REFERENCES "${other}"("${key}") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ),
  'ALTER TABLE invoice ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON invoice USING ${PARTY} WITH CHECK ${PARTY}`,
  'ALTER TABLE invoice_allocation ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON invoice_allocation USING ${OF_INVOICE} WITH CHECK ${OF_INVOICE}`,

  `CREATE FUNCTION invoice_begin() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     NEW.allocated_fen := 0;
     NEW.state := 'recorded';
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER invoice_begin BEFORE INSERT ON invoice FOR EACH ROW EXECUTE FUNCTION invoice_begin()`,
  `CREATE FUNCTION invoice_allocation_post() ${TRIGGER} AS $$
   DECLARE
     paper invoice;
     signed bigint := CASE WHEN NEW.live THEN NEW.amount_fen ELSE - NEW.amount_fen END;
   BEGIN
     IF TG_OP = 'UPDATE' AND (NEW.live OR NOT OLD.live OR
        (NEW.invoice_id, NEW.order_id, NEW.amount_fen) IS DISTINCT FROM (OLD.invoice_id, OLD.order_id, OLD.amount_fen)) THEN
       PERFORM settlement_refuse('invoice_allocation_changed', NEW.id, 0, 0);
     END IF;
     IF TG_OP = 'INSERT' AND NOT NEW.live THEN RETURN NULL; END IF;
     SELECT * INTO paper FROM invoice WHERE id = NEW.invoice_id FOR NO KEY UPDATE;
     IF NEW.live AND NOT EXISTS (SELECT FROM service_order o WHERE o.id = NEW.order_id
        AND o.provider_organisation_id = paper.seller_organisation_id AND o.user_organisation_id = paper.buyer_organisation_id) THEN
       PERFORM settlement_refuse('invoice_allocation_of_strangers', NEW.order_id, 0, NEW.amount_fen);
     END IF;
     IF NEW.live AND (paper.state <> 'recorded' OR paper.allocated_fen + NEW.amount_fen > greatest(paper.amount_fen, 0)) THEN
       PERFORM settlement_refuse('invoice_allocated_beyond_amount', paper.id,
         CASE paper.state WHEN 'recorded' THEN greatest(paper.amount_fen, 0) - paper.allocated_fen ELSE 0 END, NEW.amount_fen);
     END IF;
     UPDATE invoice SET allocated_fen = allocated_fen + signed WHERE id = paper.id;
     PERFORM order_account_move(NEW.order_id, signed, 0, 0, 0);
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER invoice_allocation_post AFTER INSERT OR UPDATE ON invoice_allocation
   FOR EACH ROW EXECUTE FUNCTION invoice_allocation_post()`,

  // What a claim for voucher money rests on is not taken back under it; both sides look under the invoice's lock.
  `CREATE FUNCTION invoice_keep_claimed() ${TRIGGER} AS $$
   BEGIN
     IF EXISTS (SELECT FROM claim_invoice WHERE code = NEW.code AND number = NEW.number AND live) THEN
       PERFORM settlement_refuse('invoice_claimed', NEW.id, 0, NEW.amount_fen);
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER invoice_keep_claimed BEFORE UPDATE OF state ON invoice FOR EACH ROW
   WHEN (NEW.state = 'red_flushed') EXECUTE FUNCTION invoice_keep_claimed()`,
  `CREATE FUNCTION claim_invoice_fits() ${TRIGGER} AS $$
   DECLARE
     paper invoice;
   BEGIN
     SELECT * INTO paper FROM invoice WHERE code = NEW.code AND number = NEW.number FOR SHARE;
     IF FOUND AND NOT (paper.state = 'recorded' AND paper.amount_fen = NEW.amount_fen AND EXISTS (
        SELECT FROM invoice_allocation part JOIN claim ON claim.order_id = part.order_id
         WHERE part.invoice_id = paper.id AND part.live AND claim.id = NEW.claim_id)) THEN
       PERFORM settlement_refuse('claim_invoice_not_of_order', NEW.claim_id, 0, NEW.amount_fen);
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER claim_invoice_fits BEFORE INSERT ON claim_invoice FOR EACH ROW EXECUTE FUNCTION claim_invoice_fits()`,
  `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON invoice
     FOR EACH ROW EXECUTE FUNCTION audit_remember('title', 'tax_number')`,
  `CREATE CONSTRAINT TRIGGER audit_settle AFTER UPDATE OR DELETE ON invoice
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_settle()`,
];

/** What each order costs and what was done about it, counted by triggers alone; invoices and what they are for. */
export class OrderAccountsAndInvoices1795436000000 implements MigrationInterface {
  readonly name = 'OrderAccountsAndInvoices1795436000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...ACCOUNTS, ...INVOICES]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER claim_invoice_fits ON claim_invoice');
    await runner.query('DROP TABLE invoice_allocation');
    await runner.query('DROP TABLE invoice');
    await runner.query('DROP TRIGGER order_account_open ON service_order');
    await runner.query('DROP TABLE order_account');
    for (const name of [
      ...['invoice_allocation_post()', 'invoice_begin()', 'order_account_open()'],
      ...['invoice_keep_claimed()', 'claim_invoice_fits()'],
    ])
      await runner.query(`DROP FUNCTION ${name}`);
    await runner.query('DROP FUNCTION order_account_move(uuid, bigint, bigint, bigint, bigint)');
    await runner.query('DROP FUNCTION settlement_refuse(text, uuid, bigint, bigint)');
  }
}

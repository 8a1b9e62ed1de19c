import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counters belong to the triggers, which run with the owner's rights: the serving role may not write them. */
const TRIGGER = `RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp`;

const COLUMNS: readonly string[] = [
  `ALTER TABLE "invoice" ADD "flushed_fen" bigint NOT NULL DEFAULT '0'`,
  // What was taken back before: its red invoice has the parts that ended with it. Nobody did this, so nothing is audited.
  'ALTER TABLE invoice DISABLE TRIGGER USER',
  `UPDATE invoice SET flushed_fen = amount_fen WHERE state = 'red_flushed'`,
  'ALTER TABLE invoice ENABLE TRIGGER USER',
  `INSERT INTO invoice_allocation (id, invoice_id, order_id, amount_fen, live, created_at)
   SELECT gen_random_uuid(), red.id, part.order_id, part.amount_fen, false, red.created_at
     FROM invoice red JOIN invoice_allocation part ON part.invoice_id = red.red_of WHERE NOT part.live`,
  'ALTER TABLE "invoice" DROP CONSTRAINT "invoice_flushed_twice"',
  'CREATE INDEX "invoice_of_flushed" ON "invoice" ("red_of") WHERE red_of IS NOT NULL',
  'ALTER TABLE "invoice" DROP CONSTRAINT "invoice_allocated_beyond_amount"',
  'ALTER TABLE "invoice" ADD CONSTRAINT "invoice_allocated_beyond_amount" CHECK (allocated_fen BETWEEN 0 AND greatest(amount_fen, 0) - flushed_fen)',
  'ALTER TABLE "invoice" ADD CONSTRAINT "invoice_flushed_beyond_amount" CHECK (flushed_fen BETWEEN 0 AND greatest(amount_fen, 0))',
  `ALTER TABLE "invoice" ADD CONSTRAINT "invoice_flushed_as_a_whole" CHECK ((state = 'red_flushed') = (flushed_fen = amount_fen))`,
];

const BEGIN = (
  counters: string,
): string => `CREATE OR REPLACE FUNCTION invoice_begin() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     ${counters}
     NEW.state := 'recorded';
     RETURN NEW;
   END $$`;

const RED_INVOICES: readonly string[] = [
  BEGIN('NEW.allocated_fen := 0;\n     NEW.flushed_fen := 0;'),
  // A part may only become less: what a red invoice took of it is that one's, and neither claims nor payments lose by it.
  `CREATE OR REPLACE FUNCTION invoice_allocation_post() ${TRIGGER} AS $$
   DECLARE
     paper invoice;
     signed bigint := CASE WHEN NEW.live THEN NEW.amount_fen ELSE 0 END;
   BEGIN
     IF TG_OP = 'UPDATE' THEN
       IF NOT OLD.live OR (NEW.invoice_id, NEW.order_id) <> (OLD.invoice_id, OLD.order_id)
          OR NEW.live AND NEW.amount_fen >= OLD.amount_fen OR NOT NEW.live AND NEW.amount_fen <> OLD.amount_fen THEN
         PERFORM settlement_refuse('invoice_allocation_changed', NEW.id, 0, 0);
       END IF;
       signed := signed - OLD.amount_fen;
     END IF;
     IF signed = 0 THEN RETURN NULL; END IF;
     SELECT * INTO paper FROM invoice WHERE id = NEW.invoice_id FOR NO KEY UPDATE;
     IF signed > 0 AND NOT EXISTS (SELECT FROM service_order o WHERE o.id = NEW.order_id
        AND o.provider_organisation_id = paper.seller_organisation_id AND o.user_organisation_id = paper.buyer_organisation_id) THEN
       PERFORM settlement_refuse('invoice_allocation_of_strangers', NEW.order_id, 0, NEW.amount_fen);
     END IF;
     IF signed > 0 AND paper.allocated_fen + signed > greatest(paper.amount_fen, 0) - paper.flushed_fen THEN
       PERFORM settlement_refuse('invoice_allocated_beyond_amount', paper.id,
         greatest(paper.amount_fen, 0) - paper.flushed_fen - paper.allocated_fen, NEW.amount_fen);
     END IF;
     IF signed < 0 THEN PERFORM invoice_part_keep(paper, NEW.order_id, - signed); END IF;
     UPDATE invoice SET allocated_fen = allocated_fen + signed WHERE id = paper.id;
     PERFORM order_account_move(NEW.order_id, signed, 0, 0, 0);
     RETURN NULL;
   END $$`,
  // What is left of an order's part after some of it was taken back covers what was paid on it and what its claim rests on.
  `CREATE FUNCTION invoice_part_keep(paper invoice, of_order uuid, lowered bigint) RETURNS void LANGUAGE plpgsql AS $$
   DECLARE
     kept bigint;
     used bigint;
     paid bigint;
   BEGIN
     SELECT coalesce(sum(amount_fen), 0) INTO kept FROM invoice_allocation
      WHERE invoice_id = paper.id AND order_id = of_order AND live;
     SELECT coalesce(sum(i.used_fen), 0) INTO used FROM claim_invoice i JOIN claim ON claim.id = i.claim_id
      WHERE i.code = paper.code AND i.number = paper.number AND i.live AND claim.order_id = of_order;
     IF used > kept THEN
       PERFORM settlement_refuse('invoice_claimed', paper.id, greatest(kept + lowered - used, 0), lowered);
     END IF;
     SELECT coalesce(sum(CASE kind WHEN 'payment' THEN amount_fen ELSE - amount_fen END), 0) INTO paid FROM settlement_entry
      WHERE invoice_id = paper.id AND order_id = of_order;
     IF paid > kept THEN
       PERFORM settlement_refuse('settlement_entry_beyond_invoice', paper.id, kept + lowered - paid, lowered);
     END IF;
   END $$`,
  // Red invoices of one invoice wait here for each other: together they take back no more than it came to.
  `CREATE FUNCTION invoice_flush() ${TRIGGER} AS $$
   DECLARE
     paper invoice;
   BEGIN
     SELECT * INTO paper FROM invoice WHERE id = NEW.red_of FOR NO KEY UPDATE;
     IF (paper.seller_organisation_id, paper.buyer_organisation_id) <> (NEW.seller_organisation_id, NEW.buyer_organisation_id) THEN
       PERFORM settlement_refuse('invoice_flush_of_strangers', paper.id, 0, - NEW.amount_fen);
     END IF;
     IF - NEW.amount_fen > greatest(paper.amount_fen, 0) - paper.flushed_fen - paper.allocated_fen THEN
       PERFORM settlement_refuse('invoice_flushed_beyond_amount', paper.id,
         greatest(paper.amount_fen, 0) - paper.flushed_fen - paper.allocated_fen, - NEW.amount_fen);
     END IF;
     UPDATE invoice SET flushed_fen = flushed_fen - NEW.amount_fen, version = version + 1,
            state = CASE WHEN flushed_fen - NEW.amount_fen = amount_fen THEN 'red_flushed' ELSE state END WHERE id = paper.id;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER invoice_flush AFTER INSERT ON invoice FOR EACH ROW WHEN (NEW.red_of IS NOT NULL) EXECUTE FUNCTION invoice_flush()`,
];

const CLAIMED: readonly string[] = [
  // A claim and a holder that tell one invoice at the same moment would not see each other's row: its key is locked first.
  `CREATE FUNCTION invoice_lock_key(code text, number text) RETURNS void LANGUAGE sql AS $$
     SELECT pg_advisory_xact_lock(hashtextextended('invoice-key:' || code || ':' || number, 0)) $$`,
  `CREATE FUNCTION claim_invoice_alone() ${TRIGGER} AS $$
   DECLARE
     paper invoice;
   BEGIN
     PERFORM invoice_lock_key(NEW.code, NEW.number);
     SELECT * INTO paper FROM invoice WHERE code = NEW.code AND number = NEW.number FOR SHARE;
     IF paper.issued_on <> NEW.issued_on AND paper.amount_fen = NEW.amount_fen AND EXISTS (
        SELECT FROM claim JOIN service_order o ON o.id = claim.order_id WHERE claim.id = NEW.claim_id
           AND (o.provider_organisation_id, o.user_organisation_id) = (paper.seller_organisation_id, paper.buyer_organisation_id)) THEN
       RAISE EXCEPTION 'claim says another day' USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_invoice_day_differs',
         DETAIL = json_build_object('recordedOn', paper.issued_on, 'claimedOn', NEW.issued_on)::text;
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER claim_invoice_alone BEFORE INSERT ON claim_invoice FOR EACH ROW EXECUTE FUNCTION claim_invoice_alone()`,
  // Only claims between the same two organisations speak: a stranger who typed the number in blocks no holder's books.
  `CREATE FUNCTION invoice_as_claimed() ${TRIGGER} AS $$
   DECLARE
     told claim_invoice;
   BEGIN
     PERFORM invoice_lock_key(NEW.code, NEW.number);
     SELECT i.* INTO told FROM claim_invoice i JOIN claim ON claim.id = i.claim_id JOIN service_order o ON o.id = claim.order_id
      WHERE i.code = NEW.code AND i.number = NEW.number AND i.live
        AND (o.provider_organisation_id, o.user_organisation_id) = (NEW.seller_organisation_id, NEW.buyer_organisation_id)
        AND (i.amount_fen, i.issued_on) <> (NEW.amount_fen, NEW.issued_on) LIMIT 1;
     IF FOUND THEN
       RAISE EXCEPTION 'a claim says otherwise' USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_claimed_otherwise',
         DETAIL = json_build_object('claimedFen', told.amount_fen, 'claimedOn', told.issued_on)::text;
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER invoice_as_claimed BEFORE INSERT ON invoice FOR EACH ROW EXECUTE FUNCTION invoice_as_claimed()`,
];

const IN_HOUSE: readonly string[] = [
  // What an organisation serves to itself moves between project cards: no money arrives for it.
  `CREATE FUNCTION settlement_entry_between_two() ${TRIGGER} AS $$
   BEGIN
     IF EXISTS (SELECT FROM service_order o WHERE o.id = NEW.order_id AND o.provider_organisation_id = o.user_organisation_id) THEN
       PERFORM settlement_refuse('settlement_entry_in_house', NEW.order_id, 0, NEW.amount_fen);
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER settlement_entry_between_two BEFORE INSERT ON settlement_entry FOR EACH ROW
   WHEN (NEW.kind = 'payment') EXECUTE FUNCTION settlement_entry_between_two()`,
];

const WHOLE_ONLY = `CREATE OR REPLACE FUNCTION invoice_allocation_post() ${TRIGGER} AS $$
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
   END $$`;

/** Invoices are taken back in parts; what a claim says of one is what its holder recorded; no receipt pays in-house orders. */
export class PartialRedInvoices1795450200000 implements MigrationInterface {
  readonly name = 'PartialRedInvoices1795450200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...COLUMNS, ...RED_INVOICES, ...CLAIMED, ...IN_HOUSE])
      await runner.query(statement);
  }

  /** Refused by the unique constraint while two red invoices take parts of one back: the earlier schema has room for one. */
  async down(runner: QueryRunner): Promise<void> {
    for (const statement of [
      'ALTER TABLE "invoice" ADD CONSTRAINT "invoice_flushed_twice" UNIQUE ("red_of")',
      'DROP TRIGGER settlement_entry_between_two ON settlement_entry',
      'DROP TRIGGER invoice_as_claimed ON invoice',
      'DROP TRIGGER claim_invoice_alone ON claim_invoice',
      'DROP TRIGGER invoice_flush ON invoice',
      BEGIN('NEW.allocated_fen := 0;'),
      WHOLE_ONLY,
      'DROP FUNCTION settlement_entry_between_two()',
      'DROP FUNCTION invoice_as_claimed()',
      'DROP FUNCTION claim_invoice_alone()',
      'DROP FUNCTION invoice_lock_key(text, text)',
      'DROP FUNCTION invoice_flush()',
      'DROP FUNCTION invoice_part_keep(invoice, uuid, bigint)',
      'DELETE FROM invoice_allocation part USING invoice red WHERE red.id = part.invoice_id AND red.red_of IS NOT NULL',
      'DROP INDEX "invoice_of_flushed"',
      'ALTER TABLE "invoice" DROP CONSTRAINT "invoice_flushed_as_a_whole"',
      'ALTER TABLE "invoice" DROP CONSTRAINT "invoice_flushed_beyond_amount"',
      'ALTER TABLE "invoice" DROP CONSTRAINT "invoice_allocated_beyond_amount"',
      'ALTER TABLE "invoice" ADD CONSTRAINT "invoice_allocated_beyond_amount" CHECK (allocated_fen BETWEEN 0 AND greatest(amount_fen, 0))',
      'ALTER TABLE "invoice" DROP COLUMN "flushed_fen"',
    ])
      await runner.query(statement);
  }
}

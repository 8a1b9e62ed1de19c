import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('app.scope', true)`;
const STANDS =
  'EXISTS (SELECT FROM claim_invoice i WHERE (i.code, i.number) = (claimed_invoice.code, claimed_invoice.number))';
const VISIBLE = `(CASE WHEN ${SCOPE} = '*' OR ${STANDS} THEN true END IS NOT NULL)`;
/** The counter belongs to the trigger, which runs with the owner's rights: the serving role may not write it. */
const TRIGGER = `RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp`;

const SHARED: readonly string[] = [
  'ALTER TABLE "claim_invoice" ADD "used_fen" bigint',
  'UPDATE claim_invoice SET used_fen = amount_fen',
  'ALTER TABLE "claim_invoice" ALTER COLUMN "used_fen" SET NOT NULL',
  'ALTER TABLE "claim_invoice" ADD CONSTRAINT "claim_invoice_used_beyond_amount" CHECK (used_fen BETWEEN 1 AND amount_fen)',
  'DROP INDEX "claim_invoice_used_twice"',
  'CREATE UNIQUE INDEX "claim_invoice_repeated" ON "claim_invoice" ("claim_id", "code", "number") WHERE live',
  'CREATE INDEX "claim_invoice_standing" ON "claim_invoice" ("code", "number") WHERE live',
  `CREATE TABLE "claimed_invoice" ("code" text NOT NULL, "number" text NOT NULL, "amount_fen" bigint NOT NULL, "used_fen" bigint NOT NULL DEFAULT '0', CONSTRAINT "claimed_invoice_used_beyond_amount" CHECK (used_fen BETWEEN 0 AND amount_fen), CONSTRAINT "PK_claimed_invoice" PRIMARY KEY ("code", "number"))`,
  'INSERT INTO claimed_invoice (code, number, amount_fen, used_fen) SELECT code, number, amount_fen, used_fen FROM claim_invoice WHERE live',
  'ALTER TABLE claimed_invoice ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON claimed_invoice USING ${VISIBLE} WITH CHECK ${VISIBLE}`,

  // The whole invoice unless told, as every claim used to; what the holder recorded is held against its part for the order.
  `CREATE OR REPLACE FUNCTION claim_invoice_fits() ${TRIGGER} AS $$
   DECLARE
     paper invoice;
     part bigint;
   BEGIN
     NEW.used_fen := coalesce(NEW.used_fen, NEW.amount_fen);
     SELECT * INTO paper FROM invoice WHERE code = NEW.code AND number = NEW.number FOR SHARE;
     IF NOT FOUND THEN RETURN NEW; END IF;
     SELECT coalesce(sum(a.amount_fen), 0) INTO part FROM invoice_allocation a JOIN claim ON claim.order_id = a.order_id
      WHERE a.invoice_id = paper.id AND a.live AND claim.id = NEW.claim_id;
     IF paper.state <> 'recorded' OR paper.amount_fen <> NEW.amount_fen OR NEW.used_fen > part THEN
       PERFORM settlement_refuse('claim_invoice_not_of_order', NEW.claim_id, part, NEW.used_fen);
     END IF;
     RETURN NEW;
   END $$`,

  // Both parties of all claims on an invoice are the same two organisations: whoever found somebody's invoice gets nothing on it.
  `CREATE FUNCTION claim_invoice_strange(given claim_invoice) RETURNS boolean LANGUAGE sql STABLE AS $$
     SELECT EXISTS (SELECT FROM claim_invoice i JOIN claim c ON c.id = i.claim_id JOIN service_order theirs ON theirs.id = c.order_id
       JOIN claim mine ON mine.id = given.claim_id JOIN service_order ours ON ours.id = mine.order_id
      WHERE i.code = given.code AND i.number = given.number AND i.live
        AND (theirs.user_organisation_id, theirs.provider_organisation_id) <> (ours.user_organisation_id, ours.provider_organisation_id)) $$`,
  `CREATE FUNCTION claim_invoice_post() ${TRIGGER} AS $$
   DECLARE
     given claim_invoice;
     paper claimed_invoice;
     moved bigint := 0;
   BEGIN
     IF TG_OP <> 'INSERT' THEN
       given := OLD;
       IF OLD.live THEN moved := - OLD.used_fen; END IF;
     END IF;
     IF TG_OP <> 'DELETE' THEN
       given := NEW;
       IF NEW.live THEN moved := moved + NEW.used_fen; END IF;
     END IF;
     IF moved > 0 THEN
       -- Locks the invoice's row whether or not it changes it; the amount is free to be told anew once nothing rests on it.
       INSERT INTO claimed_invoice AS known (code, number, amount_fen) VALUES (given.code, given.number, given.amount_fen)
       ON CONFLICT (code, number) DO UPDATE SET amount_fen = EXCLUDED.amount_fen WHERE known.used_fen = 0;
       SELECT * INTO paper FROM claimed_invoice c WHERE c.code = given.code AND c.number = given.number;
       IF claim_invoice_strange(given) THEN
         PERFORM settlement_refuse('claim_invoice_of_strangers', given.claim_id, 0, moved);
       END IF;
       IF paper.amount_fen <> given.amount_fen THEN
         PERFORM settlement_refuse('claim_invoice_amount_differs', given.claim_id, paper.amount_fen, given.amount_fen);
       END IF;
       IF paper.used_fen + moved > paper.amount_fen THEN
         PERFORM settlement_refuse('claim_invoice_used_twice', given.claim_id, paper.amount_fen - paper.used_fen, moved);
       END IF;
     END IF;
     UPDATE claimed_invoice c SET used_fen = c.used_fen + moved WHERE c.code = given.code AND c.number = given.number;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER claim_invoice_post AFTER INSERT OR UPDATE OF live OR DELETE ON claim_invoice
   FOR EACH ROW EXECUTE FUNCTION claim_invoice_post()`,
];

const EXCLUSIVE_FITS = `CREATE OR REPLACE FUNCTION claim_invoice_fits() ${TRIGGER} AS $$
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
   END $$`;

/** An invoice of a month serves the claims of its orders, each with its part, and no fen of it twice. */
export class ClaimInvoices1795440900000 implements MigrationInterface {
  readonly name = 'ClaimInvoices1795440900000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of SHARED) await runner.query(statement);
  }

  /** Refused by the unique index while an invoice serves two claims: they cannot both stand under the earlier rule. */
  async down(runner: QueryRunner): Promise<void> {
    for (const statement of [
      'CREATE UNIQUE INDEX "claim_invoice_used_twice" ON "claim_invoice" ("code", "number") WHERE live',
      'DROP TRIGGER claim_invoice_post ON claim_invoice',
      'DROP FUNCTION claim_invoice_post()',
      'DROP FUNCTION claim_invoice_strange(claim_invoice)',
      EXCLUSIVE_FITS,
      'DROP TABLE "claimed_invoice"',
      'DROP INDEX "claim_invoice_standing"',
      'DROP INDEX "claim_invoice_repeated"',
      'ALTER TABLE "claim_invoice" DROP CONSTRAINT "claim_invoice_used_beyond_amount"',
      'ALTER TABLE "claim_invoice" DROP COLUMN "used_fen"',
    ])
      await runner.query(statement);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('app.scope', true)`;
const OF_CLAIM = `(CASE WHEN ${SCOPE} = '*' OR EXISTS (SELECT FROM claim whole WHERE whole.id = claim_id) THEN true END IS NOT NULL)`;
/** Looks at rows of every side, and ends lines that the serving role may not write. */
const TRIGGER = `RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp`;
const TODAY = `(app_now() AT TIME ZONE 'Asia/Shanghai')::date`;

const TABLES: readonly string[] = [
  `ALTER TABLE "claim_policy" ADD "notice_workdays" integer NOT NULL DEFAULT '0'`,
  `ALTER TABLE "claim_policy" ADD "asks_documents" boolean NOT NULL DEFAULT false`,
  `ALTER TABLE "claim_policy" ADD CONSTRAINT "claim_policy_notice_known" CHECK (notice_workdays BETWEEN 0 AND 60)`,
  `ALTER TABLE "payment_batch" ADD "minutes_number" text`,
  `ALTER TABLE "payment_batch" ADD "fund_document_number" text`,
  `CREATE TABLE "payment_notice" ("id" uuid NOT NULL, "programme_id" uuid NOT NULL, "starts_on" date NOT NULL, "ends_on" date NOT NULL, "published_by" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "payment_notice_ends_before_start" CHECK (starts_on <= ends_on), CONSTRAINT "PK_payment_notice" PRIMARY KEY ("id"))`,
  `CREATE INDEX "payment_notice_of_programme" ON "payment_notice" ("programme_id") `,
  `CREATE TABLE "payment_notice_line" ("notice_id" uuid NOT NULL, "claim_id" uuid NOT NULL, "amount_fen" bigint NOT NULL, "live" boolean NOT NULL DEFAULT true, CONSTRAINT "PK_payment_notice_line" PRIMARY KEY ("notice_id", "claim_id"))`,
  `CREATE INDEX "payment_notice_line_of_claim" ON "payment_notice_line" ("claim_id") `,
  `CREATE UNIQUE INDEX "payment_notice_line_repeated" ON "payment_notice_line" ("claim_id") WHERE live`,
  `CREATE TABLE "notice_objection" ("id" uuid NOT NULL, "notice_id" uuid NOT NULL, "claim_id" uuid NOT NULL, "objector" text NOT NULL, "statement" text NOT NULL, "recorded_by" uuid NOT NULL, "outcome" text, "reason" text, "decided_by" uuid, "decided_at" TIMESTAMP WITH TIME ZONE, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "notice_objection_outcome_known" CHECK (outcome IN ('upheld', 'dismissed')), CONSTRAINT "notice_objection_decided_in_parts" CHECK (num_nulls(outcome, reason, decided_by, decided_at) IN (0, 4)), CONSTRAINT "notice_objection_second_person" CHECK (decided_by <> recorded_by), CONSTRAINT "PK_notice_objection" PRIMARY KEY ("id"))`,
  `CREATE UNIQUE INDEX "notice_objection_open" ON "notice_objection" ("claim_id") WHERE outcome IS NULL`,
  `CREATE INDEX "notice_objection_of_line" ON "notice_objection" ("notice_id", "claim_id") `,
  ...[
    ['payment_notice', 'programme', 'programme_id', 'voucher_programme'],
    ['payment_notice', 'publisher', 'published_by', 'app_user'],
    ['payment_notice_line', 'notice', 'notice_id', 'payment_notice'],
    ['payment_notice_line', 'claim', 'claim_id', 'claim'],
    ['notice_objection', 'notice', 'notice_id', 'payment_notice'],
    ['notice_objection', 'claim', 'claim_id', 'claim'],
    ['notice_objection', 'recorder', 'recorded_by', 'app_user'],
    ['notice_objection', 'decider', 'decided_by', 'app_user'],
  ].map(
    ([table, name, column, other]) =>
      `ALTER TABLE "${table}" ADD CONSTRAINT "${table}_${name}_exists" FOREIGN KEY ("${column}") REFERENCES "${other}"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ),
  ...['payment_notice_line', 'notice_objection'].flatMap((table) => [
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    `CREATE POLICY tenancy ON ${table} USING ${OF_CLAIM} WITH CHECK ${OF_CLAIM}`,
  ]),
  `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON notice_objection FOR EACH ROW
     EXECUTE FUNCTION audit_remember('objector', 'statement', 'reason')`,
  `CREATE CONSTRAINT TRIGGER audit_settle AFTER UPDATE OR DELETE ON notice_objection
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_settle()`,
];

const RULES: readonly string[] = [
  // What was promised to the public is not taken back while claims are on their way.
  `CREATE FUNCTION claim_policy_keep() ${TRIGGER} AS $$
   BEGIN
     IF EXISTS (SELECT FROM claim WHERE programme_id = OLD.programme_id AND state IN ('submitted', 'approved', 'returned')) THEN
       PERFORM settlement_refuse('claim_policy_loosened', OLD.programme_id, 0, 0);
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER claim_policy_keep BEFORE UPDATE ON claim_policy FOR EACH ROW
   WHEN (NEW.notice_workdays < OLD.notice_workdays OR (OLD.asks_documents AND NOT NEW.asks_documents)) EXECUTE FUNCTION claim_policy_keep()`,
  // A notice begins when it is made, whatever is said, and never changes.
  `CREATE FUNCTION payment_notice_begin() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     NEW.starts_on := ${TODAY};
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER payment_notice_begin BEFORE INSERT ON payment_notice FOR EACH ROW EXECUTE FUNCTION payment_notice_begin()`,
  // Working days are counted anew by the calendar of today: holidays published meanwhile make the notice longer.
  `CREATE FUNCTION payment_notice_over(notice payment_notice, workdays integer) RETURNS boolean LANGUAGE sql VOLATILE AS $$
     SELECT ${TODAY} > notice.ends_on AND workdays <= (
       SELECT count(*) FROM generate_series(notice.starts_on + 1, ${TODAY} - 1, interval '1 day') AS passed(day)
         LEFT JOIN work_calendar_day special ON special.date = passed.day::date
        WHERE coalesce(special.kind = 'workday', extract(isodow FROM passed.day) < 6)) $$`,
  `CREATE FUNCTION payment_notice_line_post() ${TRIGGER} AS $$
   DECLARE
     named claim;
   BEGIN
     SELECT * INTO named FROM claim WHERE id = NEW.claim_id FOR NO KEY UPDATE;
     IF named.state <> 'approved' OR named.amount_fen <> NEW.amount_fen
        OR named.programme_id <> (SELECT programme_id FROM payment_notice WHERE id = NEW.notice_id) THEN
       PERFORM settlement_refuse('payment_notice_line_not_approved', NEW.claim_id, 0, 0);
     END IF;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER payment_notice_line_post AFTER INSERT ON payment_notice_line
   FOR EACH ROW EXECUTE FUNCTION payment_notice_line_post()`,
  `CREATE FUNCTION notice_objection_begin() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     NEW.outcome := NULL;
     NEW.reason := NULL;
     NEW.decided_by := NULL;
     NEW.decided_at := NULL;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER notice_objection_begin BEFORE INSERT ON notice_objection FOR EACH ROW EXECUTE FUNCTION notice_objection_begin()`,
  // Under the claim's lock, as whoever pays it has: either the objection stops the payment or it comes too late.
  `CREATE FUNCTION notice_objection_post() ${TRIGGER} AS $$
   BEGIN
     PERFORM FROM claim WHERE id = NEW.claim_id AND state = 'approved' FOR NO KEY UPDATE;
     IF NOT FOUND OR NOT EXISTS (SELECT FROM payment_notice_line WHERE notice_id = NEW.notice_id AND claim_id = NEW.claim_id AND live) THEN
       PERFORM settlement_refuse('notice_objection_too_late', NEW.claim_id, 0, 0);
     END IF;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER notice_objection_post AFTER INSERT ON notice_objection FOR EACH ROW EXECUTE FUNCTION notice_objection_post()`,
  `CREATE FUNCTION notice_objection_decide() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF OLD.outcome IS NOT NULL THEN
       PERFORM settlement_refuse('notice_objection_decided', OLD.claim_id, 0, 0);
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER notice_objection_decide BEFORE UPDATE ON notice_objection FOR EACH ROW EXECUTE FUNCTION notice_objection_decide()`,
  `CREATE FUNCTION claim_leaves_notice() ${TRIGGER} AS $$
   BEGIN
     UPDATE payment_notice_line SET live = false WHERE claim_id = NEW.id AND live;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER claim_leaves_notice AFTER UPDATE OF state ON claim FOR EACH ROW
   WHEN (NEW.state IN ('returned', 'rejected')) EXECUTE FUNCTION claim_leaves_notice()`,
  // The one way into a payment, whoever takes it.
  `CREATE FUNCTION claim_payable() ${TRIGGER} AS $$
   DECLARE
     asked claim_policy;
     batch payment_batch;
   BEGIN
     SELECT * INTO asked FROM claim_policy WHERE programme_id = NEW.programme_id;
     IF EXISTS (SELECT FROM payment_notice_line line JOIN notice_objection o ON o.notice_id = line.notice_id AND o.claim_id = line.claim_id
                 WHERE line.claim_id = NEW.id AND line.live AND o.outcome IS DISTINCT FROM 'dismissed') THEN
       PERFORM settlement_refuse('claim_objected', NEW.id, 0, NEW.amount_fen);
     END IF;
     IF asked.notice_workdays > 0 AND NOT EXISTS (
        SELECT FROM payment_notice_line line JOIN payment_notice notice ON notice.id = line.notice_id
         WHERE line.claim_id = NEW.id AND line.live AND payment_notice_over(notice, asked.notice_workdays)) THEN
       PERFORM settlement_refuse('claim_notice_not_over', NEW.id, 0, NEW.amount_fen);
     END IF;
     SELECT * INTO batch FROM payment_batch WHERE id = NEW.payment_batch_id;
     IF asked.asks_documents AND num_nulls(batch.minutes_number, batch.fund_document_number) > 0 THEN
       PERFORM settlement_refuse('payment_batch_without_documents', NEW.id, 0, NEW.amount_fen);
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER claim_payable BEFORE UPDATE OF state ON claim FOR EACH ROW
   WHEN (NEW.state = 'in_batch') EXECUTE FUNCTION claim_payable()`,
];

/** Public notices of what is to be paid (公示), objections to it, and what a payment waits for. */
export class PaymentNotices1795450400100 implements MigrationInterface {
  readonly name = 'PaymentNotices1795450400100';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...RULES]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of [
      'DROP TRIGGER claim_payable ON claim',
      'DROP FUNCTION claim_payable()',
      'DROP TRIGGER claim_leaves_notice ON claim',
      'DROP FUNCTION claim_leaves_notice()',
      'DROP TABLE "notice_objection"',
      'DROP FUNCTION notice_objection_decide()',
      'DROP FUNCTION notice_objection_post()',
      'DROP FUNCTION notice_objection_begin()',
      'DROP TABLE "payment_notice_line"',
      'DROP FUNCTION payment_notice_line_post()',
      'DROP FUNCTION payment_notice_over(payment_notice, integer)',
      'DROP TABLE "payment_notice"',
      'DROP FUNCTION payment_notice_begin()',
      'ALTER TABLE "payment_batch" DROP COLUMN "fund_document_number"',
      'ALTER TABLE "payment_batch" DROP COLUMN "minutes_number"',
      'DROP TRIGGER claim_policy_keep ON claim_policy',
      'DROP FUNCTION claim_policy_keep()',
      'ALTER TABLE "claim_policy" DROP COLUMN "asks_documents"',
      'ALTER TABLE "claim_policy" DROP COLUMN "notice_workdays"',
    ])
      await runner.query(statement);
  }
}

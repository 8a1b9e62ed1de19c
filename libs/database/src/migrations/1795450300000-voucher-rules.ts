import type { MigrationInterface, QueryRunner } from 'typeorm';

const OWNER = `SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp`;
const FIRST_RULES = `
  INSERT INTO voucher_rules (programme_id, version, in_force_from, ratio, ceiling_fen, purposes, eligible_forms, outside_jiaxing_only, source, created_at)`;

const TABLES: readonly string[] = [
  `CREATE TABLE "voucher_rules" ("programme_id" uuid NOT NULL, "version" integer NOT NULL, "in_force_from" date NOT NULL, "ratio" numeric(5,4) NOT NULL, "ceiling_fen" bigint, "form_ceilings" jsonb NOT NULL DEFAULT '{}', "ceiling_basis" text NOT NULL DEFAULT 'issued', "order_cap_fen" bigint, "provider_cap_fen" bigint, "provider_cap_basis" text NOT NULL DEFAULT 'used', "full_cover_up_to_fen" bigint, "purposes" text array NOT NULL, "eligible_forms" text array NOT NULL, "outside_jiaxing_only" boolean NOT NULL, "evidence" text array NOT NULL DEFAULT '{}', "sampling_ratio" numeric(5,4), "source" text NOT NULL, "reason" text, "made_by" uuid, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "voucher_rules_ratio_out_of_range" CHECK (ratio > 0 AND ratio <= 1), CONSTRAINT "voucher_rules_sampling_out_of_range" CHECK (sampling_ratio BETWEEN 0 AND 1), CONSTRAINT "voucher_rules_amount_not_positive" CHECK (ceiling_fen > 0 AND order_cap_fen > 0 AND provider_cap_fen > 0 AND full_cover_up_to_fen > 0), CONSTRAINT "voucher_rules_basis_unknown" CHECK (ceiling_basis IN ('issued', 'used', 'paid') AND provider_cap_basis IN ('used', 'paid')), CONSTRAINT "voucher_rules_cover_nothing" CHECK (cardinality(purposes) > 0 AND cardinality(eligible_forms) > 0), CONSTRAINT "voucher_rules_change_without_reason" CHECK (version = 1 OR (reason IS NOT NULL AND made_by IS NOT NULL)), CONSTRAINT "voucher_rules_look_back" CHECK (version = 1 OR in_force_from > (created_at AT TIME ZONE 'Asia/Shanghai')::date), CONSTRAINT "PK_voucher_rules" PRIMARY KEY ("programme_id", "version"))`,
  `CREATE INDEX "voucher_rules_of_author" ON "voucher_rules" ("made_by") WHERE made_by IS NOT NULL`,
  `ALTER TABLE "voucher_rules" ADD CONSTRAINT "voucher_rules_programme_exists" FOREIGN KEY ("programme_id") REFERENCES "voucher_programme"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `ALTER TABLE "voucher_rules" ADD CONSTRAINT "voucher_rules_author_exists" FOREIGN KEY ("made_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `ALTER TABLE "voucher_hold" ADD "rules_version" integer NOT NULL DEFAULT '1'`,
  `ALTER TABLE "voucher_hold" ADD "provider_organisation_id" uuid`,
  `CREATE INDEX "voucher_hold_at_provider" ON "voucher_hold" ("provider_organisation_id") WHERE provider_organisation_id IS NOT NULL`,
  // What was held before the caps counts towards them like what comes after.
  `UPDATE voucher_hold hold SET provider_organisation_id = o.provider_organisation_id
     FROM service_order o WHERE o.id = hold.order_id`,
  `${FIRST_RULES}
   SELECT id, 1, (created_at AT TIME ZONE 'Asia/Shanghai')::date, ratio, ceiling_fen, purposes, eligible_forms, outside_jiaxing_only, source, created_at
     FROM voucher_programme`,
];

const FUNCTIONS: readonly string[] = [
  // What a programme is made with is its first version, whoever inserts it.
  `CREATE FUNCTION voucher_programme_first_rules() RETURNS trigger LANGUAGE plpgsql ${OWNER} AS $$
   BEGIN
     ${FIRST_RULES}
     VALUES (NEW.id, 1, (NEW.created_at AT TIME ZONE 'Asia/Shanghai')::date, NEW.ratio, NEW.ceiling_fen, NEW.purposes,
             NEW.eligible_forms, NEW.outside_jiaxing_only, NEW.source, NEW.created_at);
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER voucher_programme_first_rules AFTER INSERT ON voucher_programme
   FOR EACH ROW EXECUTE FUNCTION voucher_programme_first_rules()`,

  `CREATE FUNCTION voucher_rules_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     RAISE EXCEPTION '% of % is refused: rules change by another version', TG_OP, TG_TABLE_NAME
       USING ERRCODE = 'restrict_violation', CONSTRAINT = 'voucher_rules_append_only', TABLE = TG_TABLE_NAME;
   END $$`,
  `CREATE TRIGGER voucher_rules_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON voucher_rules
   FOR EACH STATEMENT EXECUTE FUNCTION voucher_rules_refuse_change()`,

  // The version for what is placed at a moment. Versions begin after the day they are made on, so this never changes.
  `CREATE FUNCTION voucher_rules_at(of_programme uuid, placed_at timestamptz) RETURNS SETOF voucher_rules LANGUAGE sql STABLE AS $$
     SELECT * FROM voucher_rules
      WHERE programme_id = of_programme
        AND (version = 1 OR in_force_from <= (placed_at AT TIME ZONE 'Asia/Shanghai')::date)
      ORDER BY version DESC LIMIT 1
   $$`,

  // The most that an organisation of a legal form may have under rules; null is unknown (未定).
  `CREATE FUNCTION voucher_ceiling_fen(rules voucher_rules, legal_form text) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
     SELECT CASE WHEN rules.form_ceilings ? legal_form THEN (rules.form_ceilings ->> legal_form)::bigint ELSE rules.ceiling_fen END
   $$`,

  // What counts towards a cap of an organisation in a programme, at one provider or at all: set aside or used, or paid.
  `CREATE FUNCTION voucher_counted_fen(of_programme uuid, of_organisation uuid, at_provider uuid, basis text) RETURNS bigint
   LANGUAGE sql STABLE ${OWNER} AS $$
     SELECT coalesce(sum(CASE basis
              WHEN 'paid' THEN (SELECT coalesce(sum(CASE kind WHEN 'pay' THEN amount_fen ELSE - amount_fen END), 0)
                                  FROM ledger_transfer WHERE order_id = hold.order_id AND kind IN ('pay', 'bounce'))
              ELSE coalesce(hold.captured_fen, hold.amount_fen) - hold.refunded_fen END), 0)::bigint
       FROM voucher JOIN voucher_hold hold ON hold.voucher_id = voucher.id AND hold.state <> 'released'
      WHERE voucher.programme_id = of_programme AND voucher.organisation_id = of_organisation
        AND (at_provider IS NULL OR hold.provider_organisation_id = at_provider)
   $$`,

  // Caps hold however many orders are placed at once: who counts waits for those who counted before.
  `CREATE FUNCTION voucher_hold_within_caps() RETURNS trigger LANGUAGE plpgsql ${OWNER} AS $$
   DECLARE
     rules voucher_rules;
     holder voucher;
     ceiling bigint;
     broken text;
   BEGIN
     SELECT * INTO holder FROM voucher WHERE id = NEW.voucher_id;
     SELECT * INTO rules FROM voucher_rules WHERE programme_id = holder.programme_id AND version = NEW.rules_version;
     IF NEW.amount_fen > rules.order_cap_fen THEN broken := 'voucher_hold_above_order_cap'; END IF;
     IF broken IS NULL AND (rules.provider_cap_fen IS NOT NULL OR rules.ceiling_basis <> 'issued') THEN
       PERFORM pg_advisory_xact_lock(hashtextextended('voucher-caps:' || holder.programme_id || ':' || holder.organisation_id, 0));
       SELECT voucher_ceiling_fen(rules, legal_form) INTO ceiling FROM organisation WHERE id = holder.organisation_id;
       IF rules.provider_cap_fen < NEW.amount_fen + voucher_counted_fen(
            holder.programme_id, holder.organisation_id, NEW.provider_organisation_id, rules.provider_cap_basis) THEN
         broken := 'voucher_hold_above_provider_cap';
       ELSIF rules.ceiling_basis <> 'issued' AND ceiling < NEW.amount_fen + voucher_counted_fen(
            holder.programme_id, holder.organisation_id, NULL, rules.ceiling_basis) THEN
         broken := 'voucher_hold_above_ceiling';
       END IF;
     END IF;
     IF broken IS NOT NULL THEN
       RAISE EXCEPTION 'a hold of % fen is above a cap of rules %', NEW.amount_fen, rules.version
         USING ERRCODE = 'check_violation', CONSTRAINT = broken, TABLE = 'voucher_hold';
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER voucher_hold_within_caps BEFORE INSERT ON voucher_hold
   FOR EACH ROW WHEN (NEW.state = 'held') EXECUTE FUNCTION voucher_hold_within_caps()`,
];

const DOWN: readonly string[] = [
  'DROP TRIGGER voucher_hold_within_caps ON voucher_hold',
  'DROP FUNCTION voucher_hold_within_caps()',
  'DROP FUNCTION voucher_counted_fen(uuid, uuid, uuid, text)',
  'DROP FUNCTION voucher_ceiling_fen(voucher_rules, text)',
  'DROP FUNCTION voucher_rules_at(uuid, timestamptz)',
  'DROP TRIGGER voucher_programme_first_rules ON voucher_programme',
  'DROP FUNCTION voucher_programme_first_rules()',
  'DROP TABLE voucher_rules',
  'DROP FUNCTION voucher_rules_refuse_change()',
  'ALTER TABLE voucher_hold DROP COLUMN provider_organisation_id, DROP COLUMN rules_version',
];

/** Rules of voucher programmes as dated versions, and the version every hold was placed under. */
export class VoucherRules1795450300000 implements MigrationInterface {
  readonly name = 'VoucherRules1795450300000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...FUNCTIONS]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

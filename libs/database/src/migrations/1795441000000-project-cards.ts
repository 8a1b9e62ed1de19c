import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('app.scope', true)`;
const visible = (owner: string): string =>
  `(CASE WHEN ${SCOPE} = '*' OR ${owner} THEN true END IS NOT NULL)`;
const OWN = visible(`organisation_id::text = ${SCOPE}`);
const OF_CARD = visible('EXISTS (SELECT FROM project_card card WHERE card.id = card_id)');

const TABLES: readonly string[] = [
  `CREATE TABLE "project_card" ("id" uuid NOT NULL, "organisation_id" uuid NOT NULL, "number" text NOT NULL, "title" text NOT NULL, "owner_id" uuid NOT NULL, "budget_fen" bigint NOT NULL, "spent_fen" bigint NOT NULL DEFAULT '0', "valid_until" date NOT NULL, "version" integer NOT NULL DEFAULT '1', "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "project_card_number_taken" UNIQUE ("organisation_id", "number"), CONSTRAINT "project_card_spent_beyond_budget" CHECK (spent_fen BETWEEN 0 AND budget_fen), CONSTRAINT "PK_project_card" PRIMARY KEY ("id"))`,
  `CREATE INDEX "project_card_of_organisation" ON "project_card" ("organisation_id", "id") `,
  `CREATE INDEX "project_card_of_owner" ON "project_card" ("owner_id") `,
  `CREATE TABLE "project_card_charger" ("card_id" uuid NOT NULL, "user_id" uuid NOT NULL, CONSTRAINT "PK_project_card_charger" PRIMARY KEY ("card_id", "user_id"))`,
  `CREATE INDEX "project_card_charger_of_user" ON "project_card_charger" ("user_id") `,
  `CREATE TABLE "card_transfer" ("id" uuid NOT NULL, "kind" text NOT NULL, "card_id" uuid NOT NULL, "order_id" uuid NOT NULL, "amount_fen" bigint NOT NULL, "reverses_id" uuid, "reason" text, "actor_id" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "card_transfer_reversed_twice" UNIQUE ("reverses_id"), CONSTRAINT "card_transfer_amount_not_positive" CHECK (amount_fen > 0), CONSTRAINT "card_transfer_reversal_incomplete" CHECK (kind IN ('charge', 'reversal') AND (kind = 'reversal') = (reverses_id IS NOT NULL) AND (kind = 'reversal') = (reason IS NOT NULL)), CONSTRAINT "PK_card_transfer" PRIMARY KEY ("id"))`,
  `CREATE INDEX "card_transfer_of_card" ON "card_transfer" ("card_id", "id") `,
  `CREATE INDEX "card_transfer_of_order" ON "card_transfer" ("order_id") `,
  ...[
    ['project_card', 'organisation', 'organisation_id', 'organisation'],
    ['project_card', 'owner', 'owner_id', 'app_user'],
    ['project_card_charger', 'card', 'card_id', 'project_card'],
    ['project_card_charger', 'user', 'user_id', 'app_user'],
    ['card_transfer', 'card', 'card_id', 'project_card'],
    ['card_transfer', 'order', 'order_id', 'order_account', 'order_id'],
    ['card_transfer', 'reversed', 'reverses_id', 'card_transfer'],
    ['card_transfer', 'actor', 'actor_id', 'app_user'],
  ].map(
    ([table, name, column, other, key = 'id']) =>
      `ALTER TABLE "${table}" ADD CONSTRAINT "${table}_${name}_exists" FOREIGN KEY ("${column}") REFERENCES "${other}"("${key}") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ),
  'ALTER TABLE project_card ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON project_card USING ${OWN} WITH CHECK ${OWN}`,
  ...['project_card_charger', 'card_transfer'].flatMap((table) => [
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    `CREATE POLICY tenancy ON ${table} USING ${OF_CARD} WITH CHECK ${OF_CARD}`,
  ]),
];

const FUNCTIONS: readonly string[] = [
  `CREATE FUNCTION project_card_begin() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     NEW.spent_fen := 0;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER project_card_begin BEFORE INSERT ON project_card FOR EACH ROW EXECUTE FUNCTION project_card_begin()`,
  // Locks card and order in this order. The counter is the trigger's, which runs with the owner's rights.
  `CREATE FUNCTION card_transfer_post() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
     SET search_path = pg_catalog, public, pg_temp AS $$
   DECLARE
     card project_card;
     moved bigint := CASE NEW.kind WHEN 'charge' THEN NEW.amount_fen ELSE - NEW.amount_fen END;
   BEGIN
     SELECT * INTO card FROM project_card WHERE id = NEW.card_id FOR NO KEY UPDATE;
     IF NOT EXISTS (SELECT FROM service_order o WHERE o.id = NEW.order_id
        AND o.user_organisation_id = card.organisation_id AND o.provider_organisation_id = card.organisation_id) THEN
       PERFORM settlement_refuse('card_transfer_of_strangers', NEW.order_id, 0, NEW.amount_fen);
     END IF;
     IF NEW.kind = 'charge' AND card.valid_until < (app_now() AT TIME ZONE 'Asia/Shanghai')::date THEN
       PERFORM settlement_refuse('project_card_expired', card.id, 0, NEW.amount_fen);
     END IF;
     -- A reversal takes back one whole transfer of the same card and order.
     IF NEW.kind = 'reversal' AND NOT EXISTS (SELECT FROM card_transfer done WHERE done.id = NEW.reverses_id AND done.kind = 'charge'
        AND (done.card_id, done.order_id, done.amount_fen) = (NEW.card_id, NEW.order_id, NEW.amount_fen)) THEN
       PERFORM settlement_refuse('card_transfer_reverses_another', NEW.reverses_id, 0, NEW.amount_fen);
     END IF;
     IF card.spent_fen + moved > card.budget_fen THEN
       PERFORM settlement_refuse('project_card_spent_beyond_budget', card.id, card.budget_fen - card.spent_fen, NEW.amount_fen);
     END IF;
     PERFORM order_account_move(NEW.order_id, 0, moved, 0, 0);
     UPDATE project_card SET spent_fen = spent_fen + moved WHERE id = card.id;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER card_transfer_post AFTER INSERT ON card_transfer FOR EACH ROW EXECUTE FUNCTION card_transfer_post()`,
  `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON project_card
     FOR EACH ROW EXECUTE FUNCTION audit_remember('title')`,
  `CREATE CONSTRAINT TRIGGER audit_settle AFTER UPDATE OR DELETE ON project_card
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_settle()`,
  `CREATE CONSTRAINT TRIGGER audit_note AFTER INSERT OR UPDATE OR DELETE ON project_card_charger
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_note('project_card', 'card_id')`,
];

/** Project cards of organisations, and what in-house orders are charged to them. */
export class ProjectCards1795441000000 implements MigrationInterface {
  readonly name = 'ProjectCards1795441000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...FUNCTIONS]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['card_transfer', 'project_card_charger', 'project_card'])
      await runner.query(`DROP TABLE ${table}`);
    for (const name of ['card_transfer_post', 'project_card_begin'])
      await runner.query(`DROP FUNCTION ${name}()`);
  }
}

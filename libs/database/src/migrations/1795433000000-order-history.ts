import type { MigrationInterface, QueryRunner } from 'typeorm';

const VISIBLE = `(CASE WHEN current_setting('app.scope', true) = '*'
   OR EXISTS (SELECT FROM service_order whole WHERE whole.id = order_id) THEN true END IS NOT NULL)`;

const KINDS = ['slot', 'sample', 'offline'];
const STATES = `state IN ('open', 'completed', 'cancelled', 'accepted', 'disputed')`;

const UP: readonly string[] = [
  `CREATE TABLE "order_history" ("id" uuid NOT NULL, "order_id" uuid NOT NULL, "at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "actor_id" uuid, "organisation_id" uuid, "action" text NOT NULL, "from_state" text NOT NULL, "to_state" text NOT NULL, "detail" jsonb NOT NULL, CONSTRAINT "PK_order_history" PRIMARY KEY ("id"))`,
  `CREATE INDEX "order_history_of_order" ON "order_history" ("order_id") `,
  `ALTER TABLE "order_history" ADD CONSTRAINT "order_history_order_exists" FOREIGN KEY ("order_id") REFERENCES "service_order"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  'ALTER TABLE order_history ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON order_history FOR SELECT USING ${VISIBLE}`,
  `CREATE POLICY tenancy_add ON order_history FOR INSERT WITH CHECK ${VISIBLE}`,
  // A list of one side's orders walks its newest ones.
  `DROP INDEX "public"."service_order_user_organisation"`,
  `DROP INDEX "public"."service_order_provider"`,
  `CREATE INDEX "service_order_of_user" ON "service_order" ("user_organisation_id", "id") `,
  `CREATE INDEX "service_order_of_provider" ON "service_order" ("provider_organisation_id", "id") `,
  `ALTER TABLE "service_order" DROP CONSTRAINT "service_order_state_known"`,
  ...KINDS.map(
    (kind) =>
      `ALTER TABLE "service_order" ADD CONSTRAINT "service_order_${kind}_state_known" CHECK (kind <> '${kind}' OR ${STATES})`,
  ),
];

const DOWN: readonly string[] = [
  ...KINDS.map(
    (kind) => `ALTER TABLE "service_order" DROP CONSTRAINT "service_order_${kind}_state_known"`,
  ),
  `ALTER TABLE "service_order" ADD CONSTRAINT "service_order_state_known" CHECK (${STATES})`,
  `DROP INDEX "public"."service_order_of_provider"`,
  `DROP INDEX "public"."service_order_of_user"`,
  `CREATE INDEX "service_order_provider" ON "service_order" ("provider_organisation_id") `,
  `CREATE INDEX "service_order_user_organisation" ON "service_order" ("user_organisation_id") `,
  'DROP TABLE order_history',
];

/** Every step of an order is kept, and every kind of order knows its own states. */
export class OrderHistory1795433000000 implements MigrationInterface {
  readonly name = 'OrderHistory1795433000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

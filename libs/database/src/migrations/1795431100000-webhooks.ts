import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('app.scope', true)`;
const visible = (owner: string): string =>
  `(CASE WHEN ${SCOPE} = '*' OR ${owner} THEN true END IS NOT NULL)`;
const OWN = visible(`organisation_id::text = ${SCOPE}`);
const OF_ENDPOINT = visible(
  `EXISTS (SELECT FROM webhook_endpoint e WHERE e.id = endpoint_id AND e.organisation_id::text = ${SCOPE})`,
);

const UP: readonly string[] = [
  `CREATE TABLE "webhook_endpoint" ("id" uuid NOT NULL, "organisation_id" uuid NOT NULL, "url" text NOT NULL, "events" text array NOT NULL, "state" text NOT NULL DEFAULT 'active', "off_reason" text, "secret" text NOT NULL, "former_secret" text, "former_until" TIMESTAMP WITH TIME ZONE, "created_by" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "webhook_endpoint_state_known" CHECK (state IN ('active', 'off', 'removed')), CONSTRAINT "PK_webhook_endpoint" PRIMARY KEY ("id"))`,
  `CREATE INDEX "webhook_endpoint_of_organisation" ON "webhook_endpoint" ("organisation_id") `,
  `CREATE TABLE "webhook_delivery" ("id" uuid NOT NULL, "endpoint_id" uuid NOT NULL, "event" text NOT NULL, "object_id" uuid, "change_id" uuid NOT NULL, "occurred_at" TIMESTAMP WITH TIME ZONE NOT NULL, "state" text NOT NULL DEFAULT 'pending', "attempts" integer NOT NULL DEFAULT '0', "last_status" integer, "last_error" text, "next_at" TIMESTAMP WITH TIME ZONE, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "webhook_delivery_once" UNIQUE ("endpoint_id", "change_id"), CONSTRAINT "webhook_delivery_state_known" CHECK (state IN ('pending', 'delivered', 'failed')), CONSTRAINT "PK_webhook_delivery" PRIMARY KEY ("id"))`,
  ...[
    ['webhook_endpoint', 'organisation', 'organisation_id', 'organisation'],
    ['webhook_endpoint', 'author', 'created_by', 'app_user'],
    ['webhook_delivery', 'endpoint', 'endpoint_id', 'webhook_endpoint'],
  ].map(
    ([table, name, column, other]) =>
      `ALTER TABLE "${table}" ADD CONSTRAINT "${table}_${name}_exists" FOREIGN KEY ("${column}") REFERENCES "${other}"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ),
  'ALTER TABLE webhook_endpoint ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON webhook_endpoint USING ${OWN} WITH CHECK ${OWN}`,
  'ALTER TABLE webhook_delivery ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON webhook_delivery USING ${OF_ENDPOINT} WITH CHECK ${OF_ENDPOINT}`,
  `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON webhook_endpoint
     FOR EACH ROW EXECUTE FUNCTION audit_remember('secret', 'former_secret')`,
  `CREATE CONSTRAINT TRIGGER audit_settle AFTER UPDATE OR DELETE ON webhook_endpoint
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_settle()`,
];

/** Addresses of organisations' own systems that are told what happens, and what was sent there. */
export class Webhooks1795431100000 implements MigrationInterface {
  readonly name = 'Webhooks1795431100000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE webhook_delivery');
    await runner.query('DROP TABLE webhook_endpoint');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('app.scope', true)`;
/** The plans of an instrument are its holder's. */
const OF_HOLDER = `(CASE WHEN ${SCOPE} = '*'
    OR EXISTS (SELECT FROM instrument i WHERE i.id = instrument_id AND i.holder_id = nullif(nullif(${SCOPE}, '*'), '')::uuid)
  THEN true END IS NOT NULL)`;
/** A date is seen by whoever sees its plan. */
const OF_PLAN = `(CASE WHEN ${SCOPE} = '*' OR EXISTS (SELECT FROM maintenance_plan p WHERE p.id = plan_id)
  THEN true END IS NOT NULL)`;

const REFERENCES: readonly [table: string, name: string, column: string, target: string][] = [
  ['maintenance_plan', 'instrument', 'instrument_id', 'instrument'],
  ['maintenance_plan', 'author', 'created_by', 'app_user'],
  ['maintenance_date', 'plan', 'plan_id', 'maintenance_plan'],
  ['maintenance_date', 'downtime', 'downtime_id', 'downtime'],
];

const UP: readonly string[] = [
  `CREATE TABLE "maintenance_plan" ("id" uuid NOT NULL, "instrument_id" uuid NOT NULL, "reason" text NOT NULL, "first_starts_at" TIMESTAMP WITH TIME ZONE NOT NULL, "first_ends_at" TIMESTAMP WITH TIME ZONE NOT NULL, "repeat" jsonb NOT NULL, "displaces" boolean NOT NULL, "cancelled_from" TIMESTAMP WITH TIME ZONE, "created_by" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "maintenance_plan_period_in_order" CHECK (first_starts_at < first_ends_at), CONSTRAINT "PK_maintenance_plan" PRIMARY KEY ("id"))`,
  `CREATE INDEX "maintenance_plan_of_instrument" ON "maintenance_plan" ("instrument_id") `,
  `CREATE TABLE "maintenance_date" ("plan_id" uuid NOT NULL, "starts_at" TIMESTAMP WITH TIME ZONE NOT NULL, "downtime_id" uuid, CONSTRAINT "maintenance_date_once" PRIMARY KEY ("plan_id", "starts_at"))`,
  `CREATE UNIQUE INDEX "maintenance_date_downtime" ON "maintenance_date" ("downtime_id") WHERE downtime_id IS NOT NULL`,
  ...REFERENCES.map(
    ([table, name, column, target]) =>
      `ALTER TABLE "${table}" ADD CONSTRAINT "${table}_${name}_exists" FOREIGN KEY ("${column}") REFERENCES "${target}"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ),
  'ALTER TABLE maintenance_plan ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON maintenance_plan USING ${OF_HOLDER} WITH CHECK ${OF_HOLDER}`,
  'ALTER TABLE maintenance_date ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON maintenance_date USING ${OF_PLAN} WITH CHECK ${OF_PLAN}`,
  `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON maintenance_plan
     FOR EACH ROW EXECUTE FUNCTION audit_remember()`,
  `CREATE CONSTRAINT TRIGGER audit_settle AFTER UPDATE OR DELETE ON maintenance_plan
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_settle()`,
];

/** Maintenance that repeats, and the dates of it that were come to. */
export class MaintenancePlan1795429000000 implements MigrationInterface {
  readonly name = 'MaintenancePlan1795429000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE maintenance_date');
    await runner.query('DROP TABLE maintenance_plan');
  }
}

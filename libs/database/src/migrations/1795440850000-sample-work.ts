import type { MigrationInterface, QueryRunner } from 'typeorm';

const OF_ORDER = `(CASE WHEN current_setting('app.scope', true) = '*'
   OR EXISTS (SELECT FROM service_order whole WHERE whole.id = order_id) THEN true END IS NOT NULL)`;

const REFERENCES: readonly [name: string, column: string, table: string][] = [
  ['order', 'order_id', 'service_order'],
  ['instrument', 'instrument_id', 'instrument'],
  ['occupancy', 'occupancy_id', 'occupancy'],
  ['planner', 'planned_by', 'app_user'],
];
const KINDS = `'reservation', 'hold', 'maintenance', 'downtime', 'remote'`;
const kindsCheck = (kinds: string): readonly string[] => [
  'ALTER TABLE "occupancy" DROP CONSTRAINT "occupancy_kind_known"',
  `ALTER TABLE "occupancy" ADD CONSTRAINT "occupancy_kind_known" CHECK (kind IN (${kinds}))`,
];

const UP: readonly string[] = [
  ...kindsCheck(`${KINDS}, 'sample'`),
  `CREATE TABLE "sample_work" ("id" uuid NOT NULL, "order_id" uuid NOT NULL, "instrument_id" uuid NOT NULL, "occupancy_id" uuid NOT NULL, "starts_at" TIMESTAMP WITH TIME ZONE NOT NULL, "ends_at" TIMESTAMP WITH TIME ZONE NOT NULL, "planned_by" uuid NOT NULL, "freed_at" TIMESTAMP WITH TIME ZONE, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "sample_work_occupancy_once" UNIQUE ("occupancy_id"), CONSTRAINT "sample_work_period_in_order" CHECK (starts_at < ends_at), CONSTRAINT "PK_sample_work" PRIMARY KEY ("id"))`,
  `CREATE INDEX "sample_work_of_order" ON "sample_work" ("order_id") `,
  `CREATE INDEX "sample_work_of_instrument" ON "sample_work" ("instrument_id") `,
  ...REFERENCES.map(
    ([name, column, table]) =>
      `ALTER TABLE "sample_work" ADD CONSTRAINT "sample_work_${name}_exists" FOREIGN KEY ("${column}") REFERENCES "${table}"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ),
  'ALTER TABLE sample_work ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON sample_work FOR SELECT USING ${OF_ORDER}`,
  `CREATE POLICY tenancy_change ON sample_work FOR UPDATE USING ${OF_ORDER} WITH CHECK ${OF_ORDER}`,
  `CREATE POLICY tenancy_add ON sample_work FOR INSERT WITH CHECK ${OF_ORDER}`,
  `CREATE CONSTRAINT TRIGGER audit_note AFTER INSERT OR UPDATE OR DELETE ON sample_work
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_note('service_order', 'order_id')`,
];

/** Machine time that laboratories plan for samples. */
export class SampleWork1795440850000 implements MigrationInterface {
  readonly name = 'SampleWork1795440850000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sample_work');
    await runner.query(`DELETE FROM occupancy WHERE kind = 'sample'`);
    for (const statement of kindsCheck(KINDS)) await runner.query(statement);
  }
}

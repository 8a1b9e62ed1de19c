import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('app.scope', true)`;
const visible = (owner: string): string =>
  `(CASE WHEN ${SCOPE} = '*' OR ${owner} THEN true END IS NOT NULL)`;
const HELD = `EXISTS (SELECT FROM instrument i WHERE i.id = instrument_id
   AND i.holder_id = nullif(nullif(${SCOPE}, '*'), '')::uuid)`;
const HELD_TIME = `EXISTS (SELECT FROM busy_time b JOIN instrument i ON i.id = b.instrument_id WHERE b.id = busy_time_id
   AND i.holder_id = nullif(nullif(${SCOPE}, '*'), '')::uuid)`;
const USED = `EXISTS (SELECT FROM reservation r WHERE r.id = reservation_id AND r.user_organisation_id::text = ${SCOPE})`;

const REFERENCES: readonly [table: string, name: string, column: string, to: string][] = [
  ['busy_time', 'instrument', 'instrument_id', 'instrument'],
  ['busy_time', 'occupancy', 'occupancy_id', 'occupancy'],
  ['busy_clash', 'busy_time', 'busy_time_id', 'busy_time'],
  ['busy_clash', 'occupancy', 'occupancy_id', 'occupancy'],
  ['busy_clash', 'reservation', 'reservation_id', 'reservation'],
  ['busy_calendar', 'instrument', 'instrument_id', 'instrument'],
  ['busy_calendar', 'author', 'set_by', 'app_user'],
];

const UP: readonly string[] = [
  `CREATE TABLE "busy_time" ("id" uuid NOT NULL, "instrument_id" uuid NOT NULL, "source" text NOT NULL, "external_id" text NOT NULL, "sequence" bigint, "starts_at" TIMESTAMP WITH TIME ZONE, "ends_at" TIMESTAMP WITH TIME ZONE, "title" text, "occupancy_id" uuid, "withdrawn_at" TIMESTAMP WITH TIME ZONE, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "busy_time_known_once" UNIQUE ("instrument_id", "source", "external_id"), CONSTRAINT "busy_time_source_known" CHECK (source IN ('api', 'calendar')), CONSTRAINT "busy_time_period_in_order" CHECK (starts_at < ends_at), CONSTRAINT "busy_time_has_period" CHECK (withdrawn_at IS NOT NULL OR num_nonnulls(starts_at, ends_at) = 2), CONSTRAINT "busy_time_withdrawn_takes_nothing" CHECK (withdrawn_at IS NULL OR occupancy_id IS NULL), CONSTRAINT "PK_busy_time" PRIMARY KEY ("id"))`,
  `CREATE TABLE "busy_clash" ("id" uuid NOT NULL, "busy_time_id" uuid NOT NULL, "occupancy_id" uuid NOT NULL, "reservation_id" uuid, "starts_at" TIMESTAMP WITH TIME ZONE NOT NULL, "ends_at" TIMESTAMP WITH TIME ZONE NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "resolved_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "busy_clash_period_in_order" CHECK (starts_at < ends_at), CONSTRAINT "PK_busy_clash" PRIMARY KEY ("id"))`,
  `CREATE INDEX "busy_time_without_time" ON "busy_time" ("id") WHERE occupancy_id IS NULL AND withdrawn_at IS NULL`,
  `CREATE UNIQUE INDEX "busy_clash_open_once" ON "busy_clash" ("busy_time_id", "occupancy_id") WHERE resolved_at IS NULL`,
  `CREATE INDEX "busy_clash_open_of_reservation" ON "busy_clash" ("reservation_id") WHERE resolved_at IS NULL AND reservation_id IS NOT NULL`,
  `CREATE TABLE "busy_calendar" ("instrument_id" uuid NOT NULL, "address" text NOT NULL, "set_by" uuid NOT NULL, "read_at" TIMESTAMP WITH TIME ZONE, "failure" text, "version" integer NOT NULL DEFAULT '1', CONSTRAINT "busy_calendar_of_instrument" PRIMARY KEY ("instrument_id"))`,
  ...REFERENCES.map(
    ([table, name, column, to]) =>
      `ALTER TABLE "${table}" ADD CONSTRAINT "${table}_${name}_exists" FOREIGN KEY ("${column}") REFERENCES "${to}"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ),
  ...['busy_time', 'busy_clash', 'busy_calendar'].map(
    (table) => `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
  ),
  ...['busy_time', 'busy_calendar'].map(
    (table) =>
      `CREATE POLICY tenancy ON ${table} USING ${visible(HELD)} WITH CHECK ${visible(HELD)}`,
  ),
  // The user side of a clash reads it, and the holder's writes it.
  `CREATE POLICY tenancy ON busy_clash FOR SELECT USING ${visible(`${HELD_TIME} OR ${USED}`)}`,
  `CREATE POLICY tenancy_add ON busy_clash FOR INSERT WITH CHECK ${visible(HELD_TIME)}`,
  `CREATE POLICY tenancy_change ON busy_clash FOR UPDATE USING ${visible(HELD_TIME)} WITH CHECK ${visible(HELD_TIME)}`,
  `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON busy_time
     FOR EACH ROW EXECUTE FUNCTION audit_remember('title', 'occupancy_id')`,
  `CREATE CONSTRAINT TRIGGER audit_settle AFTER UPDATE OR DELETE ON busy_time
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_settle()`,
];

/** Bookings of holders' own systems, where they clash with ours, and the calendars they are read from. */
export class BusyTime1795430200000 implements MigrationInterface {
  readonly name = 'BusyTime1795430200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['busy_clash', 'busy_calendar', 'busy_time'])
      await runner.query(`DROP TABLE ${table}`);
  }
}

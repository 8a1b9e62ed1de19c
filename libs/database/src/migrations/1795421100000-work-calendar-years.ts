import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP: readonly string[] = [
  `CREATE TABLE "work_calendar_year" ("id" uuid NOT NULL, "year" integer NOT NULL, "version" integer NOT NULL DEFAULT '1', "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "work_calendar_year_once" UNIQUE ("year"), CONSTRAINT "work_calendar_year_in_range" CHECK (year BETWEEN 2000 AND 2100), CONSTRAINT "PK_c5b97464751335cc74ab03574a1" PRIMARY KEY ("id"))`,
  // The years that are known already get a row, so that their days have one to hang on.
  `INSERT INTO work_calendar_year (id, year)
   SELECT gen_random_uuid(), year FROM (SELECT DISTINCT extract(year FROM date)::int AS year FROM work_calendar_day) known`,
  `ALTER TABLE "work_calendar_day" ADD "year_id" uuid`,
  `UPDATE work_calendar_day SET year_id = work_calendar_year.id
     FROM work_calendar_year WHERE work_calendar_year.year = extract(year FROM work_calendar_day.date)`,
  `ALTER TABLE "work_calendar_day" ALTER COLUMN "year_id" SET NOT NULL`,
  `ALTER TABLE "work_calendar_day" ADD CONSTRAINT "work_calendar_day_year_exists" FOREIGN KEY ("year_id") REFERENCES "work_calendar_year"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  // As the audit trail watches every table of objects and of their parts: decision 0011.
  `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON work_calendar_year
   FOR EACH ROW EXECUTE FUNCTION audit_remember()`,
  `CREATE CONSTRAINT TRIGGER audit_settle AFTER UPDATE OR DELETE ON work_calendar_year
   DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_settle()`,
  `CREATE CONSTRAINT TRIGGER audit_note AFTER INSERT OR UPDATE OR DELETE ON work_calendar_day
   DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_note('work_calendar_year', 'year_id', 'date', 'kind')`,
];

const DOWN: readonly string[] = [
  'DROP TRIGGER audit_note ON work_calendar_day',
  `ALTER TABLE "work_calendar_day" DROP CONSTRAINT "work_calendar_day_year_exists"`,
  `ALTER TABLE "work_calendar_day" DROP COLUMN "year_id"`,
  `DROP TABLE "work_calendar_year"`,
];

/** Years of the work calendar as objects that people replace and the audit trail can name. */
export class WorkCalendarYears1795421100000 implements MigrationInterface {
  readonly name = 'WorkCalendarYears1795421100000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

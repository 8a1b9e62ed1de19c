import type { MigrationInterface, QueryRunner } from 'typeorm';

const REFERENCES: readonly [name: string, column: string, table: string][] = [
  ['person', 'user_id', 'app_user'],
  ['organisation', 'organisation_id', 'organisation'],
  ['instrument', 'instrument_id', 'instrument'],
];

const UP: readonly string[] = [
  `CREATE TABLE "calendar_feed" ("id" uuid NOT NULL, "token_hash" bytea NOT NULL, "kind" text NOT NULL, "user_id" uuid NOT NULL, "organisation_id" uuid NOT NULL, "instrument_id" uuid, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "revoked_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "calendar_feed_token_hash" UNIQUE ("token_hash"), CONSTRAINT "calendar_feed_kind_known" CHECK (kind IN ('instrument', 'person', 'holder')), CONSTRAINT "calendar_feed_of_an_instrument" CHECK ((kind = 'instrument') = (instrument_id IS NOT NULL)), CONSTRAINT "PK_calendar_feed" PRIMARY KEY ("id"))`,
  `CREATE INDEX "calendar_feed_of_person" ON "calendar_feed" ("user_id") `,
  ...REFERENCES.map(
    ([name, column, table]) =>
      `ALTER TABLE "calendar_feed" ADD CONSTRAINT "calendar_feed_${name}_exists" FOREIGN KEY ("${column}") REFERENCES "${table}"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ),
  `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON calendar_feed
     FOR EACH ROW EXECUTE FUNCTION audit_remember('token_hash')`,
  `CREATE CONSTRAINT TRIGGER audit_settle AFTER UPDATE OR DELETE ON calendar_feed
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_settle()`,
];

/** Secret addresses from which calendar programs read. */
export class CalendarFeed1795430100000 implements MigrationInterface {
  readonly name = 'CalendarFeed1795430100000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE calendar_feed');
  }
}

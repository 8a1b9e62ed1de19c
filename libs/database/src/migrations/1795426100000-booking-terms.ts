import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP: readonly string[] = [
  `ALTER TABLE "reservation" ADD "override_reason" text`,
  `ALTER TABLE "reservation" ADD "respond_by" TIMESTAMP WITH TIME ZONE`,
  `CREATE INDEX "reservation_unanswered" ON "reservation" ("respond_by") WHERE state = 'requested' AND respond_by IS NOT NULL`,
  `ALTER TABLE "booking_policy" ADD "source" text NOT NULL DEFAULT 'own'`,
  `ALTER TABLE "booking_policy" ADD CONSTRAINT "booking_policy_source_known" CHECK (source IN ('own', 'holder'))`,
  `CREATE TABLE "holder_booking_policy" ("holder_id" uuid NOT NULL, "version" integer NOT NULL, "rules" jsonb NOT NULL, "created_by" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "holder_booking_policy_version_taken" PRIMARY KEY ("holder_id", "version"))`,
  `ALTER TABLE "holder_booking_policy" ADD CONSTRAINT "holder_booking_policy_holder_exists" FOREIGN KEY ("holder_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `ALTER TABLE "holder_booking_policy" ADD CONSTRAINT "holder_booking_policy_author_exists" FOREIGN KEY ("created_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `CREATE TRIGGER holder_booking_policy_refuse_stranger BEFORE INSERT OR UPDATE OR DELETE ON holder_booking_policy
   FOR EACH ROW EXECUTE FUNCTION instrument_refuse_stranger()`,
  // As the audit trail watches what is published by versions: decision 0011.
  `CREATE CONSTRAINT TRIGGER audit_note AFTER INSERT OR UPDATE OR DELETE ON holder_booking_policy
   DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_note('organisation', 'holder_id', 'version')`,
];

const DOWN: readonly string[] = [
  `DROP TABLE "holder_booking_policy"`,
  `ALTER TABLE "booking_policy" DROP COLUMN "source"`,
  `DROP INDEX "public"."reservation_unanswered"`,
  `ALTER TABLE "reservation" DROP COLUMN "respond_by"`,
  `ALTER TABLE "reservation" DROP COLUMN "override_reason"`,
];

/** Rules set aside for a reservation, until when it is answered, and rules of a holder for instruments without their own. */
export class BookingTerms1795426100000 implements MigrationInterface {
  readonly name = 'BookingTerms1795426100000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

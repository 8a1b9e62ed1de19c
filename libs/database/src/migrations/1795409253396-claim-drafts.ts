import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Claims prepared by an agent, and what providers without an account answer by link. */
export class ClaimDrafts1795409253396 implements MigrationInterface {
  readonly name = 'ClaimDrafts1795409253396';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "claim" DROP CONSTRAINT "claim_decided_without_reviewer"`);
    await runner.query(`ALTER TABLE "claim" DROP CONSTRAINT "claim_state_unknown"`);
    await runner.query(
      `CREATE TABLE "order_confirmation" ("id" uuid NOT NULL, "order_id" uuid NOT NULL, "decision" text NOT NULL, "name" text NOT NULL, "position" text, "note" text, "sent_to" text NOT NULL, "asked_by" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "order_confirmation_decision_known" CHECK (decision IN ('confirmed', 'declined')), CONSTRAINT "PK_9a8a0cc2670f15a53ce4e09c892" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE INDEX "order_confirmation_order" ON "order_confirmation"  ("order_id") `,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "order_confirmation_confirmed_twice" ON "order_confirmation"  ("order_id") WHERE decision = 'confirmed'`,
    );
    await runner.query(`ALTER TABLE "claim" ADD "drafted_by" uuid`);
    await runner.query(`ALTER TABLE "claim" ADD "drafted_by_organisation_id" uuid`);
    await runner.query(
      `ALTER TABLE "claim" ADD CONSTRAINT "claim_submitted_by_drafter" CHECK (state = 'draft' OR drafted_by <> maker_id)`,
    );
    await runner.query(
      `ALTER TABLE "claim" ADD CONSTRAINT "claim_draft_without_agent" CHECK ((drafted_by IS NULL) = (drafted_by_organisation_id IS NULL) AND (state <> 'draft' OR drafted_by IS NOT NULL))`,
    );
    await runner.query(
      `ALTER TABLE "claim" ADD CONSTRAINT "claim_decision_without_reviewer" CHECK ((reviewer_id IS NOT NULL AND reviewed_at IS NOT NULL) OR state IN ('draft', 'submitted'))`,
    );
    await runner.query(
      `ALTER TABLE "claim" ADD CONSTRAINT "claim_state_known" CHECK (state IN ('draft', 'submitted', 'approved', 'returned', 'rejected', 'in_batch', 'paid'))`,
    );
    await runner.query(
      `ALTER TABLE "claim" ADD CONSTRAINT "FK_63e37d590e21ddf401495ad8369" FOREIGN KEY ("drafted_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "claim" ADD CONSTRAINT "FK_e4e46e6cb8ece419a873750ba54" FOREIGN KEY ("drafted_by_organisation_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "order_confirmation" ADD CONSTRAINT "FK_fe17070fc005df108ad6251de67" FOREIGN KEY ("order_id") REFERENCES "service_order"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "order_confirmation" ADD CONSTRAINT "FK_689223b3f26f4959401282c2964" FOREIGN KEY ("asked_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    // An answer is part of its order: the audit trail notes one that nothing told it of.
    await runner.query(
      `CREATE CONSTRAINT TRIGGER audit_note AFTER INSERT OR UPDATE OR DELETE ON order_confirmation
       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_note('service_order', 'order_id', 'decision')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TRIGGER audit_note ON order_confirmation`);
    await runner.query(
      `ALTER TABLE "order_confirmation" DROP CONSTRAINT "FK_689223b3f26f4959401282c2964"`,
    );
    await runner.query(
      `ALTER TABLE "order_confirmation" DROP CONSTRAINT "FK_fe17070fc005df108ad6251de67"`,
    );
    await runner.query(`ALTER TABLE "claim" DROP CONSTRAINT "FK_e4e46e6cb8ece419a873750ba54"`);
    await runner.query(`ALTER TABLE "claim" DROP CONSTRAINT "FK_63e37d590e21ddf401495ad8369"`);
    await runner.query(`ALTER TABLE "claim" DROP CONSTRAINT "claim_state_known"`);
    await runner.query(`ALTER TABLE "claim" DROP CONSTRAINT "claim_decision_without_reviewer"`);
    await runner.query(`ALTER TABLE "claim" DROP CONSTRAINT "claim_draft_without_agent"`);
    await runner.query(`ALTER TABLE "claim" DROP CONSTRAINT "claim_submitted_by_drafter"`);
    await runner.query(`ALTER TABLE "claim" DROP COLUMN "drafted_by_organisation_id"`);
    await runner.query(`ALTER TABLE "claim" DROP COLUMN "drafted_by"`);
    await runner.query(`DROP INDEX "public"."order_confirmation_confirmed_twice"`);
    await runner.query(`DROP INDEX "public"."order_confirmation_order"`);
    await runner.query(`DROP TABLE "order_confirmation"`);
    await runner.query(
      `ALTER TABLE "claim" ADD CONSTRAINT "claim_state_unknown" CHECK ((state = ANY (ARRAY['submitted'::text, 'approved'::text, 'returned'::text, 'rejected'::text, 'in_batch'::text, 'paid'::text])))`,
    );
    await runner.query(
      `ALTER TABLE "claim" ADD CONSTRAINT "claim_decided_without_reviewer" CHECK ((((reviewer_id IS NOT NULL) AND (reviewed_at IS NOT NULL)) OR (state = 'submitted'::text)))`,
    );
  }
}

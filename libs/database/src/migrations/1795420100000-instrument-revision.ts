import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('app.scope', true)`;
/** As the policy of the history: what is its instrument's holder's, and everything for the offices. */
const VISIBLE = `(CASE WHEN ${SCOPE} = '*'
    OR EXISTS (SELECT FROM instrument i WHERE i.id = instrument_id AND i.holder_id = nullif(nullif(${SCOPE}, '*'), '')::uuid)
  THEN true END IS NOT NULL)`;

const UP: readonly string[] = [
  `ALTER TABLE "instrument_history" ADD "changes" jsonb NOT NULL DEFAULT '[]'`,
  `CREATE TABLE "instrument_revision" ("id" uuid NOT NULL, "instrument_id" uuid NOT NULL, "state" text NOT NULL DEFAULT 'draft', "changes" jsonb NOT NULL, "reason" text, "returned_fields" jsonb NOT NULL DEFAULT '[]', "review_steps" jsonb, "review_step" text, "review_due_on" date, "review_due_provisional" boolean NOT NULL DEFAULT false, "review_submitted_by" uuid, "version" integer NOT NULL DEFAULT '1', "created_by" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "instrument_revision_state_known" CHECK (state IN ('draft', 'submitted', 'returned', 'approved', 'withdrawn')), CONSTRAINT "instrument_revision_step_known" CHECK (review_step IN ('unit', 'department', 'county', 'bureau', 'office')), CONSTRAINT "instrument_revision_reviewed_while_submitted" CHECK (num_nonnulls(review_steps, review_step, review_due_on) = CASE WHEN state = 'submitted' THEN 3 ELSE 0 END), CONSTRAINT "instrument_revision_has_changes" CHECK (jsonb_array_length(changes) > 0), CONSTRAINT "PK_instrument_revision" PRIMARY KEY ("id"))`,
  `CREATE UNIQUE INDEX "instrument_revision_open" ON "instrument_revision" ("instrument_id") WHERE state IN ('draft', 'submitted', 'returned')`,
  `ALTER TABLE "instrument_revision" ADD CONSTRAINT "instrument_revision_instrument_exists" FOREIGN KEY ("instrument_id") REFERENCES "instrument"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `ALTER TABLE "instrument_revision" ADD CONSTRAINT "instrument_revision_submitter_exists" FOREIGN KEY ("review_submitted_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `ALTER TABLE "instrument_revision" ADD CONSTRAINT "instrument_revision_creator_exists" FOREIGN KEY ("created_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  'ALTER TABLE instrument_revision ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON instrument_revision USING ${VISIBLE} WITH CHECK ${VISIBLE}`,
  `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON instrument_revision
     FOR EACH ROW EXECUTE FUNCTION audit_remember('reason', 'returned_fields')`,
  `CREATE CONSTRAINT TRIGGER audit_settle AFTER UPDATE OR DELETE ON instrument_revision
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_settle()`,
];

const DOWN: readonly string[] = [
  'DROP TABLE "instrument_revision"',
  'ALTER TABLE "instrument_history" DROP COLUMN "changes"',
];

/** Changes of reviewed fields that wait for their review, and what each step of the history changed. */
export class InstrumentRevision1795420100000 implements MigrationInterface {
  readonly name = 'InstrumentRevision1795420100000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

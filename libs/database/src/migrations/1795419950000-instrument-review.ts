import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Ten working days, as the short form gives an office from now on. */
const SHORT_FORM = `'[{"step": "office", "workdays": 10}]'::jsonb`;

/** Contacts must be forgettable without a trace of what they were; the first release knew of no address for mail. */
const LEFT_OUT = `'contact_name', 'contact_phone'`;

/** What the instrument is told apart by in the audit trail. */
const digestsWithout = (columns: string): string[] => [
  'DROP TRIGGER audit_remember ON instrument',
  `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON instrument
     FOR EACH ROW EXECUTE FUNCTION audit_remember(${columns})`,
];

const UP: readonly string[] = [
  `CREATE TABLE "review_route" ("affiliation" text NOT NULL, "steps" jsonb NOT NULL, "version" integer NOT NULL DEFAULT '1', "changed_by" uuid NOT NULL, "changed_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "review_route_has_steps" CHECK (jsonb_array_length(steps) > 0), CONSTRAINT "review_route_affiliation_known" CHECK (affiliation IN ('central', 'provincial', 'city', 'county', 'none')), CONSTRAINT "review_route_of_affiliation" PRIMARY KEY ("affiliation"))`,
  `ALTER TABLE "review_route" ADD CONSTRAINT "review_route_changer_exists" FOREIGN KEY ("changed_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `ALTER TABLE "instrument" ADD "returned_fields" jsonb NOT NULL DEFAULT '[]'`,
  `ALTER TABLE "instrument" ADD "review_steps" jsonb`,
  `ALTER TABLE "instrument" ADD "review_step" text`,
  `ALTER TABLE "instrument" ADD "review_due_on" date`,
  `ALTER TABLE "instrument" ADD "review_due_provisional" boolean NOT NULL DEFAULT false`,
  `ALTER TABLE "instrument" ADD "review_submitted_by" uuid`,
  `ALTER TABLE "instrument" ADD "suspension_kind" text`,
  `ALTER TABLE "instrument" ADD "expected_return_on" date`,
  `ALTER TABLE "instrument" ADD "successor_id" uuid`,
  `ALTER TABLE "instrument_history" ADD "review_step" text`,
  `ALTER TABLE "instrument_history" ADD "returned_fields" jsonb NOT NULL DEFAULT '[]'`,
  // What waits already is given the time of the short form from now on, in plain weeks: no calendar is at hand here.
  `UPDATE instrument i SET review_steps = ${SHORT_FORM}, review_step = 'office', review_due_provisional = true,
          review_due_on = (app_now() AT TIME ZONE 'Asia/Shanghai')::date + 14,
          review_submitted_by = (SELECT h.actor_id FROM instrument_history h
                                  WHERE h.instrument_id = i.id AND h.transition = 'submit'
                                  ORDER BY h.created_at DESC, h.id DESC LIMIT 1)
    WHERE i.status = 'submitted'`,
  // A table with entries of the audit trail to come cannot be altered: let them come now.
  'SET CONSTRAINTS ALL IMMEDIATE',
  'SET CONSTRAINTS ALL DEFERRED',
  `ALTER TABLE "instrument" ADD CONSTRAINT "instrument_review_step_known" CHECK (review_step IN ('unit', 'department', 'county', 'bureau', 'office'))`,
  `ALTER TABLE "instrument" ADD CONSTRAINT "instrument_reviewed_while_submitted" CHECK (num_nonnulls(review_steps, review_step, review_due_on) = CASE WHEN status = 'submitted' THEN 3 ELSE 0 END)`,
  `ALTER TABLE "instrument" ADD CONSTRAINT "instrument_suspension_known" CHECK (suspension_kind IN ('fault', 'maintenance', 'other'))`,
  `ALTER TABLE "instrument" ADD CONSTRAINT "instrument_returns_from_suspension" CHECK (status = 'suspended' OR num_nonnulls(suspension_kind, expected_return_on) = 0)`,
  `ALTER TABLE "instrument" ADD CONSTRAINT "instrument_succeeded_when_retired" CHECK (successor_id IS NULL OR status = 'retired')`,
  `ALTER TABLE "instrument" ADD CONSTRAINT "instrument_no_successor_of_itself" CHECK (successor_id <> id)`,
  `ALTER TABLE "instrument" ADD CONSTRAINT "instrument_submitter_exists" FOREIGN KEY ("review_submitted_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `ALTER TABLE "instrument" ADD CONSTRAINT "instrument_successor_exists" FOREIGN KEY ("successor_id") REFERENCES "instrument"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ...digestsWithout(`${LEFT_OUT}, 'contact_email'`),
];

const DOWN: readonly string[] = [
  ...digestsWithout(LEFT_OUT),
  `ALTER TABLE "instrument_history" DROP COLUMN "returned_fields"`,
  `ALTER TABLE "instrument_history" DROP COLUMN "review_step"`,
  // Their constraints go with the columns.
  ...[
    ...['successor_id', 'expected_return_on', 'suspension_kind', 'review_submitted_by'],
    ...['review_due_provisional', 'review_due_on', 'review_step', 'review_steps'],
    'returned_fields',
  ].map((column) => `ALTER TABLE "instrument" DROP COLUMN "${column}"`),
  `DROP TABLE "review_route"`,
];

/** Reviews in steps with deadlines, reasons by field, what a suspension waits for and what replaced a retired set. */
export class InstrumentReview1795419950000 implements MigrationInterface {
  readonly name = 'InstrumentReview1795419950000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

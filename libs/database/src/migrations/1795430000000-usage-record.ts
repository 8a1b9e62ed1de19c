import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('app.scope', true)`;
/** The records of an instrument are its holder's; the offices read all. */
const VISIBLE = `(CASE WHEN ${SCOPE} = '*'
    OR EXISTS (SELECT FROM instrument i WHERE i.id = instrument_id AND i.holder_id = nullif(nullif(${SCOPE}, '*'), '')::uuid)
  THEN true END IS NOT NULL)`;

const REFERENCES: readonly [name: string, column: string, table: string][] = [
  ['instrument', 'instrument_id', 'instrument'],
  ['unit', 'unit_id', 'instrument_unit'],
  ['reservation', 'reservation_id', 'reservation'],
  ['user', 'user_organisation_id', 'organisation'],
  ['evidence', 'evidence_file_id', 'stored_file'],
  ['recorder', 'recorded_by', 'app_user'],
  ['decider', 'decided_by', 'app_user'],
];

const UP: readonly string[] = [
  `CREATE TABLE "usage_record" ("id" uuid NOT NULL, "instrument_id" uuid NOT NULL, "unit_id" uuid NOT NULL, "reservation_id" uuid, "starts_at" TIMESTAMP WITH TIME ZONE NOT NULL, "ends_at" TIMESTAMP WITH TIME ZONE NOT NULL, "machine_minutes" integer NOT NULL, "samples" integer, "user_organisation_id" uuid, "user_name" text NOT NULL, "kind" text NOT NULL, "source" text NOT NULL, "evidence" text, "evidence_file_id" uuid, "state" text NOT NULL, "refusal" text, "recorded_by" uuid, "decided_by" uuid, "decided_at" TIMESTAMP WITH TIME ZONE, "version" integer NOT NULL DEFAULT '1', "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "usage_record_one_per_reservation" UNIQUE ("reservation_id"), CONSTRAINT "usage_record_kind_known" CHECK (kind IN ('internal', 'shared', 'external')), CONSTRAINT "usage_record_source_known" CHECK (source IN ('reservation', 'log_book', 'sensor', 'unit_system')), CONSTRAINT "usage_record_state_known" CHECK (state IN ('draft', 'approved', 'rejected')), CONSTRAINT "usage_record_period_in_order" CHECK (starts_at < ends_at AND isfinite(starts_at) AND isfinite(ends_at)), CONSTRAINT "usage_record_period_is_bounded" CHECK (ends_at - starts_at <= interval '400 days'), CONSTRAINT "usage_record_minutes_within_period" CHECK (machine_minutes >= 0 AND machine_minutes <= extract(epoch FROM ends_at - starts_at) / 60 + 1), CONSTRAINT "usage_record_samples_not_negative" CHECK (samples >= 0), CONSTRAINT "usage_record_reservation_is_source" CHECK ((source = 'reservation') = (reservation_id IS NOT NULL)), CONSTRAINT "usage_record_entered_with_evidence" CHECK (source = 'reservation' OR (num_nonnulls(evidence, evidence_file_id) > 0 AND recorded_by IS NOT NULL)), CONSTRAINT "usage_record_decided_by_another" CHECK (decided_by <> recorded_by), CONSTRAINT "usage_record_approved_by_somebody" CHECK (state <> 'approved' OR source = 'reservation' OR decided_by IS NOT NULL), CONSTRAINT "usage_record_rejected_with_reason" CHECK ((state = 'rejected') = (refusal IS NOT NULL)), CONSTRAINT "usage_record_no_overlap" EXCLUDE USING gist (unit_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (state IN ('draft', 'approved')), CONSTRAINT "PK_usage_record" PRIMARY KEY ("id"))`,
  `CREATE INDEX "usage_record_of_instrument" ON "usage_record" ("instrument_id", "starts_at") `,
  `CREATE INDEX "usage_record_of_user" ON "usage_record" ("user_organisation_id") WHERE user_organisation_id IS NOT NULL`,
  `CREATE INDEX "usage_record_recorded_by" ON "usage_record" ("recorded_by") WHERE recorded_by IS NOT NULL`,
  ...REFERENCES.map(
    ([name, column, table]) =>
      `ALTER TABLE "usage_record" ADD CONSTRAINT "usage_record_${name}_exists" FOREIGN KEY ("${column}") REFERENCES "${table}"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ),
  'ALTER TABLE usage_record ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON usage_record USING ${VISIBLE} WITH CHECK ${VISIBLE}`,
  `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON usage_record
     FOR EACH ROW EXECUTE FUNCTION audit_remember('user_name', 'evidence', 'refusal')`,
  `CREATE CONSTRAINT TRIGGER audit_settle AFTER UPDATE OR DELETE ON usage_record
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_settle()`,
];

/** What really happened on the units of instruments, from reservations and without one. */
export class UsageRecord1795430000000 implements MigrationInterface {
  readonly name = 'UsageRecord1795430000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE usage_record');
  }
}

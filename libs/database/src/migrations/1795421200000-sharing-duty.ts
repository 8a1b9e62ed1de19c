import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('app.scope', true)`;

/** Rows are the holder's; which others may read them is the access policy's, which the code asks first. */
const OF_HOLDER = `CASE WHEN ${SCOPE} = '*' OR EXISTS (
    SELECT FROM instrument i WHERE i.id = instrument_id AND i.holder_id = nullif(nullif(${SCOPE}, '*'), '')::uuid)
  THEN true END IS NOT NULL`;
const OF_ORGANISATION = `CASE WHEN ${SCOPE} = '*' OR organisation_id::text = ${SCOPE} THEN true END IS NOT NULL`;

const OWNERS: Readonly<Record<string, string>> = {
  use_decision: OF_HOLDER,
  duty_exemption: OF_HOLDER,
  instrument_external_id: OF_HOLDER,
  instrument_connection: OF_HOLDER,
  classified_holding: OF_ORGANISATION,
};

/** Parts of an object of the audit trail: its type, the column with its id, and what the entry names. */
const NOTED: Readonly<Record<string, string>> = {
  use_decision: `'instrument', 'instrument_id', 'obliged'`,
  instrument_external_id: `'instrument', 'instrument_id', 'scheme', 'verified_on'`,
  instrument_connection: `'instrument', 'instrument_id', 'joined_on', 'sensor_installed_on'`,
  classified_holding: `'organisation', 'organisation_id', 'count'`,
};

const TABLES: readonly string[] = [
  `CREATE TABLE "use_decision" ("id" uuid NOT NULL, "instrument_id" uuid NOT NULL, "obliged" boolean NOT NULL, "reason" text NOT NULL, "decided_by" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "PK_e78b4af5b5f41ea4a4b8347c92b" PRIMARY KEY ("id"))`,
  `CREATE INDEX "use_decision_of_instrument" ON "use_decision"  ("instrument_id", "created_at") `,
  `CREATE TABLE "duty_exemption" ("id" uuid NOT NULL, "instrument_id" uuid NOT NULL, "state" text NOT NULL DEFAULT 'requested', "reason" text NOT NULL, "requested_until" date, "starts_on" date NOT NULL, "ends_on" date, "filing_number" text, "refusal" text, "requested_by" uuid NOT NULL, "decided_by" uuid, "decided_at" TIMESTAMP WITH TIME ZONE, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "version" integer NOT NULL DEFAULT '1', CONSTRAINT "duty_exemption_state_known" CHECK (state IN ('requested', 'granted', 'refused', 'withdrawn')), CONSTRAINT "duty_exemption_granted_under_a_number" CHECK ((state = 'granted') = (filing_number IS NOT NULL AND ends_on IS NOT NULL)), CONSTRAINT "duty_exemption_decided_by_somebody" CHECK ((state IN ('granted', 'refused')) = (decided_by IS NOT NULL AND decided_at IS NOT NULL)), CONSTRAINT "duty_exemption_decided_by_another" CHECK (decided_by <> requested_by), CONSTRAINT "duty_exemption_refused_with_reason" CHECK ((state = 'refused') = (refusal IS NOT NULL)), CONSTRAINT "duty_exemption_ends_after_start" CHECK (ends_on >= starts_on), CONSTRAINT "duty_exemption_one_open_or_running" EXCLUDE USING gist (instrument_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&) WHERE (state IN ('requested', 'granted')), CONSTRAINT "PK_8b0dfd73be65cc19a458b709b07" PRIMARY KEY ("id"))`,
  `CREATE INDEX "duty_exemption_of_state" ON "duty_exemption"  ("state", "id") `,
  `CREATE INDEX "duty_exemption_of_instrument" ON "duty_exemption"  ("instrument_id", "id") `,
  `CREATE TABLE "classified_holding" ("organisation_id" uuid NOT NULL, "count" integer NOT NULL, "filing_number" text, "updated_by" uuid NOT NULL, "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "version" integer NOT NULL DEFAULT '1', CONSTRAINT "classified_holding_not_negative" CHECK (count >= 0), CONSTRAINT "classified_holding_filed" CHECK (count = 0 OR filing_number IS NOT NULL), CONSTRAINT "classified_holding_of_organisation" PRIMARY KEY ("organisation_id"))`,
  `CREATE TABLE "instrument_external_id" ("instrument_id" uuid NOT NULL, "scheme" text NOT NULL, "number" text, "url" text, "verified_on" date, CONSTRAINT "instrument_external_id_number_taken" UNIQUE ("scheme", "number"), CONSTRAINT "instrument_external_id_scheme_known" CHECK (scheme IN ('asset_cloud', 'zj_platform', 'nrii', 'regional')), CONSTRAINT "instrument_external_id_points_somewhere" CHECK (num_nonnulls(number, url) > 0), CONSTRAINT "instrument_external_id_one_of_scheme" PRIMARY KEY ("instrument_id", "scheme"))`,
  `CREATE TABLE "instrument_connection" ("instrument_id" uuid NOT NULL, "joined_on" date, "sensor_due_on" date, "sensor_due_provisional" boolean NOT NULL DEFAULT false, "sensor_number" text, "sensor_installed_on" date, "sensor_recovered_on" date, CONSTRAINT "instrument_connection_sensor_due_once_joined" CHECK ((joined_on IS NULL) = (sensor_due_on IS NULL)), CONSTRAINT "instrument_connection_sensor_installed_with_number" CHECK ((sensor_number IS NULL) = (sensor_installed_on IS NULL)), CONSTRAINT "instrument_connection_sensor_recovered_after_install" CHECK (sensor_recovered_on IS NULL OR (sensor_installed_on IS NOT NULL AND sensor_recovered_on >= sensor_installed_on)), CONSTRAINT "instrument_connection_of_instrument" PRIMARY KEY ("instrument_id"))`,
];

const references = (table: string, constraint: string, column: string, target: string): string =>
  `ALTER TABLE "${table}" ADD CONSTRAINT "${table}_${constraint}_exists" FOREIGN KEY ("${column}") REFERENCES "${target}"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`;

const REFERENCES: readonly string[] = [
  references('use_decision', 'instrument', 'instrument_id', 'instrument'),
  references('use_decision', 'author', 'decided_by', 'app_user'),
  references('duty_exemption', 'instrument', 'instrument_id', 'instrument'),
  references('duty_exemption', 'requester', 'requested_by', 'app_user'),
  references('duty_exemption', 'decider', 'decided_by', 'app_user'),
  references('classified_holding', 'organisation', 'organisation_id', 'organisation'),
  references('classified_holding', 'author', 'updated_by', 'app_user'),
  references('instrument_external_id', 'instrument', 'instrument_id', 'instrument'),
  references('instrument_connection', 'instrument', 'instrument_id', 'instrument'),
];

/** As the audit trail watches every table of objects: decision 0011. */
const WATCHED: readonly string[] = [
  `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON duty_exemption
   FOR EACH ROW EXECUTE FUNCTION audit_remember('reason', 'refusal')`,
  `CREATE CONSTRAINT TRIGGER audit_settle AFTER UPDATE OR DELETE ON duty_exemption
   DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_settle()`,
  ...Object.entries(NOTED).map(
    ([table, named]) =>
      `CREATE CONSTRAINT TRIGGER audit_note AFTER INSERT OR UPDATE OR DELETE ON ${table}
       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_note(${named})`,
  ),
];

/** The duty to share beyond its rule: decisions, exemptions, numbers elsewhere, sensors and what is only counted. */
export class SharingDuty1795421200000 implements MigrationInterface {
  readonly name = 'SharingDuty1795421200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...REFERENCES]) await runner.query(statement);
    for (const [table, owner] of Object.entries(OWNERS)) {
      await runner.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
      await runner.query(
        `CREATE POLICY tenancy ON ${table} USING (${owner}) WITH CHECK (${owner})`,
      );
    }
    for (const statement of WATCHED) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of Object.keys(OWNERS)) await runner.query(`DROP TABLE ${table}`);
  }
}

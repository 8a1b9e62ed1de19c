import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('app.scope', true)`;
const OWN = `(CASE WHEN ${SCOPE} = '*' OR organisation_id::text = ${SCOPE} THEN true END IS NOT NULL)`;

const STATEMENTS: readonly string[] = [
  `CREATE TABLE "quota_application" ("id" uuid NOT NULL, "programme_id" uuid NOT NULL, "organisation_id" uuid NOT NULL, "amount_fen" bigint NOT NULL, "purpose" text NOT NULL, "statement" text NOT NULL, "state" text NOT NULL DEFAULT 'submitted', "applied_by" uuid NOT NULL, "resubmitted_by" uuid, "checked_by" uuid, "decided_by" uuid, "decided_at" TIMESTAMP WITH TIME ZONE, "reason" text, "voucher_id" uuid, "version" integer NOT NULL DEFAULT '1', "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "quota_application_state_known" CHECK (state IN ('submitted', 'returned', 'checked', 'issued', 'rejected', 'withdrawn')), CONSTRAINT "quota_application_amount_not_positive" CHECK (amount_fen > 0), CONSTRAINT "quota_application_decided_unchecked" CHECK ((state IN ('issued', 'rejected')) = (decided_by IS NOT NULL) AND (decided_by IS NULL) = (decided_at IS NULL) AND (state IN ('checked', 'issued', 'rejected')) = (checked_by IS NOT NULL)), CONSTRAINT "quota_application_needs_other_persons" CHECK (checked_by NOT IN (applied_by, coalesce(resubmitted_by, applied_by)) AND decided_by NOT IN (applied_by, coalesce(resubmitted_by, applied_by), checked_by)), CONSTRAINT "quota_application_refused_without_reason" CHECK (reason IS NOT NULL OR state NOT IN ('returned', 'rejected')), CONSTRAINT "quota_application_issued_without_voucher" CHECK ((state = 'issued') = (voucher_id IS NOT NULL)), CONSTRAINT "PK_quota_application" PRIMARY KEY ("id"))`,
  `CREATE INDEX "quota_application_of_organisation" ON "quota_application" ("organisation_id", "id") `,
  `CREATE INDEX "quota_application_of_programme" ON "quota_application" ("programme_id") `,
  `CREATE UNIQUE INDEX "quota_application_issued_twice" ON "quota_application" ("voucher_id") WHERE voucher_id IS NOT NULL`,
  ...[
    ['programme', 'programme_id', 'voucher_programme'],
    ['organisation', 'organisation_id', 'organisation'],
    ['voucher', 'voucher_id', 'voucher'],
  ].map(
    ([name, column, other]) =>
      `ALTER TABLE "quota_application" ADD CONSTRAINT "quota_application_${name}_exists" FOREIGN KEY ("${column}") REFERENCES "${other}"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ),
  'ALTER TABLE quota_application ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON quota_application USING ${OWN} WITH CHECK ${OWN}`,
  `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON quota_application
     FOR EACH ROW EXECUTE FUNCTION audit_remember('statement', 'reason')`,
  `CREATE CONSTRAINT TRIGGER audit_settle AFTER UPDATE OR DELETE ON quota_application
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_settle()`,
];

/** What organisations ask voucher programmes for. */
export class QuotaApplications1795450610000 implements MigrationInterface {
  readonly name = 'QuotaApplications1795450610000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE quota_application');
  }
}

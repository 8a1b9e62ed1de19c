import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('app.scope', true)`;
const visible = (owner: string): string =>
  `(CASE WHEN ${SCOPE} = '*' OR ${owner} THEN true END IS NOT NULL)`;
const OF_USER = `user_organisation_id::text = ${SCOPE}`;
const OF_HOLDER = `holder_id::text = ${SCOPE}`;

/** Points for reservations not kept; both sides see them, the holder forgives them. */
export class Penalty1795428000000 implements MigrationInterface {
  readonly name = 'Penalty1795428000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE "penalty" ("id" uuid NOT NULL, "reservation_id" uuid NOT NULL, "user_id" uuid NOT NULL, "user_organisation_id" uuid NOT NULL, "holder_id" uuid NOT NULL, "cause" text NOT NULL, "points" integer NOT NULL, "given_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "forgiven_at" TIMESTAMP WITH TIME ZONE, "forgiven_by" uuid, "forgiven_reason" text, CONSTRAINT "penalty_one_per_reservation" UNIQUE ("reservation_id"), CONSTRAINT "penalty_forgiven_by_somebody" CHECK ((forgiven_at IS NULL) = (forgiven_by IS NULL)), CONSTRAINT "penalty_points_positive" CHECK (points > 0), CONSTRAINT "penalty_cause_known" CHECK (cause IN ('no-show', 'late-cancel')), CONSTRAINT "PK_penalty" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE INDEX "penalty_of_person" ON "penalty" ("user_id", "holder_id") WHERE forgiven_at IS NULL`,
    );
    for (const [name, column, table] of [
      ['reservation', 'reservation_id', 'reservation'],
      ['person', 'user_id', 'app_user'],
      ['user_organisation', 'user_organisation_id', 'organisation'],
      ['holder', 'holder_id', 'organisation'],
      ['forgiver', 'forgiven_by', 'app_user'],
    ])
      await runner.query(
        `ALTER TABLE "penalty" ADD CONSTRAINT "penalty_${name}_exists" FOREIGN KEY ("${column}") REFERENCES "${table}"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
      );
    await runner.query('ALTER TABLE penalty ENABLE ROW LEVEL SECURITY');
    await runner.query(
      `CREATE POLICY tenancy ON penalty FOR SELECT USING ${visible(`${OF_USER} OR ${OF_HOLDER}`)}`,
    );
    await runner.query(
      `CREATE POLICY tenancy_add ON penalty FOR INSERT WITH CHECK ${visible(OF_USER)}`,
    );
    await runner.query(
      `CREATE POLICY tenancy_change ON penalty FOR UPDATE USING ${visible(OF_HOLDER)} WITH CHECK ${visible(OF_HOLDER)}`,
    );
    await runner.query(
      `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON penalty
       FOR EACH ROW EXECUTE FUNCTION audit_remember('forgiven_reason')`,
    );
    await runner.query(
      `CREATE CONSTRAINT TRIGGER audit_settle AFTER UPDATE OR DELETE ON penalty
       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_settle()`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE penalty');
  }
}

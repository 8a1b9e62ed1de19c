import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('app.scope', true)`;
const visible = (owner: string): string =>
  `(CASE WHEN ${SCOPE} = '*' OR ${owner} THEN true END IS NOT NULL)`;
const HELD = `EXISTS (SELECT FROM instrument i WHERE i.id = instrument_id
   AND i.holder_id = nullif(nullif(${SCOPE}, '*'), '')::uuid)`;
const OF_MEMBER = `EXISTS (SELECT FROM membership m WHERE m.user_id = qualification.user_id
   AND m.organisation_id = nullif(nullif(${SCOPE}, '*'), '')::uuid)`;

/** Who was trained on an instrument; its laboratory writes it, the person's organisations see it when they book. */
export class Qualification1795427000000 implements MigrationInterface {
  readonly name = 'Qualification1795427000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE "qualification" ("id" uuid NOT NULL, "instrument_id" uuid NOT NULL, "user_id" uuid NOT NULL, "granted_by" uuid NOT NULL, "granted_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "valid_until" date, "note" text, "reminded_days" integer, "revoked_at" TIMESTAMP WITH TIME ZONE, "revoked_by" uuid, CONSTRAINT "PK_qualification" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "qualification_one_live" ON "qualification" ("instrument_id", "user_id") WHERE revoked_at IS NULL`,
    );
    await runner.query(
      `CREATE INDEX "qualification_ending" ON "qualification" ("valid_until") WHERE revoked_at IS NULL`,
    );
    await runner.query(`CREATE INDEX "qualification_of_person" ON "qualification" ("user_id") `);
    for (const [name, column, table] of [
      ['instrument', 'instrument_id', 'instrument'],
      ['person', 'user_id', 'app_user'],
      ['grantor', 'granted_by', 'app_user'],
      ['revoker', 'revoked_by', 'app_user'],
    ])
      await runner.query(
        `ALTER TABLE "qualification" ADD CONSTRAINT "qualification_${name}_exists" FOREIGN KEY ("${column}") REFERENCES "${table}"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
      );
    await runner.query(`ALTER TABLE "reservation" ADD "assisted" boolean NOT NULL DEFAULT false`);
    await runner.query('ALTER TABLE qualification ENABLE ROW LEVEL SECURITY');
    await runner.query(
      `CREATE POLICY tenancy ON qualification FOR SELECT USING ${visible(`${HELD} OR ${OF_MEMBER}`)}`,
    );
    await runner.query(
      `CREATE POLICY tenancy_add ON qualification FOR INSERT WITH CHECK ${visible(HELD)}`,
    );
    await runner.query(
      `CREATE POLICY tenancy_change ON qualification FOR UPDATE USING ${visible(HELD)} WITH CHECK ${visible(HELD)}`,
    );
    await runner.query(
      `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON qualification
       FOR EACH ROW EXECUTE FUNCTION audit_remember('note', 'reminded_days')`,
    );
    await runner.query(
      `CREATE CONSTRAINT TRIGGER audit_settle AFTER UPDATE OR DELETE ON qualification
       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_settle()`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "reservation" DROP COLUMN "assisted"`);
    await runner.query('DROP TABLE qualification');
  }
}
